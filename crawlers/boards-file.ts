import { LineCounter, parseDocument } from 'yaml'
import type { Board } from '../src/domain/board.js'
import { BoardsFile } from '../src/domain/board.js'
import { JobdataError } from '../src/domain/errors.js'
import type { Platforms } from './platforms.js'

const wrong = (problems: readonly string[]): JobdataError =>
  new JobdataError(`boards file: ${problems.join('; ')}`, {
    consequence: 'config',
    code: 'boards-invalid',
    details: { problems },
  })

const duplicates = (ids: readonly string[]): string[] => [
  ...new Set(ids.filter((id, index) => ids.indexOf(id) !== index)),
]

/** What zod says, with the board's name and the field. */
const problemsOf = (value: unknown, issues: readonly { path: PropertyKey[]; message: string }[]): string[] =>
  issues.map(({ path, message }) => {
    const [, index, ...field] = path
    const boards = (value as { boards?: { id?: unknown }[] } | null)?.boards
    const id = typeof index === 'number' ? boards?.[index]?.id : undefined
    const name =
      typeof id === 'string' ? `board "${id}"` : typeof index === 'number' ? `board ${index + 1}` : 'the file'
    return `${name}, ${field.map(String).join('.') || String(path[0] ?? 'boards')}: ${message}`
  })

/** Reads `config/boards.yaml`. Throws `config` naming each board and field that is wrong, and what would be right. */
export const parseBoards = (text: string, platforms: Platforms): Board[] => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true })
  if (document.errors.length > 0) throw wrong(document.errors.map(({ message }) => message.split('\n')[0] ?? message))
  const value: unknown = document.toJS({ maxAliasCount: 0 })
  const result = BoardsFile.safeParse(value)
  if (!result.success) throw wrong(problemsOf(value, result.error.issues))
  const { boards } = result.data
  const unknown = boards.filter(({ platform }) => !platforms.has(platform))
  const problems = [
    ...duplicates(boards.map(({ id }) => id)).map((id) => `board "${id}" stands there twice: give one another id`),
    ...unknown.map(
      ({ id, platform }) =>
        `board "${id}", platform: there is no "${platform}"; there are ${[...platforms.keys()].join(', ')}`,
    ),
  ]
  if (problems.length > 0) throw wrong(problems)
  return boards
}
