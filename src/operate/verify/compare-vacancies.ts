import { z } from 'zod'
import { vacancyId } from '../../domain/ids.js'
import { PostingMeta } from '../../domain/vacancy.js'
import type { LogRecord } from '../../ports/log.js'
import type { Difference } from './differences.js'
import { wordOf } from './table.js'
import type { TableView } from './table.js'

const Named = PostingMeta.pick({ key: true, observedAt: true, state: true, stateSince: true })

// Only what is compared: a million vacancies are read.
const Glance = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('vacancy'), postings: z.array(Named), postingCount: z.int() }),
  z.object({ kind: z.literal('merged'), mergedInto: z.string() }),
  z.object({ kind: z.literal('removed') }),
])
type Glance = z.infer<typeof Glance>

/**
 * The table against `vacancies.v1`, both ways: after every record was taken, `differences` tells what dedupe's view does
 * not say as the table does. Keeps some hundred bytes a posting.
 */
export class VacanciesComparison {
  private readonly vacancies = new Map<string, Glance>()
  private readonly table: TableView

  constructor(table: TableView) {
    this.table = table
  }

  get size(): number {
    return this.vacancies.size
  }

  take({ key, value }: LogRecord): void {
    if (key === null) return
    if (value === null) {
      this.vacancies.delete(key)
      return
    }
    const glance = Glance.safeParse(value)
    if (glance.success) this.vacancies.set(key, glance.data)
  }

  differences(): Difference[] {
    const holders = new Map<string, number>()
    let unnamed = 0
    const found: Difference[] = []
    for (const [id, vacancy] of this.vacancies) {
      if (vacancy.kind !== 'vacancy') continue
      unnamed += vacancy.postingCount - vacancy.postings.length
      for (const named of vacancy.postings) {
        holders.set(named.key, (holders.get(named.key) ?? 0) + 1)
        const difference = this.judge(id, named)
        if (difference) found.push(difference)
      }
    }
    return [...found, ...this.doubled(holders), ...this.unheld(holders, unnamed), ...this.astray()]
  }

  private judge(id: string, { key, stateSince, ...named }: z.infer<typeof Named>): Difference | undefined {
    const row = this.table.rows.get(key)
    if (!row) return { kind: 'posting-unknown', id: key, detail: `named by ${id}; table: nothing` }
    if (row.removed) return { kind: 'posting-removed', id: key, detail: `shown by ${id}` }
    const [table, vacancy] = [wordOf(row), wordOf({ ...named, since: stateSince })]
    return table === vacancy
      ? undefined
      : { kind: 'posting-outdated', id: key, detail: `table: ${table}; ${id}: ${vacancy}` }
  }

  private *doubled(holders: ReadonlyMap<string, number>): Generator<Difference> {
    for (const [key, count] of holders)
      if (count > 1) yield { kind: 'posting-doubled', id: key, detail: `held by ${count} vacancies` }
  }

  /** A vacancy of very many postings names the first of them only: so many may be without a name. */
  private unheld(holders: ReadonlyMap<string, number>, unnamed: number): Difference[] {
    const { rows, employerRemoved } = this.table
    const found: Difference[] = []
    for (const [key, row] of rows) {
      const mayBeHidden = row.removed || (employerRemoved && !row.named)
      if (!mayBeHidden && !holders.has(key))
        found.push({ kind: 'posting-unheld', id: key, detail: `table: ${wordOf(row)}; vacancies: nothing` })
    }
    return found.length > unnamed ? found : []
  }

  private leadsNowhere(vacancy: Glance | undefined): boolean {
    if (vacancy?.kind !== 'merged') return false
    const into = this.vacancies.get(vacancy.mergedInto)
    return into === undefined || into.kind === 'merged'
  }

  /** Forwards outlive what they lead to once all its postings are purged: those of a founder in the table may not. */
  private *astray(): Generator<Difference> {
    const suspects = new Set<string>()
    for (const [id, vacancy] of this.vacancies) if (this.leadsNowhere(vacancy)) suspects.add(id)
    if (suspects.size === 0) return
    for (const key of this.table.rows.keys()) {
      const id = vacancyId(key)
      const vacancy = suspects.has(id) ? this.vacancies.get(id) : undefined
      if (vacancy?.kind === 'merged')
        yield { kind: 'forward-to-nowhere', id, detail: `merged into ${vacancy.mergedInto}` }
    }
  }
}
