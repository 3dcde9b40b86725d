import { hashId } from '../../domain/ids.js'
import type { IndexEntry, VacancyDocument, VacancyQuery } from '../../ports/vacancy-index.js'
import type { Analysis, Synonyms } from './analysis.js'
import { openColumns } from './index-columns.js'
import { openCompletion } from './index-completion.js'
import type { Facts } from './index-facts.js'
import { openIndexSearch } from './index-search.js'
import type { Sqlite } from './sqlite.js'

interface Entry {
  readonly document: string | null
  readonly version: number
  readonly partition: number
  readonly offset: number
}

type ScannedRow = Omit<IndexEntry, 'seq'> & IndexEntry['seq']

interface Changed {
  readonly row: number
  readonly change: number
  readonly id: string
  readonly facts: string | null
}

/** Columns and completions in memory, brought up to the index as it is on disk before each use. */
const openMemory = (db: Sqlite) => {
  const columns = openColumns()
  const completion = openCompletion()
  const newest = db.prepare('SELECT max(change) AS change FROM facts')
  const since = db.prepare('SELECT row, change, id, facts FROM facts WHERE change > ? ORDER BY change')
  let change = 0

  const take = ({ row, id, facts: text }: Changed): void => {
    if (text === null) {
      columns.remove(row)
      completion.remove(row)
      return
    }
    const facts = JSON.parse(text) as Facts
    columns.put(row, id, facts)
    completion.put(row, facts)
  }

  return {
    columns,
    completion,
    /** Takes what was written since; returns the number of the newest change. */
    catchUp(): number {
      const there = (newest.get() as { change: number | null }).change ?? 0
      if (there === change) return change
      for (const changed of since.iterate(change)) take(changed as Changed)
      change = there
      return change
    },
  }
}

/** Everything that only reads the index. Each answer is of one moment. */
export const openIndexReader = (db: Sqlite, analysis: Analysis, synonyms: Synonyms) => {
  const memory = openMemory(db)
  const search = openIndexSearch(db, memory.columns, analysis, synonyms)
  const find = db.prepare('SELECT document, version, partition, offset FROM docs WHERE id = ?')
  const atPage = db.prepare(
    `SELECT docs.id FROM pages JOIN docs ON docs.row = pages.row WHERE pages.page = ?
     ORDER BY docs.state = 'closed', docs.id LIMIT 1`,
  )
  const scanned = db.prepare(
    `SELECT id, version, partition, offset, json_extract(document, '$.vacancy.kind') AS kind FROM docs
     WHERE id > ? AND document IS NOT NULL ORDER BY id LIMIT ?`,
  )
  const states = db.prepare('SELECT state, count(*) AS count FROM docs WHERE state IS NOT NULL GROUP BY state')

  const atOneMoment = <T>(work: (change: number) => T): T => {
    db.exec('BEGIN')
    try {
      return work(memory.catchUp())
    } finally {
      db.exec('COMMIT')
    }
  }

  return {
    /** Loads what search needs into memory. */
    open: (): void => atOneMoment(() => undefined),
    search: (query: VacancyQuery) => atOneMoment((change) => search(query, change)),
    complete: ({ prefix, size }: { prefix: string; size: number }) =>
      atOneMoment(() => memory.completion.complete(prefix, size)),
    get: (id: string) => {
      const entry = find.get(id) as Entry | undefined
      if (entry?.document == null) return undefined
      const { partition, offset, version } = entry
      return { document: JSON.parse(entry.document) as VacancyDocument, seq: { partition, offset }, version }
    },
    at: (page: string) => (atPage.get(hashId(page)) as { id: string } | undefined)?.id,
    scan: ({ after, size }: { after: string; size: number }): IndexEntry[] =>
      (scanned.all(after, size) as ScannedRow[]).map(({ id, version, partition, offset, kind }) => ({
        id,
        version,
        seq: { partition, offset },
        kind,
      })),
    count: () => {
      const rows = states.all() as { state: string; count: number }[]
      return {
        open: 0,
        unverified: 0,
        closed: 0,
        ...Object.fromEntries(rows.map(({ state, count }) => [state, count])),
      }
    },
  }
}
