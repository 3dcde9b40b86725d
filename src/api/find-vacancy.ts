import { z } from 'zod'
import { VacancyId } from '../domain/common.js'
import type { LiveVacancy } from '../domain/vacancy.js'
import type { ApiDeps } from './deps.js'
import { refusal } from './problem.js'

export const VacancyParams = z.object({ id: VacancyId.describe('`v` and 22 characters') })

/** What stands under a vacancy's id now. */
export type Found =
  | { readonly kind: 'vacancy'; readonly vacancy: LiveVacancy }
  | { readonly kind: 'merged'; readonly mergedInto: string }
  | { readonly kind: 'removed'; readonly since: string | undefined }
  | { readonly kind: 'unknown' }

export const findVacancy = async (index: ApiDeps['index'], id: string): Promise<Found> => {
  const entry = await index.get(id)
  if (!entry) return { kind: 'unknown' }
  const { vacancy } = entry.document
  if (vacancy.kind === 'vacancy') return { kind: 'vacancy', vacancy }
  if (vacancy.kind === 'merged') return { kind: 'merged', mergedInto: vacancy.mergedInto }
  return { kind: 'removed', since: vacancy.removedAt }
}

export const notFound = (id: string) =>
  refusal('vacancy-not-found', `no vacancy has the id ${id}: search for it, it may have another one`)

export const removed = ({ since }: { readonly since: string | undefined }) =>
  refusal(
    'vacancy-removed',
    `this vacancy was removed${since === undefined ? '' : ` on ${since.slice(0, 10)}`} at the wish of its employer or of the page it stood on`,
  )
