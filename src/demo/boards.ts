import type { City, Tongue } from './generate/tongue.js'
import { english } from './generate/english.js'
import { russian } from './generate/russian.js'
import type { Fault, Faults } from './rounds.js'
import type { TruthClass } from './truth.js'

export type Form =
  | 'greenhouse'
  | 'site'
  | 'rss'
  | 'atom'
  | 'trudvsem'
  | 'lever'
  | 'ashby'
  | 'workday'
  | 'smartrecruiters'
  | 'recruitee'
  | 'remoteok'

/** A board of the demo. */
export interface BoardPlan {
  readonly id: string
  readonly form: Form
  readonly name: string
  readonly tongue: Tongue
  /** Openings of its own in round 0, of 4000 postings altogether. */
  readonly share: number
  readonly rank: number
  readonly employer?: string
  /** Only cities of this region. */
  readonly region?: string
  readonly faults: Faults
  /** Class of all its postings that are there while something is wrong with it. */
  readonly faultClass?: TruthClass
  /** Classes of all its postings: how it writes them. */
  readonly traps?: readonly TruthClass[]
  /** Entries in its list that no reader can take. */
  readonly malformed: number
  /** robots.txt forbids all of it. */
  readonly forbidden?: true
  /** Well formed and empty from this round on. */
  readonly emptiedFrom?: number
}

const faults = (...list: readonly [number, Fault][]): Faults => new Map(list)
const none = faults()

/** Long enough for a sweep to be believed: whoever takes the fault for an answer has closed everything at the end. */
const toTheEnd = (fault: Fault): Faults => faults([5, fault], [6, fault], [7, fault], [8, fault])

export const boardPlans: readonly BoardPlan[] = [
  {
    ...{ id: 'northgate', form: 'greenhouse', name: 'Northgate Works', employer: 'Northgate Works', tongue: english },
    ...{ share: 290, rank: 90, malformed: 0, faults: faults([5, 'truncated']), faultClass: 'truncated-list' },
    traps: ['minor-units'],
  },
  {
    ...{ id: 'larkspur', form: 'greenhouse', name: 'Larkspur Systems', employer: 'Larkspur Systems', tongue: english },
    ...{ share: 240, rank: 90, malformed: 20, faults: faults([4, 'outage']), faultClass: 'outage' },
  },
  {
    ...{ id: 'volna', form: 'greenhouse', name: 'Волна Технологии', employer: 'Волна Технологии', tongue: russian },
    ...{ share: 180, rank: 90, malformed: 0, faults: faults([6, 'outage'], [7, 'ill-formed']) },
    faultClass: 'empty-after-outage',
  },
  {
    ...{ id: 'thornbury', form: 'greenhouse', name: 'Thornbury Mills', employer: 'Thornbury Mills', tongue: english },
    ...{ share: 80, rank: 90, malformed: 0, faults: none, emptiedFrom: 2 },
  },
  {
    ...{ id: 'cityboard', form: 'site', name: 'City Board', tongue: english, share: 380, rank: 50, malformed: 0 },
    ...{ faults: faults([1, 'throttled'], [4, 'throttled']), faultClass: 'throttled' },
  },
  {
    ...{ id: 'rabota', form: 'site', name: 'Работа рядом', tongue: russian, share: 400, rank: 50, malformed: 20 },
    ...{ faults: faults([5, 'truncated']), faultClass: 'truncated-list' },
  },
  {
    ...{ id: 'fresh', form: 'rss', name: 'Fresh Openings', tongue: english, share: 80, rank: 50, malformed: 10 },
    ...{ faults: none, traps: ['salary-period'] },
  },
  {
    ...{ id: 'lenta', form: 'atom', name: 'Лента вакансий', tongue: russian, share: 80, rank: 50, malformed: 0 },
    ...{ faults: faults([3, 'outage']), faultClass: 'outage' },
  },
  {
    ...{ id: 'tatarstan', form: 'trudvsem', name: 'Работа в Татарстане', tongue: russian, share: 310, rank: 60 },
    ...{
      region: 'Республика Татарстан',
      malformed: 20,
      faults: faults([5, 'truncated']),
      faultClass: 'truncated-list',
    },
  },
  {
    ...{ id: 'sverdlovsk', form: 'trudvsem', name: 'Работа на Урале', tongue: russian, share: 250, rank: 60 },
    ...{ region: 'Свердловская область', malformed: 0, faults: faults([6, 'outage'], [7, 'empty']) },
    ...{ faultClass: 'empty-after-outage', traps: ['page-index'] },
  },
  {
    ...{ id: 'bluefield', form: 'lever', name: 'Bluefield Works', employer: 'Bluefield Works', tongue: english },
    ...{ share: 80, rank: 90, malformed: 0, faults: none, traps: ['short-page', 'epoch-date'] },
  },
  {
    ...{ id: 'oakhurst', form: 'workday', name: 'Oakhurst Mills', employer: 'Oakhurst Mills', tongue: english },
    ...{ share: 70, rank: 90, malformed: 0, faults: toTheEnd('truncated'), faultClass: 'lying-total' },
    traps: ['relative-date'],
  },
  {
    ...{ id: 'zarya', form: 'smartrecruiters', name: 'Заря Маркет', employer: 'Заря Маркет', tongue: russian },
    ...{ share: 70, rank: 90, malformed: 0, faults: toTheEnd('no-such-board'), faultClass: 'no-such-board' },
  },
  {
    ...{ id: 'kedr', form: 'ashby', name: 'Кедр Технологии', employer: 'Кедр Технологии', tongue: russian },
    ...{ share: 80, rank: 90, malformed: 0, faults: none, traps: ['escaped-html'] },
  },
  {
    ...{ id: 'polyus', form: 'recruitee', name: 'Полюс Маркет', employer: 'Полюс Маркет', tongue: russian },
    ...{ share: 110, rank: 90, malformed: 0, faults: none, traps: ['salary-period'] },
  },
  {
    ...{ id: 'farwork', form: 'remoteok', name: 'Farwork', tongue: english, share: 0, rank: 50, malformed: 0 },
    ...{ faults: none, traps: ['epoch-date', 'remote-place'] },
  },
  {
    ...{ id: 'rodnik', form: 'site', name: 'Родник вакансий', tongue: russian, share: 0, rank: 50, malformed: 0 },
    ...{ faults: toTheEnd('led-away'), faultClass: 'led-away' },
  },
  // Lives on others' adverts: none of its own.
  {
    ...{ id: 'allwork', form: 'site', name: 'AllWork', tongue: english, share: 0, rank: 10, malformed: 0 },
    faults: none,
  },
  {
    ...{ id: 'private', form: 'site', name: 'Private Board', tongue: english, share: 60, rank: 50, malformed: 0 },
    ...{ faults: none, forbidden: true },
  },
]

/** Cities of a board's postings. */
export const citiesOf = ({ tongue, region }: BoardPlan): readonly City[] =>
  region === undefined ? tongue.cities : tongue.cities.filter((city) => city.region === region)

export const hasFailed = ({ faults }: BoardPlan, round: number): boolean => {
  const fault = faults.get(round)
  return fault !== undefined && fault !== 'throttled'
}
