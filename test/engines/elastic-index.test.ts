import { describe } from '@jest/globals'
import { vacancyIndexContract } from '../contracts/vacancy-index.js'
import { elasticIndexForTest } from '../support/elastic-index.js'
import { engines } from '../support/engines.js'

const servers = engines('elastic-index')

;(servers ? describe : describe.skip)('on a real server', () => {
  vacancyIndexContract('Elasticsearch', () => elasticIndexForTest(servers?.node ?? ''))
})
