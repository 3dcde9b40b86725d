/** A stream of chance that a seed alone decides. */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  /** From `min` to `max`, both possible. */
  int(min: number, max: number): number
  pick<T>(list: readonly T[]): T
  /** `count` different ones, in a random order. */
  some<T>(list: readonly T[], count: number): T[]
}

/** mulberry32: small, fast, and the same everywhere. */
const mulberry32 = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Seed of a named part, so that a change of one part does not reshuffle the others. */
const seedOf = (seed: number, part: string): number => {
  let hash = (seed ^ 0x811c9dc5) >>> 0
  for (let at = 0; at < part.length; at++) hash = Math.imul(hash ^ part.charCodeAt(at), 0x01000193) >>> 0
  return hash
}

export const randomOf = (seed: number, part: string): Random => {
  const next = mulberry32(seedOf(seed, part))
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  const pick = <T>(list: readonly T[]): T => {
    const one = list[int(0, list.length - 1)]
    if (one === undefined) throw new RangeError('nothing to pick from')
    return one
  }
  const some = <T>(list: readonly T[], count: number): T[] => {
    const left = [...list]
    const taken: T[] = []
    while (taken.length < count && left.length > 0) taken.push(...left.splice(int(0, left.length - 1), 1))
    return taken
  }
  return { next, int, pick, some }
}
