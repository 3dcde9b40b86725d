import { LineCounter, isNode, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import type { Board } from '../src/domain/board.js'
import { BoardsFile } from '../src/domain/board.js'
import { JobdataError } from '../src/domain/errors.js'
import { IMPORT_BOARD } from '../src/domain/ids.js'
import type { Platforms } from './platforms.js'

const wrong = (problems: readonly string[]): JobdataError =>
  new JobdataError(`boards file: ${problems.join('; ')}`, {
    consequence: 'config',
    code: 'boards-invalid',
    details: { problems },
  })

type Path = readonly PropertyKey[]

/** Turns a path of the document into "line N, ": the nearest node that is there. */
const lineFinder =
  (document: Document, lines: LineCounter) =>
  (path: Path): string => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return `line ${lines.linePos(node.range[0]).line}, `
    }
    return ''
  }

/** What zod says, with the line, the board's name and the field. */
const problemsOf = (
  value: unknown,
  issues: readonly { path: PropertyKey[]; message: string }[],
  line: (path: Path) => string,
): string[] =>
  issues.map(({ path, message }) => {
    const [, index, ...field] = path
    const boards = (value as { boards?: { id?: unknown }[] } | null)?.boards
    const id = typeof index === 'number' ? boards?.[index]?.id : undefined
    const name =
      typeof id === 'string' ? `board "${id}"` : typeof index === 'number' ? `board ${index + 1}` : 'the file'
    return `${line(path)}${name}, ${field.map(String).join('.') || String(path[0] ?? 'boards')}: ${message}`
  })

/** Ids that stand there twice or are taken, and platforms that do not exist. */
const misfits = (boards: readonly Board[], platforms: Platforms, line: (path: Path) => string): string[] =>
  boards.flatMap(({ id, platform }, index) => [
    ...(boards.findIndex((other) => other.id === id) < index
      ? [`${line(['boards', index, 'id'])}board "${id}" stands there twice: give one another id`]
      : []),
    ...(id === IMPORT_BOARD
      ? [`${line(['boards', index, 'id'])}board "${id}": what users import is called so: give it another id`]
      : []),
    ...(platforms.has(platform)
      ? []
      : [
          `${line(['boards', index, 'platform'])}board "${id}", platform: there is no "${platform}"; there are ${[...platforms.keys()].join(', ')}`,
        ]),
  ])

const parsed = (document: Document): unknown => {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch (error) {
    throw wrong([error instanceof Error ? error.message : String(error)])
  }
}

/** Reads `config/boards.yaml`. Throws `config` naming each line, board and field that is wrong, and what would be right. */
export const parseBoards = (text: string, platforms: Platforms): Board[] => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true })
  if (document.errors.length > 0)
    throw wrong(
      document.errors.map(
        ({ message, pos }) => `line ${lines.linePos(pos[0]).line}: ${message.split('\n')[0] ?? message}`,
      ),
    )
  const line = lineFinder(document, lines)
  const value = parsed(document)
  const result = BoardsFile.safeParse(value)
  if (!result.success) throw wrong(problemsOf(value, result.error.issues, line))
  const problems = misfits(result.data.boards, platforms, line)
  if (problems.length > 0) throw wrong(problems)
  return result.data.boards
}
