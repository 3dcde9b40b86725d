import type { OpenIndexForTest } from '../support/search-query.js'
import { pagingContract } from './vacancy-index-paging.js'
import { searchingContract } from './vacancy-index-searching.js'
import { waysContract } from './vacancy-index-ways.js'
import { writingContract } from './vacancy-index-writing.js'

/** What every vacancy index does, by Elasticsearch's semantics. */
export const vacancyIndexContract = (name: string, open: () => Promise<OpenIndexForTest>): void => {
  writingContract(name, open)
  searchingContract(name, open)
  waysContract(name, open)
  pagingContract(name, open)
}
