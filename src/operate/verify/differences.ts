/** What `verify` compares, in this order: each check reads for itself, and is kept when it is through. */
export const CHECKS = ['index', 'vacancies', 'ledger'] as const
export type Check = (typeof CHECKS)[number]

/** Every kind of difference and what repairs it: `verify --repair`, a restart of dedupe, or `jobdata reindex`. */
export const KINDS = {
  'document-missing': { check: 'index', says: 'a vacancy that the index does not have', repairedBy: 'verify' },
  'document-outdated': { check: 'index', says: 'a document of an older record than the newest', repairedBy: 'verify' },
  'document-foreign': { check: 'index', says: 'a document that the topic does not have', repairedBy: 'verify' },
  'document-ahead': { check: 'index', says: 'a document newer than the end of the topic', repairedBy: 'reindex' },
  'posting-unheld': { check: 'vacancies', says: 'a posting that no vacancy holds', repairedBy: 'dedupe' },
  'posting-doubled': { check: 'vacancies', says: 'a posting that several vacancies hold', repairedBy: 'dedupe' },
  'posting-outdated': {
    check: 'vacancies',
    says: 'a posting of which its vacancy says something else than the table',
    repairedBy: 'dedupe',
  },
  'posting-unknown': {
    check: 'vacancies',
    says: 'a posting that a vacancy names and the table does not have',
    repairedBy: 'dedupe',
  },
  'posting-removed': {
    check: 'vacancies',
    says: 'a posting that a vacancy shows though it is removed on request',
    repairedBy: 'dedupe',
  },
  'forward-to-nowhere': {
    check: 'vacancies',
    says: 'a merged vacancy that leads to no vacancy',
    repairedBy: 'dedupe',
  },
  'ledger-without-posting': {
    check: 'ledger',
    says: 'a posting that the ledger calls live and the table does not have',
    repairedBy: 'verify',
  },
  'posting-without-ledger': {
    check: 'ledger',
    says: 'a posting that is not closed and that the ledger does not know',
    repairedBy: 'verify',
  },
  'ledger-closed': {
    check: 'ledger',
    says: 'a posting that the ledger calls closed and the table does not',
    repairedBy: 'verify',
  },
} as const satisfies Record<
  string,
  { readonly check: Check; readonly says: string; readonly repairedBy: 'verify' | 'dedupe' | 'reindex' }
>
export type Kind = keyof typeof KINDS

/** The kinds that a check may find. */
export const kindsOf = (check: Check): Kind[] =>
  (Object.keys(KINDS) as Kind[]).filter((kind) => KINDS[kind].check === check)

/** One difference between two keepers of the same truth. */
export interface Difference {
  readonly kind: Kind
  /** Vacancy id, or posting key. */
  readonly id: string
  /** Both sides in short: what differs still, in these very words, at the second look is no work under way. */
  readonly detail: string
}
