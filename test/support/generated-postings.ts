import { Board } from '../../src/domain/board.js'
import { postingKey } from '../../src/domain/ids.js'
import type { RawPosting } from '../../src/domain/raw-posting.js'
import { LEVELS, TITLES, randomOf, textOf } from './generated-documents.js'

const BOARD = 'load'
const ORIGIN = 'https://load.example'
const CITIES = ['Москва', 'Казань', 'Berlin', 'London', 'Helsinki', 'Новосибирск']

/** The board of invented postings. Nobody crawls it: what it shows is published by who measures. */
export const loadBoard = Board.parse({
  id: BOARD,
  platform: 'feed',
  name: 'Load',
  url: `${ORIGIN}/rss`,
  enabled: false,
})

export const loadKey = (n: number): string => postingKey(BOARD, String(n))

/** Stands in the text of a revision, and in that of no other. */
export const revisionMark = (revision: number): string => `Revision ${revision}.`

/** The n-th invented posting in one of its revisions, 3 KB: an opening of its own, of an employer of its own. */
export const inventRaw = (n: number, revision: number, at: string): RawPosting => {
  const random = randomOf(n)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const min = 1000 + Math.floor(random() * 4000)
  const url = `${ORIGIN}/jobs/${n}`
  return {
    key: loadKey(n),
    board: BOARD,
    platform: 'feed',
    domain: 'load.example',
    source: { id: n },
    fields: {
      title: `${pick(LEVELS)}${pick(TITLES)}`,
      employer: `Employer ${n}`,
      url,
      places: [{ text: pick(CITIES) }],
      employmentTypes: ['FULL_TIME'],
      salary: { min, max: min * 2, currency: 'EUR', period: 'MONTH' },
      description: { html: `<p>${revisionMark(revision)}</p><p>${textOf(random)}</p>` },
      datePosted: at,
    },
    reader: 'feed',
    readerVersion: 1,
    run: `${BOARD}@1`,
    fence: 1,
    observedAt: at,
    firstSeenAt: at,
    bootstrap: false,
  }
}
