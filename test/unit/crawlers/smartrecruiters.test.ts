import { describe, expect, test } from '@jest/globals'
import smartrecruiters from '../../../crawlers/platforms/smartrecruiters.js'
import { Board } from '../../../src/domain/board.js'

const LIST = 'https://api.smartrecruiters.com/v1/companies/KelpWharf/postings'
const board = Board.parse({ id: 'kelp', platform: 'smartrecruiters', name: 'Kelp Wharf', url: LIST })

/** What follows a page of `length` adverts from `offset` on, in a list that counts `total`. */
const after = (offset: number, length: number, total: number) => {
  const url = `${LIST}?limit=100&offset=${offset}`
  const content = Array.from({ length }, (_, at) => ({ id: String(743_000_000 + offset + at) }))
  const { next, signals } = smartrecruiters.read(
    {
      request: { url, kind: 'paged' },
      ...{ url, status: 200, contentType: 'application/json', fetchedAt: 0 },
      body: JSON.stringify({ offset, limit: 100, totalFound: total, content }),
    },
    board,
  )
  return {
    offset: next.map((page) => Number(new URL(page.url).searchParams.get('offset')))[0],
    signals: signals.map(({ code }) => code),
  }
}

describe('a list of SmartRecruiters', () => {
  test.each([
    ['goes on where it counts more', [0, 100, 230], 100],
    ['goes on after a page shorter than was asked for', [0, 50, 230], 50],
    ['ends where it holds what it counts', [200, 30, 230], undefined],
    ['ends with an empty page', [200, 0, 230], undefined],
    ['is asked for more after a full page, though it counts no more', [0, 100, 100], 100],
    ['ends after the empty page behind a full one', [100, 0, 100], undefined],
  ] as const)('%s', (_, [offset, length, total], expected) => {
    expect(after(offset, length, total)).toEqual({ offset: expected, signals: [] })
  })

  test.each([
    ['on a full page', [0, 100, 20]],
    ['on a page of many', [100, 7, 100]],
    ['on a page though it counts none', [0, 100, 0]],
  ] as const)('that holds more than it counts is not complete: %s', (_, [offset, length, total]) => {
    expect(after(offset, length, total)).toEqual({ offset: undefined, signals: ['list-capped'] })
  })
})
