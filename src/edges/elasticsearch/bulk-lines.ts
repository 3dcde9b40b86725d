import type { IndexWrite, IndexWriteResult, VacancyDocument } from '../../ports/vacancy-index.js'
import { indexBody } from './index-body.js'

/** One write as it goes into a bulk. */
export interface Line {
  /** Its place among the writes. */
  readonly at: number
  readonly id: string
  /** The action, and the document's JSON unless it is a delete. */
  readonly text: string
  readonly bytes: number
}

export type Rejected = Extract<IndexWriteResult, { result: 'rejected' }>

const MOST_ID_BYTES = 512

export const rejected = (message: string, code = 'document-unreadable'): Rejected => ({
  result: 'rejected',
  code,
  message,
})

/** What the server would not notice, or would refuse the whole bulk for. */
const problemOf = ({ id, version, document }: IndexWrite): string | undefined => {
  if (id === '' || Buffer.byteLength(id) > MOST_ID_BYTES) return `an id has 1 to ${MOST_ID_BYTES} bytes`
  if (!Number.isSafeInteger(version) || version < 0) return `version ${version} is no whole number`
  const search: Partial<NonNullable<VacancyDocument['search']>> | undefined = document?.search
  if (search === undefined) return undefined
  return ['title', 'text'].find((name) => typeof search[name as 'title' | 'text'] !== 'string')?.concat(' is no text')
}

const textOf = ({ document, ...write }: IndexWrite): string => {
  const action = { _id: write.id, version: write.version, version_type: 'external_gte' }
  if (document === null) return JSON.stringify({ delete: action })
  return `${JSON.stringify({ index: action })}\n${JSON.stringify(indexBody({ ...write, document }))}`
}

/** A write as a line, or why it can never be one. */
export const lineOf = (write: IndexWrite, at: number): Line | Rejected => {
  try {
    const problem = problemOf(write)
    if (problem !== undefined) return rejected(problem)
    const text = textOf(write)
    return { at, id: write.id, text, bytes: Buffer.byteLength(text) + 1 }
  } catch (error) {
    return rejected(error instanceof Error ? error.message : String(error))
  }
}

/**
 * Lines in waves, each with an id once at most: a wave goes out when the one before is done, so that a line that has to
 * be sent again never overtakes a later one of its id.
 */
export const wavesOf = (lines: readonly Line[]): Line[][] => {
  const waves: Line[][] = []
  const waveOf = new Map<string, number>()
  for (const line of lines) {
    const wave = waveOf.get(line.id) ?? 0
    waveOf.set(line.id, wave + 1)
    ;(waves[wave] ??= []).push(line)
  }
  return waves
}

/** Lines in bulks of up to `most` bytes; a longer line goes alone. */
export const bulksOf = (lines: readonly Line[], most: number): Line[][] => {
  const bulks: Line[][] = []
  let room = 0
  for (const line of lines) {
    if (bulks.length === 0 || line.bytes > room) {
      bulks.push([])
      room = most
    }
    bulks.at(-1)?.push(line)
    room -= line.bytes
  }
  return bulks
}
