import { describe, expect, test } from '@jest/globals'
import { readSalaries } from '../../../pipelines/normalize/salary.js'

const context = { baseCurrency: 'EUR', day: '2026-01-05' }
const short = (text: string): string => {
  const found = readSalaries({ text }, '', '', context)
  return found
    .map(({ min, max, currency, period, gross }) =>
      [min ?? '', max ?? '', currency ?? '-', period ?? '-', gross === undefined ? '-' : gross ? 'gross' : 'net'].join(
        ' ',
      ),
    )
    .join('; ')
}

/** text → min max currency period gross|net; "" = no figure. */
const cases: readonly (readonly [string, string])[] = [
  ['от 100 000 до 200 000 ₽ на руки', '100000 200000 RUB month net'],
  ['от 80 000 руб. до вычета налогов', '80000  RUB month gross'],
  ['до 300 000 ₽', ' 300000 RUB month -'],
  ['100 000 – 150 000 руб. в месяц', '100000 150000 RUB month -'],
  ['150000-200000 руб', '150000 200000 RUB month -'],
  ['от 90 тыс. руб.', '90000  RUB month -'],
  ['80-120 тыс. руб. на руки', '80000 120000 RUB month net'],
  ['200к-300к ₽ net', '200000 300000 RUB month net'],
  ['3 500 ₽ за смену', '3500 3500 RUB day -'],
  ['от 450 ₽ в час', '450  RUB hour -'],
  ['от 400 000 до 600 000 ₸', '400000 600000 KZT month -'],
  ['1 500 – 2 500 бел. руб.', '1500 2500 BYN month -'],
  ['от 2 000 до 3 000 $ на руки', '2000 3000 USD month net'],
  ['2000 – 2375 GBP / month', '2000 2375 GBP month -'],
  ['2000-2050 EUR/month', '2000 2050 EUR month -'],
  ['от 1500 € в месяц', '1500  EUR month -'],
  ['от 45000 до 60000 грн', '45000 60000 UAH month -'],
  ['1 200 000 руб. в год', '1200000 1200000 RUB year -'],
  ['По договорённости', '- - - - -'],
  ['з/п не указана', '- - - - -'],
  ['$120-150k + equity', '120000 150000 USD year -'],
  ['$120k – $150k', '120000 150000 USD year -'],
  ['$120,000 - $150,000 a year', '120000 150000 USD year -'],
  ['USD 95,000.00 - 120,000.00 per year', '95000 120000 USD year -'],
  ['$25.50 - $31.75 per hour', '25.5 31.75 USD hour -'],
  ['Up to $90,000 per annum', ' 90000 USD year -'],
  ['From $18 an hour', '18  USD hour -'],
  ['£45,000 - £55,000 per annum', '45000 55000 GBP year -'],
  ['£500/day', '500 500 GBP day -'],
  ['€ 45.000–55.000 p.a.', '45000 55000 EUR year -'],
  ['45.000 € bis 55.000 € brutto im Jahr', '45000 55000 EUR year gross'],
  ['40 000 € à 50 000 € brut par an', '40000 50000 EUR year gross'],
  ['15k–20k PLN B2B net/month', '15000 20000 PLN month net'],
  ['18 000 - 24 000 zł netto', '18000 24000 PLN month net'],
  ['35 000 - 45 000 SEK / månad', '35000 45000 SEK month -'],
  ['30.000 € - 36.000 € brutos anuales', '30000 36000 EUR year -'],
  ['CA$100,000 - CA$130,000', '100000 130000 CAD year -'],
  ['US$100,000 - US$130,000', '100000 130000 USD year -'],
  ['S$100,000 a year', '100000 100000 SGD year -'],
  ['R$ 8.000 por mes', '8000 8000 BRL month -'],
  ['A$95,000 p.a.', '95000 95000 AUD year -'],
  ['12 LPA', '12 12 - - -'],
  ['Competitive', '- - - - -'],
  ['$100k; €90k', '100000 100000 USD year -; 90000 90000 EUR year -'],
  ['5/2, 100 000 руб.', '100000 100000 RUB month -'],
  ['$60,000 plus 401(k), 40 hours per week', '60000 60000 USD year -'],
]

describe('salary in a text of its own', () => {
  test.each(cases)('%s', (text, expected) => {
    expect(short(text)).toBe(expected === '- - - - -' ? '  - - -' : expected)
  })
})

describe('salary in fields', () => {
  test('fields win over their text', () => {
    const [salary] = readSalaries(
      { min: 100_000, max: 120_000, currency: 'RUR', period: 'MONTH', gross: true },
      '',
      '',
      context,
    )
    expect(salary).toMatchObject({
      min: 100_000,
      max: 120_000,
      currency: 'RUB',
      period: 'month',
      gross: true,
      provenance: 'stated',
      flags: [],
    })
  })

  test('annualised at the rate of the posting’s day, with its date', () => {
    const [salary] = readSalaries({ min: 100_000, currency: 'RUB', period: 'month' }, '', '', context)
    expect(salary).toMatchObject({ annualMin: 12_934, baseCurrency: 'EUR', rateDate: '2026-01-01' })
  })

  test('a guessed period says so', () => {
    expect(readSalaries({ min: 2000, currency: 'USD' }, '', '', context)[0]?.flags).toEqual(['period-guessed'])
  })

  test.each([
    ['1 YEAR', 'year'],
    ['1 HOUR', 'hour'],
    ['per-day-wage', 'day'],
    ['per-week-salary', 'week'],
    ['per-year-salary', 'year'],
    ['bi-week-salary', undefined],
    ['semi-month-salary', undefined],
    ['2 WEEK', undefined],
    ['0.5 MONTH', undefined],
    ['6 MONTH', undefined],
    ['1 TIME', undefined],
    ['one-time', undefined],
  ])('a board’s own word for the period: %s', (period, expected) => {
    const [salary] = readSalaries({ min: 3000, currency: 'USD', period }, '', '', context)
    // A period that is none of ours is neither the next best one nor guessed.
    expect([salary?.period, salary?.annualMin === undefined, salary?.flags]).toEqual([
      expected,
      expected === undefined,
      expect.not.arrayContaining(['period-guessed']),
    ])
  })

  test('absurd figures stay and are flagged', () => {
    const [salary] = readSalaries({ min: 1, max: 999_999_999, currency: 'USD', period: 'year' }, '', '', context)
    expect(salary).toMatchObject({ min: 1, max: 999_999_999, flags: ['absurd'] })
  })

  test('zero is no salary', () => {
    expect(readSalaries({ min: 0, max: 0, currency: 'USD' }, '', '', context)).toEqual([])
  })

  test('a dollar in Canada is a Canadian one', () => {
    expect(
      readSalaries({ text: '$90,000 - $110,000 per year' }, '', '', { ...context, country: 'CA' })[0]?.currency,
    ).toBe('CAD')
  })

  test.each([
    ['$90,000 beside a bonus', 'CAD'],
    ['US$90,000', 'USD'],
    ['$90,000 U.S.', 'USD'],
    ['90,000 USD', 'USD'],
  ])('%s in Canada is %s', (text, currency) => {
    expect(readSalaries({ text }, '', '', { ...context, country: 'CA' })[0]?.currency).toBe(currency)
  })
})

describe('salary in running text', () => {
  test.each([
    ['Зарплата: от 120 000 до 150 000 руб. в месяц', 120_000],
    ['The base salary range for this role is $140,000 - $180,000 per year.', 140_000],
    ['Pay: $22 - $26 per hour', 22],
    ['We offer much. The base pay range is between $193,930 and $291,150 for this level. Apply now.', 193_930],
  ])('%s', (line, min) => {
    expect(readSalaries(undefined, '', `О нас\n${line}\nПрочее`, context)[0]).toMatchObject({
      min,
      provenance: 'parsed',
    })
  })

  test.each([
    'We raised $40 million in funding last year.',
    'You manage a budget of $2,000,000.',
    'Мы растём: выручка 500 млн руб. в год.',
    '401(k) match up to 4% of salary',
    'Salary is competitive, 25 days of holiday.',
    'Referral bonus of $5,000 beside your salary.',
  ])('nothing is invented: %s', (line) => {
    expect(readSalaries(undefined, 'Engineer', line, context)).toEqual([])
  })
})
