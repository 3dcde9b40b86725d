import type { Posting } from '../../src/domain/posting.js'
import { containment, similarity } from '../normalize/sketch.js'

/** A scored pair of postings. */
export interface Edge {
  readonly a: string
  readonly b: string
  /** 0 to 1; an operator's word is 2. */
  readonly strength: number
  /** Why, as a vacancy tells it. */
  readonly why: string
}

/** An operator's word: it stands above every score. */
export const OPERATOR = { strength: 2, why: 'operator' }

/** Bounds for texts under one employer and title: a copy edited on the way keeps a good part of its shingles. */
const SAME_TITLE = { jaccard: 0.3, containment: 0.6 }
/** Without an employer on one side only a nearly whole copy counts. */
const UNKNOWN_EMPLOYER = { jaccard: 0.8, containment: 0.95 }

const textEdge = (a: Posting, b: Posting, bound: typeof SAME_TITLE): Pick<Edge, 'strength' | 'why'> | undefined => {
  if (a.textHash === b.textHash) return { strength: 0.98, why: 'same text' }
  const jaccard = similarity(a.sketch, b.sketch)
  const contained = Math.max(containment(a.sketch, b.sketch), containment(b.sketch, a.sketch))
  if (jaccard < bound.jaccard && contained < bound.containment) return undefined
  const strength = Math.max(jaccard, contained * 0.95) * 0.97
  return { strength, why: `text ${Math.max(jaccard, contained).toFixed(2)}` }
}

const sameEmployer = (a: Posting, b: Posting): boolean => a.employer !== undefined && a.employer.key === b.employer?.key

const scored = (a: Posting, b: Posting): Pick<Edge, 'strength' | 'why'> | undefined => {
  const employer = sameEmployer(a, b)
  const title = a.title.folded === b.title.folded
  if (employer && a.requisition !== undefined && a.requisition === b.requisition && a.platform === b.platform) {
    return { strength: 1, why: 'requisition' }
  }
  if (a.applyKey !== undefined && a.applyKey === b.applyKey && (title || similarity(a.sketch, b.sketch) >= 0.3)) {
    return { strength: 0.99, why: 'apply-url' }
  }
  if (!title) return undefined
  if (employer) return textEdge(a, b, SAME_TITLE)
  return a.employer === undefined || b.employer === undefined ? textEdge(a, b, UNKNOWN_EMPLOYER) : undefined
}

/** The edge between two postings, when there is one. Symmetric; `a` is the smaller key. */
export const edgeOf = (one: Posting, other: Posting): Edge | undefined => {
  const [a, b] = one.key < other.key ? [one, other] : [other, one]
  const score = scored(a, b)
  return score && { a: a.key, b: b.key, ...score }
}
