import { errors } from '@elastic/elasticsearch'
import { describe, expect, test } from '@jest/globals'
import { JobdataError } from '../../../src/domain/errors.js'
import { consequenceOf, translated } from '../../../src/edges/elasticsearch/errors.js'

describe('failures by their consequence', () => {
  test.each([
    [429, 'es_rejected_execution_exception', '', 'retryable'],
    [503, 'unavailable_shards_exception', '', 'retryable'],
    [429, 'circuit_breaking_exception', '', 'retryable'],
    [429, 'cluster_block_exception', 'disk usage exceeded flood-stage watermark', 'no-space'],
    [403, 'cluster_block_exception', 'index read-only / allow delete (api)', 'no-space'],
    [401, 'security_exception', '', 'config'],
    [403, 'security_exception', '', 'config'],
    [404, 'index_not_found_exception', '', 'config'],
    [409, 'version_conflict_engine_exception', '', 'conflict'],
    [400, 'document_parsing_exception', '', 'poison'],
    [413, 'unknown', '', 'poison'],
    [404, 'unknown', '', 'fatal'],
  ])('%i %s %s → %s', (status, type, reason, expected) => {
    expect(consequenceOf({ status, type, reason })).toBe(expected)
  })

  test.each([
    [new errors.ConnectionError('refused'), 'retryable', 'elasticsearch-away'],
    [new errors.TimeoutError('late'), 'retryable', 'elasticsearch-away'],
    [new errors.NoLivingConnectionsError('none', {} as never), 'retryable', 'elasticsearch-away'],
    [new errors.ProductNotSupportedError('Elasticsearch'), 'config', 'elasticsearch-unsupported'],
    [new TypeError('ours'), 'fatal', 'elasticsearch-failed'],
  ])('%s', (error, consequence, code) => {
    expect(translated('doing', error)).toMatchObject({ consequence, code, cause: error })
  })

  test('an error of ours stays what it is', () => {
    const error = new JobdataError('ours', { consequence: 'no-space', code: 'disk-full' })
    expect(translated('doing', error)).toBe(error)
  })
})
