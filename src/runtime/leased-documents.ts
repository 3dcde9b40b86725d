import { instant } from '../domain/common.js'
import { hasConsequence } from '../domain/errors.js'
import type { Clock } from '../ports/clock.js'
import { ABSENT } from '../ports/records.js'
import type { Records, Stored } from '../ports/records.js'

/** What every document under a lease says of it. */
export interface Leased {
  holder: string | null
  /** For people; who waits goes by silence. */
  expiresAt: string | null
}

export interface LeasedDocumentsOptions<T extends Leased> {
  readonly records: Records
  readonly clock: Clock
  readonly collection: string
  /** Names this process among its replicas. The same name takes its own lease again at once, as after a crash. */
  readonly holder: string
  /** The same for all replicas. */
  readonly ttlMs: number
  readonly parse: (value: unknown) => T
  /** The document as its next holder takes it: a greater number than the one before, if there was one. */
  readonly next: (before: T | undefined, id: string) => T | Promise<T>
}

/** A document that this process holds. */
export interface LeasedDocument<T> {
  /** Changed in place, kept by `save`. */
  readonly document: T
  /** Aborts when the lease is lost. */
  readonly signal: AbortSignal
  /**
   * Whether it still holds. After the process stood still it may be another's already, and no signal told so; then it is
   * written anew before the answer. Throws `retryable` when the records cannot tell.
   */
  confirm(): Promise<boolean>
  /** As `confirm`; where the records cannot tell, the lease is given up. */
  isHeld(): Promise<boolean>
  /** Whether it cannot be another's yet, by the time that passed since it was last renewed. Answers at once. */
  isCurrent(): boolean
  /** Writes the document and prolongs the lease. Aborts `signal` when another holds it now. */
  save(): Promise<void>
  /** Saves and gives it back. */
  release(): Promise<void>
}

export interface LeasedDocuments<T> {
  /** Undefined while another holds it. */
  take(id: string): Promise<LeasedDocument<T> | undefined>
}

/** A lease of another as this process saw it first. */
interface Seen {
  readonly version: string
  /** By this process's elapsed time. */
  readonly since: number
}

interface Claim<T> {
  readonly id: string
  readonly document: T
  readonly version: string
  /** By this process's elapsed time. */
  readonly at: number
}

/**
 * Documents that one process at a time holds, kept in records by compare-and-set. No replica trusts another's time of day:
 * a lease is left behind when it was not renewed for `ttlMs` under the eyes of who wants it.
 */
export const openLeasedDocuments = <T extends Leased>(options: LeasedDocumentsOptions<T>): LeasedDocuments<T> => {
  const { records, clock, collection, holder, ttlMs, parse, next } = options
  /** Ids that this process holds: it does not take a lease from itself. */
  const own = new Set<string>()
  const seen = new Map<string, Seen>()

  const isLeftBehind = ({ id, version }: Stored<T>): boolean => {
    const before = seen.get(id)
    if (before?.version === version) return clock.elapsed() - before.since >= ttlMs
    seen.set(id, { version, since: clock.elapsed() })
    return false
  }

  const isFree = (stored: Stored<T> | undefined): boolean =>
    stored === undefined || stored.value.holder === null || stored.value.holder === holder || isLeftBehind(stored)

  const prolonged = (): Leased => ({ holder, expiresAt: instant(clock.now() + ttlMs) })

  const held = ({ id, document, ...claim }: Claim<T>): LeasedDocument<T> => {
    const lost = new AbortController()
    let { version, at: renewedAt } = claim
    let saving: Promise<void> = Promise.resolve()
    const write = async (change: Leased): Promise<void> => {
      if (lost.signal.aborted) return
      Object.assign(document, change)
      const at = clock.elapsed()
      try {
        version = await records.put(collection, id, document, { ifVersion: version })
        renewedAt = at
      } catch (error) {
        if (!hasConsequence(error, 'conflict')) throw error
        lost.abort()
      }
    }
    // One write after the other: each needs the version of the one before.
    const inTurn = (change: () => Leased): Promise<void> =>
      (saving = saving.catch(() => undefined).then(() => write(change())))
    const save = (): Promise<void> => inTurn(prolonged)
    const confirm = async (): Promise<boolean> => {
      if (clock.elapsed() - renewedAt >= ttlMs / 2) await save()
      return !lost.signal.aborted
    }
    // What could not be renewed now may be renewed next time: nobody takes it before `ttlMs` of silence.
    const renewal = setInterval(() => void save().catch(() => undefined), ttlMs / 3)
    renewal.unref()
    return {
      document,
      signal: lost.signal,
      confirm,
      isHeld: () =>
        confirm().catch(() => {
          lost.abort()
          return false
        }),
      isCurrent: () => !lost.signal.aborted && clock.elapsed() - renewedAt < ttlMs,
      save,
      async release() {
        clearInterval(renewal)
        own.delete(id)
        await inTurn(() => ({ holder: null, expiresAt: null }))
      },
    }
  }

  const claim = async (id: string): Promise<LeasedDocument<T> | undefined> => {
    const found = await records.get<unknown>(collection, id)
    const stored = found && { ...found, value: parse(found.value) }
    if (!isFree(stored)) return undefined
    seen.delete(id)
    const document = Object.assign(await next(stored?.value, id), prolonged())
    const at = clock.elapsed()
    try {
      const version = await records.put(collection, id, document, { ifVersion: stored?.version ?? ABSENT })
      return held({ id, document, version, at })
    } catch (error) {
      if (hasConsequence(error, 'conflict')) return undefined
      throw error
    }
  }

  return {
    async take(id) {
      if (own.has(id)) return undefined
      own.add(id)
      const lease = await claim(id).catch((error: unknown) => {
        own.delete(id)
        throw error
      })
      if (lease === undefined) own.delete(id)
      return lease
    },
  }
}
