import { statfs } from 'node:fs/promises'

/** Free space of the file system that holds `path`, in bytes. */
export const freeBytes = async (path: string): Promise<number> => {
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize
}
