const VALUES = ['title', 'employer', 'url', 'posted'] as const
/** A field whose value is compared. */
export type Value = (typeof VALUES)[number]

/** `id` is right when the posting was found. */
export const FIELDS = ['id', ...VALUES] as const
export type Field = (typeof FIELDS)[number]

/** Right values of those judged. */
export interface Tally {
  readonly right: number
  readonly of: number
}

export interface Score {
  readonly files: number
  readonly expected: number
  readonly found: number
  readonly missed: number
  /** Postings that are not on the page, or are read twice. */
  readonly surplus: number
  readonly fields: Readonly<Record<Field, Tally>>
  /** Counts by code. */
  readonly signals: Readonly<Record<string, number>>
  /** A line for each thing that is not as it should be. */
  readonly offences: readonly string[]
}

export const perField = <T>(make: (field: Field) => T): Record<Field, T> =>
  Object.fromEntries(FIELDS.map((field) => [field, make(field)])) as Record<Field, T>

export const countSignals = (
  signals: readonly { readonly code: string; readonly count: number }[],
): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { code, count } of signals) counts[code] = (counts[code] ?? 0) + count
  return counts
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)

export const sumScores = (scores: readonly Score[]): Score => ({
  files: total(scores.map(({ files }) => files)),
  expected: total(scores.map(({ expected }) => expected)),
  found: total(scores.map(({ found }) => found)),
  missed: total(scores.map(({ missed }) => missed)),
  surplus: total(scores.map(({ surplus }) => surplus)),
  fields: perField((field) => ({
    right: total(scores.map(({ fields }) => fields[field].right)),
    of: total(scores.map(({ fields }) => fields[field].of)),
  })),
  signals: countSignals(
    scores.flatMap(({ signals }) => Object.entries(signals).map(([code, count]) => ({ code, count }))),
  ),
  offences: scores.flatMap(({ offences }) => offences),
})

/** Share of right values by field, to four places; null where none was judged. */
export const accuracyOf = ({ fields }: Score): Record<Field, number | null> =>
  perField((field) => {
    const { right, of } = fields[field]
    return of === 0 ? null : Math.floor((right / of) * 10_000) / 10_000
  })

/** Least percentage of right values of a field over all platforms, and of one: a small platform must not hide in the sum. */
const LEAST_OF_ALL = 99
const LEAST_OF_ONE = 95

const tooLow = (name: string, { fields }: Score, least: number): string[] =>
  FIELDS.flatMap((field) => {
    const { right, of } = fields[field]
    return right * 100 < of * least ? [`${name}: ${field} is right in ${right} of ${of}: less than ${least} %`] : []
  })

/** Why the scores, by platform, do not pass: a line a reason. */
export const failuresOf = (scores: ReadonlyMap<string, Score>): string[] => [
  ...[...scores].flatMap(([platform, score]) => [
    ...(score.missed > 0 ? [`${platform}: ${score.missed} of ${score.expected} postings missed`] : []),
    ...(score.surplus > 0 ? [`${platform}: ${score.surplus} postings that are not there, or are read twice`] : []),
    ...tooLow(platform, score, LEAST_OF_ONE),
  ]),
  ...tooLow('all platforms', sumScores([...scores.values()]), LEAST_OF_ALL),
]
