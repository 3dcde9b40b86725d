import fc from 'fast-check'
import type { Fixture } from '../platform-pages.js'
import { piecesOf } from './pieces.js'
import type { Pieces, Siblings, Span, Value } from './pieces.js'
import { hostileName, hostileValue } from './values.js'
import type { HostileValue } from './values.js'

/** One change of a page. `at` and `other` choose among what there is to change, whatever its number. */
export type Edit =
  | { readonly do: 'drop' | 'double' | 'shuffle'; readonly at: number; readonly other: number }
  | { readonly do: 'put another of the page'; readonly at: number; readonly other: number }
  | { readonly do: 'put'; readonly at: number; readonly value: HostileValue }
  | { readonly do: 'rename'; readonly at: number; readonly name: string }

/** What happens to the text as a whole, after the edits. */
export type Damage =
  | { readonly do: 'cut at byte' | 'cut before byte'; readonly at: number }
  | { readonly do: 'splice'; readonly at: number; readonly length: number; readonly instead: string }
  | { readonly do: 'line ends'; readonly instead: string }
  | { readonly do: 'before' | 'after' | 'instead'; readonly text: string }
  | { readonly do: 'entity bomb' }

/** A damaged page and how it came about. */
export interface Variant {
  readonly fixture: Fixture
  readonly edits: readonly Edit[]
  readonly damage: readonly Damage[]
  readonly body: string
}

interface Replacement extends Span {
  readonly text: string
}

const chosen = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)]

const written = ({ syntax }: Value, name: string): string => (syntax === 'json' ? JSON.stringify(name) : name)

/** A fixed order for a number: the same number, the same order. */
const shuffled = <T>(list: readonly T[], seed: number): T[] =>
  list
    .map((one, index) => ({ one, key: Math.imul((index + 1) * 0x9e3779b1, seed * 2 + 1) >>> 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one)

const rearranged = (text: string, { entries, separator }: Siblings, edit: Edit & { other: number }): Replacement => {
  const texts = entries.map(({ from, to }) => text.slice(from, to))
  const index = edit.other % texts.length
  const kept =
    edit.do === 'shuffle'
      ? shuffled(texts, edit.other)
      : texts.flatMap((one, at) => (at !== index ? [one] : edit.do === 'drop' ? [] : [one, one]))
  return { from: entries[0]?.from ?? 0, to: entries.at(-1)?.to ?? 0, text: kept.join(separator) }
}

const replacementOf = (text: string, pieces: Pieces, edit: Edit): Replacement | undefined => {
  if (edit.do === 'rename') {
    const name = chosen(pieces.names, edit.at)
    return name && { from: name.from, to: name.to, text: written(name, edit.name) }
  }
  if (edit.do === 'put' || edit.do === 'put another of the page') {
    const value = chosen(pieces.values, edit.at)
    if (value === undefined) return undefined
    const { from, to, syntax } = value
    if (edit.do === 'put') return { from, to, text: edit.value.write(syntax, text.slice(from, to)) }
    const other = chosen(
      pieces.values.filter((one) => one.syntax === syntax),
      edit.other,
    )
    return other && { from, to, text: text.slice(other.from, other.to) }
  }
  const siblings = chosen(pieces.siblings, edit.at)
  return siblings && rearranged(text, siblings, edit)
}

/** All edits are of the page as it was; of two that meet the earlier one counts. */
const edited = (text: string, pieces: Pieces, edits: readonly Edit[]): string => {
  const taken: Replacement[] = []
  for (const edit of edits) {
    const one = replacementOf(text, pieces, edit)
    if (one !== undefined && !taken.some(({ from, to }) => one.from < to && from < one.to)) taken.push(one)
  }
  return taken
    .sort((a, b) => b.from - a.from)
    .reduce((rest, one) => rest.slice(0, one.from) + one.text + rest.slice(one.to), text)
}

const BOMB = `<!DOCTYPE r [<!ENTITY xxe SYSTEM "file:///etc/passwd"><!ENTITY lol0 "lol">${Array.from(
  { length: 9 },
  (_, level) => `<!ENTITY lol${level + 1} "${`&lol${level};`.repeat(10)}">`,
).join('')}]>`

const damaged = (body: string, damage: Damage): string => {
  switch (damage.do) {
    case 'cut at byte':
    case 'cut before byte': {
      const bytes = Buffer.from(body)
      const at = Math.floor(damage.at * bytes.length)
      return (damage.do === 'cut at byte' ? bytes.subarray(0, at) : bytes.subarray(at)).toString()
    }
    case 'splice': {
      const at = Math.floor(damage.at * body.length)
      return body.slice(0, at) + damage.instead + body.slice(at + damage.length)
    }
    case 'line ends':
      return body.replaceAll('\n', damage.instead)
    case 'before':
      return damage.text + body
    case 'after':
      return body + damage.text
    case 'instead':
      return damage.text
    case 'entity bomb':
      return body.replace(/^(\s*<\?xml[^>]*>)?/, `$1${BOMB}`).replace(/>[^<>]*<\//, '>&lol9;&xxe;</')
  }
}

const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('drop' as const, 'double' as const, 'shuffle' as const),
      at: fc.nat(),
      other: fc.nat(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('put another of the page' as const), at: fc.nat(), other: fc.nat() }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), at: fc.nat(), value: hostileValue }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), at: fc.nat(), name: hostileName }) },
)

const share = fc.double({ min: 0, max: 1, noNaN: true })

const anyDamage: fc.Arbitrary<Damage> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('cut at byte' as const, 'cut before byte' as const), at: share }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('splice' as const),
      at: share,
      length: fc.nat(200),
      instead: fc.oneof(fc.constant(''), fc.string({ unit: 'binary', maxLength: 20 }), fc.json({ maxDepth: 2 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('line ends' as const),
      instead: fc.constantFrom('\r\n', '\r', '\u2028', '\n\r\n', ''),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('before' as const, 'after' as const),
      text: fc.constantFrom(
        '\uFEFF',
        '\uFEFF\uFEFF',
        '\u0000',
        '\n \t',
        ")]}',\n",
        '<!-- -->',
        '<html>',
        'null',
        '{}',
        '<x/>',
        '\uFFFD',
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('instead' as const),
      text: fc.oneof(
        fc.constantFrom(
          '',
          ' ',
          '\uFEFF',
          'null',
          '[]',
          '{}',
          '0',
          '"x"',
          '<',
          '<rss/>',
          '<html></html>',
          'User-agent: *',
        ),
        fc.json(),
        hostileValue.map((value) => value.write('markup', '')),
        hostileValue.map((value) => value.write('json', 'null')),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('entity bomb' as const) }) },
)

/** Pages with something in them, more often than the others. */
const isRich = ({ expected }: Fixture): boolean =>
  (expected.postings?.length ?? 0) + (expected.listed?.length ?? 0) + (expected.next?.length ?? 0) > 0

/** Damaged variants of a platform's fixtures: a page, some edits of its pieces, seldom damage of the whole. */
export const variantsOf = (fixtures: readonly Fixture[]): fc.Arbitrary<Variant> => {
  const rich = fixtures.filter(isRich)
  const pieces = new Map(fixtures.map((fixture) => [fixture, piecesOf(fixture.body)]))
  return fc
    .record({
      fixture: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...(rich.length > 0 ? rich : fixtures)) },
        { weight: 1, arbitrary: fc.constantFrom(...fixtures) },
      ),
      edits: fc.array(edit, { maxLength: 4, size: 'max' }),
      damage: fc.oneof(
        { withCrossShrink: true },
        { weight: 3, arbitrary: fc.constant<Damage[]>([]) },
        { weight: 1, arbitrary: fc.array(anyDamage, { minLength: 1, maxLength: 2 }) },
      ),
    })
    .map(({ fixture, edits, damage }) => {
      const whole = edited(fixture.body, pieces.get(fixture) ?? piecesOf(fixture.body), edits)
      return { fixture, edits, damage, body: damage.reduce(damaged, whole) }
    })
}

const told = (text: string): string => (text.length > 80 ? `${text.slice(0, 60)}… (${text.length} characters)` : text)

const editTold = (one: Edit): string => {
  if (one.do === 'put') return `put ${told(one.value.name)} at ${one.at}`
  return one.do === 'rename' ? `rename ${one.at} to ${told(one.name)}` : `${one.do} ${one.at}, ${one.other}`
}

/** How a variant came about, on one line. */
export const variantTold = ({ fixture, edits, damage, body }: Variant): string =>
  [
    `${fixture.name} (${body.length} characters)`,
    ...edits.map(editTold),
    ...damage.map((one) => told(JSON.stringify(one))),
  ].join(' · ')
