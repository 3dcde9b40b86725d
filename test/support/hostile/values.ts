import { escapeUTF8 } from 'entities'
import fc from 'fast-check'
import type { Syntax } from './pieces.js'

/** Something to stand where a value stood; `was` is what stood there, as it was written. */
export interface HostileValue {
  readonly name: string
  write(syntax: Syntax, was: string): string
}

/** A contact that no reading may hold outside an address. */
export const CANARY_EMAIL = 'canary.person@leak.example'
export const CANARY_PHONE = '+7 999 123-45-67'

type Spelling = 'raw' | 'escaped' | 'cdata'

const spelled: Record<Spelling, (text: string) => string> = {
  raw: (text) => text,
  escaped: escapeUTF8,
  cdata: (text) => `<![CDATA[${text}]]>`,
}

const textValue = (name: string, text: () => string, spelling: Spelling): HostileValue => ({
  name: `${name} (${spelling})`,
  write: (syntax) => {
    const written = spelled[spelling](text())
    return syntax === 'json' ? JSON.stringify(written) : written
  },
})

/** Units of long runs: letters, marks that open and never close, digits and separators as in phones, beginnings of contacts. */
const UNITS = [
  ...[
    'a',
    'я',
    '😀',
    '\uD800',
    '\u0000',
    '\u202E',
    ' ',
    '\n',
    '\t',
    '\u00A0',
    '7',
    '-',
    '–',
    '(',
    ')',
    '.',
    ',',
    ';',
    '|',
  ],
  ...['<', '>', '&', '&amp;', '&nbsp;', '&nbsp', '&lt;', '&#', '"', "'", '\\', '/', '{', '[', ']]>', '<!--', '</', '@'],
  ...['<p>', '</p>', '<a ', '<a href=', '<a href="https://t.me/x">', '<b title="', '<![CDATA[', '<br>', '<li>'],
  ...['8 ', '+7 ', '- ', ' -', '7-', '(916)', '1 000 ', '$1-', '8 916 123-45-67 ', '89161234567', '2026-11-24 '],
  ...[
    'a@',
    '@a',
    'a.',
    'hr@a.ru ',
    'a [at] ',
    '[at] ',
    'https://a ',
    'http://',
    't.me/',
    'tg ',
    'tg @',
    'тел ',
    'тел. 1',
  ],
  ...['от 1 до ', 'опыт 1 ', 'удаленн', 'Go, ', 'м/ж ', 'remote ', 'Paris; ', 'Москва, ', 'Sitemap: ', 'и ', 'A. '],
  ...[`${CANARY_EMAIL} `, `${CANARY_PHONE}, `],
]

/** Lengths of long runs in characters; the longest ones rarely, they cost most of the time. */
const LENGTHS = fc.oneof(
  { weight: 80, arbitrary: fc.constantFrom(300, 3000) },
  { weight: 16, arbitrary: fc.constant(30_000) },
  { weight: 3, arbitrary: fc.constant(200_000) },
  { weight: 1, arbitrary: fc.constant(1_000_000) },
)

const spelling = fc.constantFrom<Spelling>('raw', 'escaped', 'cdata')

const floods = fc
  .tuple(fc.constantFrom(...UNITS), LENGTHS, spelling)
  .map(([unit, length, how]) =>
    textValue(
      `${length} characters of ${JSON.stringify(unit)}`,
      () => unit.repeat(Math.ceil(length / unit.length)),
      how,
    ),
  )

const TEXTS = [
  // Half characters, invisible ones, other directions.
  ...[
    '\uD800',
    'a\uDC00b',
    '\uD83D',
    '\u0000',
    'a\u0000b',
    '\u202Eabc\u202C',
    '\u200F',
    '\uFEFF',
    '\u2028',
    '\u0085',
    '\u001F',
  ],
  // Numbers and dates that are none.
  ...[
    '0',
    '-1',
    '-0',
    'NaN',
    '1e309',
    '-Infinity',
    '0x10',
    '12345678901234567890',
    '1,5',
    '٣',
    '1e-400',
    '60 000',
    '5e-324',
  ],
  ...[
    '0000-00-00',
    '2026-02-30T25:61:61Z',
    '+275760-09-13T00:00:00Z',
    '999999999999999999',
    'Thu, 32 Foo 2026',
    '24.11.2026',
  ],
  // Addresses.
  ...[
    'javascript:alert(1)',
    'data:text/html,<script>1</script>',
    'file:///etc/passwd',
    'https://',
    'http://[::1',
    '//acme.example/x',
  ],
  ...[
    'https://ivan:secret@acme.example/7',
    'https://acme.example\\@evil.example',
    'https://пример.рф/вакансия?x=1#y',
    'https://xn--/',
  ],
  ...[
    'https://t.me/canary',
    'HTTPS://ACME.EXAMPLE:443/a/../b',
    'https://acme.example/%E0%A4%A',
    '?',
    '#',
    '/',
    'mailto:x',
    'jobs/7',
  ],
  // Names that every object has.
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'length'],
  // Marks that end or open something.
  ...[
    '<![CDATA[',
    ']]>',
    ']]]]><![CDATA[>',
    '<!--',
    '--!>',
    '</script>',
    '</title>',
    '<item>',
    '</item></channel></rss>',
    '<?xml?>',
  ],
  ...[
    '&lol9;',
    '&xxe;',
    '&#0;',
    '&#x110000;',
    '&#xD800;',
    '&amp;amp;amp;lt;b&amp;gt;',
    '&notit;',
    '&lt',
    '&',
    '<',
    '<a',
    '"',
    "'",
    '\\',
  ],
  ...[
    '<script type="application/ld+json">{"@type":"JobPosting","title":"x"}</script>',
    '${x}',
    '%s',
    '%E0%A4%A',
    '\\u0000',
    '\\"',
  ],
  // Contacts.
  ...[
    CANARY_EMAIL,
    CANARY_PHONE,
    `Пишите: ${CANARY_EMAIL}. Тел.: ${CANARY_PHONE}!`,
    `<p>${CANARY_EMAIL}</p><p>${CANARY_PHONE}</p>`,
  ],
  ...[
    `<a href="mailto:${CANARY_EMAIL}">${CANARY_EMAIL}</a>`,
    `<b title="${CANARY_EMAIL}">x</b>`,
    `tel:${CANARY_PHONE}`,
  ],
]

const texts = fc
  .tuple(fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 40 })), spelling)
  .map(([text, how]) => textValue(JSON.stringify(text), () => text, how))

/** Written as they are: another type in JSON, another text in markup. */
const LITERALS = [
  ...[
    'null',
    'true',
    'false',
    '0',
    '-0',
    '-1',
    '1',
    '2.50',
    '1e309',
    '-1e309',
    '1e-9',
    '9007199254740993',
    'NaN',
    '1e21',
  ],
  ...['""', '[]', '{}', '[[]]', '[null]', '[{}]', '[[[["x"]]]]', '["x","y"]', '[1,"2",null,{"name":"x"}]'],
  ...[
    '{"":""}',
    '{"name":null}',
    '{"name":{"name":"x"}}',
    '{"name":["x"]}',
    '{"value":[]}',
    '{"@type":"JobPosting"}',
    '{"@value":"x"}',
  ],
  ...[
    '{"a":1,"a":2}',
    '{"length":-1}',
    '{"name":"Recruiter","value":"x"}',
    '{"toString":1,"valueOf":1,"hasOwnProperty":1}',
  ],
  ...['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}', '{"__proto__":null}'],
  ...[`{"${CANARY_EMAIL}":"x"}`, `{"note":"${CANARY_EMAIL}"}`, `["${CANARY_PHONE}"]`],
  ...[
    '',
    '<x/>',
    '<x><y/></x>',
    '<x y="z">w</x>',
    '<title>x</title>',
    '<item><title>x</title></item>',
    '<entry/>',
    '<loc/>',
  ],
]

const literals = fc.constantFrom(...LITERALS).map((text): HostileValue => ({ name: text, write: () => text }))

interface Change {
  readonly name: string
  readonly json: (was: string) => string
  readonly markup: (was: string) => string
}

const repeated = (count: number, one: (index: number) => string, separator = ''): string =>
  Array.from({ length: count }, (_, index) => one(index)).join(separator)

const short = (was: string, otherwise: string): string => (was.length <= 100 ? was : otherwise)

/** The value itself, as another type or inside something. */
const CHANGES: readonly Change[] = [
  { name: 'in a list', json: (was) => `[${was}]`, markup: (was) => `<x>${was}</x>` },
  { name: 'twice', json: (was) => `[${was},${was}]`, markup: (was) => was + was },
  { name: 'under "value"', json: (was) => `{"value":${was}}`, markup: (was) => `<value>${was}</value>` },
  { name: 'under "name"', json: (was) => `{"name":${was}}`, markup: (was) => `<name>${was}</name>` },
  { name: 'as text', json: (was) => JSON.stringify(was), markup: escapeUTF8 },
  { name: 'without quotes', json: (was) => was.replace(/^"([\s\S]*)"$/, '$1'), markup: (was) => `<![CDATA[${was}]]>` },
  { name: 'as its length', json: (was) => String(was.length), markup: (was) => String(was.length) },
  {
    name: '1,000 times',
    json: (was) => `[${repeated(1000, () => short(was, 'null'), ',')}]`,
    markup: (was) => repeated(1000, () => `<x>${short(was, 'y')}</x>`),
  },
  {
    name: '2,000 keys',
    json: () => `{${repeated(2000, (index) => `"k${index}":1`, ',')}}`,
    markup: () => repeated(2000, (index) => `<k${index}/>`),
  },
]

const changes = fc.constantFrom(...CHANGES).map(({ name, json, markup }): HostileValue => ({
  name,
  write: (syntax, was) => (syntax === 'json' ? json(was) : markup(was)),
}))

/** What opens and what closes a level: of JSON, of markup. */
const LEVELS: readonly (readonly [json: string, jsonEnd: string, markup: string, markupEnd: string])[] = [
  ['[', ']', '<x>', '</x>'],
  ['{"name":', '}', '<div>', '</div>'],
  ['{"value":[', ']}', '<a href="/">', '</a>'],
  ['{"@graph":[', ']}', '<item>', '</item>'],
  ['{"address":', '}', '<p>', ''],
]

const nests = fc
  .tuple(fc.constantFrom(...LEVELS), fc.constantFrom(30, 300, 3000, 10_000))
  .map(([[json, jsonEnd, markup, markupEnd], depth]): HostileValue => ({
    name: `${depth} levels of ${json} or ${markup}`,
    write: (syntax, was) =>
      syntax === 'json'
        ? json.repeat(depth) + was + jsonEnd.repeat(depth)
        : markup.repeat(depth) + was + markupEnd.repeat(depth),
  }))

/** Any hostile value. */
export const hostileValue: fc.Arbitrary<HostileValue> = fc.oneof(
  { weight: 5, arbitrary: texts },
  { weight: 4, arbitrary: literals },
  { weight: 4, arbitrary: changes },
  { weight: 4, arbitrary: floods },
  { weight: 1, arbitrary: nests },
)

/** Names that members, elements and attributes may get. */
export const hostileName: fc.Arbitrary<string> = fc.constantFrom(
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'id',
    'title',
    'url',
    'link',
    'name',
    'value',
    'text',
    'x',
  ],
  ...['item', 'entry', 'children', '@type', '@graph', '', ' ', 'a'.repeat(3000), CANARY_EMAIL, 'номер'],
)
