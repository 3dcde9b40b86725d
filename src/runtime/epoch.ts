import { z } from 'zod'
import { hasConsequence } from '../domain/errors.js'
import { topics } from '../domain/topics.js'
import type { Log } from '../ports/log.js'
import type { Logger } from '../ports/logger.js'
import { ABSENT } from '../ports/records.js'
import type { Records } from '../ports/records.js'

const COLLECTION = 'epochs'
const TOPIC = topics.vacancies

/** Records collection `epochs`, id = topic: how often it was made anew, and how far each partition went. */
const Epoch = z.object({ epoch: z.int().positive(), ends: z.record(z.string(), z.int().nonnegative()) })
type Epoch = z.infer<typeof Epoch>

const endsOf = async (log: Log): Promise<Epoch['ends']> =>
  Object.fromEntries((await log.ends(TOPIC)).map(({ partition, end }) => [String(partition), end]))

/** A partition never gets shorter: one that did is of another topic under the same name. */
const isMadeAnew = ({ ends }: Epoch, now: Epoch['ends']): boolean =>
  Object.entries(ends).some(([partition, end]) => (now[partition] ?? 0) < end)

const stored = async (records: Records) => {
  const found = await records.get<unknown>(COLLECTION, TOPIC.name)
  return found && { version: found.version, value: Epoch.parse(found.value) }
}

/** The epoch that index writes carry now. Errors as the records'. */
export const currentEpoch = async (records: Records): Promise<number> => (await stored(records))?.value.epoch ?? 1

/**
 * Notes how far `vacancies.v1` goes, and begins another epoch when it was made anew while the index was kept: its offsets
 * begin at 0 again, and have to win over those of before. To be called before anything is published to it.
 */
export const noteEpoch = async ({
  log,
  records,
  logger,
}: {
  readonly log: Log
  readonly records: Records
  readonly logger: Logger
}): Promise<void> => {
  for (;;) {
    const before = await stored(records)
    const ends = await endsOf(log)
    const anew = before !== undefined && isMadeAnew(before.value, ends)
    const epoch = (before?.value.epoch ?? 1) + (anew ? 1 : 0)
    if (anew) logger.warn({ epoch }, `${TOPIC.name} was made anew: its records win over what the index holds of before`)
    try {
      await records.put(COLLECTION, TOPIC.name, { epoch, ends }, { ifVersion: before?.version ?? ABSENT })
      return
    } catch (error) {
      if (!hasConsequence(error, 'conflict')) throw error
    }
  }
}
