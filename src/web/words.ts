import type { Offer, Place, Salary } from '../domain/posting.js'
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
  readonly day: (at: string) => string
  readonly place: (place: Place) => string
  readonly salary: (salary: Salary) => string | undefined
  /** A facet's value as people call it. */
  readonly value: (value: string) => string
  /** Place of an offer, then how one works there. */
  readonly offer: (offer: Offer) => string
}

const TEXTS: Readonly<Record<Language, Texts>> = { en, ru }

const amountOf =
  (language: Language, currency: string | undefined) =>
  (amount: number): string => {
    const options: Intl.NumberFormatOptions = { maximumFractionDigits: amount < 1000 ? 2 : 0 }
    if (currency === undefined) return new Intl.NumberFormat(language, options).format(amount)
    return new Intl.NumberFormat(language, {
      ...options,
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    }).format(amount)
  }

const fill: Words['fill'] = (text, values) =>
  Object.entries(values).reduce((filled, [name, value]) => filled.replaceAll(`{${name}}`, String(value)), text)

const salaryWords =
  (language: Language, texts: Texts) =>
  ({ min, max, currency, period, gross }: Salary): string | undefined => {
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

/** Words of a language. */
export const wordsOf = (language: Language): Words => {
  const texts = TEXTS[language]
  const plurals = new Intl.PluralRules(language)
  const days = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
  const countries = new Intl.DisplayNames(language, { type: 'region', fallback: 'code' })
  const languages = new Intl.DisplayNames(language, { type: 'language', fallback: 'code' })
  const place = ({ city, cityRu, country, text }: Place): string => {
    const name = language === 'ru' ? (cityRu ?? city) : city
    const land = country === undefined ? undefined : countries.of(country)
    return [name, land].filter(Boolean).join(', ') || text
  }
  const value = (one: string): string => {
    if (/^[A-Z]{2}$/.test(one)) return countries.of(one) ?? one
    return texts.values[one] ?? (/^[a-z]{2}$/.test(one) ? (languages.of(one) ?? one) : one)
  }
  return {
    language,
    texts,
    fill,
    plural: (forms, n) =>
      fill(forms[plurals.select(n)] ?? forms['other'] ?? '', { n: new Intl.NumberFormat(language).format(n) }),
    day: (at) => days.format(new Date(at)),
    place,
    salary: salaryWords(language, texts),
    value,
    offer: ({ places, workMode }) =>
      [places.map(place).join('; '), workMode === 'unknown' ? '' : value(workMode)].filter(Boolean).join(' · '),
  }
}
