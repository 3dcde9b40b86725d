import { decodeHTML } from 'entities'
import type { Page } from '../../../crawlers/board.js'
import { redact } from '../../../crawlers/read/redact.js'
import type { Board } from '../../../src/domain/board.js'
import { hashId } from '../../../src/domain/ids.js'

/**
 * White space and control characters, which readers fold, trim and drop, and half characters, which URLs and parsers
 * write as U+FFFD: no comparison sees them.
 */
const UNSEEN = /[\s\p{Cc}\p{Cs}\uFFFD]+/gu
/** Entities inside entities, deeper than any board escapes. */
const MOST_ROUNDS = 8

/** Without what folding changes. */
export const squeezed = (text: string): string => text.replace(UNSEEN, '')

/** Entities decoded until none is left: at whatever level a reader stopped, it meets here. */
export const decoded = (text: string): string => {
  let result = text
  for (let round = 0; round < MOST_ROUNDS && result.includes('&'); round++) {
    const next = decodeHTML(result)
    if (next === result) break
    result = next
  }
  return result
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

/** JSON's escapes read, wherever they stand. */
export const unescaped = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\(?:u([\da-f]{4})|([\s\S]))/gi, (_, code: string | undefined, char: string) =>
        code === undefined ? (ESCAPES[char] ?? char) : String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text

/** UTF-8 that was taken for Latin-1. */
const MANGLED = /[\u00C2-\u00DF][\u0080-\u00BF]|[\u00E0-\u00EF][\u0080-\u00BF]{2}|[\u00F0-\u00F4][\u0080-\u00BF]{3}/g

const mended = (text: string): string =>
  text.replaceAll(MANGLED, (letters) => Buffer.from(letters, 'latin1').toString('utf8'))

/** Marks of markup, with those of CDATA and without: where CDATA is no CDATA, its marks are text. */
const MARKS = [/<!\[CDATA\[|\]\]>|<!--[\s\S]*?-->|<[^<>]*>/, /<[^<>]*>/]

const hostsIn = (text: string): string[] =>
  [...text.matchAll(/(?:https?:)?[\\/]{2}[^\s"'<>]{1,2000}/gi)].flatMap(({ 0: found }) => {
    const url = found.replace(/^[\\/]{2}/, 'https://')
    return URL.canParse(url) ? [new URL(url).host] : []
  })

const PAIR = /(?<![\d.])(-?\d{1,3}(?:\.\d+)?)\s?[,;]\s?(-?\d{1,3}(?:\.\d+)?)(?![\d.])/g

const jsonOrNothing = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The objects that are entries of a list, anywhere inside a value, however deep. */
const entriesIn = (value: unknown): object[] => {
  const found: object[] = []
  const open = [value]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one !== 'object' || one === null) continue
    for (const inner of Object.values(one) as unknown[]) {
      open.push(inner)
      if (Array.isArray(one) && typeof inner === 'object' && inner !== null) found.push(inner)
    }
  }
  return found
}

/** More members than an entry of a list has. */
const MOST_MEMBERS = 30

const hashesOf = (object: object): string[] => {
  const members = Object.entries(object)
  if (members.length > MOST_MEMBERS) return []
  return [undefined, ...members].map((left) =>
    hashId(JSON.stringify(redact(Object.fromEntries(members.filter((one) => one !== left))))),
  )
}

/** What a reader was given, in the forms in which its values can be looked for. Every form is made once, when asked for. */
export class Evidence {
  readonly #texts: string[] = []
  readonly #page: string
  #mended: string | undefined
  #numbers: Set<number> | undefined
  #coordinates: Set<number> | undefined
  #hashes: Set<string> | undefined
  #runs: string[][] | undefined
  #hosts: Set<string> | undefined

  /** Texts that the reader may know beside the page: addresses, the posting asked for, the board's employer. */
  readonly beside: readonly string[]

  constructor(page: Page, beside: readonly string[]) {
    this.#page = page.body
    this.beside = beside
  }

  /** The page, squeezed: as written, escapes read, entities decoded, both in either order. */
  #form(index: number): string | undefined {
    const known = this.#texts[index]
    if (known !== undefined) return known
    const make = [
      () => this.#page,
      () => unescaped(this.#page),
      () => decoded(unescaped(this.#page)),
      () => decoded(this.#page),
      () => unescaped(decoded(this.#page)),
    ][index]
    return make && (this.#texts[index] = squeezed(make()))
  }

  /** Whether the page or what stands beside it says this text, apart from white space, escapes and entities. */
  says(text: string): boolean {
    const plain = squeezed(text)
    if (plain === '') return true
    const bare = squeezed(decoded(text))
    for (let index = 0, form = this.#form(0); form !== undefined; form = this.#form(++index))
      if (form.includes(plain) || form.includes(bare)) return true
    return this.beside.some((one) => squeezed(one).includes(plain) || squeezed(decoded(one)).includes(bare))
  }

  /** The same, with the letters of the page mended that were UTF-8 taken for Latin-1. */
  saysMended(text: string): boolean {
    this.#mended ??= squeezed(decoded(mended(unescaped(this.#page))))
    return this.#mended.includes(squeezed(decoded(text)))
  }

  /** The same, with these marks left out on both sides. */
  saysWithout(marks: RegExp, text: string): boolean {
    const bare = squeezed(decoded(text)).replaceAll(marks, '')
    return [2, 3].some((index) => this.#form(index)?.replaceAll(marks, '').includes(bare))
  }

  /** Whether the page, without white space, escapes and entities, says something of this form. */
  matches(pattern: RegExp): boolean {
    return [2, 3].some((index) => pattern.test(this.#form(index) ?? ''))
  }

  /** Whether the page names this host, or stands on it. */
  saysHost(host: string): boolean {
    this.#hosts ??= new Set([unescaped(this.#page), decoded(this.#page), ...this.beside].flatMap(hostsIn))
    return this.#hosts.has(host)
  }

  /** The texts between marks of markup, in their order, decoded and squeezed; in every way to see the marks. */
  get runs(): readonly (readonly string[])[] {
    return (this.#runs ??= MARKS.map((marks) =>
      this.#page
        .split(marks)
        .map((run) => squeezed(decoded(run)))
        .filter((run) => run !== ''),
    ))
  }

  /** Every number that a numeral of the page can mean. */
  get numbers(): ReadonlySet<number> {
    return (this.#numbers ??= new Set([...this.#numerals()].filter(Number.isFinite)))
  }

  /** Both numbers of every pair that can be a point: `43.12,5.93`. */
  get coordinates(): ReadonlySet<number> {
    return (this.#coordinates ??= new Set(
      [unescaped(this.#page), decoded(this.#page)].flatMap((text) =>
        [...text.matchAll(PAIR)].flatMap(({ 1: one, 2: other }) => [Number(one), Number(other)]),
      ),
    ))
  }

  /** Hashes of the entries of a page's lists, redacted, each as it is and without any one of its members. */
  get hashes(): ReadonlySet<string> {
    return (this.#hashes ??= new Set(entriesIn(jsonOrNothing(this.#page)).flatMap(hashesOf)))
  }

  *#numerals(): Generator<number> {
    for (const text of [unescaped(this.#page), decoded(this.#page), ...this.beside]) {
      for (const { 0: numeral } of text.matchAll(
        /[-+]?(?:0x[\da-f]+|0b[01]+|0o[0-7]+|\d[\d\s.,]{0,400}(?:e[-+]?\d{1,4})?)/gi,
      )) {
        const plain = numeral.replaceAll(/\s/g, '').replace(',', '.')
        yield Number(plain)
        yield Number.parseFloat(plain)
        yield Number.parseFloat(numeral)
      }
    }
  }
}

/** Evidence of one page. */
export const evidenceOf = (page: Page, board: Board): Evidence =>
  new Evidence(page, [
    ...[page.url, page.request.url, page.request.detailOf ?? '', JSON.stringify(page.request.body ?? '')],
    ...[board.url, board.home ?? '', board.employer ?? '', board.name, board.country ?? '', board.language ?? ''],
  ])
