import type { VacancyQuery } from '../../ports/vacancy-index.js'
import type { Columns } from './index-columns.js'

/** A vacancy with what it is ordered by: the greater key first, then by id, so that the order is total. */
export interface Ranked {
  readonly vacancy: Columns
  readonly key: number
  readonly distance: number
}

const DAY = 86_400_000
/** How far unverified and old vacancies fall back: gently, nothing hides a good hit. */
const UNVERIFIED = 0.6
const UNVERIFIED_DAYS = 14
const FRESHNESS = 0.3
const FRESH_DAYS = 90

/** What a vacancy is ordered by. `score` is that of its text; whole days count for freshness. */
export const sortKey = (
  { sort, now, filters }: VacancyQuery,
  hasWords: boolean,
): ((vacancy: Columns, score: number, distance: number) => number) => {
  const today = Math.floor(now / DAY)
  const byRelevance = ({ isUnverified, posted }: Columns, score: number): number => {
    const age = Math.max(0, today - posted / DAY)
    return (score * (isUnverified ? UNVERIFIED : 1)) / (1 + (FRESHNESS * age) / FRESH_DAYS)
  }
  const byFreshness = ({ isUnverified, posted }: Columns): number => posted - (isUnverified ? UNVERIFIED_DAYS * DAY : 0)
  if (sort === 'salary') return ({ salary }) => salary
  if (sort === 'distance' && filters.near) return (_vacancy, _score, distance) => -distance
  if (sort === 'relevance') return hasWords ? byRelevance : byFreshness
  return ({ posted }) => posted
}

type Place = { readonly key: number; readonly id: string }

const comesAfter = (a: Place, b: Place): boolean => a.key < b.key || (a.key === b.key && a.id > b.id)

/** Keeps the first `size` of all that are offered to it, in order, of those after a place. */
export const firstOf = (size: number, after: Place | undefined) => {
  const kept: Ranked[] = []
  const placeOf = ({ key, vacancy: { id } }: Ranked): Place => ({ key, id })

  /** Where it belongs among those kept, by halving. */
  const positionOf = (place: Place): number => {
    let [low, high] = [0, kept.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const there = kept[middle]
      if (there && comesAfter(place, placeOf(there))) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    kept: kept as readonly Ranked[],
    offer(vacancy: Columns, key: number, distance: number): void {
      const last = kept[size - 1]
      if (last && key < last.key) return
      const place = { key, id: vacancy.id }
      if (after && !comesAfter(place, after)) return
      const position = positionOf(place)
      if (position >= size) return
      kept.splice(position, 0, { vacancy, key, distance })
      if (kept.length > size) kept.pop()
    },
  }
}
