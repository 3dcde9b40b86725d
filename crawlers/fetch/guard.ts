import { lookup as dnsLookup } from 'node:dns'
import type { LookupAddress, LookupOptions } from 'node:dns'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { JobdataError } from '../../src/domain/errors.js'

const NAT64 = ipaddr.parseCIDR('64:ff9b::/96')

/** The IPv4 address that an IPv6 form carries inside: mapped, NAT64, 6to4. */
const unwrapped = (address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 => {
  if (!(address instanceof ipaddr.IPv6)) return address
  if (address.isIPv4MappedAddress()) return address.toIPv4Address()
  const bytes = address.toByteArray()
  if (address.match(NAT64)) return new ipaddr.IPv4(bytes.slice(12))
  return address.range() === '6to4' ? new ipaddr.IPv4(bytes.slice(2, 6)) : address
}

/** Which addresses may be reached; everything else (private, link-local, metadata…) never. */
export interface Reach {
  readonly public: boolean
  readonly loopback: boolean
}

/** Whether the crawler may speak to this address. */
export const mayReach = (address: string, reach: Reach): boolean => {
  const range = unwrapped(ipaddr.parse(address)).range()
  return (reach.public && range === 'unicast') || (reach.loopback && range === 'loopback')
}

const forbidden = (host: string): JobdataError =>
  new JobdataError(`${host} may not be reached: it is not fetched`, {
    consequence: 'bad-request',
    code: 'address-forbidden',
  })

/** Whether an address is this machine's own, by its very words. */
export const isLoopback = ({ hostname }: URL): boolean => /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname)

/** Refuses URLs other than http(s), with credentials, or whose host is a private address itself. */
export const checkUrl = (url: URL, reach: Reach): void => {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isWeb = (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === ''
  if (!isWeb || (isIP(host) !== 0 && !mayReach(host, reach))) throw forbidden(host)
}

type Callback = (error: Error | null, address: string | LookupAddress[], family?: number) => void

/** A socket's `lookup` that refuses names which lead to private addresses: asked at every connection, after DNS. */
export const guardedLookup =
  (reach: Reach) =>
  (host: string, options: LookupOptions, callback: Callback): void => {
    dnsLookup(host, { ...options, all: true }, (error, addresses) => {
      const allowed = error ? [] : addresses.filter(({ address }) => mayReach(address, reach))
      const [first] = allowed
      if (first === undefined) callback(error ?? forbidden(host), '')
      else if (options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
