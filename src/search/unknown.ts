import { distance } from 'fastest-levenshtein'
import type { Parameters } from './given.js'

/** A parameter that nobody reads, with the one that was probably meant. */
export interface Ignored {
  readonly name: string
  readonly suggestion?: string
}

const MOST_EDITS = 3
const MOST_LETTERS = 60

/** The known name nearest by edits, when it is near for its length. */
const meant = (name: string, known: readonly string[]): string | undefined => {
  if (name.length > MOST_LETTERS) return undefined
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.min(MOST_EDITS, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.edits - b.edits)
  return nearest?.candidate
}

export const unknownParameters = (parameters: Parameters, known: readonly string[]): Ignored[] =>
  Object.keys(parameters)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const suggestion = meant(name, known)
      return { name, ...(suggestion !== undefined && { suggestion }) }
    })
