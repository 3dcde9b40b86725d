/** Bytes. */
const LEAST = 64 * 1024
const FIRST = 4 * 1_048_576
const MOST = 8 * 1_048_576
const GROWTH = 1.1

/** How large bulks are: half as large when the server has too much to do, and slowly larger again. */
export const openBulkSize = () => {
  let bytes = FIRST
  return {
    get bytes(): number {
      return Math.floor(bytes)
    },
    shrink(): void {
      bytes = Math.max(LEAST, bytes / 2)
    },
    grow(): void {
      bytes = Math.min(MOST, bytes * GROWTH)
    },
  }
}
