/** Runs at most `size` works at once; more wait for their turn. */
export const openSlots = (size: number) => {
  const waiting: (() => void)[] = []
  let free = size

  const take = async (): Promise<void> => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const give = (): void => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }

  return async <T>(work: () => Promise<T>): Promise<T> => {
    await take()
    try {
      return await work()
    } finally {
      give()
    }
  }
}
