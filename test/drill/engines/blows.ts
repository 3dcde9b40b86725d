import { setTimeout as delay } from 'node:timers/promises'
import type { Kind, PlannedBlow, Victim } from './plan.js'
import type { RoleSet } from './role-set.js'
import type { ServerName, Servers } from './servers.js'

/** Beyond the session of a consumer group (30 s), and beyond the lease of an owner. */
const PAUSE_MS = 40_000
/** How long somebody is away who stopped. */
const AWAY_SECONDS = { least: 3, most: 12 }
/** The two processes of dedupe, one of them its owner. */
export const DEDUPES = ['dedupe', 'standby'] as const

export interface Field {
  readonly set: RoleSet
  readonly servers: Servers
}

/** Lets a victim fall and rise again. */
interface Acts {
  fall(kind: Exclude<Kind, 'pause'>): Promise<void>
  rise(): Promise<void>
  pause(): Promise<void>
  resume(): Promise<void>
}

const serverActs = ({ servers }: Field, name: ServerName): Acts => ({
  fall: (kind) => servers.tell(name, kind === 'kill' ? 'kill' : 'stop'),
  rise: () => servers.tell(name, 'start'),
  pause: () => servers.tell(name, 'pause'),
  resume: () => servers.tell(name, 'resume'),
})

const roleActs = ({ set: { roles } }: Field, name: string): Acts => ({
  fall: (kind) => (kind === 'kill' ? roles.kill(name) : roles.end(name)),
  rise: () => roles.restart(name),
  pause: async () => roles.freeze(name),
  resume: () => roles.thaw(name),
})

const ownsDedupe = async ({ set: { roles } }: Field, name: string): Promise<boolean> => {
  const metrics = await fetch(new URL('/metrics', await roles.ask<string>(name, 'address')))
  return /^jobdata_stage_owned\{stage="dedupe"\} 1$/m.test(await metrics.text())
}

/** The process that a fault of dedupe befalls: the one that owns it now. */
const dedupeOf = async (field: Field): Promise<string> => {
  for (const name of DEDUPES) if (await ownsDedupe(field, name).catch(() => false)) return name
  return DEDUPES[0]
}

const actsOn = async (field: Field, victim: Victim): Promise<{ name: string; acts: Acts }> => {
  if (victim === 'kafka' || victim === 'elasticsearch') return { name: victim, acts: serverActs(field, victim) }
  const name = victim === 'dedupe' ? await dedupeOf(field) : victim
  return { name, acts: roleActs(field, name) }
}

/** Lets a fault happen and pass; says in words what happened. */
export const befall = async (field: Field, { kind: { victim, kind }, random }: PlannedBlow): Promise<string> => {
  const { name, acts } = await actsOn(field, victim)
  const awaySeconds = kind === 'stop' ? random.int(AWAY_SECONDS.least, AWAY_SECONDS.most) : 0
  if (kind === 'pause') {
    await acts.pause()
    await delay(PAUSE_MS)
    await acts.resume()
  } else {
    await acts.fall(kind)
    await delay(awaySeconds * 1000)
    await acts.rise()
  }
  return kind === 'stop' ? `stop of ${name} for ${awaySeconds} s` : `${kind} of ${name}`
}
