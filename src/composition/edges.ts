import type { Settings } from '../../config/settings.js'
import type { Clock } from '../ports/clock.js'
import type { Log } from '../ports/log.js'
import type { Logger } from '../ports/logger.js'
import type { Metrics } from '../ports/metrics.js'
import type { Records } from '../ports/records.js'
import type { VacancyIndex } from '../ports/vacancy-index.js'
import type { Lifecycle } from '../runtime/lifecycle.js'

/** What stands behind the ports, and what goes with where that is. */
export interface Edges {
  readonly log: Log
  readonly records: Records
  readonly index: VacancyIndex
  /** Names this process among its replicas. */
  readonly holder: string
  /** Free bytes where this process writes; undefined where it writes nothing. */
  readonly freeBytes: (() => Promise<number>) | undefined
  /** Whether the topics are compacted by this process. */
  readonly compacts: boolean
  /** What to look after when the log, or records and index, do not answer. */
  readonly places: { readonly log: string; readonly store: string }
}

export interface EdgesOptions {
  readonly settings: Settings
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  /** Ends what is opened. */
  readonly life: Lifecycle
  /** The text of `config/synonyms.txt`. */
  readonly synonyms: string
  /** Told what is waited for, in a line. */
  readonly onWait: (message: string) => void
}
