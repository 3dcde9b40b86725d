import { PROBLEM_TYPE } from './problem.js'

type Json = Readonly<Record<string, unknown>>

const PART = '#/components/schemas/'
const PROBLEM = `${PART}Problem`

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Names of the parts that a piece of the document points at. */
const partsIn = (piece: unknown): string[] =>
  [...JSON.stringify(piece).matchAll(/"#\/components\/schemas\/(?<name>[^"]+)"/g)].map((found) => found[1] ?? '')

/** Parts that the paths reach, directly or through each other. */
const reached = (paths: unknown, schemas: Json): ReadonlySet<string> => {
  const found = new Set<string>()
  const open = partsIn(paths)
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue
    found.add(name)
    open.push(...partsIn(schemas[name] ?? null))
  }
  return found
}

/** Whether a media type, whichever its call produces, holds a problem. */
const isProblem = (media: unknown): boolean =>
  isObject(media) && isObject(media['schema']) && media['schema']['$ref'] === PROBLEM

/** An answer that is a problem says so in its media type. */
const withProblemType = (piece: unknown): unknown => {
  if (Array.isArray(piece)) return piece.map(withProblemType)
  if (!isObject(piece)) return piece
  const problem = isObject(piece['content']) ? Object.values(piece['content']).find(isProblem) : undefined
  if (problem !== undefined) return { ...piece, content: { [PROBLEM_TYPE]: problem } }
  return Object.fromEntries(Object.entries(piece).map(([name, value]) => [name, withProblemType(value)]))
}

/** Leaves out the parts that no route uses, and names the media type of problems. */
export const tidyOpenApi = <T extends object>(document: T): T => {
  const { paths, components } = document as { paths?: unknown; components?: { schemas?: Json } }
  const schemas = components?.schemas ?? {}
  const used = reached(paths, schemas)
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)))
  return { ...document, paths: withProblemType(paths), components: { ...components, schemas: kept } }
}
