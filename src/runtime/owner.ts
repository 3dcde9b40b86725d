import { hasConsequence } from '../domain/errors.js'
import { ABSENT } from '../ports/records.js'
import type { Records } from '../ports/records.js'

const COLLECTION = 'owners'

/** Takes the next number of an ownership: larger at every start, so that a resumed old owner is recognised. */
export const nextOwner = async (records: Records, name: string): Promise<number> => {
  for (;;) {
    const stored = await records.get<{ number: number }>(COLLECTION, name)
    const number = (stored?.value.number ?? 0) + 1
    try {
      await records.put(COLLECTION, name, { number }, { ifVersion: stored?.version ?? ABSENT })
      return number
    } catch (error) {
      if (!hasConsequence(error, 'conflict')) throw error
    }
  }
}
