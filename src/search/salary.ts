import type { Filters, Group } from './group.js'

const MOST = 1e9

/** The floor of a year's pay in the base currency, and whether offers that do not tell theirs (or from where) pass. */
export const salary: Group<Pick<Filters, 'salaryMin' | 'includeUnstated'>> = {
  names: ['salaryMin', 'includeUnstated'],
  read(given) {
    const salaryMin = given.number('salaryMin', { min: 0, max: MOST })
    return {
      ...(salaryMin !== undefined && { salaryMin }),
      includeUnstated: given.flag('includeUnstated') ?? true,
    }
  },
  write: ({ filters: { salaryMin, includeUnstated } }) => ({
    ...(salaryMin !== undefined && { salaryMin: String(salaryMin) }),
    ...(!includeUnstated && { includeUnstated: 'false' }),
  }),
}
