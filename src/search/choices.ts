import { EmploymentType, Seniority, WorkMode } from '../domain/common.js'
import type { Given } from './given.js'
import type { Filters, Group } from './group.js'

const oneOf = <T extends string>(given: Given, name: string, values: readonly T[]): readonly T[] => {
  const known = new Set<string>(values)
  const read = given.list(name).map((value) => value.toLowerCase())
  const bad = read.find((value) => !known.has(value))
  if (bad !== undefined) given.refuse(name, `"${bad}" is none of ${values.join(', ')}`)
  return [...new Set(read)].filter((value): value is T => known.has(value))
}

/** Filters whose values are a closed list. */
export const choices: Group<Pick<Filters, 'workMode' | 'employmentType' | 'seniority'>> = {
  names: ['workMode', 'employmentType', 'seniority'],
  read(given) {
    const workMode = oneOf(given, 'workMode', WorkMode.options)
    const employmentType = oneOf(given, 'employmentType', EmploymentType.options)
    const seniority = oneOf(given, 'seniority', Seniority.options)
    return {
      ...(workMode.length > 0 && { workMode }),
      ...(employmentType.length > 0 && { employmentType }),
      ...(seniority.length > 0 && { seniority }),
    }
  },
  write: ({ filters: { workMode, employmentType, seniority } }) => ({
    ...(workMode && { workMode }),
    ...(employmentType && { employmentType }),
    ...(seniority && { seniority }),
  }),
}
