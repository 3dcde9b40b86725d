import type { Form } from './boards.js'
import * as ashby from './serve/ashby.js'
import * as greenhouse from './serve/greenhouse.js'
import * as lever from './serve/lever.js'
import * as recruitee from './serve/recruitee.js'
import * as remoteok from './serve/remoteok.js'
import * as smartrecruiters from './serve/smartrecruiters.js'
import * as trudvsem from './serve/trudvsem.js'
import * as workday from './serve/workday.js'

/** How a form is read. */
interface Reading {
  readonly platform: string
  /** Path and query of the list, by the board's id. */
  readonly list: (id: string) => string
}

/** The platform that reads each form, and where on a board it begins. */
export const READINGS: Readonly<Record<Form, Reading>> = {
  greenhouse: { platform: 'greenhouse', list: greenhouse.listPath },
  site: { platform: 'sitemap-jsonld', list: () => '/' },
  rss: { platform: 'feed', list: () => '/feed.xml' },
  atom: { platform: 'feed', list: () => '/feed.xml' },
  trudvsem: { platform: 'trudvsem', list: trudvsem.listPath },
  lever: { platform: 'lever', list: lever.listPath },
  ashby: { platform: 'ashby', list: ashby.listPath },
  workday: { platform: 'workday', list: workday.listPath },
  smartrecruiters: { platform: 'smartrecruiters', list: smartrecruiters.listPath },
  recruitee: { platform: 'recruitee', list: () => recruitee.LIST_PATH },
  remoteok: { platform: 'remoteok', list: () => remoteok.LIST_PATH },
}
