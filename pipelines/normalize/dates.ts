import { instant, type Instant } from '../../src/domain/common.js'

const DAY = 86_400_000
const EARLIEST = Date.UTC(2000, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/i
const RFC2822 =
  /^(?:[a-z]{3}, ?)?(\d{1,2}) ([a-z]{3})[a-z]* (\d{4})(?: (\d{2}):(\d{2})(?::(\d{2}))?)? ?(Z|UTC|UT|GMT|E[SD]T|C[SD]T|M[SD]T|P[SD]T|[+-]\d{4})?(?: \([^)]*\))?$/i
const DAY_FIRST = /^(\d{1,2})[./](\d{1,2})[./](\d{4})(?:,? (\d{2}):(\d{2})(?::(\d{2}))?)?$/
const MONTH_FIRST = /^([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i
const RUSSIAN = /^(\d{1,2}) ([а-я]{3})[а-я]*\.? (\d{4})(?: ?г(?:ода|\.)?)?(?:,? (?:в )?(\d{1,2}):(\d{2}))?$/i
const RELATIVE_EN = /^(?:posted )?(\d{1,3}) (hour|day|week|month)s? ago$/
const RELATIVE_RU = /^(\d{1,3}) (час|дн|ден|недел|месяц)[а-я]* назад$/

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTHS_RU = 'янв фев мар апр мая июн июл авг сен окт ноя дек'.split(' ')
const AMERICAN: Record<string, number> = { EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7 }
const UNIT: Record<string, number> = {
  hour: DAY / 24,
  час: DAY / 24,
  day: DAY,
  дн: DAY,
  ден: DAY,
  week: 7 * DAY,
  недел: 7 * DAY,
  month: 30 * DAY,
  месяц: 30 * DAY,
}

/** Minutes east of Greenwich; a date without zone is taken as UTC. */
const offsetMinutes = (zone: string | undefined): number => {
  if (zone === undefined) return 0
  const american = AMERICAN[zone.toUpperCase()]
  if (american !== undefined) return american * 60
  const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone)
  if (parts === null) return 0
  return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3] ?? 0))
}

interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly clock?: readonly (string | undefined)[]
  readonly zone?: string | undefined
}

/** A moment, and whether only the day was said. */
export interface Moment {
  readonly at: number
  readonly dayOnly: boolean
}

const civil = ({ year, month, day, clock = [], zone }: Civil): Moment | undefined => {
  const [hour, minute, second, fraction] = clock
  const midnight = Date.UTC(year, month - 1, day)
  const checked = new Date(midnight)
  if (checked.getUTCMonth() !== month - 1 || checked.getUTCDate() !== day) return undefined
  if (Number(hour ?? 0) > 24 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 60) return undefined
  const milliseconds = Math.floor(Number(`0.${fraction ?? 0}`) * 1000)
  const time = ((Number(hour ?? 0) * 60 + Number(minute ?? 0)) * 60 + Number(second ?? 0)) * 1000 + milliseconds
  return { at: midnight + time - offsetMinutes(zone) * 60_000, dayOnly: hour === undefined }
}

const readIso = (text: string): Moment | undefined => {
  const m = ISO.exec(text)
  return m === null
    ? undefined
    : civil({ year: Number(m[1]), month: Number(m[2]), day: Number(m[3]), clock: m.slice(4, 8), zone: m[8] })
}

const readRfc = (text: string): Moment | undefined => {
  const m = RFC2822.exec(text)
  const month = MONTHS.indexOf(m?.[2]?.toLowerCase() ?? '') + 1
  if (m === null || month === 0) return undefined
  return civil({ year: Number(m[3]), month, day: Number(m[1]), clock: m.slice(4, 7), zone: m[7] })
}

/** `05.03.2026` is day first everywhere; `05/03/2026` is refused unless only one reading is a date. */
const readNumeric = (text: string): Moment | undefined => {
  const m = DAY_FIRST.exec(text)
  if (m === null) return undefined
  const [first, second] = [Number(m[1]), Number(m[2])]
  if (text.includes('/') && first <= 12 && second <= 12 && first !== second) return undefined
  const [day, month] = text.includes('/') && second > 12 ? [second, first] : [first, second]
  return civil({ year: Number(m[3]), month, day, clock: m.slice(4, 7) })
}

const readWords = (text: string): Moment | undefined => {
  const english = MONTH_FIRST.exec(text)
  if (english !== null) {
    const month = MONTHS.indexOf(english[1]?.toLowerCase() ?? '') + 1
    return month === 0 ? undefined : civil({ year: Number(english[3]), month, day: Number(english[2]) })
  }
  const russian = RUSSIAN.exec(text)
  if (russian === null) return undefined
  const month = MONTHS_RU.indexOf((russian[2] ?? '').toLowerCase().replace(/^май$/, 'мая')) + 1
  const clock = russian.slice(4, 6)
  return month === 0 ? undefined : civil({ year: Number(russian[3]), month, day: Number(russian[1]), clock })
}

/** Ten digits are seconds, thirteen milliseconds. */
const readEpoch = (text: string): Moment | undefined => {
  if (!/^\d{9,13}(?:\.\d+)?$/.test(text)) return undefined
  const value = Number(text)
  return { at: Math.floor(value < 1e11 ? value * 1000 : value), dayOnly: false }
}

const readRelative = (text: string, now: number): Moment | undefined => {
  const lower = text.toLowerCase()
  if (/^(?:posted )?(?:today|just now|just posted)$|^сегодня/.test(lower)) return { at: now, dayOnly: true }
  if (/^(?:posted )?yesterday$|^вчера/.test(lower)) return { at: now - DAY, dayOnly: true }
  const m = RELATIVE_EN.exec(lower) ?? RELATIVE_RU.exec(lower)
  return m === null ? undefined : { at: now - Number(m[1]) * (UNIT[m[2] ?? ''] ?? DAY), dayOnly: false }
}

/** Reads a date in any form boards use; `now` (epoch ms) serves relative ones. Anything doubtful is undefined. */
export const readMoment = (raw: string | undefined, now: number): Moment | undefined => {
  const text = raw?.trim().replaceAll(/\s+/g, ' ')
  if (text === undefined || text === '') return undefined
  const found =
    readIso(text) ?? readRfc(text) ?? readNumeric(text) ?? readWords(text) ?? readEpoch(text) ?? readRelative(text, now)
  return found !== undefined && found.at >= EARLIEST && found.at < LATEST ? found : undefined
}

/** When it was posted or updated: not more than two days ahead of `now`. */
export const readPast = (raw: string | undefined, now: number): Instant | undefined => {
  const found = readMoment(raw, now)
  return found === undefined || found.at > now + 2 * DAY ? undefined : instant(found.at)
}

/** Until when it holds: a bare day holds to its end. */
export const readUntil = (raw: string | undefined, now: number): Instant | undefined => {
  const found = readMoment(raw, now)
  return found === undefined ? undefined : instant(found.dayOnly ? found.at + DAY - 1 : found.at)
}
