import type { VacancyIndex } from '../../ports/vacancy-index.js'
import type { Facts } from './index-facts.js'

type Completion = Awaited<ReturnType<VacancyIndex['complete']>>[number]

const fold = (text: string): string => text.toLowerCase().replaceAll('ё', 'е').trim()

interface Term {
  readonly text: string
  readonly kind: Completion['kind']
  readonly folded: string
  count: number
}

const termsOf = ({ title, employerName, skills, places }: Facts): [Completion['kind'], string][] => [
  ['title', title],
  ['employer', employerName],
  ...skills.map((skill): [Completion['kind'], string] => ['skill', skill]),
  ...places.flatMap(({ en, ru }): [Completion['kind'], string][] => [
    ['place', en],
    ['place', ru],
  ]),
]

/** How many vacancies carry each title, employer, skill and place: what a prefix may become. */
export const openCompletion = () => {
  const terms = new Map<string, Term>()
  const ofRow = new Map<number, readonly string[]>()

  const remove = (row: number): void => {
    for (const key of ofRow.get(row) ?? []) {
      const term = terms.get(key)
      if (term && --term.count === 0) terms.delete(key)
    }
    ofRow.delete(row)
  }

  const put = (row: number, facts: Facts): void => {
    remove(row)
    const found = termsOf(facts).filter(([, text]) => text.trim() !== '')
    const keys = new Map(found.map(([kind, text]) => [`${kind} ${text}`, { kind, text }]))
    for (const [key, { kind, text }] of keys) {
      const term = terms.get(key) ?? { text, kind, folded: fold(text), count: 0 }
      term.count++
      terms.set(key, term)
    }
    ofRow.set(row, [...keys.keys()])
  }

  const complete = (prefix: string, size: number): Completion[] => {
    const folded = fold(prefix)
    if (folded === '') return []
    return [...terms.values()]
      .filter((term) => term.folded.startsWith(folded))
      .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1))
      .slice(0, size)
      .map(({ text, kind, count }) => ({ text, kind, count }))
  }

  return { put, remove, complete }
}
