import { readdir } from 'node:fs/promises'
import type { Platform } from './board.js'

export type Platforms = ReadonlyMap<string, Platform>

/** Every reader of `crawlers/platforms/`, by id: a new platform is a new file there and no line elsewhere. */
export const loadPlatforms = async (): Promise<Platforms> => {
  const folder = new URL('./platforms/', import.meta.url)
  const files = (await readdir(folder)).filter((name) => /\.(?:ts|js)$/.test(name) && !name.endsWith('.d.ts')).sort()
  const platforms = new Map<string, Platform>()
  for (const name of files) {
    const { default: platform } = (await import(new URL(name, folder).href)) as { default: Platform }
    platforms.set(platform.id, platform)
  }
  return platforms
}
