import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { oneSpelling, readRobots } from '../../../crawlers/politeness/robots.js'

const ORIGIN = 'https://board.example'
const allows = (body: string, path: string): boolean => readRobots(`${ORIGIN}/robots.txt`, body).allows(ORIGIN + path)

describe('robots.txt (RFC 9309)', () => {
  test.each([
    // 5.1: a group of our own before the one for everybody.
    ['User-agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/', '/publications/x', true],
    ['User-agent: *\nDisallow: *.gif$\nDisallow: /example/', '/a/b.gif', false],
    ['User-agent: *\nDisallow: /example/', '/example/x', false],
    ['User-agent: qhjobbot\nDisallow: /\n\nUser-agent: *\nAllow: /', '/x', false],
    ['User-agent: *\nDisallow: /\n\nUser-agent: QHJobBot\nAllow: /', '/x', true],
    // 5.2: the longest match wins, and Allow wins ties.
    ['User-agent: QHJobBot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif', '/example/page/', true],
    [
      'User-agent: QHJobBot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif',
      '/example/page/disallowed.gif',
      false,
    ],
    ['User-agent: *\nAllow: /x\nDisallow: /x', '/x', true],
    // 2.2.1: groups of one token are one.
    ['User-agent: QHJobBot\nDisallow: /a\n\nUser-agent: QHJobBot\nDisallow: /b', '/b', false],
    // 2.2.2: equal octets are equal, however they are written.
    ['User-agent: *\nDisallow: /foo/bar/%62%61%7A', '/foo/bar/baz', false],
    ['User-agent: *\nDisallow: /%7Ejoe/', '/~joe/x', false],
    ['User-agent: *\nDisallow: /~joe/', '/%7ejoe/x', false],
    ['User-agent: *\nDisallow: /вакансии', '/%D0%B2%D0%B0%D0%BA%D0%B0%D0%BD%D1%81%D0%B8%D0%B8/1', false],
    ['User-agent: QHJobBot crawler\nDisallow: /', '/x', false],
    ['User-agent: *\nDisallow: /a%2Ab', '/a*b', false],
    ['User-agent: *\nDisallow: /a%24', '/a$', false],
    ['User-agent: *\nDisallow:', '/x', true],
    ['', '/x', true],
    ['User-agent: *\nDisallow: /*?q=*\nAllow: /jobs/', '/jobs/?q=1', true],
    ['User-agent: *\nDisallow: /*?q=*', '/list?q=1', false],
  ])('%j lets %s be fetched: %s', (body, path, expected) => {
    expect(allows(body, path)).toBe(expected)
  })

  test('Crawl-delay is honoured up to 30 s', () => {
    expect(readRobots(`${ORIGIN}/robots.txt`, 'User-agent: *\nCrawl-delay: 2.5').delayMs).toBe(2500)
    expect(readRobots(`${ORIGIN}/robots.txt`, 'User-agent: *\nCrawl-delay: 900').delayMs).toBe(30_000)
  })

  test('a path has one spelling', () => {
    expect(oneSpelling('/a%2fb/%7e/ж/100%')).toBe('/a%2Fb/~/%D0%B6/100%25')
  })

  const captures = join(process.env['JOBDATA_CAPTURES'] ?? '../shared/data', 'robots')
  test('every captured robots.txt is read', () => {
    if (!existsSync(captures)) {
      console.warn(`skipped: no captures at ${captures}; set JOBDATA_CAPTURES`)
      return
    }
    for (const file of readdirSync(captures)) {
      const rules = readRobots(`${ORIGIN}/robots.txt`, readFileSync(join(captures, file), 'utf8'))
      expect(typeof rules.allows(`${ORIGIN}/jobs/1`)).toBe('boolean')
    }
  })
})
