import { postingKey } from '../../domain/ids.js'
import type { BoardPlan } from '../boards.js'
import { citiesOf } from '../boards.js'
import type { DemoOpening, DemoPosting, Pay, Truth, TruthClass } from '../truth.js'
import type { Random } from './random.js'
import { randomOf } from './random.js'
import { composeText } from './text.js'
import type { Subject } from './text.js'
import type { City, Tongue } from './tongue.js'

/** A posting before it has a place on a board. */
export type Advert = Pick<
  DemoPosting,
  'title' | 'employer' | 'tongue' | 'city' | 'more' | 'isRemote' | 'text' | 'skills' | 'salary'
> & {
  readonly subject: Subject
}

export type Life = Partial<
  Pick<
    DemoPosting,
    | 'from'
    | 'until'
    | 'closedFrom'
    | 'unlistedFrom'
    | 'goneFrom'
    | 'ledAwayFrom'
    | 'expiresAt'
    | 'changed'
    | 'traps'
    // The id of another posting, given once more.
    | 'sourceId'
  >
>

interface Growing {
  readonly id: string
  readonly classes: Set<TruthClass>
  readonly postings: DemoPosting[]
}

const TRANSLIT: Record<string, string> = Object.fromEntries(
  Array.from('абвгдеёжзийклмнопрстуфхцчшщъыьэюя').map((letter, at) => [
    letter,
    'a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch  y  e yu ya'.split(' ')[at] ?? '',
  ]),
)

const slug = (title: string): string =>
  Array.from(title.toLowerCase())
    .map((letter) => TRANSLIT[letter] ?? letter)
    .join('')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')

const uuid = ({ id }: BoardPlan, number: number, letter: string): string =>
  `${letter}${String(number).padStart(7, '0')}-11f0-4${id.length % 10}a5-bf1d-fd2c4e1f0a10`

/** A board's own number or name of a posting. */
const sourceIdOf = (plan: BoardPlan, number: number, title: string): string => {
  switch (plan.form) {
    case 'site':
      return `/jobs/${number}-${slug(title)}`
    case 'rss':
      return `fresh-${number}`
    case 'atom':
      return `tag:lenta.example,2026:${number}`
    case 'trudvsem':
    case 'lever':
    case 'ashby':
      return uuid(plan, number, plan.form === 'trudvsem' ? 'b' : 'c')
    case 'workday':
      return `R-${1000 + number}`
    case 'smartrecruiters':
      return String(743_999_000_000_000 + number)
    case 'greenhouse':
    case 'recruitee':
    case 'remoteok':
      return String(4_000_000 + number)
  }
}

export const salaryOf = ({ salary }: Tongue, random: Random): Pay => {
  const min = salary.from + salary.step * random.int(0, 20)
  return { min, max: min + salary.step * random.int(1, 6) }
}

/** The same pay for a year where the habit is a month's, and the other way round. */
const inOtherPeriod = ({ min, max }: Pay, { salary: { period } }: Tongue): Pay =>
  period === 'MONTH'
    ? { min: min * 12, max: max * 12, period: 'YEAR' }
    : { min: Math.round(min / 12), max: Math.round(max / 12), period: 'MONTH' }

/** Pay as a board says it: some in either period; only a feed has words for the taxes. */
const payOn = ({ tongue, form, traps = [] }: BoardPlan, random: Random): Pay => {
  const pay = salaryOf(tongue, random)
  if (!traps.includes('salary-period')) return pay
  const said = random.pick([pay, inOtherPeriod(pay, tongue)])
  return form === 'rss' ? { ...said, gross: random.pick([true, false]) } : said
}

/** Collects openings and their postings; each employer has each title once. */
export class Draft {
  private readonly seed: number
  private readonly openings = new Map<string, Growing>()
  private readonly titles = new Map<string, [string, string][]>()
  private readonly numbers = new Map<string, number>()

  constructor(seed: number) {
    this.seed = seed
  }

  private titleFor(employer: string, tongue: Tongue): [string, string] {
    let left = this.titles.get(employer)
    if (left === undefined) {
      const all = tongue.roles.flatMap((role) => tongue.focuses.map((focus): [string, string] => [role, focus]))
      left = randomOf(this.seed, `titles ${employer}`).some(all, all.length)
      this.titles.set(employer, left)
    }
    const title = left.pop()
    if (title === undefined) throw new RangeError(`${employer} has no title left: choose a smaller --size`)
    return title
  }

  /** A fresh advert for a board, unlike every other. */
  advert(plan: BoardPlan, random: Random, city: City = random.pick(citiesOf(plan))): Advert {
    const { tongue } = plan
    const { first, last } = tongue.employers
    // The first names are those of the boards with one employer.
    const employer = plan.employer ?? `${random.pick(first.slice(1))} ${random.pick(last.slice(1, -1))}`
    const [role, focus] = this.titleFor(employer, tongue)
    const skills = random.some(tongue.skills, random.int(2, 5))
    const subject = { employer, role, focus, skills }
    return {
      ...{ title: `${role} (${focus})`, employer, tongue, city, skills, subject },
      text: composeText(subject, tongue, random),
      ...(random.next() < 0.7 && { salary: payOn(plan, random) }),
    }
  }

  /** A new opening of these classes. */
  opening(...classes: readonly TruthClass[]): string {
    const id = `o${this.openings.size + 1}`
    this.openings.set(id, { id, classes: new Set(classes), postings: [] })
    return id
  }

  mark(opening: string, truthClass: TruthClass): void {
    this.openings.get(opening)?.classes.add(truthClass)
  }

  /** Puts an advert of an opening on a board. */
  post(plan: BoardPlan, opening: string, advert: Advert, life: Life = {}): DemoPosting {
    const number = (this.numbers.get(plan.id) ?? 0) + 1
    this.numbers.set(plan.id, number)
    const { title, employer, tongue, city, more, isRemote, text, skills, salary } = advert
    const { sourceId = sourceIdOf(plan, number, title) } = life
    const traps = [...(plan.traps ?? []), ...(life.traps ?? [])]
    const requisition = plan.form === 'greenhouse' ? { requisition: `R-${plan.id}-${opening}` } : {}
    const posting: DemoPosting = {
      ...{ key: postingKey(plan.id, sourceId), board: plan.id, sourceId, number, opening },
      ...{ title, employer, tongue, city, text, skills, from: 0 },
      ...(more && { more }),
      ...(isRemote && { isRemote }),
      ...(salary && { salary }),
      ...requisition,
      ...life,
      traps,
    }
    this.openings.get(opening)?.postings.push(posting)
    for (const trap of traps) this.mark(opening, trap)
    return posting
  }

  truth(): Truth {
    const openings: DemoOpening[] = [...this.openings.values()]
    const postings = openings.flatMap((opening) => opening.postings)
    return { openings, byKey: new Map(postings.map((posting) => [posting.key, posting])) }
  }
}
