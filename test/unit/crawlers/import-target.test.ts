import { describe, expect, test } from '@jest/globals'
import { importTarget } from '../../../crawlers/import-target.js'
import { loadPlatforms } from '../../../crawlers/platforms.js'
import { Board } from '../../../src/domain/board.js'

const platforms = await loadPlatforms()
const UUID = '5a1f0c9e-0001-4c1e-9d55-000000000001'

const board = (platform: string, url: string, more: object = {}): Board =>
  Board.parse({ id: 'kelp', platform, name: 'Kelp Wharf', url, ...more })

const target = (link: string, ...boards: Board[]) => importTarget(new URL(link), boards, platforms)
const asked = (link: string): string | undefined => {
  const { reading } = target(link)
  return reading && `${reading.platform.id} ${reading.named.page.url}`
}

describe('a link to a page for people becomes what its reader reads', () => {
  test.each([
    [
      'https://boards.greenhouse.io/kelp/jobs/7001',
      'greenhouse https://boards-api.greenhouse.io/v1/boards/kelp/jobs/7001',
    ],
    [
      'https://job-boards.greenhouse.io/kelp/jobs/7001?gh_src=x#app',
      'greenhouse https://boards-api.greenhouse.io/v1/boards/kelp/jobs/7001',
    ],
    [
      'https://boards.greenhouse.io/embed/job_app?for=kelp&token=7001',
      'greenhouse https://boards-api.greenhouse.io/v1/boards/kelp/jobs/7001',
    ],
    [
      'https://job-boards.eu.greenhouse.io/kelp/jobs/7001',
      'greenhouse https://boards-api.eu.greenhouse.io/v1/boards/kelp/jobs/7001',
    ],
    [
      'https://boards.eu.greenhouse.io/embed/job_app?for=kelp&token=7001',
      'greenhouse https://boards-api.eu.greenhouse.io/v1/boards/kelp/jobs/7001',
    ],
    [
      'https://kelp.teamtailor.com/jobs/7001-night-porter',
      'teamtailor https://kelp.teamtailor.com/jobs.rss?offset=0&per_page=100',
    ],
    [
      `https://jobs.lever.co/kelp/${UUID}/apply?lever-source=x`,
      `lever https://api.lever.co/v0/postings/kelp/${UUID}?mode=json`,
    ],
    [`https://jobs.eu.lever.co/kelp/${UUID}`, `lever https://api.eu.lever.co/v0/postings/kelp/${UUID}?mode=json`],
    [
      `https://jobs.ashbyhq.com/Kelp%20Wharf/${UUID}/application`,
      'ashby https://api.ashbyhq.com/posting-api/job-board/Kelp%20Wharf?includeCompensation=true',
    ],
    [
      'https://jobs.smartrecruiters.com/KelpWharf/743999000000017-night-porter',
      'smartrecruiters https://api.smartrecruiters.com/v1/companies/KelpWharf/postings/743999000000017',
    ],
    ['https://kelp.recruitee.com/o/night-porter', 'recruitee https://kelp.recruitee.com/api/offers'],
    [
      'https://kelp.wd5.myworkdayjobs.com/en-US/Careers/job/Berlin/Night-Porter_R-1042/apply',
      'workday https://kelp.wd5.myworkdayjobs.com/wday/cxs/kelp/Careers/job/Berlin/Night-Porter_R-1042',
    ],
    [
      'https://kelp.wd5.myworkdayjobs.com/Careers/job/Night-Porter_R-1042-1',
      'workday https://kelp.wd5.myworkdayjobs.com/wday/cxs/kelp/Careers/job/Night-Porter_R-1042-1',
    ],
  ])('%s', (link, expected) => {
    expect(asked(link)).toBe(expected)
  })

  test.each([
    'https://boards.greenhouse.io/kelp',
    'https://boards.greenhouse.io/kelp/jobs/../../admin',
    'https://boards.greenhouse.io/embed/job_app?for=kelp%2F..&token=7001',
    'https://boards.greenhouse.io.kelp.example/kelp/jobs/7001',
    'https://jobs.lever.co/kelp',
    'https://jobs.lever.co/kelp/not-an-id',
    'https://jobs.ashbyhq.com/kelp',
    'https://jobs.smartrecruiters.com/KelpWharf',
    'https://kelp.recruitee.com/o/night-porter/c/new',
    'https://kelp.wd5.myworkdayjobs.com/Careers',
    'https://careers.kelp.example/jobs/7001?gh_jid=7001',
    'https://boards.eu.greenhouse.io/kelp',
    'https://kelp.teamtailor.com/jobs',
    'https://kelp.teamtailor.com/jobs/7001-night-porter/applications/new',
    'https://careers.kelp.example/jobs/7001-night-porter',
  ])('only where that is certain: not %s', (link) => {
    expect(asked(link)).toBeUndefined()
  })
})

describe('a board of ours', () => {
  const greenhouse = board('greenhouse', 'https://boards-api.greenhouse.io/v1/boards/kelp/jobs', { paceMs: 7 })
  const lever = board('lever', 'https://jobs.lever.co/kelp')
  const feed = board('feed', 'https://www.kelp.example/rss', { home: 'https://work.kelp.example/' })
  const workday = board('workday', 'https://kelp.wd5.myworkdayjobs.com/en-US/Careers')

  test.each([
    [greenhouse, 'https://boards.greenhouse.io/kelp/jobs/7001'],
    [lever, `https://jobs.lever.co/kelp/${UUID}`],
    [workday, 'https://kelp.wd5.myworkdayjobs.com/Careers/job/Night-Porter_R-1042'],
    [feed, 'https://kelp.example/jobs/17'],
    [feed, 'https://work.kelp.example/17'],
  ])('is known by its tenant or its host, and its own manners hold: $platform, %s', (one, link) => {
    expect(target(link, one)).toMatchObject({ known: one, board: one })
  })

  test.each([
    [greenhouse, 'https://boards.greenhouse.io/other/jobs/7001'],
    [lever, `https://jobs.lever.co/other/${UUID}`],
    [lever, `https://jobs.eu.lever.co/kelp/${UUID}`],
    [workday, 'https://kelp.wd5.myworkdayjobs.com/Interns/job/Night-Porter_R-1042'],
    [feed, 'https://kelp.example.org/jobs/17'],
  ])('is not another tenant’s, nor another host’s: $platform, %s', (one, link) => {
    expect(target(link, one)).toMatchObject({ known: undefined, board: { id: 'import' } })
  })
})

test.each([
  [`https://jobs.lever.co/kelp/${UUID}`, 'lever.co'],
  ['https://jobs.lever.co/kelp', 'lever.co'],
  ['https://kelp.teamtailor.com/jobs/17-night-porter', 'teamtailor.com'],
  ['https://kelp.example:8443/jobs/17', 'kelp.example:8443'],
])('%s is asked under the lease that crawlers take too: %s', (link, domain) => {
  expect(target(link).domain).toBe(domain)
})
