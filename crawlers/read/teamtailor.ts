import type { RawPlace } from '../../src/domain/raw-posting.js'
import type { Signal } from '../../src/domain/run.js'
import { signal } from './posting.js'
import { plain, present } from './text.js'
import { childText } from './xml.js'
import type { Element } from './xml.js'

/** Places of an RSS entry with Teamtailor's elements (`tt:locations`); the name is the office's own, used without a city. */
export const teamtailorPlaces = (item: Element): RawPlace[] =>
  (item.children.find(({ name }) => name === 'tt:locations')?.children ?? []).flatMap((location) => {
    const locality = plain(childText(location, 'tt:city'))
    const country = plain(childText(location, 'tt:country'))
    const text = [locality ?? plain(childText(location, 'tt:name')), country]
      .filter((part) => part !== undefined)
      .join(', ')
    return text === '' ? [] : [present({ text, locality, country })]
  })

/** What the values mean as the vendor's own form says them; alone, "none" and "fully" say nothing. */
const REMOTE_STATUS = new Map([
  ['none', 'No remote'],
  ['hybrid', 'Hybrid'],
  ['fully', 'Fully remote'],
  ['temporary', 'Temporarily remote'],
])

const statusOf = (item: Element): string | undefined => plain(childText(item, 'remoteStatus'))

/** The work mode of `remoteStatus`; an unknown value as it is. */
export const teamtailorMode = (item: Element): string | undefined => {
  const status = statusOf(item)
  return status === undefined ? undefined : (REMOTE_STATUS.get(status) ?? status)
}

/** A signal for a `remoteStatus` that has no meaning here. */
export const unknownMode = (item: Element): Signal[] => {
  const status = statusOf(item)
  return status === undefined || REMOTE_STATUS.has(status)
    ? []
    : [signal('unknown-value', `remoteStatus "${status.slice(0, 60)}" is new: say what it means`, 'remoteStatus')]
}
