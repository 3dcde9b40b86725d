import { TOKEN } from '../politeness/robots.js'
import type { FetchClientOptions } from './fetch.js'

export interface MannersOptions {
  /** E-mail or page of the people who run the crawler; without it nothing but loopback is asked. */
  readonly contact: string | undefined
  readonly allowLoopback: boolean
}

const userAgent = (contact: string | undefined): string => {
  const where = contact === undefined ? 'loopback only' : contact.includes('@') ? `mailto:${contact}` : `+${contact}`
  return `${TOKEN}/1.0 (${where})`
}

/** Who our clients say they are, and where they may go. */
export const mannersOf = ({
  contact,
  allowLoopback,
}: MannersOptions): Pick<FetchClientOptions, 'userAgent' | 'reach'> => ({
  userAgent: userAgent(contact),
  reach: { public: contact !== undefined, loopback: allowLoopback },
})
