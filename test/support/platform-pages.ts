import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page, PageRequest, Platform } from '../../crawlers/board.js'
import { Board } from '../../src/domain/board.js'

const FIXTURES = join(import.meta.dirname, '../fixtures/platforms')

/** What stands beside a page: how it was asked for, and what a reader must make of it. */
export interface Expected {
  readonly url: string
  readonly kind?: string
  readonly detailOf?: string
  readonly board?: object
  /** Code of the error, when the page is not the format's. */
  readonly throws?: string
  /** Exactly these postings, in order; of their fields at least these. */
  readonly postings?: readonly ({ readonly sourceId: string } & Readonly<Record<string, unknown>>)[]
  readonly listed?: readonly object[]
  readonly next?: readonly string[]
  readonly signals?: readonly object[]
  readonly total?: number
  readonly empty?: boolean
  /** Texts that must be nowhere in what was read. */
  readonly without?: readonly string[]
}

/** One case of a platform's fixtures. */
export interface Fixture {
  readonly name: string
  readonly expected: Expected
  readonly body: string
}

/** Ids that have fixtures, whether or not there is such a platform. */
export const fixtureIds = (): string[] => readdirSync(FIXTURES)

const fixture = (id: string, name: string): Fixture => {
  const folder = join(FIXTURES, id, name)
  const file = readdirSync(folder).find((one) => one.startsWith('page.')) ?? 'page.json'
  return {
    name,
    expected: JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected,
    body: readFileSync(join(folder, file), 'utf8'),
  }
}

/** A platform's fixtures: one a folder of `test/fixtures/platforms/<id>`. */
export const fixturesOf = (id: string): Fixture[] => readdirSync(join(FIXTURES, id)).map((name) => fixture(id, name))

/** The board that a fixture's page is read for. */
export const boardOf = (platform: Platform, { url, board }: Expected): Board =>
  Board.parse({ id: 'fixture', platform: platform.id, name: 'Fixture', url, ...board })

/** A fixture's page with this body. */
export const pageOf = ({ url, kind, detailOf }: Expected, body: string): Page => {
  const request: PageRequest = { url, kind: kind ?? 'list', ...(detailOf !== undefined && { detailOf }) }
  return { request, url, status: 200, contentType: '', body, fetchedAt: 0 }
}
