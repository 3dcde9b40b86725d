import { createHash } from 'node:crypto'
import type { Posting } from '../../src/domain/posting.js'

/** A block with more members is cut: only these many, chosen by hash, are compared with everybody. */
const MOST = 400
/** Smallest hashes of a sketch that serve as blocks where no employer is known. */
const RARE = 3

const order = (key: string): string => createHash('md5').update(key).digest('hex')

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

/** Which postings share a block. */
export class Blocks {
  private readonly members = new Map<string, Set<string>>()
  private readonly blocks = new Map<string, readonly string[]>()
  /** Chosen members of blocks over the bound; made when asked for. */
  private readonly chosen = new Map<string, readonly string[]>()

  put(posting: Posting): void {
    this.drop(posting.key)
    const blocks = blocksOf(posting)
    this.blocks.set(posting.key, blocks)
    for (const block of blocks) {
      const members = this.members.get(block) ?? new Set()
      this.members.set(block, members.add(posting.key))
      this.chosen.delete(block)
    }
  }

  drop(key: string): void {
    for (const block of this.blocks.get(key) ?? []) {
      const members = this.members.get(block)
      members?.delete(key)
      if (members?.size === 0) this.members.delete(block)
      this.chosen.delete(block)
    }
    this.blocks.delete(key)
  }

  /** Keys that a posting is to be compared with. In a block over the bound the choice goes by hash, never by arrival. */
  candidates(key: string): Set<string> {
    const found = new Set<string>()
    for (const block of this.blocks.get(key) ?? []) for (const other of this.comparedIn(block, key)) found.add(other)
    found.delete(key)
    return found
  }

  private comparedIn(block: string, key: string): Iterable<string> {
    const members = this.members.get(block) ?? new Set<string>()
    if (members.size <= MOST) return members
    const chosen = this.chosen.get(block) ?? [...members].sort((a, b) => (order(a) < order(b) ? -1 : 1)).slice(0, MOST)
    this.chosen.set(block, chosen)
    return chosen.includes(key) ? members : chosen
  }
}
