import type { VacancyDocument, VacancyIndex } from '../../ports/vacancy-index.js'

type Search = NonNullable<VacancyDocument['search']>
export type Completion = Awaited<ReturnType<VacancyIndex['complete']>>[number]
type Term = Pick<Completion, 'kind' | 'text'>

/** Parts the folded text, its kind and the text as people see it; no text has it. */
const PART = '\u0001'
/** Longer texts complete nothing that anybody types. */
const LONGEST = 200

/** A text as prefixes are compared: case and ё do not matter. */
export const folded = (text: string): string => text.toLowerCase().replaceAll('ё', 'е').trim()

const termsOf = ({ title, employerName, skills, places }: Search): Term[] => [
  { kind: 'title', text: title },
  { kind: 'employer', text: employerName },
  ...skills.map((text): Term => ({ kind: 'skill', text })),
  ...places.flatMap(({ en, ru }): Term[] => [
    { kind: 'place', text: en },
    { kind: 'place', text: ru },
  ]),
]

/** What may complete a prefix to this vacancy, as keywords that begin with the folded text. */
export const completionsOf = (search: Search): string[] => [
  ...new Set(
    termsOf(search)
      .filter(({ text }) => text.trim() !== '' && text.length <= LONGEST)
      .map(({ kind, text }) => [folded(text), kind, text].join(PART)),
  ),
]

/** What a keyword stands for. */
export const completionOf = (keyword: string): Term => {
  const [, kind, text = ''] = keyword.split(PART)
  return { kind: kind as Term['kind'], text }
}
