import { expect, test } from '@jest/globals'
import teamtailor from '../../../crawlers/platforms/teamtailor.js'
import { Board } from '../../../src/domain/board.js'
import { readMode } from '../../../pipelines/normalize/work-mode.js'
import { readXml } from '../../../crawlers/read/xml.js'
import { teamtailorMode } from '../../../crawlers/read/teamtailor.js'

const FEED = 'https://lanternworks.teamtailor.com/jobs.rss?offset=0&per_page=100'

test.each([
  ['https://lanternworks.teamtailor.com', FEED],
  ['https://lanternworks.teamtailor.com/jobs', FEED],
  ['https://lanternworks.teamtailor.com/jobs.rss', FEED],
  ['https://lanternworks.teamtailor.com/jobs.json?x=1#y', FEED],
  ['https://careers.lantern.example/sv/', 'https://careers.lantern.example/sv/jobs.rss?offset=0&per_page=100'],
])('a board at %s starts at its feed', (url, expected) => {
  const board = Board.parse({ id: 'lantern', platform: 'teamtailor', name: 'Lantern', url })
  expect(teamtailor.start(board)).toEqual([{ url: expected, kind: 'list' }])
})

test.each([
  ['none', 'onsite'],
  ['hybrid', 'hybrid'],
  ['fully', 'remote'],
  ['temporary', 'remote'],
  ['constructor', 'unknown'],
])('remoteStatus %s is read as %s', (status, workMode) => {
  const [item] = readXml(`<rss><item><remoteStatus>${status}</remoteStatus></item></rss>`, ['item']).elements
  if (item === undefined) throw new Error('no item')
  const fields = { title: 'Fitter', url: 'https://a.example/1', places: [], workMode: teamtailorMode(item) ?? '' }
  expect(readMode(fields, '').workMode).toBe(workMode)
})
