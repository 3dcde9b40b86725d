import { Owner } from '../domain/lease.js'
import { openLeasedDocuments } from './leased-documents.js'
import type { LeasedDocument, LeasedDocuments } from './leased-documents.js'
import type { LeasesOptions } from './leases.js'

/** The right to be the one active member of something, by its name. */
export type Owners = LeasedDocuments<Owner>
export type Ownership = LeasedDocument<Owner>

/** Ownerships, kept in records: each taking has a greater number than all before. */
export const openOwners = ({ records, clock, holder, ttlMs }: LeasesOptions): Owners =>
  openLeasedDocuments({
    records,
    clock,
    collection: 'owners',
    holder,
    ttlMs,
    parse: (value) => Owner.parse(value),
    next: (before) => ({ holder: null, expiresAt: null, number: (before?.number ?? 0) + 1 }),
  })
