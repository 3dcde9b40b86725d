import type { FacetName, FacetValue } from '../ports/vacancy-index.js'
import type { Visit } from './layout.js'

const LABELS: Readonly<Partial<Record<FacetName, (visit: Visit, value: string) => string | undefined>>> = {
  place: ({ words }, id) => words.placeName(id),
  remoteFrom: ({ words }, code) => words.country(code),
  language: ({ words }, code) => words.tongue(code),
  board: ({ boardName }, id) => boardName(id),
}

/** A facet's value as people call it; `label` is what the index calls it, if it does. */
export const labelOf = (visit: Visit, name: FacetName, value: string, label?: FacetValue['label']): string =>
  LABELS[name]?.(visit, value) ?? label?.[visit.words.language] ?? visit.words.value(value)
