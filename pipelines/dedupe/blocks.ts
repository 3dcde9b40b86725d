import { createHash } from 'node:crypto'
import type { Posting } from '../../src/domain/posting.js'

/** In a block of more members not everybody is compared with everybody, but with this many neighbours on each side. */
const MOST = 64
const NEIGHBOURS = 16
/** Smallest hashes of a sketch that serve as blocks where no employer is known. */
const RARE = 3

/** Blocks of a posting: postings that share one are candidates. */
export const blocksOf = (posting: Posting): string[] => {
  const { employer, title, applyKey, requisition, sketch, textHash } = posting
  const blocks = [`text:${textHash}`, ...sketch.slice(0, RARE).map((hash) => `sketch:${hash}:${title.folded}`)]
  if (applyKey !== undefined) blocks.push(`apply:${applyKey}`)
  if (employer !== undefined) {
    blocks.push(`title:${employer.key}|${title.folded}`)
    if (requisition !== undefined) blocks.push(`requisition:${employer.key}|${requisition}`)
  }
  return blocks
}

/** Place of a posting in its blocks: equal texts are neighbours; else by hash, never by arrival. */
const placeOf = ({ key, textHash }: Posting): string =>
  `${textHash} ${createHash('md5').update(key).digest('hex')} ${key}`

const keyAt = (place: string): string => place.slice(place.indexOf(' ', place.indexOf(' ') + 1) + 1)

/** First index whose place is not before this one. */
const lowerBound = (places: readonly string[], place: string): number => {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((places[middle] ?? '') < place) low = middle + 1
    else high = middle
  }
  return low
}

interface Entry {
  readonly blocks: readonly string[]
  readonly place: string
}

/**
 * Which postings share a block. Candidates are a function of the set of postings alone; a change of a block says which
 * postings have other candidates than before, so that their components are computed anew.
 */
export class Blocks {
  private readonly places = new Map<string, string[]>()
  private readonly entries = new Map<string, Entry>()

  /** Returns the postings whose candidates changed by it. */
  put(posting: Posting): Set<string> {
    const touched = this.drop(posting.key)
    const entry = { blocks: blocksOf(posting), place: placeOf(posting) }
    this.entries.set(posting.key, entry)
    for (const block of entry.blocks) {
      const places = this.places.get(block) ?? []
      this.places.set(block, places)
      const at = lowerBound(places, entry.place)
      places.splice(at, 0, entry.place)
      this.touch(places, at, touched)
    }
    return touched.add(posting.key)
  }

  drop(key: string): Set<string> {
    const touched = new Set<string>()
    const entry = this.entries.get(key)
    if (!entry) return touched
    for (const block of entry.blocks) {
      const places = this.places.get(block) ?? []
      const at = lowerBound(places, entry.place)
      this.touch(places, at, touched)
      places.splice(at, 1)
      if (places.length === 0) this.places.delete(block)
    }
    this.entries.delete(key)
    return touched
  }

  /** Neighbours of a changed place in a large block; all of it when it just crosses the bound. */
  private touch(places: readonly string[], at: number, touched: Set<string>): void {
    if (places.length <= MOST) return
    const crossing = places.length === MOST + 1
    const near = crossing ? places : places.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1)
    for (const place of near) touched.add(keyAt(place))
  }

  /** Keys that a posting is to be compared with. */
  candidates(key: string): Set<string> {
    const found = new Set<string>()
    const entry = this.entries.get(key)
    for (const block of entry?.blocks ?? []) {
      const places = this.places.get(block) ?? []
      const at = lowerBound(places, entry?.place ?? '')
      const near = places.length <= MOST ? places : places.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1)
      for (const place of near) found.add(keyAt(place))
    }
    found.delete(key)
    return found
  }
}
