import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readPosting } from '../../../crawlers/read/posting.js'
import { REMOVED, redact, redactText } from '../../../crawlers/read/redact.js'
import { contentHash } from '../../../crawlers/walk.js'
import { timesAsLong } from '../../support/timed.js'

describe('what is a contact goes', () => {
  test.each([
    ['Пишите: anna.petrova+cv@kirpich-stroy.ru.', `Пишите: ${REMOVED}.`],
    ['Резюме на иван@почта.рф', `Резюме на ${REMOVED}`],
    ['hr [at] acme.com', REMOVED],
    ['hr (собака) acme (точка) ru', REMOVED],
    ['Write to jo.lamp at acme dot co dot uk!', `Write to ${REMOVED}!`],
    ['https://www.linkedin.com/in/jo-lamp-1a2b/', REMOVED],
    ['<a href="https://uk.linkedin.com/in/jo">Jo</a>', REMOVED],
    ['see linkedin.com/in/jo-lamp', `see ${REMOVED}`],
    ['<a href="https://news.ycombinator.com/user?id=jo">me</a>', REMOVED],
    ['+7 (916) 123-45-67', REMOVED],
    ['8 916 123-45-67', REMOVED],
    ['8(4852)12-34-56', REMOVED],
    ['8.916.123.45.67', REMOVED],
    ['89161234567', REMOVED],
    ['8&nbsp;916&nbsp;123&nbsp;45&nbsp;67', REMOVED],
    ['Звоните 8 916 123-45-67 8 916 765-43-21', `Звоните ${REMOVED} ${REMOVED}`],
    ['тел. 123-45-67', `тел. ${REMOVED}`],
    ['Телефон: 12-34-56, добавочный нет', `Телефон: ${REMOVED}, добавочный нет`],
    ['(495) 123-45-67', REMOVED],
    ['call 020 7946 0958 now', `call ${REMOVED} now`],
    ['+44 20 7946 0958', REMOVED],
    ['555-010-1234', REMOVED],
    ['telegram: @ivan_hr', `telegram: ${REMOVED}`],
    ['пишите в личку @ivan_hr', `пишите в личку ${REMOVED}`],
    ['tg @ivan_hr', `tg ${REMOVED}`],
    ['см. t.me/ivan_hr', `см. ${REMOVED}`],
    ['https://t.me/ivan_hr', REMOVED],
    ['<p>Пишите <a class="x" href="https://t.me/ivan_hr">сюда</a></p>', `<p>Пишите ${REMOVED}</p>`],
    ['<a href="mailto:hr@acme.example">почта</a>', REMOVED],
    ['<a href="tel:+79161234567"><b>звонок</b></a>', '<a><b>звонок</b></a>'],
    ['Иван <ivan@acme.example>, <b>+7 916 123-45-67</b>', `Иван <${REMOVED}>, <b>${REMOVED}</b>`],
    ['&lt;a href=&quot;mailto:hr@acme.example&quot;&gt;', `&lt;a href=&quot;mailto:${REMOVED}&quot;&gt;`],
    ['<img alt="hr@acme.example" src="/a.png">', `<img alt="${REMOVED}" src="/a.png">`],
  ])('%s', (text, expected) => expect(redactText(text)).toBe(expected))
})

describe('what only looks like one stays', () => {
  test.each([
    '100 000 – 200 000 ₽',
    'от 80 000 до 120 000 руб.',
    '8 900 000 – 9 100 000 сум',
    '€45,000 - €60,000',
    '24/7, смены 2/2 с 08:00 до 20:00',
    '01.02.2026 – 30.09.2026, 2026-11-24T08:00:00+03:00',
    'ОГРН 1027700132195, ИНН 7707083893, КПП 770701001',
    'ИНН 500100732259',
    '150003, г. Ярославль, ул. Советская, д. 5',
    'версия 10.15.7, node 20.19.0, lodash@4.17.21',
    'заказ 78901234567',
    'заказ № 89161234567',
    'id 89161234567',
    '4f8916123456-7a-89161234567',
    'https://jobs.example/apply?id=89161234567',
    '<a href="https://jobs.example/?id=89161234567&x=8 916">Откликнуться</a>',
    '<a href="/apply?id=89161234567">here</a>',
    '<div data-id="89161234567">ok</div>',
    'jobs.example/vacancy/89161234567',
    'Engineer at Acme, dot product at scale, look at polka dot fabric',
    'https://www.linkedin.com/company/acme/ and https://news.ycombinator.com/item?id=1',
    'We use @nestjs/core and @Injectable decorators',
    'ISO 9001:2015, ГОСТ 12.0.004-2015, 300-500 2024',
  ])('%s', (text) => expect(redactText(text)).toBe(text))
})

describe('keys', () => {
  test.each([
    'contact_list',
    'hr_email',
    'recruiter_name',
    'contact-person',
    'contactPoint',
    'applicationContact',
    'hiring_manager',
    'tt:recruiter',
    'directPhone',
    'e-mail',
    'телефон',
  ])('%s is dropped, a number too', (key) => expect(redact({ id: 1, [key]: 89161234567 })).toEqual({ id: 1 }))

  test.each(['contract_type', 'id', 'telework', 'title', 'emailed_at_all'])('%s stays', (key) =>
    expect(redact({ [key]: 89161234567 })).toEqual({ [key]: 89161234567 }),
  )

  test('a custom field is a contact by its name', () =>
    expect(
      redact([
        { name: 'Recruiter', value: 'I. Petrov' },
        { name: 'Level', value: 'Senior' },
      ]),
    ).toEqual([{ name: 'Recruiter' }, { name: 'Level', value: 'Senior' }]))

  test('a key that is a contact itself goes', () =>
    expect(redact({ 'hr@acme.example': { '+7 916 123-45-67': 1 } })).toEqual({ [REMOVED]: { [REMOVED]: 1 } }))

  test('texts are redacted at any depth', () =>
    expect(redact({ a: [{ b: 'hr@acme.example' }] })).toEqual({ a: [{ b: REMOVED }] }))
})

test('among any texts an e-mail and a phone go, and an address stays', () => {
  const piece = fc.oneof(
    fc.stringMatching(/^[a-zа-я ,.!]{0,12}$/),
    fc.constantFrom(
      ' hr@acme.example ',
      ' +7 916 123-45-67 ',
      ' https://a.example/?id=89161234567 ',
      ' <b> ',
      ' tg @ivan_hr ',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const redacted = redactText(`${pieces.join(' ')} hr@acme.example и +7 916 123-45-67`)
      expect(redacted).not.toMatch(/hr@acme\.example|916 123-45-67/)
      expect(redacted.split('https://a.example/?id=89161234567').length).toBe(
        pieces.filter((one) => one.includes('https://a')).length + 1,
      )
    }),
  )
})

test('what nests deeper than any advert is left out', () => {
  const nested = (depth: number): unknown => (depth === 0 ? 'deep' : [nested(depth - 1)])
  expect(JSON.stringify(redact(nested(60)))).toContain('deep')
  const bottomless = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown
  expect(JSON.stringify(redact(bottomless))).toMatch(/^\[+null\]+$/)
})

test.each(
  [
    ...[
      'a',
      '<',
      '<a ',
      '<a href=',
      '<p>',
      '</a>',
      'a.',
      '@a',
      '8 ',
      '(1',
      '+7 ',
      '–',
      '😀',
      'тел 1',
      'tg ',
      'написать ',
    ],
    ...['&lt;', '[at] ', 'https://a ', 'hr@a.ru ', '+7 916 123-45-67 '],
  ].map((unit) => [unit] as const),
)('half a megabyte of %j costs less than three hundred looks for one pattern', (unit) => {
  const text = unit.repeat(500_000 / unit.length)
  const look = () => text.replaceAll(/\p{L}\d{2}@/gu, '')
  expect(timesAsLong(() => redactText(text), look, 300)).toBeLessThan(300)
})

test('contacts go before anything is hashed: another recruiter is no other advert', () => {
  const hashOf = (contact: string): string | undefined => {
    const description = { html: `<p>We build bridges. Write to ${contact}</p>` }
    const fields = { title: 'Engineer', url: 'https://acme.example/1', description }
    const reading = readPosting('1', { contact }, fields)
    return 'posting' in reading ? contentHash(reading.posting) : undefined
  }
  expect(hashOf('anna@acme.example')).toEqual(expect.any(String))
  expect(hashOf('+7 916 123-45-67')).toBe(hashOf('anna@acme.example'))
})
