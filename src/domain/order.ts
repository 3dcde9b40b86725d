/** What orders two writers of one key. */
export interface Stamp {
  readonly fence: number
  /** ISO instant. */
  readonly at: string
}

/**
 * Last writer wins: by fence first, then by the time of observation.
 * @returns negative when `a` is older, positive when newer, 0 when neither wins (an idempotent repeat).
 */
export const compareStamps = (a: Stamp, b: Stamp): number =>
  a.fence !== b.fence ? a.fence - b.fence : a.at < b.at ? -1 : a.at > b.at ? 1 : 0

/** Stamp of a posting or a raw posting. */
export const stampOfPosting = (p: { fence: number; observedAt: string }): Stamp => ({
  fence: p.fence,
  at: p.observedAt,
})

const EPOCH = 2 ** 40

/** Version of an index write: a replay or a late writer never wins. `epoch` grows when `vacancies.v1` is made anew. */
export const indexVersion = (epoch: number, offset: number): number => epoch * EPOCH + offset
