import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openElasticClient } from '../../src/edges/elasticsearch/client.js'
import { openIndexAdmin } from '../../src/edges/elasticsearch/index-admin.js'
import { namedIndex, openElasticIndex } from '../../src/edges/elasticsearch/vacancy-index.js'
import { documentWrite } from '../support/document.js'
import { elasticOptions, removeIndices } from '../support/elastic-index.js'
import { engines } from '../support/engines.js'
import { silentLogger } from '../support/quiet.js'

const servers = engines('elastic-index-start')

;(servers ? describe : describe.skip)('starting on Elasticsearch', () => {
  let options: Awaited<ReturnType<typeof elasticOptions>>
  beforeEach(async () => {
    options = await elasticOptions(servers?.node ?? '')
  })
  afterEach(async () => {
    await removeIndices(options.client, options.namespace)
    await options.client.close()
  })

  test('five that start at once make one index', async () => {
    await Promise.all([...Array(5).keys()].map(() => openElasticIndex(options)))
    const admin = openIndexAdmin(options)
    const [only, ...others] = await admin.all()
    expect(others).toEqual([])
    expect(await admin.live()).toBe(only)
  })

  test('versions of purged vacancies are remembered for an hour, and a second node gets a copy', async () => {
    const name = await openIndexAdmin(options).ensureLive()
    const { settings } = (await options.client.indices.get({ index: name }))[name] ?? {}
    expect(settings?.index).toMatchObject({ gc_deletes: '1h', auto_expand_replicas: '0-1' })
  })

  test('an index of another mapping is reported with what to do', async () => {
    await openElasticIndex(options)
    const name = (await openIndexAdmin(options).live()) ?? ''
    await options.client.indices.putMapping({ index: name, _meta: { mapping: 'another' } })
    await expect(openElasticIndex(options)).rejects.toMatchObject({
      consequence: 'config',
      code: 'index-of-another-version',
      message: expect.stringContaining('jobdata reindex'),
    })
  })

  test('changed synonyms are no reason not to start, and are told', async () => {
    await openElasticIndex(options)
    const warnings: string[] = []
    const logger = { ...silentLogger(), warn: (_fields: unknown, message: string) => void warnings.push(message) }
    await openElasticIndex({ ...options, logger, synonyms: 'повар, cook' })
    expect(warnings).toEqual([expect.stringContaining('jobdata reindex')])
  })

  test('an index is built beside the live one and put live in one step', async () => {
    const index = await openElasticIndex(options)
    await index.write([documentWrite('a', { title: 'before' })])
    const admin = openIndexAdmin(options)
    const [old, next] = [await admin.live(), await admin.createNext()]
    const beside = namedIndex(options.client, options.clock, next)
    await beside.write([documentWrite('a', { title: 'after' })])
    expect((await index.get('a'))?.document.search?.title).toBe('before')
    await expect(admin.drop(old ?? '')).rejects.toMatchObject({ consequence: 'config', code: 'index-is-live' })
    expect(await admin.swap(next)).toBe(old)
    expect((await index.get('a'))?.document.search?.title).toBe('after')
    expect(await index.write([documentWrite('b')])).toEqual([{ result: 'applied' }])
    expect(await beside.get('b')).toBeDefined()
    await admin.drop(old ?? '')
    expect(await admin.all()).toEqual([next])
  })

  test('writes never make an index by a mistaken name', async () => {
    const index = await openElasticIndex(options)
    await removeIndices(options.client, options.namespace)
    await expect(index.write([documentWrite('a')])).rejects.toMatchObject({ consequence: 'config' })
    await expect(index.get('a')).rejects.toMatchObject({ consequence: 'config' })
    expect(await openIndexAdmin(options).all()).toEqual([])
  })

  test('a server that does not answer is worth another try', async () => {
    await expect(openElasticClient({ node: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      consequence: 'retryable',
      code: 'elasticsearch-away',
    })
  })
})
