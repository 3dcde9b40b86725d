import { foldLetters, tidy } from '../../src/domain/fold.js'
import type { Posting } from '../../src/domain/posting.js'

type Experience = NonNullable<Posting['experience']>

const MOST_YEARS = 30
const NONE =
  /без опыта|нет опыта|опыт(?: работы)? не (?:требуется|нужен|важен)|no experience|noexperience|entry.level|не имеет значения/
const YEARS = '(?:years?|yrs?|год(?:а|у)?|лет|г\\.|jahren?|ans|anos|lat|ar)'
const RANGE = new RegExp(
  `(\\d{1,2})(?:\\s?\\+)?\\s?(?:${YEARS}\\s)?(?:[-–—]|to|до|bis|and)\\s?(\\d{1,2})\\s?\\+?\\s?${YEARS}(?!\\p{L})`,
  'u',
)
const ATLEAST = new RegExp(
  `(?:(?:от|более|больше|свыше|не менее|минимум|at least|minimum|min|over|more than|mindestens)\\s(?:of\\s)?)?(\\d{1,2})(?:\\s?\\+|\\s?or more)?(?:-х)?\\s?${YEARS}(?!\\p{L})`,
  'u',
)
const CODES = new Map<string, Experience>(
  Object.entries({
    noexperience: { minYears: 0, maxYears: 0 },
    between1and3: { minYears: 1, maxYears: 3 },
    between3and6: { minYears: 3, maxYears: 6 },
    morethan6: { minYears: 6 },
  }),
)
const NEAR = /опыт|experience|стаж|erfahrung/

const bounded = (min: number, max?: number): Experience | undefined => {
  if (min > MOST_YEARS || (max !== undefined && (max < min || max > MOST_YEARS))) return undefined
  return { minYears: min, ...(max !== undefined && { maxYears: max }) }
}

/** Years of experience in a text: "от 3 до 6 лет", "3+ years", "без опыта". */
const yearsIn = (text: string): Experience | undefined => {
  const range = RANGE.exec(text)
  if (range !== null) return bounded(Number(range[1]), Number(range[2]))
  const least = ATLEAST.exec(text)
  if (least !== null) return bounded(Number(least[1]))
  return undefined
}

const inDescription = (text: string): Experience | undefined => {
  for (const line of foldLetters(text.slice(0, 20_000)).split(/[\n.;]/)) {
    if (!NEAR.test(line) || line.length > 400) continue
    const found = NONE.test(line) ? { minYears: 0 } : yearsIn(line)
    if (found !== undefined) return found
  }
  return undefined
}

/** Experience asked for: the board's own field first, then lines of the description that speak of experience. */
export const readExperience = (stated: string | undefined, description: string): Posting['experience'] => {
  const text = tidy(stated ?? '')
  if (text === '') return inDescription(description)
  const folded = foldLetters(text)
  const months = /^(\d{1,3}) months?$/.exec(folded)
  const found =
    CODES.get(folded.replaceAll(' ', '')) ??
    (NONE.test(folded) ? { minYears: 0, maxYears: 0 } : undefined) ??
    (months === null ? undefined : bounded(Math.round(Number(months[1]) / 12))) ??
    yearsIn(folded)
  return { ...found, text }
}
