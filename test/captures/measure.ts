import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PageRequest, Platform } from '../../crawlers/board.js'
import type { Platforms } from '../../crawlers/platforms.js'
import { normalizeSaved, pageOf } from '../../src/cli/saved-page.js'
import type { SavedPage } from '../../src/cli/saved-page.js'
import { randomOf } from '../../src/demo/generate/random.js'
import { Board } from '../../src/domain/board.js'
import { JobdataError, explain } from '../../src/domain/errors.js'
import type { ExpectedPage, Expectations } from './expectations.js'
import { judgePage } from './judge.js'
import type { PageRead } from './judge.js'
import { sumScores } from './score.js'
import type { Score } from './score.js'

/** Later than every capture, so that no date of theirs lies ahead. */
const LATER = '2026-11-24T00:00:00Z'

export interface MeasureOptions {
  /** Where the captures are. */
  readonly folder: string
  readonly expectations: Expectations
  readonly platforms: Platforms
  /** Order of the pages: readers hold no state, so that it must not matter. */
  readonly seed: number
}

interface Capture {
  readonly platform: Platform
  readonly file: string
  readonly expected: ExpectedPage
}

const bodyOf = async (folder: string, file: string): Promise<string> => {
  try {
    return await readFile(join(folder, file), 'utf8')
  } catch (cause) {
    const message = `${folder} holds no ${file}: give the whole folder of captures, or take what is gone out of test/captures`
    throw new JobdataError(message, { consequence: 'config', code: 'captures-missing', cause })
  }
}

/** A detail is asked for as the page of its posting. */
const requestOf = ({ url, kind, postings, tolerated }: ExpectedPage): PageRequest => {
  const detailOf = [...postings.map(({ id }) => id), ...tolerated].flat()[0]
  return { url, kind, ...(kind === 'detail' && detailOf !== undefined && { detailOf }) }
}

const savedPage = ({ platform, expected }: Capture, body: string): SavedPage => {
  const { board: url = expected.url, employerGiven: employer, fetchedAt = LATER } = expected
  const board = Board.parse({ id: platform.id, platform: platform.id, name: platform.id, url, employer })
  return { platform, board, page: pageOf(requestOf(expected), body, Date.parse(fetchedAt)) }
}

const readSaved = (saved: SavedPage): PageRead => {
  const { postings, listed, signals } = saved.platform.read(saved.page, saved.board)
  const normal = postings.map((posting) => ({ id: posting.sourceId, ...normalizeSaved(posting, saved) }))
  return {
    postings: normal.map(({ id, fields, normalized }) => ({
      id,
      values: {
        title: fields.title,
        employer: fields.employer ?? saved.board.employer,
        url: fields.url,
        posted: normalized?.datePosted,
      },
    })),
    listed: listed.map(({ sourceId }) => sourceId),
    signals: [...signals, ...normal.flatMap((one) => one.signals)],
  }
}

/** A page on which the reader fails is a page without postings, and a signal. */
const tryRead = (saved: SavedPage): { read: PageRead; failed: readonly string[] } => {
  try {
    return { read: readSaved(saved), failed: [] }
  } catch (error) {
    const code = error instanceof JobdataError ? error.code : 'reader-failed'
    return { read: { postings: [], listed: [], signals: [{ code, count: 1 }] }, failed: [explain(error)] }
  }
}

const scoreOf = async (capture: Capture, folder: string): Promise<Score> => {
  const saved = savedPage(capture, await bodyOf(folder, capture.file))
  const { read, failed } = tryRead(saved)
  const score = judgePage(capture.expected, read)
  return { ...score, offences: [...failed, ...score.offences].map((offence) => `${capture.file}: ${offence}`) }
}

/**
 * Reads every expected page of the platforms that have a reader, and scores them by platform.
 * @throws JobdataError `config` when a capture is not in the folder
 */
export const measure = async (options: MeasureOptions): Promise<ReadonlyMap<string, Score>> => {
  const captures = [...options.expectations].flatMap(([id, pages]) => {
    const platform = options.platforms.get(id)
    return platform === undefined ? [] : [...pages].map(([file, expected]) => ({ platform, file, expected }))
  })
  const scores = new Map<string, Score[]>(captures.map(({ platform }) => [platform.id, []]))
  for (const capture of randomOf(options.seed, 'captures').some(captures, captures.length))
    scores.get(capture.platform.id)?.push(await scoreOf(capture, options.folder))
  return new Map([...scores].map(([id, some]) => [id, sumScores(some)]))
}
