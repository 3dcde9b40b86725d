import { toDocument } from '../../pipelines/index/document.js'
import { instant } from '../../src/domain/common.js'
import { hashId, vacancyId } from '../../src/domain/ids.js'
import type { Posting } from '../../src/domain/posting.js'
import { LiveVacancy } from '../../src/domain/vacancy.js'
import type { Vacancy } from '../../src/domain/vacancy.js'
import type { IndexWrite } from '../../src/ports/vacancy-index.js'

/** When the invented world stands still. */
export const NOW = Date.parse('2026-11-24T08:00:00.000Z')
const DAY = 86_400_000

type Offer = LiveVacancy['offers'][number]
type Place = Offer['places'][number]

const place = (
  id: number,
  [city, cityRu]: readonly [string, string],
  [code, region]: readonly [string, string],
  [lat, lon]: readonly [number, number],
): Place => {
  const country = code.slice(0, 2)
  const placeIds = [`country:${country}`, `region:${code}`, `city:${id}`]
  return { text: cityRu, city, cityRu, region, country, lat, lon, placeIds, confidence: 1 }
}

export const PLACES = [
  place(524901, ['Moscow', 'Москва'], ['RU.48', 'Moscow'], [55.752, 37.616]),
  place(498817, ['Saint Petersburg', 'Санкт-Петербург'], ['RU.66', 'St.-Petersburg'], [59.939, 30.314]),
  place(1496747, ['Novosibirsk', 'Новосибирск'], ['RU.53', 'Novosibirsk Oblast'], [55.041, 82.934]),
  place(551487, ['Kazan', 'Казань'], ['RU.73', 'Tatarstan Republic'], [55.789, 49.122]),
  place(2950159, ['Berlin', 'Берлин'], ['DE.16', 'State of Berlin'], [52.524, 13.411]),
  place(2643743, ['London', 'Лондон'], ['GB.ENG', 'England'], [51.509, -0.126]),
  place(658225, ['Helsinki', 'Хельсинки'], ['FI.01', 'Uusimaa'], [60.17, 24.935]),
] as const

interface Opening {
  readonly title: string
  readonly skills: readonly string[]
  readonly employer: string
}

const ru = (title: string, employer: string, ...skills: string[]): Opening => ({ title, employer, skills })

const RUSSIAN: readonly Opening[] = [
  ru('Водитель категории C', 'Северный путь', 'Права категории C'),
  ru('Разработчик Java', 'Тихая гавань', 'Java', 'SQL', 'Kafka'),
  ru('Старший разработчик Python', 'Тихая гавань', 'Python', 'SQL', 'Docker'),
  ru('Бухгалтер на участок', 'Ромашка', '1С', 'Excel'),
  ru('Кладовщик', 'Северный путь', 'Excel'),
  ru('Медсестра процедурного кабинета', 'Клиника «Забота»'),
  ru('Повар горячего цеха', 'Кафе «Полдень»'),
  ru('Менеджер по продажам', 'Ромашка', 'Excel', 'CRM'),
  ru('Системный аналитик', 'Лунный свет', 'SQL', 'UML'),
  ru('Инженер-конструктор', 'Механика', 'AutoCAD'),
]

const ENGLISH: readonly Opening[] = [
  ru('Backend engineer', 'Quiet Harbour', 'Go', 'SQL', 'Kafka'),
  ru('Senior frontend developer', 'Quiet Harbour', 'TypeScript', 'React'),
  ru('Data analyst', 'Moonlight Labs', 'SQL', 'Python'),
  ru('Product designer', 'Moonlight Labs', 'Figma'),
  ru('DevOps engineer', 'Northern Line', 'Docker', 'Kubernetes', 'Linux'),
  ru('Logistics coordinator', 'Northern Line', 'Excel'),
  ru('QA engineer', 'Tallow & Wick', 'TypeScript', 'SQL'),
  ru('Technical writer', 'Tallow & Wick', 'Git'),
  ru('Account executive', 'Marigold', 'CRM'),
  ru('Machine learning engineer', 'Marigold', 'Python', 'Spark'),
]

const TEXT = {
  ru: [
    'О компании',
    'Мы — команда, которая любит делать своё дело хорошо и спокойно.',
    'Обязанности',
    'вести задачи от начала до конца;|договариваться с коллегами и клиентами;|следить за качеством и сроками.',
    'Требования',
    'опыт работы от одного года;|знание своего дела;|внимание к мелочам.',
    'Условия',
    'оформление по Трудовому кодексу, отпуск 28 дней, обучение за счёт компании.',
  ],
  en: [
    'About us',
    'We are a team that likes to do its work well and without noise.',
    'What you will do',
    'own tasks from start to finish;|work with colleagues and customers;|keep an eye on quality.',
    'What we ask',
    'at least a year of experience;|knowledge of the craft;|attention to detail.',
    'What we offer',
    'a calm pace, 28 days of leave and a budget for learning.',
  ],
}

const paragraph = (text: string): string => {
  const parts = text.split('|')
  return parts.length > 1 ? `<ul>${parts.map((one) => `<li>${one}</li>`).join('')}</ul>` : `<p>${text}</p>`
}

const description = (language: 'ru' | 'en', { title, skills }: Opening): LiveVacancy['description'] => {
  const lines = TEXT[language].map((line, at) => (at % 2 === 0 ? `<h3>${line}</h3>` : paragraph(line)))
  const html = `<p>${title}. ${skills.join(', ')}</p>${lines.join('')}`
  const text = html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return { html, text, status: 'full' }
}

const RATE = 0.0105
const MODES = ['onsite', 'hybrid', 'remote', 'onsite', 'unknown'] as const

const salaryOf = (n: number, language: 'ru' | 'en'): Offer['salary'] => {
  if (n % 3 === 2) return undefined
  const inRoubles = language === 'ru'
  const min = inRoubles ? 60_000 + n * 5000 : 40_000 + n * 1500
  const max = Math.round(min * 1.4)
  const [annual, currency, period] = inRoubles ? [12 * RATE, 'RUB', 'month' as const] : [1, 'EUR', 'year' as const]
  return {
    min,
    ...(n % 4 !== 0 && { max }),
    currency,
    period,
    gross: !inRoubles,
    annualMin: Math.round(min * annual),
    annualMax: Math.round(max * annual),
    baseCurrency: 'EUR',
    rateDate: '2026-11-01',
    provenance: 'stated',
    flags: [],
  }
}

const offersOf = (n: number, language: 'ru' | 'en'): Offer[] => {
  const places = language === 'ru' ? PLACES.slice(0, 4) : PLACES.slice(4)
  const workMode = MODES[n % MODES.length] ?? 'unknown'
  const salary = salaryOf(n, language)
  const one = (at: number): Offer => ({
    places: [places[at % places.length] as Place],
    workMode,
    remoteCountries: workMode === 'remote' ? [language === 'ru' ? 'RU' : 'EU'] : [],
    employmentTypes: [n % 7 === 6 ? 'part-time' : 'full-time'],
    ...(salary && { salary }),
  })
  return n % 9 === 4 ? [one(n), one(n + 1)] : [one(n)]
}

const terms = (more: Partial<Posting['terms']> = {}): Posting['terms'] => ({
  redistribute: true,
  fullText: true,
  attribution: '',
  link: 'nofollow',
  dailyRequests: 5000,
  ...more,
})

const postingOf = (board: string, n: number, title: string, at: number): LiveVacancy['postings'][number] => ({
  key: `${board}:${n}`,
  board,
  url: `https://${board}.example/jobs/${n}`,
  applyUrl: `https://${board}.example/jobs/${n}/apply`,
  title,
  state: 'open',
  firstSeenAt: instant(at),
  observedAt: instant(at + DAY / 2),
  datePosted: instant(at - DAY),
  why: board === 'city-works' ? 'text 0.94' : 'founder',
  terms: board === 'city-works' ? terms({ attribution: 'Работа России, открытые данные' }) : terms(),
})

/** The n-th invented vacancy. */
export const inventVacancy = (n: number, more: Partial<LiveVacancy> = {}): LiveVacancy => {
  const language = n % 2 === 0 ? 'ru' : 'en'
  const openings = language === 'ru' ? RUSSIAN : ENGLISH
  const opening = openings[Math.floor(n / 2) % openings.length] as Opening
  const firstSeen = NOW - (n % 25) * DAY - DAY
  const board = language === 'ru' ? 'river-jobs' : 'harbour-careers'
  const postings = [postingOf(board, n, opening.title, firstSeen)]
  if (n % 4 === 0) postings.push(postingOf('city-works', n, opening.title, firstSeen + DAY / 4))
  return LiveVacancy.parse({
    kind: 'vacancy',
    id: vacancyId(`${board}:${n}`),
    state: 'open',
    title: opening.title,
    seniority: /^(?:Senior|Старший)/.test(opening.title) ? 'senior' : 'unknown',
    employer: { name: opening.employer, key: opening.employer.toLowerCase() },
    url: postings[0]?.url,
    applyUrl: postings[0]?.applyUrl,
    offers: offersOf(n, language),
    experience: { minYears: 1, maxYears: 3 },
    skills: opening.skills,
    language,
    firstSeenAt: instant(firstSeen),
    datePosted: instant(firstSeen - DAY),
    description: description(language, opening),
    textHash: hashId(String(n)),
    contentHash: hashId(String(n), 'content'),
    changed: [],
    postings,
    postingCount: postings.length,
    boards: [...new Set(postings.map((posting) => posting.board))],
    reposts: 0,
    bootstrap: false,
    variants: [],
    survivorship: { description: `${board}:${n} (fullest text)` },
    updatedAt: instant(firstSeen),
    owner: 1,
    rulesVersion: 1,
    ...more,
  })
}

const unproven = (vacancy: LiveVacancy): LiveVacancy => ({
  ...vacancy,
  state: 'unverified',
  postings: vacancy.postings.map((posting) => ({
    ...posting,
    state: 'unverified',
    reason: 'unproven',
    stateSince: '2026-11-20T08:00:00.000Z',
  })),
})

const shared = { updatedAt: instant(NOW), owner: 1, rulesVersion: 1 }

/** One of each: vacancies that are not simply open. */
export const special = {
  unverified: unproven(inventVacancy(100)),
  closed: inventVacancy(101, { state: 'closed', closedReason: 'page-gone', closedAt: '2026-11-22T10:00:00.000Z' }),
  merged: { kind: 'merged', id: vacancyId('merged'), mergedInto: inventVacancy(0).id, ...shared },
  removed: {
    kind: 'removed',
    id: vacancyId('removed'),
    reason: 'removed-on-request',
    removals: [],
    removedAt: '2026-11-23T09:00:00.000Z',
    ...shared,
  },
} as const satisfies Record<string, Vacancy>

/** Sixty open vacancies in Russian and English, and the special ones. */
export const inventedVacancies = (): readonly Vacancy[] => [
  ...Array.from({ length: 60 }, (_, n) => inventVacancy(n)),
  ...Object.values(special),
]

export const vacancyWrite = (vacancy: Vacancy, version: number): IndexWrite => ({
  id: vacancy.id,
  version,
  seq: { partition: 0, offset: version },
  document: toDocument(vacancy),
})
