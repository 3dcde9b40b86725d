import type { PostingMeta } from '../domain/vacancy.js'
import type { RunsView } from './runs-view.js'

const latest = (...times: readonly (string | undefined)[]): string | undefined =>
  times
    .filter((time) => time !== undefined)
    .sort()
    .at(-1)

/**
 * When a posting was last known to be there: for an open one on a whole list its board's last complete run (or a later
 * proof), for others the later of the reading of its content and the proof by its page.
 */
export const lastSeenAt = ({ board, state, observedAt, verifiedAt }: PostingMeta, runs: RunsView): string => {
  const [newest] = runs.of(board)
  const complete = newest?.list === 'whole' && state === 'open' ? newest.lastCompleteAt : undefined
  return latest(observedAt, verifiedAt, complete) ?? observedAt
}
