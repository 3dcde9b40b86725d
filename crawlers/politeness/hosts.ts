import type { Board } from '../../src/domain/board.js'
import type { HeldLease, Leases } from '../../src/ports/lease.js'

const bare = (host: string): string => host.replace(/^www\./, '')

/** Whether an address lies in a politeness domain: its own host, or a tenant's below a provider's. */
export const covers = (domain: string, board: Board, url: string): boolean => {
  const { host } = new URL(url)
  return bare(host) === bare(domain) || host.endsWith(`.${domain}`) || bare(host) === bare(new URL(board.url).host)
}

export interface HostsOptions {
  readonly board: Board
  /** On the board's own politeness domain. */
  readonly lease: HeldLease
  readonly leases: Pick<Leases, 'take'>
}

/**
 * The lease under which each address of a run is asked. Adverts' pages may stand on other hosts than the list: each is
 * a politeness domain of its own, taken when it is first asked and given back at the end of the run.
 */
export const openHosts = ({ board, lease, leases }: HostsOptions) => {
  const others = new Map<string, HeldLease>()
  return {
    /** Undefined while another crawler holds the host. */
    async leaseFor(url: string): Promise<HeldLease | undefined> {
      if (covers(lease.domain, board, url)) return lease
      const { host } = new URL(url)
      const known = others.get(host)
      if (known) return known
      const taken = await leases.take(host)
      if (taken) others.set(host, taken)
      return taken
    },
    async release(): Promise<void> {
      await Promise.all([...others.values()].map((other) => other.release()))
    },
  }
}

export type Hosts = ReturnType<typeof openHosts>
