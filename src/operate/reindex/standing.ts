import { z } from 'zod'
import { ABSENT } from '../../ports/records.js'
import type { Records } from '../../ports/records.js'

const COLLECTION = 'operations'
const ID = 'reindex'

/** What is kept of a reindex under way. */
const Kept = z.object({
  /** The index that is being built. */
  index: z.string(),
  epoch: z.int().positive(),
  /** Offset to read next, by partition. */
  next: z.record(z.string(), z.int().nonnegative()),
})
type Kept = z.infer<typeof Kept>

/** Where a reindex stands; survives a stop. */
export interface Standing {
  readonly index: string
  readonly epoch: number
  /** Offset to read next, by partition; moved on in place, kept by `save`. */
  readonly next: Map<number, number>
  /** Throws `conflict` when another reindex took it over, or dropped it, since. */
  save(): Promise<void>
  /** There is nothing to go on with any more. */
  forget(): Promise<void>
}

const standingOf = (records: Records, kept: Kept, found: string): Standing => {
  const { index, epoch } = kept
  const next = new Map(Object.entries(kept.next).map(([partition, offset]) => [Number(partition), offset]))
  let version = found
  return {
    index,
    epoch,
    next,
    async save() {
      const now: Kept = { ...kept, next: Object.fromEntries(next) }
      version = await records.put(COLLECTION, ID, now, { ifVersion: version })
    },
    async forget() {
      await records.delete(COLLECTION, ID, { ifVersion: version })
    },
  }
}

/** The reindex that was stopped, if any. */
export const lastStanding = async (records: Records): Promise<Standing | undefined> => {
  const stored = await records.get<unknown>(COLLECTION, ID)
  return stored && standingOf(records, Kept.parse(stored.value), stored.version)
}

/** Begins to build `index`; nothing is read yet. Throws `conflict` when another reindex began since. */
export const newStanding = async (
  records: Records,
  { index, epoch }: Pick<Standing, 'index' | 'epoch'>,
): Promise<Standing> => {
  const standing = standingOf(records, { index, epoch, next: {} }, ABSENT)
  await standing.save()
  return standing
}
