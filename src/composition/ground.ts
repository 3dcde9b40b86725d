import { readFile } from 'node:fs/promises'
import type { Role, Settings } from '../../config/settings.js'
import type { Board } from '../domain/board.js'
import type { ObservedMetrics } from '../edges/observe/metrics.js'
import type { Clock } from '../ports/clock.js'
import type { Leases } from '../ports/lease.js'
import type { Logger } from '../ports/logger.js'
import type { Removals } from '../ports/removals.js'
import { noteEpoch } from '../runtime/epoch.js'
import { openLeases } from '../runtime/leases.js'
import type { Lifecycle } from '../runtime/lifecycle.js'
import { openOwners } from '../runtime/owners.js'
import type { Owners } from '../runtime/owners.js'
import { openRemovals } from '../runtime/removals.js'
import { watchSpace } from '../runtime/space.js'
import type { Space } from '../runtime/space.js'
import { untilThere } from '../runtime/until-there.js'
import type { Edges } from './edges.js'
import { openEdges } from './open-edges.js'

const MEGABYTE = 1_048_576

export interface ServiceOptions {
  readonly settings: Settings
  readonly boards: readonly Board[]
  readonly clock: Clock
  readonly logger: Logger
}

/** What is there before anything that depends on servers. */
export interface Site extends ServiceOptions {
  readonly life: Lifecycle
  readonly metrics: ObservedMetrics
  readonly has: (role: Role) => boolean
}

/** Opened edges and what goes with them. */
export interface Ground extends Site, Edges {
  readonly space: Space
  readonly removals: Removals
  readonly leases: Leases
  readonly owners: Owners
}

/** Opens the edges; `onWait` is told what they wait for. */
export const openGround = async (site: Site, onWait: (message: string) => void): Promise<Ground> => {
  const { settings, clock, logger } = site
  const synonyms = await readFile(new URL('../../config/synonyms.txt', import.meta.url), 'utf8')
  const edges = await openEdges({ ...site, synonyms, onWait })
  const { log, records, holder, freeBytes, places } = edges
  await untilThere(places.store, { clock, logger, onWait }, () => noteEpoch({ log, records, logger }))
  const leasing = { records, clock, holder, ttlMs: settings.leaseSeconds * 1000 }
  return {
    ...site,
    ...edges,
    space: watchSpace({ freeBytes, minBytes: settings.minFreeMegabytes * MEGABYTE, clock, logger }),
    removals: openRemovals(log),
    leases: openLeases(leasing),
    owners: openOwners(leasing),
  }
}
