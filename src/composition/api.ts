import { openImporter } from '../../crawlers/import-page.js'
import { loadPlatforms } from '../../crawlers/platforms.js'
import { toDocument } from '../../pipelines/index/document.js'
import { gazetteerPlaces } from '../../pipelines/normalize/gazetteer-places.js'
import { buildApi } from '../api/app.js'
import { developmentAuthenticate, jwtAuthenticate } from '../api/authenticate.js'
import type { ImportLink } from '../api/deps.js'
import { instant } from '../domain/common.js'
import { explain } from '../domain/errors.js'
import { boardOfKey, wishId } from '../domain/ids.js'
import { topics } from '../domain/topics.js'
import { importLink } from '../import-link.js'
import { verifyMetrics } from '../operate/verify/metrics.js'
import { lastOutcomes } from '../operate/verify/verify.js'
import type { Readiness } from '../ports/readiness.js'
import { currentEpoch } from '../runtime/epoch.js'
import type { Ground } from './ground.js'

/** Postings of one vacancy and board that are looked at again at once. */
const MOST_RECHECKS = 50

/** What reads the links that users paste: as politely as the crawler, and under the same leases. */
const openImports = async (ground: Ground): Promise<{ link: ImportLink; close: () => Promise<void> }> => {
  const { settings, boards, leases, records, removals, clock } = ground
  const { crawlContact: contact, importLoopback: allowLoopback, baseCurrency } = settings
  const platforms = await loadPlatforms()
  const importer = openImporter({ boards, platforms, leases, records, clock, contact, allowLoopback })
  return { link: importLink({ importer, removals, clock, baseCurrency }), close: () => importer.close() }
}

/** Somebody looks at these postings: so are we. */
const recheckWith =
  ({ log, clock, logger }: Ground) =>
  (keys: readonly string[]): void => {
    const wishedAt = instant(clock.now())
    const wishes = [...new Set(keys.map(boardOfKey))].map((board) => {
      const own = keys.filter((key) => boardOfKey(key) === board).slice(0, MOST_RECHECKS)
      const id = wishId(board, `recheck-${wishedAt}`)
      return { key: board, value: { id, board, wishedAt, trigger: 'recheck', keys: own } }
    })
    log
      .publish(topics.crawlRequests, wishes)
      .catch((error: unknown) => logger.warn({ error: explain(error) }, 'a re-check could not be wished for'))
  }

/** Metrics with what the last verify found, whichever process ran it; without it while the records are away. */
const metricsTextOf = ({ metrics, records }: Ground): (() => Promise<string>) => {
  const tell = verifyMetrics(metrics)
  return async () => {
    tell(await lastOutcomes(records).catch(() => ({})))
    return metrics.text()
  }
}

/** Starts the page and the API; returns their address. */
export const startApi = async (ground: Ground, readiness: () => Promise<Readiness>): Promise<string> => {
  const { settings, index, records, log, clock, logger, metrics, boards, life } = ground
  const { authJwksUrl: jwksUrl, authIssuer: issuer, authAudience: audience } = settings
  const isOpen = jwksUrl === undefined || issuer === undefined
  if (isOpen)
    logger.warn({}, 'nobody signs in here: everyone is the local development user. Set AUTH_JWKS_URL for real ones')
  const imports = await openImports(ground)
  const api = await buildApi({
    index,
    records,
    log,
    clock,
    logger,
    places: gazetteerPlaces(),
    metrics,
    metricsText: metricsTextOf(ground),
    boards: () => boards,
    readiness,
    recheck: recheckWith(ground),
    importLink: imports.link,
    epoch: () => currentEpoch(records),
    toDocument,
    importsPerHour: settings.importsPerHour,
    authenticate: isOpen ? developmentAuthenticate() : jwtAuthenticate({ jwksUrl, issuer, audience, clock }),
    development: isOpen,
    baseCurrency: settings.baseCurrency,
  })
  life.onStop('api', () => api.close())
  // Ended before the API, which waits for the links that are being read.
  life.onStop('imports', imports.close)
  return api.listen({ host: settings.host, port: settings.port })
}
