import { JobdataError } from '../../domain/errors.js'
import type { Topic } from '../../domain/topics.js'
import { parseValue } from '../../ports/log.js'
import type { LogRecord } from '../../ports/log.js'
import { guarded } from './sqlite.js'
import type { Sqlite } from './sqlite.js'

/** A batch ends before it holds more than this, so that memory stays bounded whatever the records' size. */
const MOST_BATCH_CHARACTERS = 4 * 1_048_576

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS topics (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS ends (topic INTEGER NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (topic, partition)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS records (topic INTEGER NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
    key TEXT, value TEXT, headers TEXT, at INTEGER NOT NULL, PRIMARY KEY (topic, partition, offset));
  CREATE INDEX IF NOT EXISTS records_by_key ON records (topic, partition, key, offset) WHERE key IS NOT NULL;
  CREATE TABLE IF NOT EXISTS commits (grp TEXT NOT NULL, topic INTEGER NOT NULL, partition INTEGER NOT NULL,
    next INTEGER NOT NULL, PRIMARY KEY (grp, topic, partition)) WITHOUT ROWID;
`

interface Row {
  readonly offset: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: string | null
  readonly at: number
}

const toRecord = (topic: string, partition: number, row: Row): LogRecord => ({
  topic,
  partition,
  offset: row.offset,
  key: row.key,
  value: parseValue(row.value),
  text: row.value,
  headers: row.headers === null ? {} : (JSON.parse(row.headers) as Record<string, string>),
  timestamp: row.at,
})

/** Rows until their values together pass the bound, read one by one; at least one. */
const bounded = (rows: Iterable<Row>): Row[] => {
  const taken: Row[] = []
  let characters = 0
  for (const row of rows) {
    characters += row.value?.length ?? 0
    if (taken.length > 0 && characters > MOST_BATCH_CHARACTERS) break
    taken.push(row)
  }
  return taken
}

/** Topics and records as they lie in SQLite. */
export interface Store {
  readonly db: Sqlite
  /** Throws `fatal` when the topic was never made. */
  topicId(topic: Topic): number
  /** Makes the topic, or throws `config` when it has other partitions. */
  make(topic: Topic): void
  start(topic: Topic, partition: number): number
  end(topic: Topic, partition: number): number
  /** Records there from an offset on. */
  count(topic: Topic, partition: number, from: number): number
  slice(topic: Topic, partition: number, from: number, until: number, most: number): readonly LogRecord[]
}

export const openStore = (db: Sqlite): Store => {
  guarded('opening the log', () => db.exec(SCHEMA))
  const ids = new Map<string, number>()
  const findTopic = db.prepare('SELECT id, partitions FROM topics WHERE name = ?')
  const addTopic = db.prepare('INSERT INTO topics (name, partitions) VALUES (?, ?)')
  const findStart = db.prepare('SELECT min(offset) AS first FROM records WHERE topic = ? AND partition = ?')
  const findEnd = db.prepare('SELECT next FROM ends WHERE topic = ? AND partition = ?')
  const countRows = db.prepare('SELECT count(*) AS rows FROM records WHERE topic = ? AND partition = ? AND offset >= ?')
  const findRows = db.prepare(
    'SELECT offset, key, value, headers, at FROM records WHERE topic = ? AND partition = ? AND offset >= ? AND offset < ? ORDER BY offset LIMIT ?',
  )
  const find = (name: string) => findTopic.get(name) as { id: number; partitions: number } | undefined

  const store: Store = {
    db,
    topicId(topic) {
      const id = ids.get(topic.name) ?? find(topic.name)?.id
      if (id === undefined) {
        throw new JobdataError(`topic ${topic.name} does not exist: ensureTopics makes it`, {
          consequence: 'fatal',
          code: 'topic-unknown',
        })
      }
      ids.set(topic.name, id)
      return id
    },
    make(topic) {
      const known = find(topic.name)
      if (known === undefined) {
        addTopic.run(topic.name, topic.partitions)
      } else if (known.partitions !== topic.partitions) {
        throw new JobdataError(
          `topic ${topic.name} has ${known.partitions} partitions and the contract says ${topic.partitions}: start with a new data folder`,
          { consequence: 'config', code: 'topic-mismatch' },
        )
      }
    },
    start(topic, partition) {
      const { first } = findStart.get(store.topicId(topic), partition) as { first: number | null }
      return first ?? store.end(topic, partition)
    },
    end: (topic, partition) =>
      (findEnd.get(store.topicId(topic), partition) as { next: number } | undefined)?.next ?? 0,
    count: (topic, partition, from) => (countRows.get(store.topicId(topic), partition, from) as { rows: number }).rows,
    slice(topic, partition, from, until, most) {
      const rows = findRows.iterate(store.topicId(topic), partition, from, until, most) as Iterable<Row>
      return bounded(rows).map((row) => toRecord(topic.name, partition, row))
    },
  }
  return store
}
