import type { Seniority } from '../../src/domain/common.js'
import { foldWords, tidy } from '../../src/domain/fold.js'
import type { Posting } from '../../src/domain/posting.js'

const GENDER =
  /\s*[([{]\s*(?:(?:[mwfdxivghnkужм]|all|div)\s?[/|.,*]\s?){1,3}(?:[mwfdxivghnkужм]|genders?)\s*[)\]}]|\s*\((?:all genders?|gn|все полы)\)|\s+(?:[mwfd]\/[mwfd]\/[mwfdx]|H\/F|F\/H|м\/ж|ж\/м)(?=$|[\s,)|])/giu
const CURRENCY = '(?:[₽$€£]|руб(?:лей|\\.|ля)?|р\\.|тыс\\.?(?: руб\\.?)?|т\\.р\\.?|usd|eur|gbp|rub|kzt|тенге|pln)'
const AMOUNT = '\\d[\\d\\s.,]{0,12}(?:k|к|тыс\\.?)?'
const SALARY = new RegExp(
  `[\\s([]*(?:(?:з/?п|зарплата|доход|оклад|salary)[:\\s]{1,3})?(?:(?:от|до|from|up to)\\s)?(?:${CURRENCY}\\s?${AMOUNT}|${AMOUNT}\\s?${CURRENCY})(?:\\s?(?:[-–—]|до|to)\\s?[$€£]?${AMOUNT}\\s?${CURRENCY}?)?(?:\\s?(?:/|в |per |a )?\\s?(?:час|мес(?:яц)?|month|hour|year|смен[ау]|вахт[ау]))?(?:\\s*(?:на руки|net|gross))?[\\s)\\]]*`,
  'giu',
)
const SALARY_RANGE =
  /\s*[([]?\$?\d{2,3}(?:[.,\s]\d{3}|k)\s?[-–—]\s?\$?\d{2,3}(?:[.,\s]\d{3}|k)\s?(?:[₽$€£]|руб\.?|usd|eur)?[)\]]?/giu
const NOISE =
  /^(?:срочно|внимание|urgent(?:ly)?(?: hiring)?|hiring|we are hiring|вакансия|требуется|требуются|в поиске|ищем|приглашаем|job title|new)(?:\s*[!:.,–—-]+\s*|\s+(?=\p{Lu}))/iu
const WORK_PLACE =
  /^(?:(?:100% |fully |full |полностью )?remote(?:ly)?(?: ok| first| friendly| work)?|удал[её]нно|удал[её]нка|удал[её]нная работа|на дому|home ?office|work from home|wfh|hybrid|гибрид|on-?site|в офис[ае]?|офис|worldwide|anywhere)$/iu
const PICTURES = /[\p{Extended_Pictographic}\uFE0F\u20E3☆►●•]/gu

const ACRONYMS = new Set(
  'it hr qa sql php aws ui ux seo smm crm erp sap vip api ios pr b2b b2c ceo cto cfo coo net css html vp ml ai bi ci cd devops usa uk us eu ooh rn lpn ит кип кипиа асу тп пто отк втб мтс ржд азс чпу жкх го чс смр овик ос мфц гибдд пк вкк по'.split(
    ' ',
  ),
)

const letters = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0

/** Shouting to sentence case (Russian) or title case (others); acronyms stay. */
const hush = (text: string): string => {
  if (letters(text) < 8 || text !== text.toUpperCase() || text === text.toLowerCase()) return text
  let first = true
  return text.replaceAll(/\p{L}[\p{L}\p{N}'’]*/gu, (word) => {
    const lower = word.toLowerCase()
    const keep = ACRONYMS.has(lower) || (/^[a-z]+$/.test(lower) && !/[aeiouy]/.test(lower))
    const capital = first || !/[а-яё]/.test(lower)
    first = false
    return keep ? word : capital ? lower.charAt(0).toUpperCase() + lower.slice(1) : lower
  })
}

/** A part that only says where: the mode of work, "г. Москва", or one of the posting's own places. */
const saysWhere = (part: string, ofPlaces: ReadonlySet<string>): boolean => {
  const bare = part.replace(/^(?:г\.?|гор\.?|город|м\.|метро|in|in the)\s+/iu, '').trim()
  if (bare === '' || WORK_PLACE.test(bare) || (bare !== part.trim() && /^г/i.test(part))) return true
  if (ofPlaces.has(foldWords(bare).join(' '))) return true
  const pieces = bare.split(/\s*[,/|]\s*|\s+(?:or|и|или|and)\s+/u)
  return pieces.length > 1 && pieces.length < 8 && pieces.every((piece) => saysWhere(piece, ofPlaces))
}

const LEAST_HEAD = 3
const MOST_TAIL = 60
const SEPARATOR = / [-–—|/•·]+ |[,|;] /g

/** Title and what stands in its closing brackets. */
const bracketed = (title: string): [string, string] | undefined => {
  const open = Math.max(title.lastIndexOf('('), title.lastIndexOf('['))
  return open >= LEAST_HEAD && /[)\]]$/.test(title) ? [title.slice(0, open), title.slice(open + 1, -1)] : undefined
}

/** Every way to see the title's end as a tail: bracketed, after a separator, "в Казань", "in Berlin". */
const tails = (title: string): [string, string][] => {
  const closing = bracketed(title)
  const separated = [...title.matchAll(SEPARATOR)].map((match): [string, string] => [
    title.slice(0, match.index),
    title.slice(match.index + match[0].length),
  ])
  const cities = [...title.matchAll(/ (?:в|in) (?=\p{Lu})/gu)].map((match): [string, string] => [
    title.slice(0, match.index),
    title.slice(match.index + match[0].length),
  ])
  return [...(closing === undefined ? [] : [closing]), ...separated, ...cities]
}

const cutTail = (title: string, ofPlaces: ReadonlySet<string>): string => {
  const found = tails(title).find(
    ([head, tail]) => head.trim().length >= LEAST_HEAD && tail.length <= MOST_TAIL && saysWhere(tail, ofPlaces),
  )
  return found === undefined ? title : found[0]
}

const trimEnds = (text: string): string =>
  text
    .replace(/^[\s!*"'#>:;,.|/–—-]+(?=\S)(?<!\.(?=\p{L}))/u, '')
    .replace(/[\s!*:;,|/–—-]+$/u, '')
    .replaceAll(/\(\s*\)|\[\s*\]/g, '')
    .trim()

const cleanOnce = (title: string, ofPlaces: ReadonlySet<string>): string => {
  const bare = tidy(title.replaceAll(PICTURES, ' '))
    .replaceAll(GENDER, ' ')
    .replaceAll(SALARY_RANGE, ' ')
    .replaceAll(SALARY, ' ')
    .replace(NOISE, '')
  const clean = hush(trimEnds(cutTail(trimEnds(tidy(bare)), ofPlaces)))
  return letters(clean) < 2 ? title : clean
}

/** The title without gender marks, salary, city, mode of work, shouting and ornaments; itself when nothing else is left. */
export const cleanTitle = (raw: string, ofPlaces: ReadonlySet<string> = new Set()): string => {
  let title = tidy(raw).slice(0, 300)
  for (let round = 0; round < 6; round++) {
    const next = cleanOnce(title, ofPlaces)
    if (next === title) break
    title = next
  }
  return title
}

const NOT_LEADING = / (?:lead|leads) (?:gen\S{0,8}|management)| lead time/
const ASSISTING = / (?:assistant|помощник|ассистент|секретарь|secretary|заместитель|зам|deputy) /
/** Strongest first, but for what is said first among junior, middle and senior. */
const RANKS: readonly (readonly [Seniority, RegExp])[] = [
  [
    'intern',
    / (?:intern|interns|internship|trainee|стажер|стажировка|практикант|praktikum|praktikant|stagiaire|stage|werkstudent|working student|apprentice|auszubildende\S*|azubi) /,
  ],
  [
    'head',
    / (?:head|director|chief|cto|ceo|cfo|coo|cio|cpo|cmo|ciso|vp|svp|evp|president|директор|руководитель|начальник|заведующий|заведующая|завотделением|leiter|leiterin|directeur|directrice|управляющий|управляющая) /,
  ],
  [
    'lead',
    / (?:lead|leads|leader|teamlead|techlead|тимлид|техлид|лид|principal|staff (?:software|engineer|data|product|machine|security|site|backend|frontend|designer|scientist)\S*|ведущий|ведущая|главный|главная|старший руководитель) /,
  ],
  ['senior', / (?:senior|sr|snr|сеньор|сеньер|синьор|старший|старшая|expert|iii|iv) /],
  ['middle', / (?:middle|mid|midlevel|mid level|мидл|миддл|intermediate|ii) /],
  [
    'junior',
    / (?:junior|jr|jnr|джуниор|джун|младший|младшая|entry level|graduate|начинающий|associate (?:software|engineer|developer|product)\S*) /,
  ],
]

/** Seniority as the title's words say it (Russian or English); "unknown" when they don't. */
export const seniorityOf = (words: readonly string[]): Seniority => {
  const text = ` ${words.map((word) => word.replace(/\+$/, '')).join(' ')} `.replace(NOT_LEADING, ' ')
  const found = RANKS.find(([, pattern]) => pattern.test(text))?.[0]
  return found === 'head' && ASSISTING.test(text) ? 'unknown' : (found ?? 'unknown')
}

/** Reads a title. `ofPlaces`: folded names of the posting's own places, which may close the title. */
export const readTitle = (raw: string, ofPlaces: ReadonlySet<string>): Posting['title'] => {
  const clean = cleanTitle(raw, ofPlaces)
  const words = foldWords(clean)
  return { raw, clean, folded: words.join(' '), seniority: seniorityOf(words) }
}
