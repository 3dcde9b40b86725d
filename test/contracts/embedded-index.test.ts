import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { openVacancyIndex } from '../../src/edges/embedded/vacancy-index.js'
import { documentWrite } from '../support/document.js'
import { vacancyIndexContract } from './vacancy-index.js'

const synonyms = await readFile('config/synonyms.txt', 'utf8')

const inFolder = async () => {
  const path = await mkdtemp(join(tmpdir(), 'index-'))
  return { file: join(path, 'index.db'), remove: () => rm(path, { recursive: true }) }
}

vacancyIndexContract('SQLite', async () => {
  const { file, remove } = await inFolder()
  const index = await openVacancyIndex({ file, synonyms })
  return { index, close: () => index.close().then(remove) }
})

test('the embedded index keeps its documents when it is opened again', async () => {
  const { file, remove } = await inFolder()
  const before = await openVacancyIndex({ file, synonyms })
  await before.write([documentWrite('a', {}, 7)])
  await before.close()
  const index = await openVacancyIndex({ file, synonyms })
  expect(await index.get('a')).toMatchObject({ version: 7 })
  expect(await index.write([documentWrite('a', {}, 6)])).toEqual([{ result: 'stale' }])
  await index.close()
  await remove()
})
