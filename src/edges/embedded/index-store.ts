import type { IndexWrite, IndexWriteResult, VacancyDocument } from '../../ports/vacancy-index.js'
import type { Analysis } from './analysis.js'
import { guarded, inTransaction } from './sqlite.js'
import type { Sqlite } from './sqlite.js'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS docs (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
    partition INTEGER NOT NULL, offset INTEGER NOT NULL, document TEXT, state TEXT, employer TEXT, employer_name TEXT,
    seniority TEXT, language TEXT, posted INTEGER, first_seen INTEGER, experience_min REAL, salary REAL);
  CREATE INDEX IF NOT EXISTS docs_by_state ON docs (state, posted, id);
  CREATE TABLE IF NOT EXISTS doc_values (doc INTEGER NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (field, value, doc)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS doc_values_by_doc ON doc_values (doc);
  CREATE TABLE IF NOT EXISTS offers (row INTEGER PRIMARY KEY, doc INTEGER NOT NULL, work_mode TEXT NOT NULL,
    annual_min REAL, annual_max REAL, from_where_known INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS offers_by_doc ON offers (doc);
  CREATE TABLE IF NOT EXISTS offer_values (offer INTEGER NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (offer, field, value)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS offer_values_by_value ON offer_values (field, value, offer);
  CREATE TABLE IF NOT EXISTS points (offer INTEGER NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL);
  CREATE INDEX IF NOT EXISTS points_by_offer ON points (offer);
  CREATE TABLE IF NOT EXISTS places (id TEXT PRIMARY KEY, en TEXT NOT NULL, ru TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS terms (kind TEXT NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL, doc INTEGER NOT NULL,
    PRIMARY KEY (kind, text, doc)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS terms_by_prefix ON terms (folded);
  CREATE INDEX IF NOT EXISTS terms_by_doc ON terms (doc);
  CREATE VIRTUAL TABLE IF NOT EXISTS fts USING fts5 (title, employer, skills, places, text, content='', contentless_delete=1,
    tokenize="unicode61 remove_diacritics 0");
`

type Search = NonNullable<VacancyDocument['search']>

/** Words of a term for completion, folded alike for text and prefix. */
export const foldTerm = (text: string): string => text.toLowerCase().replaceAll('ё', 'е').trim()

const salaryOf = ({ offers }: Search): number | null => {
  const tops = offers.flatMap(({ annualMax, annualMin }) => annualMax ?? annualMin ?? [])
  return tops.length === 0 ? null : Math.max(...tops)
}

/** Writes documents into the tables of the embedded index. */
export const openIndexStore = (db: Sqlite, analysis: Analysis) => {
  guarded('opening the index', () => db.exec(SCHEMA))
  const sql = {
    find: db.prepare('SELECT row, version FROM docs WHERE id = ?'),
    put: db.prepare(`INSERT INTO docs (id, version, partition, offset, document, state, employer, employer_name, seniority, language,
      posted, first_seen, experience_min, salary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET version = excluded.version, partition = excluded.partition, offset = excluded.offset,
      document = excluded.document, state = excluded.state, employer = excluded.employer, employer_name = excluded.employer_name,
      seniority = excluded.seniority, language = excluded.language, posted = excluded.posted, first_seen = excluded.first_seen,
      experience_min = excluded.experience_min, salary = excluded.salary RETURNING row`),
    docValue: db.prepare('INSERT OR IGNORE INTO doc_values VALUES (?, ?, ?)'),
    offer: db.prepare(
      'INSERT INTO offers (doc, work_mode, annual_min, annual_max, from_where_known) VALUES (?, ?, ?, ?, ?) RETURNING row',
    ),
    offerValue: db.prepare('INSERT OR IGNORE INTO offer_values VALUES (?, ?, ?)'),
    point: db.prepare('INSERT INTO points VALUES (?, ?, ?)'),
    place: db.prepare(
      'INSERT INTO places VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET en = excluded.en, ru = excluded.ru',
    ),
    term: db.prepare('INSERT OR IGNORE INTO terms VALUES (?, ?, ?, ?)'),
    words: db.prepare('INSERT INTO fts (rowid, title, employer, skills, places, text) VALUES (?, ?, ?, ?, ?, ?)'),
  }
  const clear = [
    'DELETE FROM fts WHERE rowid = ?',
    'DELETE FROM doc_values WHERE doc = ?',
    'DELETE FROM terms WHERE doc = ?',
    'DELETE FROM offer_values WHERE offer IN (SELECT row FROM offers WHERE doc = ?)',
    'DELETE FROM points WHERE offer IN (SELECT row FROM offers WHERE doc = ?)',
    'DELETE FROM offers WHERE doc = ?',
  ].map((statement) => db.prepare(statement))

  const stemmed = (text: string): string => analysis.stems(text).join(' ')

  const putOffers = (row: number, search: Search): void => {
    for (const offer of search.offers) {
      const { workMode, annualMin, annualMax, remoteCountries } = offer
      const known = remoteCountries.length > 0 ? 1 : 0
      const added = sql.offer.get(row, workMode, annualMin ?? null, annualMax ?? null, known) as { row: number }
      for (const id of offer.placeIds) sql.offerValue.run(added.row, 'place', id)
      for (const country of remoteCountries) sql.offerValue.run(added.row, 'remoteFrom', country)
      for (const type of offer.employmentTypes) sql.offerValue.run(added.row, 'employmentType', type)
      for (const { lat, lon } of offer.points) sql.point.run(added.row, lat, lon)
    }
  }

  const putTerms = (row: number, search: Search): void => {
    if (search.state === 'closed') return
    const put = (kind: string, text: string): unknown => text !== '' && sql.term.run(kind, text, foldTerm(text), row)
    put('title', search.title)
    put('employer', search.employerName)
    for (const skill of search.skills) put('skill', skill)
    for (const { en, ru } of search.places) for (const name of new Set([en, ru])) put('place', name)
  }

  const putSearch = (row: number, search: Search): void => {
    const { title, employerName, skills, places, text } = search
    sql.words.run(
      row,
      ...[title, employerName, skills.join(' , '), places.flatMap(({ en, ru }) => [en, ru]).join(' , '), text].map(
        stemmed,
      ),
    )
    for (const skill of skills) sql.docValue.run(row, 'skill', skill)
    for (const board of search.boards) sql.docValue.run(row, 'board', board)
    for (const { id, en, ru } of places) sql.place.run(id, en, ru)
    putOffers(row, search)
    putTerms(row, search)
  }

  const put = ({ id, version, seq, document }: IndexWrite): void => {
    const search = document?.search
    const { row } = sql.put.get(
      id,
      version,
      seq.partition,
      seq.offset,
      document === null ? null : JSON.stringify(document),
      search?.state ?? null,
      search?.employerKey ?? null,
      search?.employerName ?? null,
      search?.seniority ?? null,
      search?.language ?? null,
      search ? (search.datePosted ?? search.firstSeenAt) : null,
      search?.firstSeenAt ?? null,
      search?.experienceMin ?? null,
      search ? salaryOf(search) : null,
    ) as { row: number }
    for (const statement of clear) statement.run(row)
    if (search) putSearch(row, search)
  }

  const writeOne = (write: IndexWrite): IndexWriteResult => {
    const known = sql.find.get(write.id) as { version: number } | undefined
    if (known !== undefined && known.version > write.version) return { result: 'stale' }
    put(write)
    return { result: 'applied' }
  }

  return {
    /** All writes in one durable transaction; a late one is `stale`. */
    write: (writes: readonly IndexWrite[]): IndexWriteResult[] =>
      inTransaction(db, 'writing the index', () => writes.map(writeOne)),
  }
}
