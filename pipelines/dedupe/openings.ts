import { vacancyId } from '../../src/domain/ids.js'
import { Blocks } from './blocks.js'
import { clustersOf, reasons } from './clusters.js'
import type { Cluster } from './clusters.js'
import { componentsOf } from './components.js'
import type { Component } from './components.js'
import type { Row, Table } from './table.js'
import { compose, founderOf } from './vacancy.js'
import type { Composed, TermsOfBoard } from './vacancy.js'
import { traitsOf } from './vetoes.js'

/** Variants that a vacancy names at most. */
const MOST_VARIANTS = 50
/** A text counts as the same for variants from this strength on. */
const SAME_TEXT = 0.85

/** What a recomputation brought: vacancies, and forwards from ids that are no founder's any more. */
export interface Recomputed {
  readonly vacancies: readonly Composed[]
  /** Vacancy id of each posting that is not a founder → id of its cluster. */
  readonly forwards: ReadonlyMap<string, string>
}

/** Clusters over the current table, kept up to date component by component. */
export class Openings {
  private readonly table: Table
  private readonly terms: TermsOfBoard
  private readonly blocks = new Blocks()
  private readonly componentOf = new Map<string, readonly string[]>()
  private readonly clusterOf = new Map<string, Cluster>()

  constructor(table: Table, terms: TermsOfBoard) {
    this.table = table
    this.terms = terms
  }

  /** Returns the postings that may belong elsewhere now. */
  put(row: Row): Set<string> {
    return this.blocks.put(row.posting)
  }

  drop(key: string): Set<string> {
    return this.blocks.drop(key).add(key)
  }

  cluster(key: string): Cluster {
    return this.clusterOf.get(key) ?? [key]
  }

  /** Recomputes every component that these postings are or were in. */
  recompute(touched: Iterable<string>, owner: number): Recomputed {
    const seeds = new Set<string>()
    for (const key of touched) for (const member of this.componentOf.get(key) ?? [key]) seeds.add(member)
    const vacancies: Composed[] = []
    const forwards = new Map<string, string>()
    for (const component of componentsOf(seeds, this.table, this.blocks)) {
      for (const vacancy of this.settle(component, owner, forwards)) vacancies.push(vacancy)
    }
    this.forget(seeds)
    return { vacancies, forwards }
  }

  private forget(seeds: ReadonlySet<string>): void {
    for (const key of seeds) {
      if (this.table.row(key) !== undefined) continue
      this.componentOf.delete(key)
      this.clusterOf.delete(key)
    }
  }

  private rows(cluster: Cluster): Row[] {
    return cluster.flatMap((key) => this.table.row(key) ?? [])
  }

  /** Pairs that an operator keeps apart. */
  private apart(): [string, string][] {
    return [...this.table.overrides.values()].flatMap(({ a, b, verdict }): [string, string][] =>
      verdict === 'not-the-same' ? [[a, b]] : [],
    )
  }

  private settle(component: Component, owner: number, forwards: Map<string, string>): Composed[] {
    const members = new Map(this.rows(component.members).map(({ posting }) => [posting.key, traitsOf(posting)]))
    const clusters = clustersOf(members, component.edges, this.apart())
    const idOf = new Map<string, string>()
    for (const cluster of clusters) {
      const id = vacancyId(founderOf(this.rows(cluster)).posting.key)
      for (const key of cluster) {
        idOf.set(key, id)
        this.clusterOf.set(key, cluster)
        this.componentOf.set(key, component.members)
        if (vacancyId(key) !== id) forwards.set(vacancyId(key), id)
      }
    }
    const variants = variantsOf(component, idOf)
    return clusters.map((cluster) =>
      compose({
        rows: this.rows(cluster),
        removalsOf: (row) => this.table.removalsOf(row),
        terms: this.terms,
        why: reasons(cluster, component.edges),
        variants: variants.get(idOf.get(cluster[0] ?? '') ?? '') ?? [],
        owner,
      }),
    )
  }
}

/** Vacancies with the same text that a veto keeps apart. */
const variantsOf = (
  { edges }: Component,
  idOf: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly string[]> => {
  const variants = new Map<string, Set<string>>()
  for (const { a, b, strength } of edges) {
    const [one, other] = [idOf.get(a), idOf.get(b)]
    if (one === undefined || other === undefined || one === other || strength < SAME_TEXT) continue
    variants.set(one, (variants.get(one) ?? new Set()).add(other))
    variants.set(other, (variants.get(other) ?? new Set()).add(one))
  }
  return new Map([...variants].map(([id, others]) => [id, [...others].sort().slice(0, MOST_VARIANTS)]))
}
