import { REMOVED } from '../../../crawlers/read/redact.js'
import { squeezed } from './evidence.js'
import type { Evidence } from './evidence.js'

/** A way in which a value may differ from what the page says. */
export interface Conversion {
  readonly name: string
  /** Why readers may do so. */
  readonly why: string
  readonly explains: (value: string, evidence: Evidence, blessed: Blessed) => boolean
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

const joined: Conversion = {
  name: 'parts joined',
  why: 'a place is told as "city, country", a description as one text of several fields',
  explains: (value, evidence, blessed) =>
    /[,\n]/.test(value) &&
    value
      .split(/\[contact removed\]|<a>|[,\n]/)
      .every((part) => [said, numberAsText, unadorned].some((one) => one.explains(part.trim(), evidence, blessed))),
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

const redacted: Conversion = {
  name: 'contacts redacted',
  why: 'personal contacts go before anything else; what stands between them is the page’s',
  explains: (value, evidence, blessed) =>
    (value.includes(REMOVED) || value.includes('<a>')) &&
    value
      .split(/\[contact removed\]|<a>/)
      .every((part) => [said, ownText].some((one) => one.explains(part, evidence, blessed))),
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
  evidence.says(part) || evidence.says(decodedPart(part)) || blessed.has(template(part))

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
]

/** The first conversion that explains a value; undefined for an invented one. */
export const explained = (value: string, evidence: Evidence, blessed: Blessed): string | undefined =>
  CONVERSIONS.find(({ explains }) => explains(value, evidence, blessed))?.name
