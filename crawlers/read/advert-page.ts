import { JobdataError } from '../../src/domain/errors.js'
import type { ImportFailure } from '../../src/domain/imports.js'
import { pageKeyOf } from '../../src/domain/links.js'
import type { Page, ReadPosting } from '../board.js'
import { fieldsOfJobPosting, jsonLdScripts, nodesOfType, parseJsonLd } from './json-ld.js'
import { readPageHead } from './page-head.js'
import type { PageHead } from './page-head.js'
import { readPosting } from './posting.js'

/** An advert read off any page, and by what. */
export interface ReadAdvert {
  readonly posting: ReadPosting
  readonly reader: 'json-ld' | 'snippet'
}

/** A page cannot be imported. Its user is told what to do instead. */
export const failure = (code: ImportFailure, message: string): JobdataError =>
  new JobdataError(message, { consequence: 'bad-request', code })

const LOGIN_PATH = /\/(?:log-?in|sign-?in|auth(?:enticate|orize)?|sso|uas|accounts?\/login|checkpoint)(?:[/.?]|$)/i
const LOGIN_TITLE = /^(?:log ?in|sign ?in|sign up|вход|войти|авторизация)(?![\p{L}\p{N}])/iu
/** Titles of pages that stand where an advert was asked for. */
const NO_ADVERT =
  /^(?:just a moment|attention required|access denied|are you (?:a )?(?:human|robot)|403|404|not found|page not found|error|доступ ограничен|страница не найдена|вы не робот)/i

const isText = (contentType: string): boolean => contentType === '' || /html|xml|^text\/plain/i.test(contentType)

const MOST_ID = 500

const postingsIn = ({ body, url }: Page): ReadPosting[] =>
  jsonLdScripts(body)
    .flatMap((script) => nodesOfType(parseJsonLd(script)?.value, 'JobPosting'))
    .flatMap((node) => {
      const reading = readPosting(url.slice(0, MOST_ID), node, fieldsOfJobPosting(node, url))
      return 'posting' in reading ? [reading.posting] : []
    })

/** Of the adverts on a page the one it was asked for; a page may say the same one twice. */
const theOne = (postings: readonly ReadPosting[], { request, url }: Page): ReadPosting | undefined => {
  const asked = new Set([request.url, url].map(pageKeyOf))
  const named = postings.find(({ fields }) => asked.has(pageKeyOf(fields.url)))
  const titles = new Set(postings.map(({ fields }) => fields.title))
  // Where every advert names this page as its own, only a single title makes them one.
  if (titles.size > 1 && (!named || postings.every(({ fields }) => asked.has(pageKeyOf(fields.url)))))
    throw failure('page-several', 'the page lists several vacancies: open one of them and give its link')
  return named ?? postings[0]
}

/** `Acme` on `careers.acme.com`: only an employer's own careers host vouches for the name of its site. */
const employerOf = ({ siteName }: PageHead, url: string): string | undefined => {
  const [, label = ''] = /^(?:careers?|karriere)\.([a-z\d-]+)\.[a-z.]+$/.exec(new URL(url).hostname) ?? []
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  return siteName !== undefined && label !== '' && bare(siteName) === bare(label) ? siteName : undefined
}

/** What the head of a page without structured data tells: an excerpt, for its user to complete. */
const snippetOf = (page: Page, head: PageHead): ReadPosting => {
  const { title, description, language } = head
  // A title is little: what stands at a site's own address is never one advert.
  const isHome = /^\/?$/.test(new URL(page.url).pathname) && new URL(page.url).search === ''
  if (title === undefined || isHome || NO_ADVERT.test(title))
    throw failure('page-no-vacancy', 'no vacancy was found on the page: open it and paste its text instead')
  const reading = readPosting(
    page.url.slice(0, MOST_ID),
    { title, description },
    {
      title: title.slice(0, 1000),
      employer: employerOf(head, page.url),
      url: page.url,
      description: description === undefined ? undefined : { text: description },
      language,
    },
  )
  if ('posting' in reading) return reading.posting
  throw failure('page-no-vacancy', 'no vacancy was found on the page: open it and paste its text instead')
}

/**
 * The advert of a page whose site we have no reader for: its JobPosting (JSON-LD), else an excerpt off its head.
 * Throws `bad-request`: `page-several`, `page-needs-login`, `page-no-vacancy`, `page-unreadable`.
 */
export const readAdvertPage = (page: Page): ReadAdvert => {
  if (!isText(page.contentType))
    throw failure('page-unreadable', `the link leads to a file (${page.contentType.slice(0, 60)}), not to a page`)
  const posting = theOne(postingsIn(page), page)
  if (posting) return { posting, reader: 'json-ld' }
  const head = readPageHead(page.body, page.url)
  if (head.asksPassword || LOGIN_PATH.test(new URL(page.url).pathname) || LOGIN_TITLE.test(head.title ?? ''))
    throw failure('page-needs-login', 'the site shows this page to signed-in people only: paste its text instead')
  return { posting: snippetOf(page, head), reader: 'snippet' }
}
