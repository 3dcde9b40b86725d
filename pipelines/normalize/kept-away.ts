import type { Board } from '../../src/domain/board.js'
import { compareStamps, stampOfPosting } from '../../src/domain/order.js'
import type { RawPosting } from '../../src/domain/raw-posting.js'
import { namedBy, removalKeysOf } from '../../src/domain/removal.js'
import { topics } from '../../src/domain/topics.js'
import type { Log, LogRecord } from '../../src/ports/log.js'
import type { StageContext } from '../../src/ports/stage.js'

/** A record of `raw.v1` and what it says. */
export interface KeptAway {
  readonly record: LogRecord
  readonly raw: RawPosting
}

export interface KeptAwayOptions {
  readonly log: Log
  readonly boards: (id: string) => Board | undefined
}

/** The newest raw posting of each key that a removal concerns, as far back as the topic goes. Reads the whole topic. */
export const keptAway = async (
  removal: string,
  { log, boards }: KeptAwayOptions,
  { heartbeat }: Pick<StageContext, 'heartbeat'>,
): Promise<KeptAway[]> => {
  const newest = new Map<string, KeptAway>()
  for await (const { records } of log.read(topics.raw)) {
    for (const record of records) {
      const { success, data: raw } = topics.raw.schema.safeParse(record.value)
      if (!success || !removalKeysOf(namedBy(raw.fields, boards(raw.board)?.employer)).includes(removal)) continue
      const known = newest.get(raw.key)?.raw
      if (!known || compareStamps(stampOfPosting(raw), stampOfPosting(known)) >= 0) newest.set(raw.key, { record, raw })
    }
    await heartbeat()
  }
  return [...newest.values()]
}
