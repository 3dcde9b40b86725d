import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Platform } from '../../crawlers/board.js'
import { loadPlatforms } from '../../crawlers/platforms.js'
import type { Platforms } from '../../crawlers/platforms.js'
import { Board } from '../domain/board.js'
import { JobdataError, explain } from '../domain/errors.js'
import { postingKey } from '../domain/ids.js'
import { normalizeSaved, pageOf } from './saved-page.js'
import type { SavedPage } from './saved-page.js'

const KINDS = ['list', 'detail', 'sitemap', 'robots'] as const
type Kind = (typeof KINDS)[number]

const USAGE = `usage: npm run -s read -- --platform ID [--url URL] [--employer NAME] [--kind KIND] FILE

Reads a saved page as a board's reader would and prints one JSON line a posting: key, fields, normalized, signals.
Signals that belong to no posting stand in a last line.

  --platform ID    a file of crawlers/platforms
  --url URL        where the page stood: base of its links, and a page's id on sitemap-jsonld
  --employer NAME  when all postings of the board are of one employer
  --kind KIND      ${KINDS.join(', ')}; by default what the platform and the file's ending say
  FILE             the page; - reads standard input`

export interface ReadEdges {
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  readonly stdin: () => Promise<string>
  /** Epoch milliseconds. */
  readonly now: () => number
}

interface Asked {
  readonly platform: Platform
  readonly board: Board
  readonly kind: Kind
  readonly file: string
}

const usage = (message: string): JobdataError =>
  new JobdataError(`${message}\n\n${USAGE}`, { consequence: 'bad-request', code: 'bad-usage' })

const parsed = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        platform: { type: 'string' },
        url: { type: 'string' },
        employer: { type: 'string' },
        kind: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw usage(explain(error))
  }
}

const defaultKind = (platform: string, file: string): Kind => {
  if (platform !== 'sitemap-jsonld') return 'list'
  if (/\.xml$/i.test(file)) return 'sitemap'
  return /robots[^/]*\.txt$/i.test(file) ? 'robots' : 'detail'
}

const kindOf = (given: string | undefined, platform: string, file: string): Kind => {
  if (given === undefined) return defaultKind(platform, file)
  const kind = KINDS.find((one) => one === given)
  if (kind === undefined) throw usage(`--kind: there is no "${given}"; there are ${KINDS.join(', ')}`)
  return kind
}

const boardOf = (platform: string, url: string, employer: string | undefined): Board => {
  const result = Board.safeParse({ id: platform, platform, name: platform, url, employer })
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw usage(`--${issue?.path.join('.') ?? 'url'}: ${issue?.message ?? 'not a board'}`)
}

const asked = ({ values, positionals }: ReturnType<typeof parsed>, platforms: Platforms): Asked => {
  const ids = [...platforms.keys()].join(', ')
  if (values.platform === undefined) throw usage(`--platform is missing; there are ${ids}`)
  const platform = platforms.get(values.platform)
  if (platform === undefined) throw usage(`--platform: there is no "${values.platform}"; there are ${ids}`)
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw usage(`give one FILE, not ${positionals.length}`)
  const board = boardOf(platform.id, values.url ?? 'https://board.example/', values.employer)
  return { platform, board, file, kind: kindOf(values.kind, platform.id, file) }
}

const bodyOf = async (file: string, edges: ReadEdges): Promise<string> => {
  try {
    return file === '-' ? await edges.stdin() : await readFile(file, 'utf8')
  } catch (error) {
    throw usage(`FILE: ${explain(error)}`)
  }
}

const print = (saved: SavedPage, edges: ReadEdges): void => {
  const { platform, board, page } = saved
  const { postings, listed, next, signals } = platform.read(page, board)
  for (const posting of postings) edges.out(JSON.stringify(normalizeSaved(posting, saved)))
  for (const { sourceId, detail, mark } of listed)
    edges.out(JSON.stringify({ key: postingKey(board.id, sourceId), detail: detail.url, mark, signals: [] }))
  edges.out(
    JSON.stringify({ signals, postings: postings.length, listed: listed.length, next: next.map(({ url }) => url) }),
  )
}

const read = async (argv: readonly string[], edges: ReadEdges): Promise<number> => {
  const given = parsed(argv)
  if (given.values.help) {
    edges.out(USAGE)
    return 0
  }
  const { platform, board, kind, file } = asked(given, await loadPlatforms())
  const body = await bodyOf(file, edges)
  print({ platform, board, page: pageOf({ url: board.url, kind }, body, edges.now()) }, edges)
  return 0
}

/** Reads a saved page. Resolves to the exit code: 0; 1 when the page is not the platform's format; 2 on bad usage. */
export const main = async (argv: readonly string[], edges: ReadEdges): Promise<number> => {
  try {
    return await read(argv, edges)
  } catch (error) {
    if (!(error instanceof JobdataError)) throw error
    edges.err(`read: ${explain(error)}`)
    return error.consequence === 'bad-request' ? 2 : 1
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main(process.argv.slice(2), {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    stdin: () => text(process.stdin),
    now: () => Date.now(),
  })
}
