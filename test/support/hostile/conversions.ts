import { REMOVED } from '../../../crawlers/read/redact.js'
import { squeezed } from './evidence.js'
import type { Evidence } from './evidence.js'

/** A way in which a value may differ from what the page says. */
export interface Conversion<T = string> {
  readonly name: string
  /** Why readers may do so. */
  readonly why: string
  /** The only fields whose values may differ so; any without it. */
  readonly fields?: readonly string[]
  readonly explains: (value: T, evidence: Evidence, blessed: Blessed) => boolean
}

/** Texts that somebody wrote into an `expected.json` though its page does not say them; digits as `#`. */
export type Blessed = ReadonlySet<string>

const DIGITS = /\d+(?:\.\d+)?/g

/** The form in which a text is blessed: "3 лет" blesses "5 лет". */
export const template = (text: string): string => text.replaceAll(DIGITS, '#')

const said: Conversion = {
  name: 'said',
  why: 'the value stands in the page; escapes are read, entities decoded, white space folded, ends trimmed',
  explains: (value, evidence) => evidence.says(value),
}

const numberAsText: Conversion = {
  name: 'number as text',
  why: 'a number where a text belongs is taken as JavaScript writes it: 2.50 is "2.5", 1e21 is "1e+21"',
  explains: (value, { numbers }) =>
    value.trim() !== '' && String(Number(value)) === value && numbers.has(Number(value)),
}

const ORNAMENTS = /[«»"\p{Regional_Indicator}]/gu

const unadorned: Conversion = {
  name: 'quotes and flags dropped',
  why: 'trudvsem quotes its currency, feeds put a flag before the country',
  explains: (value, evidence) => evidence.saysWithout(ORNAMENTS, value),
}

/** Whether a text is some of the runs, one after the other, others left out. */
const isOfRuns = (text: string, runs: readonly string[]): boolean =>
  runs.some((first, start) => {
    if (!text.startsWith(first)) return false
    let rest = text.slice(first.length)
    for (let at = start + 1; at < runs.length && rest !== ''; at++) {
      const run = runs[at] ?? ''
      if (rest.startsWith(run)) rest = rest.slice(run.length)
    }
    return rest === ''
  })

const CDATA_MARKS = /<!\[CDATA\[|\]\]>/g

const ownText: Conversion = {
  name: 'own text of an element',
  why: 'the text of an element is what stands between its inner marks: CDATA, comments, children left out',
  explains: (value, evidence) =>
    evidence.runs.some((one) => isOfRuns(squeezed(value), one)) || evidence.saysWithout(CDATA_MARKS, value),
}

const countryCode: Conversion = {
  name: 'code of a country in capitals',
  why: 'codes of countries are written in capitals everywhere but in one API',
  fields: ['fields.places.country'],
  explains: (value, evidence) => /^[A-Z]{2}$/.test(value) && evidence.matches(new RegExp(`"${value.toLowerCase()}"`)),
}

const joined: Conversion = {
  name: 'parts joined',
  why: 'a place is told as "city, country", a description as one text of several fields',
  explains: (value, evidence, blessed) =>
    /[,\n]/.test(value) &&
    value
      .split(/\[contact removed\]|<a>|[,\n]/)
      .every((part) =>
        [said, numberAsText, unadorned, ownText, countryCode].some((one) =>
          one.explains(part.trim(), evidence, blessed),
        ),
      ),
}

const mended: Conversion = {
  name: 'letters mended',
  why: 'Remote OK takes UTF-8 for Latin-1: "KrakÃ³w" is Kraków',
  explains: (value, evidence) => evidence.saysMended(value),
}

const redacted: Conversion = {
  name: 'contacts redacted',
  why: 'personal contacts go before anything else; what stands between them is the page’s',
  explains: (value, evidence, blessed) =>
    (value.includes(REMOVED) || value.includes('<a>')) &&
    value
      .split(/\[contact removed\]|<a>/)
      .every((part) => [said, ownText, mended].some((one) => one.explains(part, evidence, blessed))),
}

const isoOfEpoch: Conversion = {
  name: 'epoch to ISO',
  why: 'a moment in seconds or milliseconds is told as ISO 8601',
  explains: (value, { numbers }) => {
    const at = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) ? Date.parse(value) : Number.NaN
    return numbers.has(at) || numbers.has(at / 1000)
  },
}

/** Percent signs decoded where they are an encoding at all. */
const decodedPart = (part: string): string =>
  part.replaceAll(/(?:%[\da-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes)
    } catch {
      return codes
    }
  })

/** The parts of an address that a page has to say. */
const partsOf = (url: URL): string[] => [
  ...url.pathname.split(/[/\\]/),
  ...url.search.slice(1).split(/[&=]/),
  ...(url.hash === '' ? [] : url.hash.slice(1).split('/')),
]

const sayable = (part: string, evidence: Evidence, blessed: Blessed): boolean =>
  [part, decodedPart(part)].some((one) => evidence.says(one) || ownText.explains(one, evidence, blessed)) ||
  blessed.has(template(part))

const address: Conversion = {
  name: 'address resolved',
  why: 'a link is made absolute against the page and written as URLs are: each of its parts is the page’s, or its own address’s',
  explains: (value, evidence, blessed) => {
    if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return false
    const url = new URL(value)
    const tail = squeezed(decodedPart(url.href.slice(url.origin.length + 1)))
    return (
      (evidence.saysHost(url.host) || blessed.has(url.host)) &&
      (partsOf(url).every((part) => sayable(part, evidence, blessed)) ||
        evidence.runs.some((one) => isOfRuns(tail, one)))
    )
  },
}

const reviewed: Conversion = {
  name: 'said by the platform itself',
  why: 'a value that is true of all of a platform (its month’s pay, its country) stands in an expected.json, where people review it',
  explains: (value, { numbers }, blessed) =>
    blessed.has(template(value)) && (value.match(DIGITS) ?? []).every((numeral) => numbers.has(Number(numeral))),
}

const sections: Conversion = {
  name: 'sections under headings',
  why: 'a description told in sections is one HTML: each under its title as <h3>, bare entries in a <ul>; all between these marks is the page’s',
  fields: ['fields.description.html'],
  explains: (value, evidence, blessed) =>
    /<(?:h3|ul)>/.test(value) &&
    value
      .split(/\n|<\/?(?:h3|ul)>/)
      .every((part) => [said, numberAsText, redacted].some((one) => one.explains(part, evidence, blessed))),
}

const codeInWords: Conversion = {
  name: 'code in words',
  why: 'a level is given as a code of several words, mid_level: it is told as "mid level"',
  fields: ['fields.experience', 'fields.education', 'fields.categories'],
  explains: (value, evidence) => value.includes(' ') && evidence.saysWithout(/_/g, value),
}

const OFFICE_DAYS = /\dx?(?:days?)?[^|]{0,24}office|office\ddays/i
/** How people say each mode of work, without the spaces between their words. */
const MODES: Readonly<Record<string, readonly RegExp[]>> = {
  Remote: [/remote|wfh|work(?:ing)?from(?:home|anywhere)/i],
  Hybrid: [/hybrid|(?:part(?:ly|ially|ial)?|some|semi)-?remote/i, OFFICE_DAYS],
  'On-site': [/on-?site|in-?(?:office|person)|(?:no|not|non)-?(?:fully-?)?remote/i, OFFICE_DAYS],
}

const modeOfWork: Conversion = {
  name: 'mode of work by another word',
  why: 'people write the three modes of work in many ways: "part remote" and "3 days in the office" are hybrid, "in person" is on site',
  fields: ['fields.workMode'],
  explains: (value, evidence) => (MODES[value] ?? []).some((words) => evidence.matches(words)),
}

/** 7 of 0.07, where a plain product is 7.000000000000001. */
const inCents = (amount: number): number => Number((amount * 100).toPrecision(15))

const paidRanges: Conversion = {
  name: 'pay ranges told',
  why: 'several ranges of pay in cents are told in one text as amounts: "USD 120000 – 140000; USD 100000 – 115000"',
  fields: ['fields.salary.text'],
  explains: (value, evidence) =>
    value.split(/[;\s–]+/).every((part) => evidence.says(part) || evidence.numbers.has(inCents(Number(part)))),
}

const hashed: Conversion = {
  name: 'entry hashed',
  why: 'where a list gives no date of change, the hash of an entry, but for what changes by itself each day, tells whether it changed; nobody reads it',
  fields: ['listed.mark'],
  explains: (value, { hashes }) => hashes.has(value),
}

/** All conversions that a reader may make. Whatever none of them explains is invented. */
export const CONVERSIONS: readonly Conversion[] = [
  said,
  numberAsText,
  reviewed,
  isoOfEpoch,
  address,
  redacted,
  joined,
  unadorned,
  ownText,
  mended,
  countryCode,
  sections,
  codeInWords,
  modeOfWork,
  paidRanges,
  hashed,
]

const meant: Conversion<number> = {
  name: 'numeral',
  why: 'a numeral of the page is the number that it means',
  explains: (value, { numbers }) => numbers.has(value),
}

const ofPair: Conversion<number> = {
  name: 'one of a pair of coordinates',
  why: 'latitude and longitude stand in one text, parted by a comma that is not a decimal one: 43.12,5.93',
  fields: ['fields.places.lat', 'fields.places.lon'],
  explains: (value, { coordinates }) => coordinates.has(value),
}

const ofCents: Conversion<number> = {
  name: 'cents',
  why: 'pay that a board gives in hundredths is the amount that people read: 6500000 is 65000',
  fields: ['fields.salary.min', 'fields.salary.max'],
  explains: (value, { numbers }) => numbers.has(inCents(value)),
}

/** The same for numbers. */
export const NUMBER_CONVERSIONS: readonly Conversion<number>[] = [meant, ofPair, ofCents]

/** The first conversion that explains a value of a field (`fields.places.lat`, `listed.mark`); undefined for an invented one. */
export const explained = (
  value: string | number,
  evidence: Evidence,
  blessed: Blessed,
  field = '',
): string | undefined => {
  const isFor = ({ fields }: { readonly fields?: readonly string[] }): boolean =>
    fields === undefined || fields.includes(field)
  return typeof value === 'number'
    ? NUMBER_CONVERSIONS.find((one) => isFor(one) && one.explains(value, evidence, blessed))?.name
    : CONVERSIONS.find((one) => isFor(one) && one.explains(value, evidence, blessed))?.name
}
