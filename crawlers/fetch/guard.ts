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

/** Whether the crawler may speak to this address: public ones, and loopback where a setting allows it. */
export const mayReach = (address: string, allowLoopback: boolean): boolean => {
  const range = unwrapped(ipaddr.parse(address)).range()
  return range === 'unicast' || (allowLoopback && range === 'loopback')
}

const forbidden = (host: string): JobdataError =>
  new JobdataError(`${host} is not a public address: it is not fetched`, {
    consequence: 'bad-request',
    code: 'address-forbidden',
  })

/** Refuses URLs other than http(s), with credentials, or whose host is a private address itself. */
export const checkUrl = (url: URL, allowLoopback: boolean): void => {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isWeb = (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === ''
  if (!isWeb || (isIP(host) !== 0 && !mayReach(host, allowLoopback))) throw forbidden(host)
}

type Callback = (error: Error | null, address: string | LookupAddress[], family?: number) => void

/** A socket's `lookup` that refuses names which lead to private addresses: asked at every connection, after DNS. */
export const guardedLookup =
  (allowLoopback: boolean) =>
  (host: string, options: LookupOptions, callback: Callback): void => {
    dnsLookup(host, { ...options, all: true }, (error, addresses) => {
      const allowed = error ? [] : addresses.filter(({ address }) => mayReach(address, allowLoopback))
      const [first] = allowed
      if (first === undefined) callback(error ?? forbidden(host), '')
      else if (options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
