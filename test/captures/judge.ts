import { createHash } from 'node:crypto'
import type { ExpectedPage, ExpectedPosting } from './expectations.js'
import { countSignals, perField } from './score.js'
import type { Score, Tally, Value } from './score.js'

type Values = Readonly<Partial<Record<Value, string | undefined>>>

/** What a reader made of a page. */
export interface PageRead {
  readonly postings: readonly { readonly id: string; readonly values: Values }[]
  /** Ids of postings that the page only names. */
  readonly listed: readonly string[]
  readonly signals: readonly { readonly code: string; readonly count: number }[]
}

/** A right reading, or several. */
type Right = ExpectedPosting['id']

const each = (right: Right): readonly string[] => (typeof right === 'string' ? [right] : right)

const nameOf = ({ id }: ExpectedPosting): string => each(id)[0] ?? ''

const isSameText = (got: string, right: string): boolean => got.replaceAll(/\s+/g, ' ').trim() === right

const IS_SAME: Record<Value, (got: string, right: string) => boolean> = {
  title: isSameText,
  employer: isSameText,
  url: (got, right) => URL.canParse(got) && new URL(got).href === new URL(right).href,
  // Normalize reads a bare day as its midnight in UTC.
  posted: (got, right) => (right.length === 10 ? got.slice(0, 10) === right : Date.parse(got) === Date.parse(right)),
}

const isRight = (field: Value, got: string | undefined, gold: Right | null): boolean => {
  if (gold === null || got === undefined) return gold === null && got === undefined
  return each(gold).some((right) => IS_SAME[field](got, right))
}

interface Judgement {
  readonly field: Value
  readonly right: boolean
  readonly offence: string
}

const judgeValue = (field: Value, expected: ExpectedPosting, got: string | undefined): Judgement[] => {
  const gold = expected[field]
  if (gold === undefined) return []
  const offence = `${nameOf(expected)}: ${field} is ${JSON.stringify(got ?? null)}, not ${JSON.stringify(gold)}`
  return [{ field, right: isRight(field, got, gold), offence }]
}

interface Judged {
  readonly found: boolean
  readonly values: readonly Judgement[]
}

/** The values of a posting that is missed are wrong; those of one that a list only names stand on its own page. */
const judgePosting = (page: ExpectedPage, expected: ExpectedPosting, read: PageRead): Judged => {
  const ids = each(expected.id)
  const posting = read.postings.find(({ id }) => ids.includes(id))
  const isNamed = read.listed.some((id) => ids.includes(id))
  if (posting === undefined && isNamed && page.detailsApart) return { found: true, values: [] }
  const { title, employer, url, posted } = posting?.values ?? {}
  return {
    found: posting !== undefined || isNamed,
    values: [
      ...judgeValue('title', expected, title),
      ...judgeValue('employer', expected, employer),
      ...judgeValue('url', expected, url),
      ...judgeValue('posted', expected, posted),
    ],
  }
}

/** Every id that was read or named, as often as it was. */
const idsOf = ({ postings, listed }: PageRead): string[] => [...postings.map(({ id }) => id), ...listed]

const surplusOf = (page: ExpectedPage, read: PageRead): string[] => {
  const left = page.postings.map(({ id }) => each(id))
  return idsOf(read).filter((id) => {
    const at = left.findIndex((ids) => ids.includes(id))
    if (at >= 0) left.splice(at, 1)
    return at < 0 && !page.tolerated.includes(id)
  })
}

const tally = (rights: readonly boolean[]): Tally => ({ right: rights.filter(Boolean).length, of: rights.length })

const judgeEach = (page: ExpectedPage, read: PageRead): Score => {
  const judged = page.postings.map((expected) => ({ expected, ...judgePosting(page, expected, read) }))
  const values = judged.flatMap((one) => one.values)
  const missed = judged.filter(({ found }) => !found)
  const surplus = surplusOf(page, read)
  return {
    files: 1,
    expected: judged.length,
    found: judged.length - missed.length,
    missed: missed.length,
    surplus: surplus.length,
    fields: perField((field) =>
      field === 'id'
        ? tally(judged.map(({ found }) => found))
        : tally(values.filter((one) => one.field === field).map(({ right }) => right)),
    ),
    signals: countSignals(read.signals),
    offences: [
      ...missed.map(({ expected }) => `${nameOf(expected)}: missed`),
      ...surplus.map((id) => `${id}: not on the page, or read twice`),
      ...values.filter(({ right }) => !right).map(({ offence }) => offence),
    ],
  }
}

/** Of ids too many to list only number and hash are known: others in the same number count as one missed. */
const judgeDigest = ({ count, sha256 }: NonNullable<ExpectedPage['digest']>, read: PageRead): Score => {
  const all = idsOf(read)
  const ids = [...new Set(all)].sort()
  const isSameSet = createHash('sha256').update(ids.join('\n')).digest('hex') === sha256
  const missed = isSameSet ? 0 : Math.max(1, count - ids.length)
  const surplus = all.length - Math.min(ids.length, count)
  const found = count - missed
  return {
    ...{ files: 1, expected: count, found, missed, surplus },
    fields: perField((field) => (field === 'id' ? { right: found, of: count } : { right: 0, of: 0 })),
    signals: countSignals(read.signals),
    offences: missed + surplus === 0 ? [] : [`${all.length} ids were read, and they are not the ${count} of the page`],
  }
}

/** Compares what was read off a page with what it holds. */
export const judgePage = (page: ExpectedPage, read: PageRead): Score =>
  page.digest === undefined ? judgeEach(page, read) : judgeDigest(page.digest, read)
