import type { Board } from '../../src/domain/board.js'
import type { RawPlace, RawSalary } from '../../src/domain/raw-posting.js'
import type { Page, Platform, Reading } from '../board.js'
import { jsonList, jsonObject } from '../read/json.js'
import { malformed, readPosting, readingOf, unknownKeys } from '../read/posting.js'
import type { EntryReading } from '../read/posting.js'
import { addressOf, asJson, namesIn, readFeed } from '../read/rss.js'
import { amount, link, listOf, objectOf, plain, present } from '../read/text.js'
import { childText, childTexts } from '../read/xml.js'
import type { Element } from '../read/xml.js'

const FEED = 'https://career.habr.com/vacancies/rss?currency=RUR&sort=date&type=all'

const KNOWN_RSS = new Set([
  ...['title', 'link', 'guid', 'pubDate', 'author', 'description', 'category'],
  // Ignored: the company's picture.
  'image',
])
const KNOWN_JSON = new Set([
  ...['id', 'href', 'title', 'remoteWork', 'salaryQualification', 'publishedDate', 'company', 'employment', 'salary'],
  ...['divisions', 'skills', 'locations', 'archived'],
  // Ignored: told by the others, or what the site shows to the one who looks.
  ...['location', 'humanCityNames', 'media', 'favorite', 'isMarked', 'hidden', 'canEdit', 'userVacancyBansPath'],
  ...['reactions', 'quickResponsesPreview', 'predictedSalary', 'partnerLogo'],
])

/** What a title of the feed says: «Требуется «Go-разработчик» (Москва, от 300 000 до 400 000 ₽)». */
interface Headline {
  readonly title: string
  readonly places: readonly string[]
  readonly salary: string | undefined
}

const IS_SALARY = /\d\s?\d{3}|\d\s?[₽$€₸]/

/** The text before a closing bracket, and the parts inside it. */
const bracketed = (text: string): { before: string; parts: readonly string[] } => {
  const open = text.endsWith(')') ? text.lastIndexOf(' (') : -1
  return open < 1
    ? { before: text, parts: [] }
    : { before: text.slice(0, open), parts: text.slice(open + 2, -1).split(', ') }
}

const headline = (text: string): Headline => {
  const { before, parts } = bracketed(text)
  const salary = parts.filter((part) => IS_SALARY.test(part)).join(', ') || undefined
  const quoted = /^Требу[ею]тся «/.test(before) && before.endsWith('»')
  if (quoted) {
    const title = before.slice(before.indexOf('«') + 1, -1).trim()
    return { title: title === '' ? text : title, places: parts.filter((part) => !IS_SALARY.test(part)), salary }
  }
  // Without the form, a bracket of anything but pay is the title's own: «Аналитик (SQL, Москва)».
  const onlyPay = parts.length > 0 && parts.every((part) => IS_SALARY.test(part))
  return { title: onlyPay ? before : text, places: [], salary: onlyPay ? salary : undefined }
}

/** The sentences of a summary: «Компания «X» ищет … . Москва (Россия). Полный рабочий день. Требуемые навыки: #go, #sql.» */
const sentencesOf = (summary: string): readonly string[] =>
  summary
    .replace(/\.$/, '')
    .split('. ')
    .slice(0, 40)
    .map((sentence) => sentence.trim())

/** «Москва (Россия)», or several by comma. */
const PLACE = /^([^()«»#:]{2,80}) \(([\p{L} .-]{2,60})\)$/u

const placesInSummary = (sentences: readonly string[]): RawPlace[] =>
  sentences.flatMap((sentence) => {
    const found = sentence.split(/(?<=\)), /).map((part) => PLACE.exec(part))
    if (found.some((match) => match === null)) return []
    return found.map((match) => {
      const [, locality = '', country = ''] = match ?? []
      return { text: `${locality}, ${country}`, locality, country }
    })
  })

const placesOf = (named: readonly string[], sentences: readonly string[]): RawPlace[] => {
  const places = placesInSummary(sentences)
  const others = named.filter((name) => !places.some(({ locality }) => locality === name))
  return [...places, ...others.map((text) => ({ text }))]
}

const SKILLS = /^(?:Требуемые навыки|Навыки): ?/

const skillsOf = (sentences: readonly string[]): string[] =>
  sentences
    .filter((sentence) => SKILLS.test(sentence))
    .flatMap((sentence) => sentence.replace(SKILLS, '').split(/,\s*#|^#/))
    .flatMap((skill) => plain(skill.replace(/,\s*$/, '')) ?? [])

/** The sentence that says it, short as the site writes it. */
const said = (sentences: readonly string[], pattern: RegExp): string | undefined =>
  sentences.find((sentence) => sentence.length < 80 && pattern.test(sentence))

/** The site asks employers for the pay of a month. */
const salaryOf = (salary: RawSalary): RawSalary | undefined =>
  Object.keys(salary).length === 0 ? undefined : { ...salary, period: 'month' }

const fromRss = (item: Element, base: string): EntryReading => {
  const url = addressOf(item, base)
  const { title, places, salary } = headline(plain(childText(item, 'title')) ?? '')
  const summary = plain(childText(item, 'description'))
  const sentences = sentencesOf(summary ?? '')
  const employment = said(sentences, /(?:рабочий день|занятость)$/i)
  const reading = readPosting(plain(childText(item, 'guid')) ?? url, asJson(item), {
    title: title === '' ? undefined : title,
    employer: plain(childText(item, 'author')),
    url,
    places: placesOf(places, sentences),
    workMode: said(sentences, /удал[её]нн|гибрид|^(?:в офисе|офис)$/i),
    employmentTypes: employment === undefined ? undefined : [employment],
    salary: salaryOf(present({ text: salary })),
    description: summary === undefined ? undefined : { text: summary },
    datePosted: plain(childText(item, 'pubDate')),
    skills: skillsOf(sentences),
    categories: childTexts(item, 'category'),
  })
  return 'posting' in reading ? { ...reading, signals: unknownKeys(namesIn(item), KNOWN_RSS) } : reading
}

const titlesOf = (value: unknown): string[] => listOf(value).flatMap((one) => plain(objectOf(one)?.['title']) ?? [])

const fromJson = (value: unknown, base: string): EntryReading => {
  const advert = objectOf(value)
  if (advert === undefined) return malformed('an entry of the list is not an object')
  const salary = objectOf(advert['salary']) ?? {}
  const employment = plain(advert['employment'])
  const [level] = titlesOf(advert['salaryQualification'])
  const reading = readPosting(plain(advert['id']), advert, {
    title: plain(advert['title']),
    employer: titlesOf(advert['company'])[0],
    url: link(advert['href'], base),
    places: titlesOf(advert['locations']).map((text) => ({ text })),
    workMode: advert['remoteWork'] === true ? 'remote' : advert['remoteWork'] === false ? 'no remote' : undefined,
    employmentTypes: employment === undefined ? undefined : [employment],
    salary: salaryOf(
      present({
        text: plain(salary['formatted']),
        min: amount(salary['from']),
        max: amount(salary['to']),
        currency: plain(salary['from'] ?? salary['to']) && plain(salary['currency']),
      }),
    ),
    datePosted: plain(objectOf(advert['publishedDate'])?.['date']),
    experience: level,
    skills: titlesOf(advert['skills']),
    categories: titlesOf(advert['divisions']),
    removed: advert['archived'] === true ? true : undefined,
  })
  return 'posting' in reading ? { ...reading, signals: unknownKeys(advert, KNOWN_JSON) } : reading
}

const readJson = (page: Page): Reading => {
  const adverts = jsonList(jsonObject(page.body, 'a list of Habr Career')['list'], 'a list of Habr Career')
  return readingOf(
    adverts.map((advert) => fromJson(advert, page.url)),
    { empty: adverts.length === 0 },
  )
}

const readRss = (page: Page): Reading => {
  const { items, signals } = readFeed(page.body)
  return readingOf(
    items.map((item) => fromRss(item, page.url)),
    { empty: items.length === 0, signals },
  )
}

const feedOf = ({ url }: Board): string => (/\/rss(?:[?#]|$)/.test(url) ? url : FEED)

/**
 * Хабр Карьера (career.habr.com): the RSS feed that the site publishes for it, the newest fifty of a search with summaries,
 * so that absence says nothing. The list that the site's own pages load is read too, when it is saved.
 */
const habrCareer: Platform = {
  id: 'habr-career',
  readerVersion: 1,
  list: 'window',
  accept: 'application/rss+xml, application/xml;q=0.9, text/xml;q=0.8',
  start: (board) => [{ url: feedOf(board), kind: 'list' }],
  read: (page) => (/^\s*\{/.test(page.body) ? readJson(page) : readRss(page)),
}

export default habrCareer
