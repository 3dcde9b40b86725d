import type { Topic } from '../domain/topics.js'
import type { LogRecord } from '../ports/log.js'
import type { Message } from '../ports/stage.js'

/** A record that can never pass, and why. */
export interface Rejected {
  readonly record: LogRecord
  readonly code: string
  readonly message: string
}

const whatIsWrong = (issues: readonly { path: PropertyKey[]; message: string }[]): string =>
  issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'value'}: ${issue.message}`)
    .join('; ')

/** Checks records against their topic's schema. Tombstones pass as null; unknown fields are dropped. */
export const parseBatch = (
  source: Topic,
  records: readonly LogRecord[],
): { messages: readonly Message[]; rejected: readonly Rejected[] } => {
  const messages: Message[] = []
  const rejected: Rejected[] = []
  for (const record of records) {
    if (record.value === null) {
      messages.push({ ...record, source })
    } else if (record.value === undefined) {
      rejected.push({ record, code: 'not-json', message: 'the value is not JSON' })
    } else {
      const result = source.schema.safeParse(record.value)
      if (result.success) messages.push({ ...record, value: result.data, source })
      else rejected.push({ record, code: 'schema-mismatch', message: whatIsWrong(result.error.issues) })
    }
  }
  return { messages, rejected }
}
