import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { compete, failed, inFolder, ours } from './contestant.js'

const CpuProfile = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.int()).default([]),
    }),
  ),
  samples: z.array(z.int()),
  timeDeltas: z.array(z.number()),
})
export type CpuProfile = z.input<typeof CpuProfile>

const ROOT = new URL('../../../', import.meta.url).href

/** A package by its name, a file of ours by its path; undefined for the runtime's own code. */
const placeOf = (url: string): string | undefined => {
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
  return name ?? (url.startsWith(ROOT) ? url.slice(ROOT.length).replace(/^dist\/bench\//, '') : undefined)
}

/** Where a profile's time went: native and runtime code counts for who called it. Shares of the time at work, greatest first. */
export const topOf = (profile: CpuProfile, count: number): { readonly where: string; readonly share: number }[] => {
  const { nodes, samples, timeDeltas } = CpuProfile.parse(profile)
  const callers = new Map(nodes.flatMap(({ id, children }) => children.map((child) => [child, id] as const)))
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const whereOf = (id: number): string => {
    const name = frames.get(id)?.functionName ?? ''
    if (/^\((?:idle|program|garbage collector)\)$/.test(name)) return name
    for (let at: number | undefined = id; at !== undefined; at = callers.get(at)) {
      const place = placeOf(frames.get(at)?.url ?? '')
      if (place !== undefined) return place
    }
    return '(runtime)'
  }
  const places = new Map(nodes.map(({ id }) => [id, whereOf(id)]))
  const times = new Map<string, number>()
  for (const [at, id] of samples.entries()) {
    const where = places.get(id) ?? '(runtime)'
    times.set(where, (times.get(where) ?? 0) + (timeDeltas[at] ?? 0))
  }
  times.delete('(idle)')
  const all = [...times.values()].reduce((sum, time) => sum + time, 0)
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([where, time]) => ({ where, share: Math.round((time / all) * 1000) / 1000 }))
}

/** One more harvest of ours under the profiler, outside the measure. */
export const profileOurs = (sitemap: string, count: number) =>
  inFolder(async (folder) => {
    const [program, ...args] = ours.command
    const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`]
    await compete({ ...ours, command: [program, ...flags, ...args] }, sitemap, 'own')
    const file = (await readdir(folder)).find((name) => name.endsWith('.cpuprofile'))
    if (file === undefined) throw failed('the profiler left no profile')
    return topOf(JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile, count)
  })
