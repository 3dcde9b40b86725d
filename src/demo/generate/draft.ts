import { postingKey } from '../../domain/ids.js'
import type { BoardPlan } from '../boards.js'
import { citiesOf } from '../boards.js'
import type { DemoOpening, DemoPosting, Truth, TruthClass } from '../truth.js'
import type { Random } from './random.js'
import { randomOf } from './random.js'
import { composeText } from './text.js'
import type { Subject } from './text.js'
import type { City, Tongue } from './tongue.js'

/** A posting before it has a place on a board. */
export type Advert = Pick<DemoPosting, 'title' | 'employer' | 'tongue' | 'city' | 'text' | 'skills' | 'salary'> & {
  readonly subject: Subject
}

export type Life = Partial<
  Pick<
    DemoPosting,
    'from' | 'until' | 'closedFrom' | 'unlistedFrom' | 'goneFrom' | 'expiresAt' | 'changed' | 'requisition'
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

const sourceIdOf = ({ form, id }: BoardPlan, number: number, title: string): string => {
  if (form === 'greenhouse') return String(4_000_000 + number)
  if (form === 'site') return `/jobs/${number}-${slug(title)}`
  if (form === 'trudvsem') return `b${String(number).padStart(7, '0')}-11f0-${id.length}a5e-bf1d-fd2c4e1f0a10`
  return form === 'rss' ? `fresh-${number}` : `tag:lenta.example,2026:${number}`
}

export const salaryOf = ({ salary }: Tongue, random: Random): { min: number; max: number } => {
  const min = salary.from + salary.step * random.int(0, 20)
  return { min, max: min + salary.step * random.int(1, 6) }
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
      ...(random.next() < 0.7 && { salary: salaryOf(tongue, random) }),
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
    const { title, employer, tongue, city, text, skills, salary } = advert
    const sourceId = sourceIdOf(plan, number, title)
    const requisition = plan.form === 'greenhouse' ? { requisition: `R-${plan.id}-${opening}` } : {}
    const posting: DemoPosting = {
      ...{ key: postingKey(plan.id, sourceId), board: plan.id, sourceId, number, opening },
      ...{ title, employer, tongue, city, text, skills, from: 0 },
      ...(salary && { salary }),
      ...requisition,
      ...life,
    }
    this.openings.get(opening)?.postings.push(posting)
    return posting
  }

  truth(): Truth {
    const openings: DemoOpening[] = [...this.openings.values()]
    const postings = openings.flatMap((opening) => opening.postings)
    return { openings, byKey: new Map(postings.map((posting) => [posting.key, posting])) }
  }
}
