import { decodeHTML } from 'entities'
import type { RawPlace, RawSalary } from '../../src/domain/raw-posting.js'
import type { Signal } from '../../src/domain/run.js'
import { parseExact } from './json.js'
import { unknownKeys } from './posting.js'
import type { LooseFields } from './posting.js'
import { amount, coordinate, link, listOf, objectOf, plain, present, verbatim } from './text.js'

type Node = Readonly<Record<string, unknown>>

/** Scripts of a page that hold JSON-LD, found without building a DOM. */
export const jsonLdScripts = (html: string): string[] => {
  const scripts: string[] = []
  const opening = /<script\s[^>]{0,500}application\/ld\+json[^>]{0,500}>/gi
  const closing = /<\/script/gi
  while (opening.test(html)) {
    closing.lastIndex = opening.lastIndex
    const end = closing.exec(html)?.index
    if (end === undefined) break
    scripts.push(html.slice(opening.lastIndex, end))
    opening.lastIndex = end
  }
  return scripts
}

/** Raw line breaks and tabs inside strings become escapes; trailing commas and comment wrappers go. */
const repaired = (text: string): string => {
  let out = ''
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (inString && char === '\\') {
      out += char + text.charAt(++at)
    } else if (char === '"') {
      inString = !inString
      out += char
    } else if (inString && char < ' ') {
      out += char === '\n' ? '\\n' : char === '\t' ? '\\t' : ''
    } else if (!inString && char === ',' && /^\s*[}\]]/.test(text.slice(at + 1, at + 200))) {
      continue
    } else out += char
  }
  return out
}

const unwrapped = (text: string): string =>
  text
    .trim()
    .replace(/^(?:<!--|\/\*\s*<!\[CDATA\[\s*\*\/|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)/, '')
    .replace(/(?:-->|\/\*\s*\]\]>\s*\*\/|\/\/\s*\]\]>|\]\]>)$/, '')
    .trim()
    .replace(/;$/, '')

/** What a script may stand for, the strictest first. */
const FORMS: readonly ((text: string) => string)[] = [(text) => text, repaired, (text) => repaired(decodeHTML(text))]

/** The JSON of a script; repaired where that is safe; undefined when it is beyond that. */
export const parseJsonLd = (script: string): { value: unknown; wasRepaired: boolean } | undefined => {
  const text = unwrapped(script)
  for (const [attempt, form] of FORMS.entries()) {
    try {
      return { value: parseExact(form(text)), wasRepaired: attempt > 0 }
    } catch {
      // The next, more forgiving form.
    }
  }
  return undefined
}

const isA = (node: Node, type: string): boolean =>
  listOf(node['@type']).some((name) => typeof name === 'string' && name.replace(/^.*[/:]/, '') === type)

/** All nodes of a type, through arrays, @graph, ItemList and what else nests. */
export const nodesOfType = (value: unknown, type: string, depth = 0): Node[] => {
  if (depth > 8) return []
  if (Array.isArray(value)) return value.flatMap((inner) => nodesOfType(inner, type, depth + 1))
  const node = objectOf(value)
  if (node === undefined) return []
  if (isA(node, type)) return [node]
  const inner = ['@graph', 'itemListElement', 'item', 'mainEntity', 'mainEntityOfPage', 'hasPart']
  return inner.flatMap((key) => nodesOfType(node[key], type, depth + 1))
}

const nameOf = (value: unknown): string | undefined =>
  plain(value) ?? plain(listOf(objectOf(value)?.['name']).find((name) => plain(name) !== undefined))

/** The parts as one text, without those that it already tells: "Helsinki, Uusimaa, Finland" needs no "FI". */
const placeText = (locality: string | undefined, region: string | undefined, country: string | undefined): string => {
  const told = (text: string, part: string): boolean =>
    text.split(/\s*,\s*/).some((known) => known.toLowerCase() === part.toLowerCase()) ||
    (text === locality && text.includes(',') && /^[A-Z]{2}$/.test(part))
  return [region, country].reduce<string>(
    (text, part) => (part === undefined || told(text, part) ? text : text === '' ? part : `${text}, ${part}`),
    locality ?? '',
  )
}

const placeOf = (value: unknown): RawPlace[] => {
  const place = objectOf(value)
  if (place === undefined) {
    const text = plain(value)
    return text === undefined ? [] : [{ text }]
  }
  const address = objectOf(place['address']) ?? {}
  const geo = objectOf(place['geo']) ?? {}
  const locality = plain(address['addressLocality'])
  const region = plain(address['addressRegion'])
  const country = nameOf(address['addressCountry'])
  const text =
    placeText(locality, region, country) ||
    (plain(place['address']) ?? plain(place['name']) ?? plain(address['streetAddress']))
  if (text === undefined) return []
  return [
    present({
      text,
      locality,
      region,
      country,
      lat: coordinate(geo['latitude'], 90),
      lon: coordinate(geo['longitude'], 180),
    }),
  ]
}

const salaryOf = (node: Node): RawSalary | undefined => {
  const base = node['baseSalary'] ?? node['estimatedSalary']
  if (base === undefined || base === null) return undefined
  const salary = objectOf(listOf(base)[0])
  if (salary === undefined) {
    const text = plain(base)
    return text === undefined ? undefined : present({ text, currency: plain(node['salaryCurrency']) })
  }
  const value = objectOf(salary['value']) ?? salary
  const exact = amount(value['value'] ?? (objectOf(salary['value']) ? undefined : salary['value']))
  const text = exact === undefined ? verbatim(value['value']) : undefined
  const min = amount(value['minValue']) ?? exact
  const max = amount(value['maxValue']) ?? exact
  if (min === undefined && max === undefined && text === undefined) return undefined
  return present({
    text,
    min,
    max,
    currency: plain(salary['currency'] ?? value['currency'] ?? node['salaryCurrency']),
    period: plain(value['unitText'] ?? salary['unitText']),
  })
}

const textsOf = (value: unknown): string[] =>
  listOf(value).flatMap(
    (one) => nameOf(one) ?? plain(objectOf(one)?.['credentialCategory']) ?? plain(objectOf(one)?.['description']) ?? [],
  )

const experienceOf = (value: unknown): string | undefined => {
  const months = amount(objectOf(value)?.['monthsOfExperience'])
  return months === undefined ? (textsOf(value)[0] ?? plain(value)) : `${months} months`
}

/** Descriptions come as HTML, as text, or escaped once too often. */
const descriptionOf = (value: unknown): LooseFields['description'] => {
  const text = verbatim(value)
  if (text === undefined) return undefined
  return { html: !/<\w/.test(text) && /&lt;\/?\w/.test(text) ? decodeHTML(text) : text }
}

const orUndefined = <T>(list: readonly T[]): T[] | undefined => (list.length === 0 ? undefined : [...list])

const KNOWN = new Set(
  [
    '@context @type @id title name hiringOrganization url mainEntityOfPage identifier jobLocation jobLocationType',
    'applicantLocationRequirements employmentType baseSalary estimatedSalary salaryCurrency description datePosted',
    'dateModified validThrough inLanguage experienceRequirements educationRequirements skills industry',
    'occupationalCategory totalJobOpenings',
    // Ignored: told by the description, pictures, the page's own plumbing, people's contacts (never kept).
    'responsibilities qualifications jobBenefits benefits incentives incentiveCompensation workHours specialCommitments',
    'physicalRequirement sensoryRequirement securityClearanceRequirement eligibilityToWorkRequirement jobStartDate',
    'jobImmediateStart employerOverview employmentUnit relevantOccupation experienceInPlaceOfEducation directApply',
    'applicationContact image logo sameAs alternateName disambiguatingDescription additionalType potentialAction',
    'subjectOf publisher author dateCreated datePublished',
  ].flatMap((line) => line.split(' ')),
)

/** Signals for keys of a JobPosting that are neither taken nor ignored by name. */
export const unknownInJobPosting = (node: Node): Signal[] => unknownKeys(node, KNOWN)

/** Fields of a schema.org JobPosting node; `pageUrl` stands in where it names no page of its own. */
export const fieldsOfJobPosting = (node: Node, pageUrl: string): LooseFields => {
  const organisation = objectOf(listOf(node['hiringOrganization'])[0])
  const identifier = plain(objectOf(node['identifier'])?.['value']) ?? plain(node['identifier'])
  const title = plain(node['title']) ?? plain(node['name'])
  return {
    title,
    employer: nameOf(listOf(node['hiringOrganization'])[0]),
    employerSite: link(organisation?.['sameAs'] ?? organisation?.['url']),
    url: link(node['url'], pageUrl) ?? link(objectOf(node['mainEntityOfPage'])?.['@id'], pageUrl) ?? pageUrl,
    // Some boards repeat the title or the employer here: not a requisition.
    requisition: identifier !== undefined && identifier !== title && identifier.length <= 100 ? identifier : undefined,
    places: listOf(node['jobLocation']).flatMap(placeOf),
    workMode: plain(node['jobLocationType']),
    remoteFrom: orUndefined(textsOf(node['applicantLocationRequirements'])),
    employmentTypes: orUndefined(listOf(node['employmentType']).flatMap((type) => plain(type) ?? [])),
    salary: salaryOf(node),
    description: descriptionOf(node['description']),
    datePosted: plain(node['datePosted']),
    dateUpdated: plain(node['dateModified']),
    validThrough: plain(node['validThrough']),
    language: plain(node['inLanguage']),
    experience: experienceOf(node['experienceRequirements']),
    education: textsOf(node['educationRequirements'])[0],
    skills: orUndefined(
      textsOf(node['skills'])
        .flatMap((text) => text.split(/\s*[,;]\s*/))
        .filter((text) => text.length <= 300),
    ),
    categories: orUndefined(
      [...textsOf(node['industry']), ...textsOf(node['occupationalCategory'])].map((text) => text.slice(0, 300)),
    ),
    openings: amount(node['totalJobOpenings']),
  }
}
