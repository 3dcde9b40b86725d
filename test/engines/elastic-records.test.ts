import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Client } from '@elastic/elasticsearch'
import fc from 'fast-check'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasConsequence } from '../../src/domain/errors.js'
import { openRecords } from '../../src/edges/embedded/records.js'
import { openElasticClient } from '../../src/edges/elasticsearch/client.js'
import { openElasticRecords, recordsIndex } from '../../src/edges/elasticsearch/records.js'
import { ABSENT } from '../../src/ports/records.js'
import type { Records } from '../../src/ports/records.js'
import { recordsContract } from '../contracts/records.js'
import { openCutProxy } from '../support/cut-proxy.js'
import { engines } from '../support/engines.js'

const servers = engines('records on Elasticsearch')
const suite = servers ? describe : describe.skip
const namespace = `records-${process.pid}`

interface Member {
  readonly client: Client
  readonly records: Records
  readonly close: () => Promise<void>
}

/** A process of its own: its own connections. */
const openMember = async (node = servers?.node ?? ''): Promise<Member> => {
  const client = await openElasticClient({ node })
  const records = await openElasticRecords({ client, namespace })
  return { client, records, close: () => records.close().then(() => client.close()) }
}

/** One step of one member. `held`: by the version that the member saw last of this id. */
interface Step {
  readonly member: number
  readonly does: 'get' | 'put' | 'delete' | 'list'
  readonly id: string
  readonly condition: 'none' | 'absent' | 'held'
}

const steps = fc.array(
  fc.record<Step>({
    member: fc.nat(1),
    does: fc.constantFrom('get', 'put', 'delete', 'list'),
    id: fc.constantFrom('a', 'a/', 'я', '😀'),
    condition: fc.constantFrom('none', 'absent', 'held'),
  }),
  { minLength: 10, maxLength: 30 },
)

/** What the members are told, step by step, without what differs between edges: the versions. */
const play = async (members: readonly Records[], collection: string, script: readonly Step[]): Promise<unknown[]> => {
  const seen = new Map<string, string>()
  const told: unknown[] = []
  const act = async ({ member, does, id, condition }: Step, n: number): Promise<unknown> => {
    const records = members[member] ?? members[0]
    const holder = `${member} ${id}`
    const held = seen.get(holder)
    const options =
      condition === 'absent' ? { ifVersion: ABSENT } : { ...(condition === 'held' && held && { ifVersion: held }) }
    if (does === 'list') return (await records?.list(collection))?.map((one) => [one.id, one.value])
    if (does === 'delete') return records?.delete(collection, id, options)
    if (does === 'put') {
      const version = await records?.put(collection, id, n, options)
      if (version !== undefined) seen.set(holder, version)
      return 'written'
    }
    const stored = await records?.get(collection, id)
    if (stored) seen.set(holder, stored.version)
    return stored?.value
  }
  for (const [n, step] of script.entries()) {
    told.push(
      await act(step, n).catch((error: unknown) => {
        if (!hasConsequence(error, 'conflict')) throw error
        return 'conflict'
      }),
    )
  }
  return told
}

suite('Elasticsearch', () => {
  let one: Member
  let two: Member

  beforeAll(async () => {
    ;[one, two] = await Promise.all([openMember(), openMember()])
  })
  afterAll(async () => {
    await one.client.indices.delete({ index: recordsIndex(namespace) })
    await Promise.all([one.close(), two.close()])
  })

  recordsContract('Elasticsearch', () => openMember())

  describe('records of several processes', () => {
    let number = 0
    const fresh = (): string => `race-${++number}`

    test('members that start at once make one index', async () => {
      const members = await Promise.all(Array.from({ length: 5 }, () => openMember()))
      await members[0]?.records.put('start', 'a', 1)
      for (const { records } of members) expect((await records.get('start', 'a'))?.value).toBe(1)
      await Promise.all(members.map((member) => member.close()))
    })

    test('what one wrote the other reads at once, by id and in a list', async () => {
      const collection = fresh()
      for (let n = 0; n < 30; n++) {
        await one.records.put(collection, 'a', n)
        expect((await two.records.get(collection, 'a'))?.value).toBe(n)
        expect(await two.records.list(collection)).toMatchObject([{ value: n }])
      }
      await one.records.delete(collection, 'a')
      expect(await two.records.list(collection)).toEqual([])
    })

    test('of many who create one document one wins, each time', async () => {
      const collection = fresh()
      for (let round = 0; round < 10; round++) {
        const tries = [one, two, one, two].map(({ records }) =>
          records.put(collection, `${round}`, round, { ifVersion: ABSENT }),
        )
        const ends = await Promise.allSettled(tries)
        expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      }
    })

    test('a deletion and a write by one version: one of them is done', async () => {
      const collection = fresh()
      for (let round = 0; round < 10; round++) {
        const ifVersion = await one.records.put(collection, 'a', 'before')
        const [write, deletion] = await Promise.allSettled([
          one.records.put(collection, 'a', 'after', { ifVersion }),
          two.records.delete(collection, 'a', { ifVersion }),
        ])
        expect([write.status, deletion.status].sort()).toEqual(['fulfilled', 'rejected'])
        const left = write.status === 'fulfilled' ? 'after' : undefined
        expect((await two.records.get(collection, 'a'))?.value).toBe(left)
      }
    })

    test('increments of two members by compare-and-set lose nothing', async () => {
      const collection = fresh()
      const increment = async ({ records }: Member): Promise<void> => {
        for (;;) {
          const stored = await records.get<number>(collection, 'n')
          const ifVersion = stored?.version ?? ABSENT
          const isDone = await records.put(collection, 'n', (stored?.value ?? 0) + 1, { ifVersion }).then(
            () => true,
            (error: unknown) => {
              if (!hasConsequence(error, 'conflict')) throw error
              return false
            },
          )
          if (isDone) return
        }
      }
      await Promise.all(Array.from({ length: 30 }, (_, n) => increment(n % 2 === 0 ? one : two)))
      expect((await one.records.get(collection, 'n'))?.value).toBe(30)
    })

    test('two members are told what two users of the embedded records are told', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'model-'))
      const model = openRecords({ file: join(folder, 'records.db') })
      try {
        await fc.assert(
          fc.asyncProperty(steps, async (script) => {
            const collection = fresh()
            const expected = await play([model, model], collection, script)
            expect(await play([one.records, two.records], collection, script)).toEqual(expected)
          }),
          { numRuns: 25 },
        )
      } finally {
        await model.close()
        await rm(folder, { recursive: true })
      }
    }, 60_000)
  })

  describe('records while the server', () => {
    test('is away: every call may be tried again', async () => {
      const proxy = await openCutProxy(servers?.node ?? '')
      const { records, close } = await openMember(proxy.address)
      await proxy.close()
      for (const call of [
        () => records.get('away', 'a'),
        () => records.put('away', 'a', 1),
        () => records.putMany('away', [{ id: 'a', value: 1 }]),
        () => records.delete('away', 'a'),
        () => records.list('away'),
        () => openMember(proxy.address),
      ])
        await expect(call()).rejects.toMatchObject({ consequence: 'retryable' })
      await close()
    })

    test('does not answer a write: nobody is told that another won', async () => {
      const proxy = await openCutProxy(servers?.node ?? '')
      const { records, close } = await openMember(proxy.address)
      proxy.cutAnswers()
      await expect(records.put('cut', 'a', 1, { ifVersion: ABSENT })).rejects.toMatchObject({
        consequence: 'retryable',
      })
      expect((await one.records.get('cut', 'a'))?.value).toBe(1)
      proxy.mend()
      expect((await records.get('cut', 'a'))?.value).toBe(1)
      await Promise.all([close(), proxy.close()])
    })

    test('has no space left: writes wait for space, reads go on', async () => {
      const block = (isFull: boolean | null) =>
        one.client.indices.putSettings({
          index: recordsIndex(namespace),
          settings: { 'index.blocks.read_only_allow_delete': isFull },
        })
      await one.records.put('full', 'a', 1)
      await block(true)
      try {
        await expect(one.records.put('full', 'a', 2)).rejects.toMatchObject({ consequence: 'no-space' })
        await expect(one.records.putMany('full', [{ id: 'a', value: 2 }])).rejects.toMatchObject({
          consequence: 'no-space',
        })
        expect((await one.records.get('full', 'a'))?.value).toBe(1)
      } finally {
        await block(null)
      }
      await one.records.put('full', 'a', 3)
      expect(await one.records.list('full')).toMatchObject([{ value: 3 }])
    })
  })
})
