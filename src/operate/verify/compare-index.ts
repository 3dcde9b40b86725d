import type { Vacancy } from '../../domain/vacancy.js'
import type { LogRecord } from '../../ports/log.js'
import type { IndexEntry } from '../../ports/vacancy-index.js'
import type { Difference } from './differences.js'

/** The newest record of a vacancy: where it lies, and what it is; null: a tombstone. */
export interface Newest {
  readonly partition: number
  readonly offset: number
  readonly kind: Vacancy['kind'] | null
}

export interface IndexDifference extends Difference {
  /** What the topic holds of it; undefined: nothing. */
  readonly newest: Newest | undefined
  /** Version of the document; undefined: there is none. */
  readonly version: number | undefined
}

const kindOf = (value: unknown): Newest['kind'] => (value as { kind: Vacancy['kind'] } | null)?.kind ?? null

const said = (newest: Newest | undefined): string => {
  if (!newest) return 'topic: nothing'
  return `topic: ${newest.kind ?? 'tombstone'} at ${newest.partition}/${newest.offset}`
}

/**
 * The topic against the index, both ways. First every record of the topic is taken, then every document is seen once, then
 * `missing` tells the rest. Keeps some hundred bytes an id.
 */
export class IndexComparison {
  private readonly newest = new Map<string, Newest>()
  /** Of an offset of the topic. */
  private readonly versionOf: (offset: number) => number

  constructor(versionOf: (offset: number) => number) {
    this.versionOf = versionOf
  }

  get size(): number {
    return this.newest.size
  }

  take({ key, partition, offset, value }: LogRecord): void {
    if (key !== null) this.newest.set(key, { partition, offset, kind: kindOf(value) })
  }

  /** `end`: offset that the next record of the document's partition gets. */
  see(entry: IndexEntry, end: number): IndexDifference | undefined {
    const newest = this.newest.get(entry.id)
    this.newest.delete(entry.id)
    const kind = this.judge(entry, newest, end)
    if (!kind) return undefined
    const { id, version, seq } = entry
    const detail = `${said(newest)}; index: ${entry.kind} of ${seq.partition}/${seq.offset}, version ${version}`
    return { kind, id, detail, newest, version }
  }

  private judge({ version, kind }: IndexEntry, newest: Newest | undefined, end: number) {
    // No write of the topic could overrule it: it has to go on with another epoch.
    if (version > this.versionOf(newest?.offset ?? end - 1)) return 'document-ahead' as const
    if (!newest || newest.kind === null) return 'document-foreign' as const
    if (version < this.versionOf(newest.offset) || kind !== newest.kind) return 'document-outdated' as const
    return undefined
  }

  /** Vacancies whose document was not seen. */
  *missing(): Generator<IndexDifference> {
    for (const [id, newest] of this.newest) {
      if (newest.kind === null) continue
      yield { kind: 'document-missing', id, detail: `${said(newest)}; index: nothing`, newest, version: undefined }
    }
  }
}
