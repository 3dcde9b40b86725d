import { decodeHTML } from 'entities'
import { readHeadline, readParts } from './headline.js'
import type { Headline } from './headline.js'
import type { LooseFields } from './posting.js'
import { link } from './text.js'

/** HTML as text; of a link its address, since its text is cut short. */
const textOf = (html: string): string => {
  let text = ''
  let isInLink = false
  for (const piece of html.slice(0, 20_000).split(/(<[^<>]{0,1000}>)/)) {
    if (/^<a\s/i.test(piece)) {
      text += /href="([^"]*)"/i.exec(piece)?.[1] ?? ''
      isInLink = true
    } else if (/^<\/a/i.test(piece)) isInLink = false
    else if (/^<\/?(?:p|br)\b/i.test(piece)) text += '\n'
    else if (!piece.startsWith('<') && !isInLink) text += piece
  }
  return decodeHTML(text)
}

const linesOf = (html: string): string[] =>
  textOf(html)
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '')

/** What somebody writes who offers work of their own, or who talks. */
const NO_ADVERT =
  /^(?:not (?:currently )?hiring|here (?:are|is)|great thread|i(?:'|’)?m an? |i am an? |i help|hire me|thank|seeking|available|location: )|\bi help \w+|\blooking for work\b|\bhire me\b/i
const HIRES =
  /\b(?:is|are|am|currently|actively|also|now|we(?:'|’)re) (?:\w+ )?(?:hiring|looking for)|\bwe(?:'|’)re (?:hiring|looking for)|\bhiring (?:a|an|for|our|across|in|senior|engineers|multiple)\b|\bopen (?:roles?|positions?)|\bnew role\b|\bjoin (?:us|our team)\b|\bwe hire\b/i

/** A headline is parted by bars, or by dashes. */
const separated = (line: string): string[] => {
  if (line.includes('|')) return line.split('|')
  if (/\s[—–]\s/.test(line)) return line.split(/\s[—–]\s/)
  const parts = line.split(' - ')
  return parts.length > 2 ? parts : [line]
}

const partsOf = (line: string): string[] =>
  separated(line.slice(0, 2000))
    .map((part) => part.trim())
    .filter((part) => part !== '' && part.length <= 400)

/** `Location: Waltham, MA`, written on a line of its own. */
const labelled = (lines: readonly string[], label: RegExp): string | undefined => {
  for (const line of lines.slice(0, 40)) {
    const value = label
      .exec(line)?.[1]
      ?.split(/\s[—–|]\s/)[0]
      ?.trim()
    if (value !== undefined && value !== '') return value
  }
  return undefined
}

const LOCATION = /(?:^|\| ?|— ?)(?:locations?|where|based in): ?(.{2,200})/i
const ROLE = /^(?:role|position|title|job title): ?(.{2,150})$/i
const PAY = /(?:^|[|—–] ?)(?:comp(?:ensation)?|salary|pay)(?: range)?:? ?([^:]{0,100}\d.{0,150})$/i

const GREETING = /^(?:(?:hey|hi|hello)(?:,? (?:hn|all|everyone|there|folks))?[!,.]? )?(?:at )?/i
/** `Acme (https://acme.example) is hiring …`, `Acme, we're hiring`: a name in capitals, or one before a bracket. */
const SUBJECT =
  /^((?:\p{Lu}[\p{L}\d.&'’-]{0,30}|\p{Ll}[\p{L}\d.]{2,30}(?= \())(?: [\p{Lu}\d&][\p{L}\d.&'’-]{0,30}){0,4}) ?(?:\([^()]{0,200}\) ?)?(?:is |are |we(?:'|’)re |we are )/u
const NO_NAME = /^(?:we|i|this|it|there|our|my|here|these|they|you)$/i

const subjectOf = (line: string): string | undefined => {
  const name = SUBJECT.exec(line.replace(GREETING, ''))?.[1]
  return name === undefined || NO_NAME.test(name) ? undefined : name
}

const BULLET = /^(?:[-*•–▪‣]|\d{1,2}[.)])/
/** What follows the name of a role: a link, pay, a place, a word on it. */
const AFTER_ROLE = /https?:\/\/|[:(|–—]|\s-\s/
const ROLE_WORD =
  /\b(?:engineer|developer|scientist|researcher|designer|manager|director|lead|architect|analyst|administrator|intern|head of|specialist|executive|recruiter|writer)\b/i

/** Roles that the text lists one a line. */
const listedRoles = (lines: readonly string[]): string | undefined => {
  const roles = lines
    .slice(1, 60)
    .filter((line) => BULLET.test(line))
    .map((line) => (line.replace(BULLET, '').split(AFTER_ROLE)[0] ?? '').replace(/,? *$/, '').trim())
    .filter((role) => role.length >= 3 && role.length <= 100)
    .filter((role) => ROLE_WORD.test(role) && /^\p{Lu}/u.test(role) && !/[.!?]$/.test(role))
  return roles.length === 0 ? undefined : roles.slice(0, 5).join(' | ')
}

const HIRED =
  /\b(?:hiring|looking for|seeking|recruiting)(?: for)?(?: (?:an?|our|the|multiple|several|talented|experienced|exceptional|skilled|great|strong))* ((?:[\p{L}\d/+#&.-]{1,30} ){0,6}?(?:engineers?|developers?|scientists?|researchers?|designers?|managers?|directors?|architects?|analysts?|administrators?|specialists?|writers?))\b/iu
const NAMED = /\brole\b[^:.]{0,40}: ([^.:]{3,100})/i

/** The role that a sentence names: `We are hiring a Glass Engineer`. */
const sentenceRole = (lines: readonly string[]): string | undefined => {
  const text = lines.slice(0, 30).join('\n').slice(0, 5000)
  return (HIRED.exec(text)?.[1] ?? NAMED.exec(text)?.[1])?.trim()
}

/** What the first line says in parts; of a sentence its subject, and what stands in its brackets. */
const headlineOf = (line: string): Headline => {
  const parts = partsOf(line)
  if (parts.length >= 2) {
    const headline = readHeadline(parts)
    return { ...headline, employer: headline.employer ?? subjectOf(parts[0] ?? '') }
  }
  const brackets = [...line.slice(0, 2000).matchAll(/[([]([^()[\]]{2,100})[)\]]/g)].map(([, inner]) => inner ?? '')
  return { ...readParts(brackets), title: undefined, salary: undefined, employer: subjectOf(line) }
}

const isAdvert = (lines: readonly string[]): boolean => {
  const [first = ''] = lines
  const text = lines.slice(0, 30).join('\n')
  if (NO_ADVERT.test(text.slice(0, 600))) return false
  return first.includes('|') ? partsOf(first).length >= 2 : HIRES.test(text)
}

const homeOf = (line: string): string | undefined => {
  const site = link(/https?:\/\/[^\s|,)]+/.exec(line)?.[0])
  return site !== undefined && new URL(site).pathname === '/' ? site : undefined
}

/** The whole line, where nothing says which role it is. */
const unlinked = (line: string): string =>
  line
    .slice(0, 400)
    .replace(GREETING, '')
    .replaceAll(/\|? ?[([]?https?:\/\/[^\s|()[\]]+[)\]]?/g, '')
    .replaceAll(/ {2,}/g, ' ')
    .replace(/[\s|–—-]+$/, '')
    .slice(0, 200)

const listOrNothing = <T>(list: readonly T[]): T[] | undefined => (list.length === 0 ? undefined : [...list])

/**
 * Reads a comment in a thread of adverts, as HTML: its first line, and lines that carry a label. Only what is said plainly
 * is taken. Undefined when it advertises nothing.
 */
export const readHiringComment = (html: string): LooseFields | undefined => {
  const lines = linesOf(html)
  if (!isAdvert(lines)) return undefined
  const [first = ''] = lines
  const headline = headlineOf(first)
  const where = readParts([labelled(lines, LOCATION) ?? ''])
  const salary = headline.salary ?? labelled(lines, PAY)
  const [places, remoteFrom] =
    headline.places.length > 0 ? [headline.places, headline.remoteFrom] : [where.places, where.remoteFrom]
  return {
    title: headline.title ?? labelled(lines, ROLE) ?? listedRoles(lines) ?? sentenceRole(lines) ?? unlinked(first),
    employer: headline.employer,
    employerSite: homeOf(first),
    places: places.map((text) => ({ text })),
    workMode: headline.workMode ?? where.workMode,
    remoteFrom: listOrNothing(remoteFrom),
    employmentTypes: listOrNothing(headline.employmentTypes),
    salary: salary === undefined ? undefined : { text: salary },
    description: { html },
  }
}
