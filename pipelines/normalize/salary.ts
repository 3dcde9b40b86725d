import type { Provenance, SalaryPeriod } from '../../src/domain/common.js'
import { tidy } from '../../src/domain/fold.js'
import type { Salary } from '../../src/domain/posting.js'
import type { RawSalary } from '../../src/domain/raw-posting.js'
import { currencyOf, grossOf, hasCurrency, isOtherPeriod, moneyIn, periodOf, speaksOfPay, type Money } from './money.js'
import { rateAt } from './rates.js'

export interface SalaryContext {
  readonly baseCurrency: string
  /** Day of the posting: whose rate counts. */
  readonly day: string
  /** Country of the first place: settles "$" and bare numbers. */
  readonly country?: string | undefined
}

const PER_YEAR: Record<SalaryPeriod, number> = { hour: 2080, day: 260, week: 52, month: 12, year: 1 }
/** Plausible pay per year in euro; outside it is flagged, never dropped. */
const LEAST_ANNUAL = 600
const MOST_ANNUAL = 2_500_000
/** Paid by the month where people say no period. */
const MONTHLY = new Set([
  'RUB',
  'KZT',
  'BYN',
  'UAH',
  'UZS',
  'GEL',
  'KGS',
  'AMD',
  'AZN',
  'PLN',
  'CZK',
  'SEK',
  'INR',
  'TRY',
  'AED',
])
const DOLLARS: Record<string, string> = { CA: 'CAD', AU: 'AUD', SG: 'SGD', NZ: 'NZD', HK: 'HKD' }

/** The period nobody said: by the amount's size, else by the currency's habit. */
const guessPeriod = (amount: number, currency: string): SalaryPeriod | undefined => {
  const euro = amount * (rateAt(currency, 'EUR', '9999-12-31')?.factor ?? 1)
  if (MONTHLY.has(currency)) return euro > 60 && euro < 30_000 ? 'month' : undefined
  if (euro < 300) return euro >= 4 ? 'hour' : undefined
  return euro < 12_000 ? 'month' : 'year'
}

const annual = (amount: number | undefined, factor: number): number | undefined =>
  amount === undefined || !Number.isFinite(amount * factor) ? undefined : Math.round(amount * factor)

/** Yearly figures in the base currency, with the day of their rate. */
const annualised = (money: Money, context: SalaryContext): Partial<Salary> => {
  if (money.currency === undefined || money.period === undefined) return {}
  const rate = rateAt(money.currency, context.baseCurrency, context.day)
  if (rate === undefined) return {}
  const factor = rate.factor * PER_YEAR[money.period]
  const [annualMin, annualMax] = [annual(money.min, factor), annual(money.max, factor)]
  return {
    ...(annualMin !== undefined && { annualMin }),
    ...(annualMax !== undefined && { annualMax }),
    baseCurrency: context.baseCurrency,
    rateDate: rate.date,
  }
}

const isAbsurd = (money: Money, context: SalaryContext): boolean => {
  const { min, max, currency, period } = money
  if (min !== undefined && max !== undefined && (min > max || max > min * 20)) return true
  if (currency === undefined || period === undefined) return false
  const factor = (rateAt(currency, 'EUR', context.day)?.factor ?? 1) * PER_YEAR[period]
  return [min, max].some(
    (amount) => amount !== undefined && (amount * factor < LEAST_ANNUAL || amount * factor > MOST_ANNUAL),
  )
}

const complete = (
  money: Money,
  text: string | undefined,
  provenance: Provenance,
  context: SalaryContext,
  mayGuess = true,
): Salary => {
  const guessed =
    mayGuess && money.period === undefined && money.currency !== undefined
      ? guessPeriod(money.max ?? money.min ?? 0, money.currency)
      : undefined
  const whole: Money = guessed === undefined ? money : { ...money, period: guessed }
  return {
    ...(text !== undefined && text !== '' && { text }),
    ...whole,
    ...annualised(whole, context),
    provenance,
    flags: [
      ...(isAbsurd(whole, context) ? (['absurd'] as const) : []),
      ...(guessed === undefined ? [] : (['period-guessed'] as const)),
    ],
  }
}

const positive = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : undefined

/** "$" in Canada is a Canadian one. */
const dollar = (currency: string | undefined, text: string, country: string | undefined): string | undefined =>
  currency === 'USD' && !/\bus\b|us\$|\busd|u\.s\.|долл/i.test(text) ? (DOLLARS[country ?? ''] ?? currency) : currency

const fromFields = (raw: RawSalary, context: SalaryContext): Salary | undefined => {
  const [min, max] = [positive(raw.min), positive(raw.max)]
  if (min === undefined && max === undefined) return undefined
  const text = tidy(raw.text ?? '')
  const said = text === '' ? undefined : moneyIn(text)
  const currency = currencyOf(raw.currency) ?? said?.currency
  const isOther = isOtherPeriod(raw.period)
  const period = isOther ? undefined : (periodOf(raw.period) ?? said?.period)
  const gross = raw.gross ?? grossOf(text)
  const money: Money = {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(currency !== undefined && { currency }),
    ...(period !== undefined && { period }),
    ...(gross !== undefined && { gross }),
  }
  return complete(money, text, 'stated', context, !isOther)
}

const fromText = (
  raw: string,
  provenance: Provenance,
  context: SalaryContext,
  hints: RawSalary = {},
): Salary | undefined => {
  const text = tidy(raw)
  const money = moneyIn(text)
  if (money === undefined) return undefined
  const currency = currencyOf(hints.currency) ?? dollar(money.currency, text, context.country)
  const period = money.period ?? periodOf(hints.period)
  const gross = money.gross ?? hints.gross
  const whole: Money = {
    ...money,
    ...(currency !== undefined && { currency }),
    ...(period !== undefined && { period }),
    ...(gross !== undefined && { gross }),
  }
  return complete(whole, text.slice(0, 300), provenance, context)
}

/** "$100k; €90k": alternatives are offers of their own. */
const ALTERNATIVES = /\s*(?:[;|\n]|\bили\b)\s*/u

const SENTENCES = /\n|(?<=[.!?;])\s+(?=[\p{Lu}$])/u
const SIGN = /[$€£₽]|руб|\busd\b|\beur\b/iu

/** Sentences that speak of pay and name an amount: the piece of each round its first sign of money. */
const payPieces = (description: string): string[] =>
  description
    .slice(0, 20_000)
    .split(SENTENCES)
    .filter((sentence) => sentence.length < 600 && SIGN.test(sentence) && /\d/.test(sentence) && speaksOfPay(sentence))
    .slice(0, 5)
    .map((sentence) => {
      const at = SIGN.exec(sentence)?.index ?? 0
      return sentence.slice(Math.max(0, at - 40), at + 80)
    })

const inText = (title: string, description: string, context: SalaryContext): Salary[] => {
  const inTitle = hasCurrency(title) && /\d{2}/.test(title) ? [title] : []
  for (const piece of [...inTitle, ...payPieces(description)]) {
    const found = fromText(piece, 'parsed', context)
    // Written in running text, an absurd or open figure is more likely something else.
    if (found?.currency !== undefined && found.period !== undefined && !found.flags.includes('absurd')) return [found]
  }
  return []
}

/**
 * Salaries of a posting, one an alternative: the board's fields, else its salary text, else title and text.
 * Empty when none is said.
 */
export const readSalaries = (
  raw: RawSalary | undefined,
  title: string,
  description: string,
  context: SalaryContext,
): Salary[] => {
  const stated = raw === undefined ? undefined : fromFields(raw, context)
  if (stated !== undefined) return [stated]
  const text = raw?.text ?? ''
  const parts = text.split(ALTERNATIVES).filter((part) => /\d/.test(part))
  const several = parts.length > 1 && parts.every(hasCurrency) ? parts.slice(0, 5) : [text]
  const found = several.flatMap((part) => fromText(part, 'structured', context, raw) ?? [])
  if (found.length > 0) return found
  if (/\p{L}/u.test(text)) return [{ text: tidy(text).slice(0, 300), provenance: 'stated', flags: [] }]
  return inText(title, description, context)
}
