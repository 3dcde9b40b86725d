import type { Board } from '../../src/domain/board.js'
import type { Stored } from '../../src/ports/records.js'
import { CUTS } from './cuts.js'
import type { Cut } from './cuts.js'
import { LEASE_MS } from './house.js'
import type { House } from './house.js'
import type { FaultKind, PlannedFault } from './plan.js'
import { until } from './until.js'

const MINUTE = 60_000
/** How far a clock jumps, in minutes, either way. */
const JUMPS = [5, 60, 360]
const SHARDS = 16
/** Most requests that a host refuses while it is cut off. */
const MOST_HITS = 3
/** Requests during which a clock stays wrong. */
const WRONG_REQUESTS = { least: 3, most: 15 }

/** The drill as its faults see it. */
export interface Scene extends House {
  /** Resolves when boards saw so many more requests and crawling is under way; wishes again when all goes quiet. */
  whenCrawling(requests: number): Promise<void>
}

export interface Held {
  readonly domain: string
  readonly holder: string
}

/** Leases that are held now, as records have them. */
export const heldLeases = async ({ service }: Pick<House, 'service'>): Promise<Held[]> => {
  const leases = await service.records.list<{ domain: string; holder: string | null }>('leases')
  return leases.flatMap(({ value: { domain, holder } }) => (holder === null ? [] : [{ domain, holder }]))
}

const someHolder = async (scene: Scene, { random }: PlannedFault): Promise<string> => {
  const held = await heldLeases(scene)
  return held.length > 0 ? random.pick(held).holder : random.pick(scene.replicas.names)
}

const hasLeases = async (scene: Scene, name: string): Promise<boolean> =>
  (await heldLeases(scene)).some(({ holder }) => holder === name)

/** A process that stands still or is dead loses its leases to the others; where nobody wants them, time is up. */
const whenItsLeasesWent = async (scene: Scene, name: string): Promise<void> => {
  const end = scene.clock.elapsed() + 4 * LEASE_MS
  await until(
    `the leases of ${name} go to others`,
    async () => scene.clock.elapsed() > end || !(await hasLeases(scene, name)),
  )
}

type Inject = (scene: Scene, fault: PlannedFault) => Promise<string>

const kill: Inject = async (scene, fault) => {
  const name = await someHolder(scene, fault)
  await scene.replicas.kill(name)
  const isLate = fault.random.next() < 0.5
  if (isLate) await whenItsLeasesWent(scene, name)
  await scene.replicas.restart(name)
  return `killed ${name}, started ${isLate ? 'after others had its leases' : 'at once'}`
}

const freeze: Inject = async (scene, fault) => {
  const name = await someHolder(scene, fault)
  scene.replicas.freeze(name)
  await whenItsLeasesWent(scene, name)
  await scene.replicas.thaw(name)
  return `froze ${name} past its leases`
}

const clock: Inject = async (scene, { random, ...fault }) => {
  const name = await someHolder(scene, { random, ...fault })
  const minutes = random.pick(JUMPS) * random.pick([-1, 1])
  await scene.replicas.misdate(name, minutes * MINUTE)
  await scene.whenCrawling(random.int(WRONG_REQUESTS.least, WRONG_REQUESTS.most))
  await scene.replicas.misdate(name, 0)
  return `the clock of ${name} was wrong by ${minutes} min`
}

const hostOf = ({ url }: Board): string => new URL(url).host

/** Boards that are crawled now. */
const crawledBoards = async (scene: Scene): Promise<Board[]> => {
  const held = new Set((await heldLeases(scene)).map(({ domain }) => domain))
  return scene.boards.boards.filter((board) => held.has(hostOf(board)))
}

/** Cuts the way to a board until so many requests ran into it, or its crawl is over. */
const cutOff = async (scene: Scene, board: Board, how: Cut, hits: number): Promise<number> => {
  const mend = scene.cuts.cut(board.id, how)
  // A lease may be a dead crawler's, which nobody wants any more.
  const end = scene.clock.elapsed() + 2 * LEASE_MS
  await until(`requests run into the cut of ${board.id}`, async () => {
    const isOver = scene.clock.elapsed() > end || !(await crawledBoards(scene)).includes(board)
    return isOver || scene.cuts.hits(board.id) >= hits
  })
  mend()
  return scene.cuts.hits(board.id)
}

const cut: Inject = async (scene, { random }) => {
  const how = random.pick(CUTS)
  const most = how === 'hang' ? 1 : random.int(1, MOST_HITS)
  for (;;) {
    const crawled = await crawledBoards(scene)
    const board = crawled.length > 0 ? random.pick(crawled) : undefined
    const hits = board ? await cutOff(scene, board, how, most) : 0
    if (board && hits > 0) return `cut off ${board.id} (${how}) for ${hits} requests`
    // Nobody noticed: that was no fault yet.
    await scene.whenCrawling(1)
  }
}

const ledger: Inject = async ({ service: { records } }, { random }) => {
  const heads = (): Promise<readonly Stored<unknown>[]> => records.list('boards')
  await until('a board has a ledger', async () => (await heads()).length > 0)
  const { id } = random.pick(await heads())
  await records.delete('boards', id)
  for (let shard = 0; shard < SHARDS; shard++) await records.delete('ledger', `${id}/${String(shard).padStart(2, '0')}`)
  return `lost the ledger of ${id}`
}

/** Lets a fault happen and pass; says in words what happened. */
export const inject: Readonly<Record<FaultKind, Inject>> = { kill, freeze, clock, cut, ledger }
