import { isMacroRegion, placesIn } from './place-names.js'

/** What a headline of parts says plainly: `Acme | Glass Engineer | Porto or REMOTE (EU) | Full-time | €60k–€80k`. */
export interface Headline {
  readonly employer: string | undefined
  readonly title: string | undefined
  readonly places: readonly string[]
  readonly workMode: 'Remote' | 'Hybrid' | 'On-site' | undefined
  /** From where remote work is allowed. */
  readonly remoteFrom: readonly string[]
  readonly employmentTypes: readonly string[]
  readonly salary: string | undefined
}

const LINK = /^(?:https?:\/\/\S+|www\.\S+)$/i
const DOMAIN = /^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?:\/\S*)?$/i
const EMPLOYMENT =
  /\b(?:full[- ]?time|part[- ]?time|contract(?:ors?|s)?|freelance|internships?|permanent|temporary)\b/gi
const MONEY = /[$€£₹¥]\s?\d|\d\s?[$€£]|\d\s?k\b|\b\d{2,3}[,.]\d{3}\b|\d\s?(?:usd|eur|gbp|cad|aud|chf)\b/i
/** Sums that are not pay. */
const NO_PAY =
  /\b(?:raised|funding|funded|series [a-f]|valuation|revenue|arr|backed|investors?|customers|users|401 ?\(?k\)?)\b/i
const ROLE =
  /\b(?:engineers?|engineering|engs?|developers?|devs?|programmers?|scientists?|research(?:ers?)?|designers?|design|managers?|directors?|leads?|architects?|analysts?|administrators?|admins?|sre|devops|swe|cto|head of|vp|interns?|recruiters?|marketers?|marketing|sales|growth|product|roles?|positions?|openings?|jobs|editors?|writers?|(?:customer|technical|it|product) support|consultants?|associates?|technicians?|specialists?|coordinators?|advocates?|executives?|assistants?|operators?|accountants?|teachers?|full[- ]?stack|front[- ]?end|back[- ]?end|infra|gtm|bdr|fde|founding|founders?|member of technical staff|mts)\b/i
/** "3 days a week in the office", "2-3 days in-office". */
const OFFICE_DAYS = /\b(\d)(?: ?[-–] ?\d)?[-\s]?(?:x|days?)\b[^|]{1,20}\boffice\b|\boffice (\d) days\b/i
const MODE =
  /\b(?:remote(?:ly)?|wfh|work(?:ing)? from (?:home|anywhere)|on-?\s?site|in-?\s?office|in-?\s?person|hybrid)\b/i

/** Where a part first names a mode of work; Infinity when it names none. */
const modeAt = (text: string): number =>
  Math.min(...[MODE, OFFICE_DAYS].map((pattern) => pattern.exec(text)?.index ?? Infinity))

const namesMode = (text: string): boolean => modeAt(text) < Infinity

const PARTLY = /\b(?:part(?:ly|ially|ial)?|some|semi)[- ]?remote\b/gi
const NOT_REMOTE = /\b(?:no|not|non)[- ](?:fully[- ])?remote\b/gi
const REMOTE = /\bremote(?:ly)?\b|\bwfh\b|\bwork(?:ing)? from (?:home|anywhere)\b/i
const ONSITE = /\bon-?\s?site\b/i
const IN_OFFICE = /\bin-?\s?office\b|\bin-?\s?person\b/i

/** All days of a week in the office, or some. */
const byDays = (text: string): Headline['workMode'] => {
  const found = OFFICE_DAYS.exec(text)
  const days = Number(found?.[1] ?? found?.[2])
  return found === null ? undefined : days >= 5 ? 'On-site' : 'Hybrid'
}

/** Remote as one of several ways is remote: it can be done so. Partly remote is not. */
const modeIn = (text: string): Headline['workMode'] => {
  const rest = text.replaceAll(PARTLY, ' ').replaceAll(NOT_REMOTE, ' ')
  if (REMOTE.test(rest)) return 'Remote'
  if (/\bhybrid\b/i.test(text) || text.search(PARTLY) >= 0) return 'Hybrid'
  if (ONSITE.test(text)) return 'On-site'
  return byDays(text) ?? (IN_OFFICE.test(text) || text.search(NOT_REMOTE) >= 0 ? 'On-site' : undefined)
}

const MODE_WORDS =
  /\b(?:(?:fully|100 ?%|mostly|partially|partly|part|semi|no|not)[- ]?)?(?:remote(?:ly)?(?:[- ](?:first|friendly|only|ok|work|possible|structure))*|wfh|work(?:ing)? from (?:home|anywhere)|on-?\s?site|in-?\s?office|in-?\s?person|hybrid)\b/gi
const FROM_BRACKET = /\bremote(?:[- ](?:only|first|friendly))?\s?[([]([^()[\]]{1,200})[)\]]/i
const FROM_TAIL =
  /\bremote(?:ly)?(?: ?[-–—:,] ?| )(?:(?:anywhere )?(?:in|within|across|from|for) )?(?:the )?(\p{L}[^()[\]|]{1,80})/iu

const cutTail = (tail: string): string => tail.split(/\s(?:with|but|or|preferred|only|based)\b/i)[0] ?? ''

const knownIn = (text: string): string[] => placesIn(text, 'known').flatMap((chunk) => chunk.split(', '))

interface Where {
  readonly places: readonly string[]
  readonly remoteFrom: readonly string[]
}

/** Of a part that names a mode: where the work is, and from where it may be done remotely. */
const whereIn = (part: string): Where => {
  const bracket = FROM_BRACKET.exec(part)
  const tail = bracket === null ? FROM_TAIL.exec(part) : null
  const stated = bracket?.[1] ?? cutTail(tail?.[1] ?? '')
  const found = bracket ?? tail
  const isOffice = /\b(?:hq|headquarters|office)\b/i.test(stated)
  const from = isOffice ? [] : knownIn(stated)
  const taken = from.length > 0 || bracket !== null
  const rest = found !== null && taken && !isOffice ? part.replace(found[0], ' ') : part
  const places = placesIn(rest.replaceAll(MODE_WORDS, ' / '), 'named').filter((place) => !isMacroRegion(place))
  return { places, remoteFrom: from }
}

type Kind = 'link' | 'money' | 'role' | 'mode' | 'employment' | 'place' | 'other'

const kindOf = (part: string): Kind => {
  if (LINK.test(part)) return 'link'
  if (MONEY.test(part) && !NO_PAY.test(part)) return 'money'
  const [role, mode] = [ROLE.exec(part)?.index ?? Infinity, modeAt(part)]
  if (role < mode) return 'role'
  if (mode < Infinity) return 'mode'
  if (part.replaceAll(EMPLOYMENT, '').replaceAll(/\P{L}|\b(?:or|and)\b/gu, '') === '') return 'employment'
  if (placesIn(part, 'some known').length > 0) return 'place'
  return DOMAIN.test(part) ? 'link' : 'other'
}

const BATCH_OR_LINK =
  /\s*[([](?:yc\b[^()[\]]*|[swfx]\d{2}\b[^()[\]]*|(?:https?:\/\/|www\.)[^()[\]]*|[\w-]+\.[a-z]{2,6})[)\]]/gi

/** A name, not a sentence. */
const nameOf = (part: string): string | undefined => {
  const name = part
    .replaceAll(BATCH_OR_LINK, '')
    .replaceAll(/^[\s#*>_-]+|[\s*_:,-]+$/g, '')
    .trim()
  return name === '' || name.length > 100 || name.split(' ').length > 9 ? undefined : name
}

const roleOf = (part: string): string =>
  part
    .replaceAll(/\s*[([][^()[\]]*[)\]]/g, (bracket) => (namesMode(bracket) || /https?:/.test(bracket) ? '' : bracket))
    .replace(/^(?:we(?:'|’)re |now |is )?hiring:?\s+(?!coordinator|manager|lead|partner)/i, '')
    .replace(/\s[-–—]\s*(?:remote|wfh|work from home|hybrid|on-?site).*$/i, '')
    .trim()

/** Not the sentence that begins a list of roles. */
const isTitle = (part: string): boolean => part.length <= 200 && !/:$|^we\b/i.test(part)

/** `Engineers in Porto`, `Engineer (Remote, EU)`: the place that a role names. */
const placesOfRole = (part: string): Where[] => {
  const bracket = /[([]([^()[\]]{1,200})[)\]]/.exec(part)?.[1] ?? ''
  const tail = / in (\p{Lu}.*)$/u.exec(part)?.[1] ?? ''
  if (namesMode(bracket)) return [whereIn(bracket)]
  return [{ places: placesIn(tail.split(/\s[-–—]\s/)[0] ?? '', 'some known'), remoteFrom: [] }]
}

/** `Editor at The Daily`, `Acme Multiple roles`: role and employer in one part. */
const bothIn = (part: string): { employer?: string | undefined; title?: string } => {
  const at = part.lastIndexOf(' at ')
  if (at > 0 && ROLE.test(part.slice(0, at))) return { title: part.slice(0, at), employer: nameOf(part.slice(at + 4)) }
  const several = /^(.{2,60}?)[\s:–—-]+((?:multiple|various|several|many) (?:roles|positions|openings))$/i.exec(part)
  if (several !== null) return { employer: nameOf(several[1] ?? ''), title: several[2] ?? '' }
  return {}
}

interface Part {
  readonly text: string
  readonly kind: Kind
}

const LABEL = /^(?:company|employer|role|position|title|location|where|salary|compensation|comp|type): /i
/** Parts that say neither who, what nor where. */
const ASIDE = /^(?:(?:visas?|interns?|relocation|sponsorship|equity|benefits|h1-?b|w-?2|c2c|yc ?\w{2,4})[\s,/&+]*)+$/i
const ENDS_IN_TRADE =
  /\b(?:engineer|developer|designer|manager|scientist|architect|analyst|director|administrator)s?(?: \([^()]*\))?$/i

/** The employer stands first; or after a place, the mode or the role, when one of these stands first. */
const employerAt = (parts: readonly Part[]): number => {
  const [first] = parts
  const next = parts.findIndex(({ kind, text }) => kind === 'other' && !DOMAIN.test(text))
  if (first === undefined || next < 1) return 0
  const isOnly = parts.filter(({ kind }) => kind === first.kind).length === 1
  if (first.kind === 'place') return next === 1 ? 1 : 0
  if (first.kind === 'mode') return isOnly ? next : 0
  return first.kind === 'role' && isOnly && ENDS_IN_TRADE.test(first.text) ? next : 0
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)]

const partOf = (raw: string): Part => {
  const text = raw.replace(LABEL, '')
  return { text, kind: kindOf(text) }
}

/** What the parts say beside the employer. */
const saidBy = (parts: readonly Part[]): Omit<Headline, 'employer'> => {
  const of = (kind: Kind): string[] => parts.filter((part) => part.kind === kind).map(({ text }) => text)
  const wheres = [...of('mode').map(whereIn), ...of('role').flatMap(placesOfRole)]
  const places = distinct([
    ...of('place').flatMap((text) => placesIn(text, 'some known')),
    ...wheres.flatMap((where) => where.places),
  ])
  const remoteFrom = distinct(wheres.flatMap((where) => where.remoteFrom))
  const modes = parts.map(({ text }) => text).filter(namesMode)
  const employment = parts.flatMap(({ text }) => text.match(EMPLOYMENT) ?? [])
  return {
    title: joined(of('role').filter(isTitle).map(roleOf)),
    // Where no other place is named, from where it can be done is where the advert is.
    places: places.length === 0 && remoteFrom.length > 0 ? [`Remote (${remoteFrom.join(', ')})`] : places,
    workMode: modeIn(modes.join(' | ')),
    remoteFrom,
    employmentTypes: distinct(employment.map((kind) => kind.toLowerCase())),
    salary: of('money')[0],
  }
}

const joined = (titles: readonly (string | undefined)[]): string | undefined =>
  titles.filter((title) => title !== undefined && title !== '').join(' | ') || undefined

/** Reads parts that name no employer: what a line "Location: Porto or REMOTE (EU)" says. */
export const readParts = (texts: readonly string[]): Omit<Headline, 'employer'> => saidBy(texts.map(partOf))

/** Reads a headline of at least two parts. What no part says plainly is absent. */
export const readHeadline = (texts: readonly string[]): Headline => {
  const parts = texts.filter((text) => !ASIDE.test(text)).map(partOf)
  const at = employerAt(parts)
  const employer = parts[at]?.text ?? ''
  const both = bothIn(employer)
  const said = saidBy(parts.filter((_, index) => index !== at))
  return { ...said, employer: both.employer ?? nameOf(employer), title: joined([both.title, said.title]) }
}
