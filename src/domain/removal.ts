import { employerKey } from './employer-key.js'
import { hashId } from './ids.js'
import { pageKeyOf } from './links.js'
import type { Removal } from './messages.js'
import type { RawFields } from './raw-posting.js'

/** An advert as far as removals go: a posting is one. */
export interface Named {
  readonly employer?: { readonly key: string } | undefined
  readonly url: string
  readonly applyUrl?: string | undefined
}

/** What normalize will call an advert, before it is normalized. */
export const namedBy = (
  { employer, url, applyUrl }: Pick<RawFields, 'employer' | 'url' | 'applyUrl'>,
  boardEmployer?: string,
): Named => ({ employer: { key: employerKey(employer ?? boardEmployer ?? '') }, url, applyUrl })

const keyOfPage = (url: string | undefined): string[] => {
  const page = pageKeyOf(url)
  return page === undefined ? [] : [`page:${page}`]
}

const keyOfEmployer = (key: string | undefined): string[] =>
  key === undefined || key === '' ? [] : [`employer:${key}`]

/** Keys of the removals that would concern an advert: of its employer, of its page and of the page to apply at. */
export const removalKeysOf = ({ employer, url, applyUrl }: Named): string[] => [
  ...keyOfEmployer(employer?.key),
  ...keyOfPage(url),
  ...keyOfPage(applyUrl),
]

/** Key of a removal in its topic, `employer:<key>` or `page:<address>`: one for every spelling of one target. */
export const removalKey = (target: Removal['target']): string =>
  (target.kind === 'employer' ? keyOfEmployer(target.key) : keyOfPage(target.url))[0] ?? ''

/** Id of a removal, from its key; it tells nothing of the target. */
export const removalId = (key: string): string => hashId('removal', key)

/** Whether one of the removals in force, by their keys, concerns an advert. */
export const isRemoved = (advert: Named, removals: ReadonlySet<string>): boolean =>
  removals.size > 0 && removalKeysOf(advert).some((key) => removals.has(key))
