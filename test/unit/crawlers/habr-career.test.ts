import { expect, test } from '@jest/globals'
import habrCareer from '../../../crawlers/platforms/habr-career.js'
import { Board } from '../../../src/domain/board.js'

const ALL = 'https://career.habr.com/vacancies/rss?currency=RUR&sort=date&type=all'

test.each([
  ['https://career.habr.com', ALL],
  ['https://career.habr.com/vacancies?q=go', ALL],
  ['https://career.habr.com/vacancies/rss?q=go&type=all', 'https://career.habr.com/vacancies/rss?q=go&type=all'],
])('a board at %s is read from its feed', (url, expected) => {
  const board = Board.parse({ id: 'habr', platform: 'habr-career', name: 'Habr', url })
  expect(habrCareer.start(board)).toEqual([{ url: expected, kind: 'list' }])
})
