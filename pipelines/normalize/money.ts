import type { SalaryPeriod } from '../../src/domain/common.js'
import { fold, foldLetters } from '../../src/domain/fold.js'
import { knownCurrencies } from './rates.js'

/** What a salary text says, nothing converted. */
export interface Money {
  readonly min?: number
  readonly max?: number
  readonly currency?: string
  readonly period?: SalaryPeriod
  readonly gross?: boolean
}

const SIGNS: readonly (readonly [string, RegExp])[] = [
  ['BYN', /бел(?:орусск\S*|\.)? ?руб\S*|\bbyn\b|\bbyr\b/],
  ['RUB', /₽|руб(?![а-я]{6})|(?<![а-я])р\.|\d ?р(?![а-я])|(?<![а-я])т ?\.? ?р(?![а-я])|\brub\b|\brur\b|рубл/],
  ['KZT', /₸|тенге|\bkzt\b|(?<![а-я])тг(?![а-я])/],
  ['UAH', /₴|грн|гривен|\buah\b/],
  ['UZS', /\buzs\b|(?<![а-я])сум(?![а-я])|so'm/],
  ['GEL', /₾|\bgel\b|лари(?![а-я])/],
  ['KGS', /\bkgs\b|(?<![а-я])сом(?![а-я])/],
  ['AMD', /֏|\bamd\b|драм(?![а-я])/],
  ['AZN', /₼|\bazn\b|манат/],
  ['CAD', /\bcad\b|(?<![a-z])ca?\$/],
  ['AUD', /\baud\b|(?<![a-z])au?\$/],
  ['SGD', /\bsgd\b|(?<![a-z])s\$/],
  ['NZD', /\bnzd\b|nz\$/],
  ['HKD', /\bhkd\b|hk\$/],
  ['BRL', /\bbrl\b|(?<![a-z])r\$/],
  ['MXN', /\bmxn\b|mx\$/],
  ['USD', /\$|\busd\b|долл/],
  ['EUR', /€|\beur\b|\beuros?\b|евро/],
  ['GBP', /£|\bgbp\b|фунт/],
  ['PLN', /\bpln\b|zl(?![a-z])/],
  ['CHF', /\bchf\b/],
  ['CZK', /\bczk\b|\bkc\b/],
  ['SEK', /\bsek\b/],
  ['NOK', /\bnok\b/],
  ['DKK', /\bdkk\b/],
  ['INR', /₹|\binr\b/],
  ['JPY', /¥|\bjpy\b/],
  ['CNY', /\bcny\b|\brmb\b/],
  ['ILS', /₪|\bils\b|\bnis\b/],
  ['TRY', /₺|\btry\b/],
  ['AED', /\baed\b/],
  ['ZAR', /\bzar\b/],
]

const PERIODS: readonly (readonly [SalaryPeriod, RegExp])[] = [
  [
    'hour',
    /\bhour|\bhr\b|\/ ?h(?:r|our)?\b|\bp\.?h\.?\b|в час|\/ ?час|за час|почасов|час\.|hourly|stunde|\bstd\b|de l'heure|godz|timme|tunti/,
  ],
  ['day', /\bday\b|\bdaily\b|\/ ?d\b|в день|\/ ?день|за смену|смена|в смену|за день|\btag\b|par jour|dzien|per diem/],
  ['week', /\bweek|\bwk\b|в неделю|woche|semaine|tydzien|pw\b/],
  [
    'month',
    /\bmonth|\bmo\b|\/ ?m\b|\/ ?мес|в мес|мес\.|месяц|ежемесячн|monat|par mois|\bmois\b|mies|manad|\bmes\b|kuukau|\bpcm\b/,
  ],
  [
    'year',
    /\byear|\byr\b|annual|\bannum\b|\bp\.? ?a\.?(?![a-z])|в год|\/ ?год|годов|\bjahr|par an\b|\ban\b|\brok|\/ ?y\b|anual|\bano\b|yearly/,
  ],
]

const NUMBER = "\\d{1,3}(?:[ '’.,]\\d{3})+(?:[.,]\\d{1,2})?(?!\\d)|\\d+(?:[.,]\\d{1,2})?(?!\\d)"
const SCALE = '\\s?(?:k(?![a-z])|к(?![а-я])|тыс(?:яч)?\\.?|т\\. ?р|т\\.?р|mln|million|млн|mn|m(?![a-z]))'
const AMOUNT = new RegExp(`(${NUMBER})(${SCALE})?`, 'gu')
const GROSS = /gross|brutto|до вычета|до налог|\bbrut\b|до ндфл|before tax/
const NET = /на руки|\bnet\b|netto|чистыми|после вычета|after tax/
/** Numbers that are no money: "13th salary", "40 hours a week", "401k", percents, years. */
const NO_MONEY =
  /401 ?\(?k\)?|\d+(?:[.,]\d+)? ?%(?: ?[-–] ?\d+ ?%)?|\b(?:19|20)\d{2}\b(?!(?: ?[-–—] ?\d{4,6})? ?(?:[$€£₽]|руб|usd|eur|pln|gbp|k\b))|\d+(?: ?[-–] ?\d+)? ?(?:hours?|часов|часа|hrs|stunden) (?:per|[a/в]) ?(?:week|неделю|woche|day|день)|\d+(?:st|nd|rd|th)\b|\b\d\/\d\b/g

const numberOf = (text: string): number => {
  const plain = text.replace(/[ '’]/g, '')
  const grouped = /^\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?$/.test(plain)
  if (!grouped) return Number(plain.replace(',', '.'))
  const tail = /[.,]\d{1,2}$/.exec(plain)?.[0] ?? ''
  return Number(`${plain.slice(0, plain.length - tail.length).replace(/[.,]/g, '')}${tail.replace(',', '.')}`)
}

const factorOf = (scale: string | undefined): number => {
  if (scale === undefined) return 1
  return /^(?:m|mln|million|млн|mn)$/.test(scale.trim()) ? 1_000_000 : 1000
}

interface Amount {
  readonly value: number
  readonly scaled: boolean
  readonly start: number
  readonly end: number
}

const amountsIn = (text: string): Amount[] =>
  [...text.matchAll(AMOUNT)].map((match) => ({
    value: numberOf(match[1] ?? '') * factorOf(match[2]),
    scaled: match[2] !== undefined,
    start: match.index,
    end: match.index + match[0].length,
  }))

/** ISO code of a currency written as code, sign or word. */
export const currencyOf = (raw: string | undefined): string | undefined => {
  if (raw === undefined) return undefined
  const code = raw.trim().toUpperCase()
  if (code === 'RUR') return 'RUB'
  if (code === 'BYR') return 'BYN'
  if (knownCurrencies.has(code)) return code
  const text = foldLetters(raw)
  return SIGNS.find(([, sign]) => sign.test(text))?.[0]
}

/** What is paid for another time than ours are: "bi-week-salary", "2 WEEK", "one-time", "fortnight". */
const OTHER_PERIOD =
  /\b(?:semi|bi)[ -]?(?:week|month|annual)|\btwice (?:a|per) |\bfortnight|\b(?!0*1 )\d+(?:\.\d+)? (?:hour|day|week|month|year)s?\b|\b(?:one|1)[ -]?time\b|\bquarter(?:ly)?\b/

/** Whether a board's field says a period that is none of ours: then it is not to be guessed. */
export const isOtherPeriod = (raw: string | undefined): boolean =>
  raw !== undefined && OTHER_PERIOD.test(foldLetters(raw).replaceAll('_', ' '))

/** Period written in any of the known words. */
export const periodOf = (raw: string | undefined): SalaryPeriod | undefined => {
  if (raw === undefined) return undefined
  const text = foldLetters(raw).replaceAll('_', ' ')
  return PERIODS.find(([, pattern]) => pattern.test(text))?.[0]
}

export const grossOf = (text: string): boolean | undefined => {
  const folded = foldLetters(text)
  return GROSS.test(folded) ? true : NET.test(folded) ? false : undefined
}

const BETWEEN = /^\D{0,14}?(?:[\-–—−àи]|\bto\b|до|\bbis\b|\band\b|\bdo\b|\ba\b|по)\D{0,10}$/u
const CEILING = /(?:до|up to|max(?:imum)?|bis(?: zu)?|jusqu'a|do|hasta|upp till)[^\p{L}\d]{0,4}$/u

/** The first range or single amount among the amounts of a text. */
const rangeOf = (text: string, amounts: readonly Amount[]): { min?: number; max?: number } => {
  const [first, second] = amounts
  if (first === undefined) return {}
  if (second !== undefined && BETWEEN.test(text.slice(first.end, second.start))) {
    // "120-150k": the scale is said once.
    const low =
      second.scaled && !first.scaled && first.value < 1000
        ? first.value * (second.value >= 1e6 && first.value < 100 ? 1e6 : 1000)
        : first.value
    return low <= second.value ? { min: low, max: second.value } : { min: low }
  }
  if (CEILING.test(text.slice(0, first.start))) return { max: first.value }
  const floor =
    /(?:от|from|ab|min(?:imum)?|at least|od|desde|start(?:s|ing) at|à partir de|a partir de|fran|von)[^\p{L}\d]{0,4}$/u
  if (floor.test(text.slice(0, first.start)) || /^\s?(?:\+|and up|и выше)/.test(text.slice(first.end)))
    return { min: first.value }
  return { min: first.value, max: first.value }
}

/** Amounts small enough to be no salary stand aside when others are there ("5/2, 100 000"). */
const plausible = (amounts: readonly Amount[]): Amount[] => {
  const most = Math.max(0, ...amounts.map(({ value }) => value))
  return amounts.filter(({ value }) => value >= most / 50 && value > 0)
}

/** Reads a salary written as text; undefined when it names no amount. */
export const moneyIn = (raw: string): Money | undefined => {
  const text = foldLetters(raw.replace(/[\u00A0\u2007\u2009\u202F]/g, ' '))
    .slice(0, 500)
    .replace(NO_MONEY, ' ')
  const lowScaled = amountsIn(text)
  const amounts = plausible(
    lowScaled.length === 2 && lowScaled[1]?.scaled === true ? rescaled(lowScaled, text) : lowScaled,
  )
  const range = rangeOf(text, amounts)
  if (range.min === undefined && range.max === undefined) return undefined
  const [currency, period, gross] = [SIGNS.find(([, sign]) => sign.test(text))?.[0], periodOf(text), grossOf(text)]
  return {
    ...range,
    ...(currency !== undefined && { currency }),
    ...(period !== undefined && { period }),
    ...(gross !== undefined && { gross }),
  }
}

const rescaled = (amounts: readonly Amount[], text: string): Amount[] => {
  const [first, second] = amounts
  if (first === undefined || second === undefined || first.scaled || first.value >= 1000) return [...amounts]
  if (!BETWEEN.test(text.slice(first.end, second.start))) return [...amounts]
  const factor = second.value >= 1e6 && first.value < 100 ? 1e6 : 1000
  return [{ ...first, value: first.value * factor, scaled: true }, second]
}

export const hasCurrency = (raw: string): boolean => currencyOf(raw) !== undefined

/** Whether a line speaks of pay at all. */
export const speaksOfPay = (line: string): boolean =>
  /salary|compensation|pay range|base pay|will earn|hourly rate|\bpay\b|\bwage|зарплат|заработн|оклад|доход|вознагражден|\bз\/?п\b|gehalt|vergutung|remuneration|salaire|wynagrodzenie|\blon\b|palkka/.test(
    foldLetters(line),
  ) && !/raised|funding|revenue|million in|bonus of|401|insurance/.test(fold(line))
