import { readdir } from 'node:fs/promises'
import type { Platform } from './board.js'

export type Platforms = ReadonlyMap<string, Platform>

/** Every reader of `crawlers/platforms/`, by id: a new platform is a new file there and no line elsewhere. */
export const loadPlatforms = async (): Promise<Platforms> => {
  const folder = new URL('./platforms/', import.meta.url)
  const files = (await readdir(folder)).filter((name) => /\.(?:ts|js)$/.test(name) && !name.endsWith('.d.ts')).sort()
  const loaded = await Promise.all(
    files.map(async (name) => ((await import(new URL(name, folder).href)) as { default: Platform }).default),
  )
  return new Map(loaded.map((platform) => [platform.id, platform]))
}
