import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { FetchClient } from '../../../crawlers/fetch/fetch.js'
import { gotFetch } from '../../../crawlers/fetch/got.js'
import { leanFetch } from '../../../crawlers/fetch/lean.js'
import { openDoor } from '../../../crawlers/politeness/door.js'
import { Board } from '../../../src/domain/board.js'
import { openRecords } from '../../../src/edges/embedded/records.js'
import type { HeldLease } from '../../../src/ports/lease.js'
import { openLeases } from '../../../src/runtime/leases.js'
import { boardSite } from '../../support/board-site.js'
import type { BoardSite } from '../../support/board-site.js'
import { manualClock } from '../../support/clock.js'

const TTL = 60_000

describe.each([
  ['lean', leanFetch],
  ['got-scraping', gotFetch],
])('a crawler that stands still between its last look at the lease and its request (%s)', (_, open) => {
  const clock = manualClock()
  let client: FetchClient
  let site: BoardSite
  let lease: HeldLease | undefined
  beforeEach(async () => {
    site = await boardSite()
    client = open({ userAgent: 'QHJobBot/1.0', reach: { public: false, loopback: true } })
    const records = openRecords({ file: join(mkdtempSync(join(tmpdir(), 'frozen-')), 'records.db') })
    lease = await openLeases({ records, clock, holder: 'one', ttlMs: TTL }).take('board.example')
  })
  afterEach(async () => {
    await lease?.release()
    await client.close()
    await site.close()
  })

  const askAfter = async (stoodStillMs: number) => {
    if (!lease) throw new TypeError('the lease is free')
    const board = Board.parse({ id: 'acme', platform: 'feed', name: 'Acme', url: site.origin })
    const door = openDoor({
      ...{ board, lease, clock, signal: new AbortController().signal, onAnswer: () => undefined },
      fetch: async (request) => {
        clock.advance(stoodStillMs)
        return client.fetch(request)
      },
    })
    return door.ask({ url: `${site.origin}/` }, 0)
  }

  test('for less than the lease asks', async () => {
    expect((await askAfter(TTL - 1)).kind).toBe('answer')
    expect(site.asked).toEqual(['/'])
  })

  test('for as long as the lease asks nothing, though nobody else has it yet', async () => {
    expect(await askAfter(TTL)).toEqual({ kind: 'refused', why: 'lease-lost' })
    expect(site.asked).toEqual([])
  })
})
