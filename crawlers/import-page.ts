import { isIP } from 'node:net'
import type { Board } from '../src/domain/board.js'
import { JobdataError, hasConsequence } from '../src/domain/errors.js'
import { pageKeyOf } from '../src/domain/links.js'
import { switchOf } from '../src/ports/board-switches.js'
import type { Clock } from '../src/ports/clock.js'
import type { HeldLease, Leases } from '../src/ports/lease.js'
import type { Records } from '../src/ports/records.js'
import type { Page, PageRequest, ReadPosting } from './board.js'
import type { Fetch, FetchClient } from './fetch/fetch.js'
import { gotFetch } from './fetch/got.js'
import { checkUrl, isLoopback } from './fetch/guard.js'
import { leanFetch } from './fetch/lean.js'
import { mannersOf } from './fetch/manners.js'
import type { MannersOptions } from './fetch/manners.js'
import { importTarget } from './import-target.js'
import type { ImportTarget } from './import-target.js'
import type { Platforms } from './platforms.js'
import { restsUntil } from './politeness/door.js'
import { openHosts } from './politeness/hosts.js'
import { failure, readAdvertPage } from './read/advert-page.js'
import { openVisitor } from './visit.js'
import type { Visit } from './visit.js'

/** How long a user waits for a page, its site's turn included. */
const PATIENCE_MS = 15_000
/** How often a domain that is held is tried for. */
const LOOK_MS = 250
const RETRY_SECONDS = 60
const HTML = 'text/html, application/xhtml+xml;q=0.9, text/plain;q=0.1'

export interface ImporterOptions extends MannersOptions {
  readonly boards: readonly Board[]
  readonly platforms: Platforms
  readonly leases: Leases
  /** Where operators say which boards are stopped. */
  readonly records: Records
  readonly clock: Clock
  readonly patienceMs?: number
}

/** An advert as its page shows it, and how it was read. */
export interface ImportedPage {
  readonly posting: ReadPosting
  /** A platform, `json-ld`, or `snippet`. */
  readonly reader: string
  readonly readerVersion: number
  /** Address of the page that was read, after redirects. */
  readonly address: string
  /** The board of ours that it stands on. */
  readonly known: Board | undefined
  readonly domain: string
  readonly fence: number
}

/** Reads pages that users ask for; who opens it closes it. */
export interface Importer {
  /**
   * Throws `bad-request` with a code of `IMPORT_FAILURES` or `board-stopped`, `retryable` code `site-busy`, and what
   * records throw.
   */
  read(url: URL): Promise<ImportedPage>
  close(): Promise<void>
}

const busy = (host: string, seconds = RETRY_SECONDS): JobdataError =>
  new JobdataError(`${host} is asked for pages slowly, and its turn is not now: try again later`, {
    consequence: 'retryable',
    code: 'site-busy',
    details: { retryAfterSeconds: seconds },
  })

/** What became of the requests of one import, beside their answers. */
interface Watch {
  readonly fetch: Fetch
  /** The last request's own failure. */
  error: JobdataError | undefined
  /** A request waits for its answer. */
  isAsking: boolean
}

/** The visitor tells that a page could not be used, not why: its user is told. */
const watching = (fetch: Fetch): Watch => {
  const watch: Watch = {
    error: undefined,
    isAsking: false,
    async fetch(request) {
      watch.isAsking = true
      watch.error = undefined
      try {
        const answer = await fetch(request)
        watch.isAsking = false
        return answer
      } catch (error) {
        if (error instanceof JobdataError) watch.error = error
        // One that was given up still waits, as far as its user is concerned.
        watch.isAsking = request.signal?.aborted === true
        throw error
      }
    },
  }
  return watch
}

const forbidden = (by: Extract<Visit, { kind: 'forbidden' }>['by']): JobdataError =>
  by === 'robots'
    ? failure('page-robots', 'the site lets no program read this page (robots.txt): open it and paste its text instead')
    : failure('page-reserved', `the page is reserved by its site (${by}): open it and paste its text instead`)

const gone = (): JobdataError =>
  failure('page-gone', 'the page is gone: the vacancy was closed or its link is mistyped')

const failed = (visit: Extract<Visit, { kind: 'failed' }>, watch: Watch, host: string): JobdataError => {
  const { error } = watch
  if (error?.code === 'address-forbidden')
    return failure(
      'address-forbidden',
      'the link leads to an address that may not be reached: give a public http(s) page',
    )
  if (error?.code === 'answer-too-large')
    return failure('page-too-large', 'the page is too large to be read: open it and paste its text instead')
  if (visit.why === 'refused')
    return failure('page-needs-login', `${host} does not show this page to us: open it and paste its text instead`)
  if (visit.why === 'stopped' && watch.isAsking)
    return failure('page-too-slow', `${host} takes too long to answer: try again later, or paste the text`)
  if (visit.why === 'unreachable' || visit.why === 'robots')
    return failure('page-unreachable', `${host} does not answer: check the link, or try again later`)
  if (visit.why === 'unreadable')
    return failure('page-unreadable', `${host} answers with something that is no page: check the link`)
  return busy(host)
}

/** Whether an answer was the page of the advert that the reader was asked for. */
const isNamed = ({ url, reading }: ImportTarget, { sourceId, fields }: ReadPosting): boolean =>
  reading?.named.sourceId === undefined
    ? pageKeyOf(fields.url) === pageKeyOf(url.href)
    : reading.named.sourceId === sourceId

class PageImporter implements Importer {
  private readonly options: ImporterOptions
  private readonly clients: Readonly<Record<Board['client'], FetchClient>>
  private readonly reach
  private readonly closing = new AbortController()

  constructor(options: ImporterOptions) {
    this.options = options
    const manners = mannersOf(options)
    this.reach = manners.reach
    this.clients = { lean: leanFetch(manners), http2: gotFetch(manners) }
  }

  async read(url: URL): Promise<ImportedPage> {
    this.check(url)
    const { boards, platforms, patienceMs = PATIENCE_MS } = this.options
    const target = importTarget(
      url,
      boards.filter(({ enabled }) => enabled),
      platforms,
    )
    await this.heedSwitch(target)
    const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(patienceMs)])
    const lease = await this.leaseOn(target.domain, signal)
    // Links that users mistype are no sign of the site's health: crawlers go on as before.
    const breaker = { ...lease.document.breaker }
    try {
      return await this.readUnder(lease, target, signal)
    } finally {
      lease.document.breaker = breaker
      await lease.release()
    }
  }

  private check(url: URL): void {
    const isNear = isLoopback(url) || isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0
    if (!this.reach.public && !(this.reach.loopback && isNear))
      throw new JobdataError('no page is read here until CRAWL_CONTACT names who asks for it', {
        consequence: 'bad-request',
        code: 'imports-off',
      })
    checkUrl(url, this.reach)
  }

  /** An operator's stop holds for users too. */
  private async heedSwitch({ known }: ImportTarget): Promise<void> {
    const word = known && (await switchOf(this.options.records, known.id))
    if (!word?.stopped) return
    throw new JobdataError(`${word.board} is stopped (${word.reason}): no page of it is read`, {
      consequence: 'bad-request',
      code: 'board-stopped',
    })
  }

  private async leaseOn(domain: string, signal: AbortSignal): Promise<HeldLease> {
    const { leases, clock } = this.options
    for (;;) {
      const lease = await leases.take(domain)
      if (lease) return lease
      await clock.wait(LOOK_MS, signal)
      if (signal.aborted) throw busy(domain)
    }
  }

  private async readUnder(lease: HeldLease, target: ImportTarget, signal: AbortSignal): Promise<ImportedPage> {
    const { clock, leases } = this.options
    const { board, known, domain, url } = target
    const rest = restsUntil(lease, board, clock.now()) - clock.now()
    if (rest > 0) throw busy(url.host, Math.ceil(rest / 1000))
    const hosts = openHosts({ board, lease, leases })
    const watch = watching(this.clients[board.client].fetch)
    const ask = async (request: PageRequest, accept: string): Promise<Page> => {
      const more = { board, hosts, fetch: watch.fetch, accept, clock, signal, onAnswer: () => undefined }
      const visit = await openVisitor(more)(request)
      if (visit.kind === 'page') return visit.page
      if (visit.kind === 'forbidden') throw forbidden(visit.by)
      throw visit.kind === 'failed' ? failed(visit, watch, new URL(request.url).host) : gone()
    }
    try {
      const read = (await byReader(target, ask)) ?? (await byPage(target, ask))
      if (read.posting.fields.removed) throw gone()
      return { ...read, known, domain, fence: lease.fence }
    } finally {
      await hosts.release()
    }
  }

  async close(): Promise<void> {
    this.closing.abort()
    await Promise.all(Object.values(this.clients).map((client) => client.close()))
  }
}

type Ask = (request: PageRequest, accept: string) => Promise<Page>
type Read = Pick<ImportedPage, 'posting' | 'reader' | 'readerVersion' | 'address'>

/** A platform's API that does not answer proves nothing of the page that people see. */
const unlessSilent = async (page: Promise<Page>): Promise<Page | undefined> => {
  try {
    return await page
  } catch (error) {
    if (error instanceof JobdataError && error.code === 'page-unreachable') return undefined
    throw error
  }
}

/** By the reader that knows the site. Undefined: it shows no such advert, or not as it used to. */
const byReader = async (target: ImportTarget, ask: Ask): Promise<Read | undefined> => {
  if (!target.reading) return undefined
  const { platform, named } = target.reading
  const page = await unlessSilent(ask(named.page, platform.accept))
  if (!page) return undefined
  try {
    const posting = platform.read(page, target.board).postings.find((one) => isNamed(target, one))
    return (
      posting && {
        posting,
        reader: platform.id,
        readerVersion: platform.readerVersion,
        address: posting.fields.url,
      }
    )
  } catch (error) {
    if (hasConsequence(error, 'source-changed')) return undefined
    throw error
  }
}

/** By the page that people see. */
const byPage = async ({ url, board }: ImportTarget, ask: Ask): Promise<Read> => {
  const page = await ask({ url: url.href, kind: 'advert', detailOf: url.href }, HTML)
  const { posting, reader } = readAdvertPage(page)
  const { fields } = posting
  const employer = fields.employer ?? board.employer
  return {
    posting: { ...posting, fields: { ...fields, ...(employer !== undefined && { employer }) } },
    reader,
    readerVersion: 1,
    address: page.url,
  }
}

/** Opens what reads the pages that users ask for, as politely as crawlers do: under the lease of their domain. */
export const openImporter = (options: ImporterOptions): Importer => new PageImporter(options)
