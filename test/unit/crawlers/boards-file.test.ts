import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { parseBoards } from '../../../crawlers/boards-file.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'

const platforms = await loadPlatforms()
const shipped = readFileSync(new URL('../../../config/boards.yaml', import.meta.url), 'utf8')

const messageOf = (text: string): string => {
  try {
    parseBoards(text, platforms)
  } catch (error) {
    return (error as Error).message
  }
  return 'no error'
}

const acme = ['  - id: acme', '    platform: feed', '    name: Acme', '    url: https://acme.example/rss']
const file = (...lines: readonly string[]): string => ['boards:', ...lines].join('\n')

describe('the shipped boards', () => {
  const boards = parseBoards(shipped, platforms)

  test('are a handful, on platforms of each kind of list', () => {
    expect(boards.length).toBeGreaterThanOrEqual(5)
    expect(new Set(boards.map(({ platform }) => platforms.get(platform)?.list))).toEqual(new Set(['whole', 'window']))
  })

  test.each(boards.map((board) => [board.id, board] as const))('%s carries its terms', (_, { terms }) => {
    // Nothing is passed on before somebody has read that it may be.
    expect(terms.redistribute && terms.checked === undefined).toBe(false)
    expect(terms.source).toMatch(/^https:/)
    expect(terms.attribution).not.toBe('')
  })
})

describe('a boards file', () => {
  test('takes four lines for a board', () =>
    expect(parseBoards(file(...acme), platforms)).toMatchObject([{ id: 'acme', everyMinutes: 60, enabled: true }]))

  test.each([
    [
      'an unknown platform',
      file(...acme).replace('feed', 'lamplist'),
      'line 3, board "acme", platform: there is no "lamplist"',
    ],
    [
      'the id of imports',
      file('  - id: import', ...acme.slice(1)),
      'line 2, board "import": what users import is called so',
    ],
    ['the same id twice', file(...acme, ...acme), 'line 6, board "acme" stands there twice'],
    ['a bad url', file(...acme.slice(0, 3), '    url: acme.example'), 'line 5, board "acme", url: '],
    ['an unknown field', file(...acme, '    evryMinutes: 5'), 'board "acme", '],
    ['a field too small', file(...acme, '    everyMinutes: 5'), 'line 6, board "acme", everyMinutes: '],
    ['a missing field', file(...acme.slice(0, 3)), 'line 2, board "acme", url: '],
    ['a bad id', file('  - id: Acme!', ...acme.slice(1)), 'line 2, board "Acme!", id: lower-case letters'],
    ['a bad day', file(...acme, '    terms:', '      checked: yesterday'), 'line 7, board "acme", terms.checked: '],
    ['bad YAML', file(...acme, '   name: x: y'), 'line 6: '],
    ['another shape', 'acme: feed', 'boards: '],
    ['nothing', '', 'boards: '],
    ['an alias', `x: &a [1]\n${file('  - *a')}`, 'boards file: '],
  ])('%s is named', (_, text, message) => expect(messageOf(text)).toContain(message))

  test('all problems are told at once', () => {
    const message = messageOf(file(...acme, '    rank: 900', '  - id: two'))
    expect(message).toContain('rank')
    expect(message).toContain('board "two", platform')
  })
})
