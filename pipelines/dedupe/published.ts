import { hashId } from '../../src/domain/ids.js'
import type { Vacancy } from '../../src/domain/vacancy.js'
import type { Composed } from './vacancy.js'

/** Fields that say how a record came to be, not what it says. */
const NOT_CONTENT = new Set(['updatedAt', 'owner', 'changed', 'contentHash'])

type Forward = Vacancy & { kind: 'merged' }

interface Said {
  readonly kind: Vacancy['kind']
  readonly hash: string
  /** A forward itself: it outlives its postings, so that the topic alone remembers it. */
  readonly forward: Forward | undefined
  /** Hash of each top-level field, to tell what changed. */
  readonly fields: ReadonlyMap<string, string>
}

const fieldHashes = (vacancy: Vacancy): Map<string, string> =>
  new Map(
    Object.entries(vacancy)
      .filter(([name]) => !NOT_CONTENT.has(name))
      .map(([name, value]) => [name, hashId(JSON.stringify(value)).slice(0, 8)]),
  )

const contentOf = (vacancy: Vacancy): string => {
  if (vacancy.kind === 'vacancy') return vacancy.contentHash
  if (vacancy.kind === 'merged') return `merged ${vacancy.mergedInto}`
  return `removed ${vacancy.removedAt ?? ''} ${vacancy.removals.join(' ')}`
}

const said = (vacancy: Vacancy): Said => ({
  kind: vacancy.kind,
  hash: contentOf(vacancy),
  forward: vacancy.kind === 'merged' ? vacancy : undefined,
  fields: vacancy.kind === 'vacancy' ? fieldHashes(vacancy) : new Map(),
})

const changedFields = (before: Said | undefined, now: ReadonlyMap<string, string>): string[] => {
  if (before?.kind !== 'vacancy') return []
  const names = new Set([...before.fields.keys(), ...now.keys()])
  return [...names].filter((name) => before.fields.get(name) !== now.get(name)).sort()
}

/**
 * What `vacancies.v1` last said of each id. What is to be said next waits in `pending` until it is durable: a batch that comes
 * again says it again.
 */
export class Published {
  private readonly last = new Map<string, Said>()
  private readonly waiting = new Map<string, Vacancy | null>()

  /** A record read back from the topic. */
  heard(id: string, vacancy: Vacancy | null): void {
    if (vacancy === null) this.last.delete(id)
    else this.last.set(id, said(vacancy))
  }

  /**
   * Another owner's word, after ours: it is what the topic says now. True when it differs from ours, so that ours has to be
   * said again; a forward waits for that already.
   */
  overruled(id: string, vacancy: Vacancy | null): boolean {
    const ours = this.last.get(id)
    const theirs = vacancy === null ? undefined : said(vacancy)
    if (ours?.kind === theirs?.kind && ours?.hash === theirs?.hash) return false
    this.heard(id, vacancy)
    if (ours?.forward) this.say(ours.forward)
    return true
  }

  /** Whether the topic holds, or will hold, something of the id. */
  has(id: string): boolean {
    const next = this.waiting.get(id)
    return next === undefined ? this.last.has(id) : next !== null
  }

  /** Whether the id is a forward, which outlives its postings. */
  isForward(id: string): boolean {
    return (this.waiting.get(id)?.kind ?? this.last.get(id)?.kind) === 'merged'
  }

  ids(): string[] {
    return [...this.last.keys()]
  }

  /** Notes what is to be said of a vacancy, when it differs from what was said. */
  say(vacancy: Composed | Forward): void {
    const before = this.last.get(vacancy.id)
    const now = said(vacancy)
    if (before?.hash === now.hash && before.kind === now.kind) this.waiting.delete(vacancy.id)
    else
      this.waiting.set(
        vacancy.id,
        vacancy.kind === 'vacancy' ? { ...vacancy, changed: changedFields(before, now.fields) } : vacancy,
      )
  }

  forget(id: string): void {
    if (this.last.has(id)) this.waiting.set(id, null)
    else this.waiting.delete(id)
  }

  /** What is to be published; the same until it is `done`. */
  pending(): ReadonlyMap<string, Vacancy | null> {
    return this.waiting
  }

  /** What was pending is durable. */
  done(): void {
    for (const [id, vacancy] of this.waiting) this.heard(id, vacancy)
    this.waiting.clear()
  }
}
