import type { IndexWrite, OfferFields, PlaceName } from '../../src/ports/vacancy-index.js'
import type { Parameters } from '../../src/search/given.js'
import { documentWrite } from './document.js'

export const TITLES = (
  'Водитель категории С|Разработчик Java|Frontend developer|Backend engineer|Бухгалтер на участок|Кладовщик|Медсестра|' +
  'Повар горячего цеха|Продавец-консультант|Менеджер по продажам|Data analyst|Product designer|Сварщик|Электромонтёр|' +
  'Слесарь-ремонтник|Курьер|Учитель математики|Врач-терапевт|Юрист|Маркетолог|DevOps engineer|QA engineer|Системный аналитик|' +
  'Оператор станков с ЧПУ|Software architect|Sales manager|Account executive|Программист 1С|Инженер-конструктор|Logistics coordinator'
).split('|')
export const LEVELS = ['', 'Старший ', 'Senior ', 'Ведущий ', 'Junior ', 'Lead ']
const SKILLS =
  'Java,Python,SQL,TypeScript,React,Docker,Kubernetes,Excel,1С,C++,C#,Go,Linux,Git,AutoCAD,Figma,Kafka,Spark'.split(',')
const WORDS = (
  'опыт работы от года знание команда проект задачи разработка поддержка клиент компания график обучение оформление оплата ' +
  'обязанности требования условия ответственность документы отчёт система продукт рынок качество безопасность оборудование ' +
  'experience team project build support customer company schedule training benefits responsibilities requirements report ' +
  'system product market quality safety equipment design review deliver communicate plan develop test deploy operate analyse'
).split(' ')
const SYLLABLES = 'ра ко ми ле та во су ни по дер ing ment ter con pro al er st ar el'.split(' ')
const MOST_PLACES = 200

/** The same numbers for the same seed. */
export const randomOf = (seed: number): (() => number) => {
  let state = (seed + 1) * 2_654_435_761
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) | 0
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32
  }
}

const placeOf = (n: number): PlaceName => ({ id: `city:${n}`, en: `City ${n}`, ru: `Город ${n}` })
const countryOf = (n: number): PlaceName =>
  n % 3 === 0 ? { id: 'country:DE', en: 'Germany', ru: 'Германия' } : { id: 'country:RU', en: 'Russia', ru: 'Россия' }

/** About 3 KB: common words, and rare ones that a real text has. */
export const textOf = (random: () => number): string => {
  const words = Array.from({ length: 420 }, () => {
    if (random() < 0.75) return WORDS[Math.floor(random() ** 2 * WORDS.length)]
    return Array.from({ length: 3 }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('')
  })
  return `${words.slice(0, 100).join(' ')}. ${words.slice(100).join(' ')}.`
}

const offerOf = (random: () => number, place: number): OfferFields => ({
  placeIds: [countryOf(place).id, placeOf(place).id],
  points: [{ lat: 45 + (place % 20), lon: 10 + (place % 60) }],
  workMode: random() < 0.6 ? 'onsite' : random() < 0.5 ? 'remote' : 'hybrid',
  remoteCountries: random() < 0.1 ? ['RU', 'KZ'] : [],
  employmentTypes: [random() < 0.8 ? 'full-time' : 'part-time'],
  ...(random() < 0.5 && {
    annualMin: Math.floor(random() * 60_000),
    annualMax: 60_000 + Math.floor(random() * 60_000),
  }),
})

/** The n-th invented vacancy, written once. */
export const benchWrite = (n: number, now: number): IndexWrite => {
  const random = randomOf(n)
  const pick = <T>(list: readonly T[], skew = 1): T => list[Math.floor(random() ** skew * list.length)] as T
  const places = Array.from({ length: random() < 0.2 ? 2 : 1 }, () => Math.floor(random() ** 2 * MOST_PLACES))
  const employer = Math.floor(random() ** 2 * 4000)
  return documentWrite(
    `v${String(n).padStart(22, '0')}`,
    {
      state: random() < 0.9 ? 'open' : random() < 0.5 ? 'unverified' : 'closed',
      title: `${pick(LEVELS)}${pick(TITLES)}`,
      employerName: `Employer ${employer}`,
      employerKey: `employer ${employer}`,
      skills: [...new Set(Array.from({ length: 4 }, () => pick(SKILLS, 1.5)))],
      text: textOf(random),
      places: places.flatMap((place) => [countryOf(place), placeOf(place)]),
      offers: places.map((place) => offerOf(random, place)),
      seniority: pick(['unknown', 'junior', 'middle', 'senior', 'lead']),
      language: random() < 0.7 ? 'ru' : 'en',
      boards: [`board-${Math.floor(random() * 30)}`],
      firstSeenAt: now - Math.floor(random() * 60) * 86_400_000,
    },
    n + 1,
  )
}

/** What people ask: browsing, common and rare words, phrases, filters, circles. */
export const benchSearches: readonly Parameters[] = [
  {},
  { q: 'разработчик' },
  { q: 'водитель' },
  { q: 'менеджер по продажам' },
  { q: 'senior java' },
  { q: 'бухгалтер 1С' },
  { q: 'опыт работы' },
  { q: 'рако миле' },
  { q: '"system product"' },
  { q: 'engineer -devops' },
  { q: 'developer', workMode: 'remote' },
  { q: 'аналитик', place: 'country:RU', salaryMin: '50000' },
  { place: 'country:DE', workMode: 'remote,hybrid', seniority: 'senior' },
  { skill: 'Java,Python', sort: 'salary' },
  { lat: '55', lon: '20', km: '200', sort: 'distance' },
  { q: 'курьер', firstSeenWithinDays: '7' },
  { employer: 'employer 12' },
  { language: 'en', employmentType: 'part-time' },
]
