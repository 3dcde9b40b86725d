/** One shingle hash in SCALE is kept, so sketches of different lengths can be compared. */
const SCALE = 8
const SHINGLE = 3
/** Short texts keep at least so many (all they have, when fewer). */
const LEAST = 32
const MOST = 256
const SPACE = 2 ** 32
const LIMIT = SPACE / SCALE

const hashWord = (word: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < word.length; index++) hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** Murmur's last mix: neighbouring inputs end far apart. */
const mix = (value: number): number => {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

const shingleHashes = (words: readonly string[]): Uint32Array => {
  const hashes = words.map(hashWord)
  const count = words.length === 0 ? 0 : Math.max(1, words.length - SHINGLE + 1)
  const result = new Uint32Array(count)
  for (let start = 0; start < count; start++) {
    let hash = 0
    const end = Math.min(start + SHINGLE, words.length)
    for (let index = start; index < end; index++) hash = mix((Math.imul(hash, 31) + (hashes[index] ?? 0)) | 0)
    result[start] = hash
  }
  return result
}

/**
 * FracMinHash of folded words: the 32-bit hashes of 3-word shingles below 2³²/8, but at least the 32 smallest and at
 * most the 256 smallest; ascending, distinct.
 */
export const sketch = (words: readonly string[]): number[] => {
  const kept: number[] = []
  let last = -1
  for (const hash of shingleHashes(words).sort()) {
    if (kept.length >= MOST || (hash >= LIMIT && kept.length >= LEAST)) break
    if (hash !== last) kept.push(hash)
    last = hash
  }
  return kept
}

/** Every shingle hash up to this one is in the sketch. */
const coverage = (hashes: readonly number[]): number => {
  if (hashes.length < LEAST) return SPACE
  const last = hashes[hashes.length - 1] ?? 0
  return hashes.length === MOST || last >= LIMIT ? last : LIMIT - 1
}

const overlap = (a: readonly number[], b: readonly number[]): { a: number; b: number; both: number } => {
  const bound = Math.min(coverage(a), coverage(b))
  const counts = { a: 0, b: 0, both: 0 }
  for (const hash of a) if (hash <= bound) counts.a += 1
  for (const hash of b) if (hash <= bound) counts.b += 1
  for (let i = 0, j = 0; i < counts.a && j < counts.b;) {
    const [left, right] = [a[i] ?? 0, b[j] ?? 0]
    if (left === right) counts.both += 1
    if (left <= right) i += 1
    if (right <= left) j += 1
  }
  return counts
}

/** Jaccard similarity of two texts by their sketches, 0…1; 0 when either is empty. */
export const similarity = (a: readonly number[], b: readonly number[]): number => {
  const counts = overlap(a, b)
  const union = counts.a + counts.b - counts.both
  return union === 0 ? 0 : counts.both / union
}

/** Share of the first text's shingles that the second holds too, 0…1: 1 for a snippet or a truncated copy. */
export const containment = (a: readonly number[], b: readonly number[]): number => {
  const counts = overlap(a, b)
  return counts.a === 0 ? 0 : counts.both / counts.a
}
