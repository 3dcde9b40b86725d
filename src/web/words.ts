import type { Offer, Place, Salary } from '../domain/posting.js'
import type { Places, Point } from '../ports/places.js'
import { en } from './texts/en.js'
import type { Texts } from './texts/en.js'
import { ru } from './texts/ru.js'

export type Language = 'en' | 'ru'
export const LANGUAGES: readonly Language[] = ['en', 'ru']

/** Texts and formats of one language. */
export interface Words {
  readonly language: Language
  readonly texts: Texts
  /** Puts values into `{name}` places. */
  readonly fill: (text: string, values: Readonly<Record<string, string | number>>) => string
  /** The plural form for a number. */
  readonly plural: (forms: Readonly<Record<string, string>>, n: number) => string
  readonly number: (n: number) => string
  readonly day: (at: string) => string
  /** To the minute. */
  readonly moment: (at: string) => string
  /** How long before `now` (epoch milliseconds) it was. */
  readonly ago: (at: string, now: number) => string
  /** The smallest part of a place that has a name, and its country. */
  readonly place: (place: Place) => string
  /** A country, region or city by its place id, as readers of this language call it. */
  readonly placeName: (id: string) => string | undefined
  /** The sign of a currency. */
  readonly sign: (currency: string) => string
  readonly salary: (salary: Pay) => string | undefined
  /** A value of a closed list as people call it. */
  readonly value: (value: string) => string
  /** A country by its ISO code, or a macro-region. */
  readonly country: (code: string) => string
  /** A language by its ISO code. */
  readonly tongue: (code: string) => string
  /** A point by the city that stands there, else by its degrees. */
  readonly point: (point: Point) => string
  /** Place of an offer, then how one works there. */
  readonly offer: (offer: Offer) => string
}

/** What people are told of a salary. */
type Pay = Pick<Salary, 'min' | 'max' | 'currency' | 'period' | 'gross'>

const TEXTS: Readonly<Record<Language, Texts>> = { en, ru }

const money = (language: Language, currency: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat =>
  new Intl.NumberFormat(language, { ...options, style: 'currency', currency, currencyDisplay: 'narrowSymbol' })

const signOf = (language: Language, currency: string): string =>
  money(language, currency)
    .formatToParts(0)
    .find(({ type }) => type === 'currency')?.value ?? currency

const amountOf =
  (language: Language, currency: string | undefined) =>
  (amount: number): string => {
    const options: Intl.NumberFormatOptions = { maximumFractionDigits: amount < 1000 ? 2 : 0 }
    const format =
      currency === undefined ? new Intl.NumberFormat(language, options) : money(language, currency, options)
    return format.format(amount)
  }

const fill: Words['fill'] = (text, values) =>
  Object.entries(values).reduce((filled, [name, value]) => filled.replaceAll(`{${name}}`, String(value)), text)

const salaryWords =
  (language: Language, texts: Texts) =>
  ({ min, max, currency, period, gross }: Pay): string | undefined => {
    const format = amountOf(language, currency)
    const [a, b] = [min === undefined ? '' : format(min), max === undefined ? '' : format(max)]
    if (a === '' && b === '') return undefined
    const range =
      a === b ? a : fill(b === '' ? texts.salary.from : a === '' ? texts.salary.to : texts.salary.range, { a, b })
    const tax = gross === undefined ? '' : gross ? texts.salary.gross : texts.salary.net
    return [range, period === undefined ? '' : (texts.periods[period] ?? ''), tax && `(${tax})`]
      .filter(Boolean)
      .join(' ')
  }

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const satisfies readonly (readonly [Intl.RelativeTimeFormatUnit, number])[]

const agoWords = (language: Language, texts: Texts): Words['ago'] => {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  return (at, now) => {
    const passed = now - Date.parse(at)
    const [unit, length] = UNITS.find((one) => passed >= one[1]) ?? []
    return unit === undefined ? texts.justNow : format.format(-Math.floor(passed / length), unit)
  }
}

/** Degrees as people write them, and as the page's form reads them. */
export const degrees = ({ lat, lon }: Point): string => `${lat}, ${lon}`

const placeWords = (language: Language, texts: Texts, places: Places) => {
  const countries = new Intl.DisplayNames(language, { type: 'region', fallback: 'code' })
  const country: Words['country'] = (code) =>
    (/^[A-Z]{2}$/.test(code) ? countries.of(code) : texts.macroRegions[code]) ?? code
  const placeName: Words['placeName'] = (id) => {
    const [kind, code = ''] = id.split(':')
    return kind === 'country' ? country(code) : places.names(id)?.[language]
  }
  const place: Words['place'] = ({ city, cityRu, region, country: land, text, placeIds }) => {
    const own = language === 'ru' ? (cityRu ?? city) : city
    const smallest = placeIds.findLast((id) => !id.startsWith('country:'))
    const name = (smallest && placeName(smallest)) ?? own ?? region
    return [name, land && country(land)].filter(Boolean).join(', ') || text
  }
  const point: Words['point'] = (at) => {
    const id = places.at(at)
    return (id && placeName(id)) ?? degrees(at)
  }
  return { country, placeName, place, point }
}

/** Words of a language; places are called as the tables call them. */
export const wordsOf = (language: Language, places: Places): Words => {
  const texts = TEXTS[language]
  const plurals = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' })
  const moments = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
  const languages = new Intl.DisplayNames(language, { type: 'language', fallback: 'code' })
  const where = placeWords(language, texts, places)
  const value: Words['value'] = (one) => texts.values[one] ?? one
  return {
    language,
    texts,
    fill,
    plural: (forms, n) => fill(forms[plurals.select(n)] ?? forms['other'] ?? '', { n: numbers.format(n) }),
    day: (at) => days.format(new Date(at)),
    moment: (at) => `${moments.format(new Date(at))} UTC`,
    ago: agoWords(language, texts),
    number: (n) => numbers.format(n),
    ...where,
    tongue: (code) => (/^[a-z]{2}$/.test(code) ? (languages.of(code) ?? code) : code),
    sign: (currency) => signOf(language, currency),
    salary: salaryWords(language, texts),
    value,
    offer: ({ places: ofOffer, workMode }) =>
      [ofOffer.map(where.place).join('; '), workMode === 'unknown' ? '' : value(workMode)].filter(Boolean).join(' · '),
  }
}
