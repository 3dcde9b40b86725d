import { employerKey } from '../../src/domain/employer-key.js'
import { tidy } from '../../src/domain/fold.js'
import { webUrl } from '../../src/domain/links.js'
import type { Posting } from '../../src/domain/posting.js'

const FORM_BEFORE = /^(?:ООО|ОАО|ЗАО|ПАО|АО|ИП|ТОО|НАО|ГК|АНО)(?=[\s"«“'])/u
const FORM_AFTER = /[\s,]+(?:Inc|LLC|L\.L\.C|Ltd|Limited|GmbH|PLC|Corp|ООО|АО|ПАО|ЗАО|ОАО)\.?$/u
const QUOTED = /^["«“„'](.+)["»”“']$/u

/** Name as shown: without legal form and outer quotes. */
const shownName = (raw: string): string => {
  const bare = raw.replace(FORM_BEFORE, '').replace(FORM_AFTER, '').trim()
  const quoted = QUOTED.exec(bare)?.[1]
  const name = quoted === undefined || /["«»“”„]/.test(quoted) ? bare : quoted
  return name.trim() === '' ? raw : name.trim()
}

const siteOf = (raw: string | undefined): string | undefined => {
  const text = raw?.trim()
  if (text === undefined || text === '') return undefined
  const url = webUrl(/^[a-z]+:/i.test(text) ? text : `https://${text}`)
  return url?.hostname.includes('.') === true ? url.origin : undefined
}

/** The employer of a posting; nothing when the board names none (or a placeholder). */
export const readEmployer = (raw: string | undefined, site: string | undefined): Posting['employer'] => {
  const text = tidy(raw ?? '')
  const key = employerKey(text)
  if (key === '') return undefined
  const found = siteOf(site)
  return { raw: text, name: shownName(text), key, ...(found !== undefined && { site: found }) }
}
