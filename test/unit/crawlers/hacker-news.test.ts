import { describe, expect, test } from '@jest/globals'
import type { Page, PageRequest, Reading } from '../../../crawlers/board.js'
import hackerNews from '../../../crawlers/platforms/hacker-news.js'
import { Board } from '../../../src/domain/board.js'

const boardAt = (url: string): Board => Board.parse({ id: 'hn', platform: 'hacker-news', name: 'HN', url })
const board = boardAt('https://news.ycombinator.com')

const read = (request: PageRequest | undefined, body: object): Reading => {
  if (request === undefined) throw new Error('no request')
  const page: Page = {
    request,
    url: request.url,
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify(body),
    fetchedAt: 0,
  }
  return hackerNews.read(page, board)
}

const thread = (objectID: string, title: string, created_at_i: number) => ({ objectID, title, created_at_i })

const comment = (objectID: string, comment_text: string, parent_id = 500) => ({
  ...{ objectID, comment_text, parent_id },
  ...{ author: 'lampwriter', story_id: 500, created_at_i: 1_793_635_200 },
})

test.each([
  ['https://news.ycombinator.com', 'https://hn.algolia.com/api/v1/'],
  ['https://hn.algolia.com/api/v1/search_by_date', 'https://hn.algolia.com/api/v1/'],
  ['http://127.0.0.1:8081/api/v1', 'http://127.0.0.1:8081/api/v1/'],
])('a board at %s begins with the threads', (url, api) => {
  expect(hackerNews.start(boardAt(url))).toEqual([
    { url: `${api}search_by_date?tags=story,author_whoishiring&hitsPerPage=20`, kind: 'threads' },
  ])
})

test('the newest thread of the month, then its comments, page by page', () => {
  const threads = [
    thread('502', 'Ask HN: Who wants to be hired? (November 2026)', 1_793_635_202),
    thread('400', 'Ask HN: Who is hiring? (October 2026)', 1_790_956_800),
    thread('500', 'Ask HN: Who is hiring? (November 2026)', 1_793_635_200),
  ]
  const [first] = read(hackerNews.start(board)[0], { hits: threads }).next
  expect(first?.url).toContain('tags=comment,story_500&hitsPerPage=1000&page=0')
  const counts = { nbHits: 1500, nbPages: 2, hitsPerPage: 1000 }
  const page = read(first, { hits: [comment('601', 'Lantern | Fitter | Porto')], page: 0, ...counts })
  expect(page.next.map(({ url }) => url)).toEqual([first?.url.replace('page=0', 'page=1')])
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(['601'])
})

describe('a comment is an advert', () => {
  const only = { nbHits: 1, nbPages: 1, page: 0, hitsPerPage: 1000 }
  const isAdvert = (text: string, parent = 500): boolean =>
    read({ url: 'https://x.example', kind: 'comments' }, { hits: [comment('601', text, parent)], ...only }).postings
      .length === 1

  test.each([
    'Lantern Works | Fitter | Porto',
    'Lantern Works — Fitter — Porto<p>We are hiring.',
    'Lantern Works is hiring a fitter in Porto.',
    'We have open roles in the workshop.',
  ])('%s', (text) => expect(isAdvert(text)).toBe(true))

  test.each([
    'Great thread, such clear hiring info!',
    'Not hiring, but glad to help.',
    'I&#x27;m a lamp fitter looking for work | Porto | Remote',
    'Here are the listings of this thread: https://board.example | remote',
    'Porto, remote',
  ])('not: %s', (text) => expect(isAdvert(text)).toBe(false))

  test('not: an answer to one', () => expect(isAdvert('Lantern Works | Fitter | Porto', 601)).toBe(false))
})
