import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Words } from './words.js'

/** What every page knows of its visit. */
export interface Visit {
  readonly words: Words
  /** Path and query of this page, for the link to the other language. */
  readonly address: string
  /** The signed-in person. */
  readonly user: string | undefined
  readonly development: boolean
  /** Epoch milliseconds. */
  readonly now: number
  /** The name of a board, by its id. */
  readonly boardName: (board: string) => string
}

const otherLanguage = ({ words, address }: Visit): string => {
  const url = new URL(address, 'http://page')
  url.searchParams.set('lang', words.language === 'ru' ? 'en' : 'ru')
  return url.pathname + url.search
}

const Layout = ({ visit, title, children }: { visit: Visit; title: string; children: ComponentChildren }) => {
  const { words, user, development, address } = visit
  const { texts } = words
  const here = (path: string) =>
    new URL(address, 'http://page').pathname === path ? { 'aria-current': 'page' as const } : {}
  return (
    <html lang={words.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href="/assets/page.css" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <script src="/assets/page.js" defer />
      </head>
      <body>
        <a class="skip" href="#main">
          {texts.skip}
        </a>
        {development && user !== undefined && <p class="banner">{words.fill(texts.development, { user })}</p>}
        <header>
          <nav aria-label={texts.title}>
            <a href="/" {...here('/')}>
              {texts.nav.search}
            </a>
            <a href="/picks" {...here('/picks')}>
              {texts.nav.picks}
            </a>
            <a href="/boards" {...here('/boards')}>
              {texts.nav.boards}
            </a>
            <a href="/docs">{texts.nav.api}</a>
            <a class="language" href={otherLanguage(visit)} lang={words.language === 'ru' ? 'en' : 'ru'}>
              {texts.otherLanguage}
            </a>
          </nav>
        </header>
        <main id="main">{children}</main>
      </body>
    </html>
  )
}

/** A whole HTML document. */
export const renderPage = (visit: Visit, title: string, body: ComponentChildren): string =>
  `<!doctype html>${renderToString(
    <Layout visit={visit} title={title}>
      {body}
    </Layout>,
  )}`

/** HTML that was made safe before: marks round escaped text, or an advert's sanitised description. */
export const SafeHtml = ({ html, as: Tag = 'span' }: { html: string; as?: 'span' | 'div' | 'p' }) => (
  <Tag dangerouslySetInnerHTML={{ __html: html }} />
)
