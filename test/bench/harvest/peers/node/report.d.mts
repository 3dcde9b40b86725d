/** The harvest begins: the program is loaded. Gives what ends it: the report of this process, its last line. */
export const beginHarvest: () => (postings: number) => void
