import { createHash } from 'node:crypto'

/** Stands for the board of an imported advert; no board of the boards file is called so. */
export const IMPORT_BOARD = 'import'

/** Separates the board from the board's own id in a posting key; board ids cannot hold it. */
const SEPARATOR = ':'

/** Key of a posting: `<board>:<source id>`. The source id is the board's raw value, never a cleaned one. */
export const postingKey = (board: string, sourceId: string): string => `${board}${SEPARATOR}${sourceId}`

/** The board of a posting key. */
export const boardOfKey = (key: string): string => key.slice(0, key.indexOf(SEPARATOR))

/** The board's own id in a posting key. */
export const sourceIdOfKey = (key: string): string => key.slice(key.indexOf(SEPARATOR) + 1)

/** Short, stable, URL-safe hash (128 bits, base64url, 22 characters) of any number of parts. */
export const hashId = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\u0000')).digest().subarray(0, 16).toString('base64url')

/** Id of a vacancy: the hash of its founding posting's key. */
export const vacancyId = (founderKey: string): string => `v${hashId('vacancy', founderKey)}`

/** Key of the posting of an import: one per user and page, so that a repeat is the same vacancy. */
export const importKey = (user: string, page: string): string => postingKey(IMPORT_BOARD, hashId('import', user, page))

/** Key of a pick: one per user and vacancy. */
export const pickKey = (user: string, vacancy: string): string => `${user}/${vacancy}`

/** Key of an override: the pair in sorted order, so that (a, b) and (b, a) are one. */
export const pairKey = (a: string, b: string): string => (a < b ? `${a}|${b}` : `${b}|${a}`)

/** Id of a wish: the board and the slot it was wished for, so that five replicas wish once. */
export const wishId = (board: string, slot: string): string => `${board}@${slot}`

/** A place in a topic, `jobdata.raw.v1/3/17`: key of the dead letter of what lies there. */
export const placeKey = (place: {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}): string => `${place.topic}/${place.partition}/${place.offset}`
