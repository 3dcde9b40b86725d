/** How a request can be rude: against robots.txt, the pace, a Retry-After, or the day's budget. */
export const RUDENESS = ['robots', 'pace', 'retryAfter', 'budget'] as const
export type Rudeness = (typeof RUDENESS)[number]
export type ByRudeness = Readonly<Record<Rudeness, number>>

/** What a board asks of who harvests it. */
export interface HouseRules {
  /** Least milliseconds between two requests, by its terms. */
  readonly paceMs: number
  /** Crawl-delay of its robots.txt, seconds; 0 = none. */
  readonly crawlDelaySeconds: number
  /** Most requests a day. */
  readonly dailyRequests: number
}

export const EASY_RULES: HouseRules = { paceMs: 0, crawlDelaySeconds: 0, dailyRequests: 1_000_000 }

/** A request as the board's own log has it. */
export interface LoggedRequest {
  /** When it came in, by the board's clock. */
  readonly at: number
  readonly path: string
  readonly rude: readonly Rudeness[]
}

/** A timer may fire a little early, and clocks count whole milliseconds: so much is no rudeness. */
const EARLY_MS = 2
const DAY_MS = 86_400_000

/** Keeps the log of a board and judges the manners of those who ask by nothing but that log. `ticks`: the board's clock. */
export const watchManners = ({ paceMs, crawlDelaySeconds, dailyRequests }: HouseRules, ticks: () => number) => {
  const log: LoggedRequest[] = []
  const gapMs = Math.max(paceMs, crawlDelaySeconds * 1000)
  let closedUntil = 0
  let today = { day: -1, used: 0 }

  const isTooSoon = (at: number): boolean => {
    const last = log.at(-1)
    return last !== undefined && at < last.at + gapMs - EARLY_MS
  }

  const isOverBudget = (at: number): boolean => {
    const day = Math.floor(at / DAY_MS)
    today = day === today.day ? { day, used: today.used + 1 } : { day, used: 1 }
    return today.used > dailyRequests
  }

  return {
    /** Logs a request; `allowed`: by robots.txt. */
    judge(path: string, allowed: boolean): void {
      const at = ticks()
      const verdicts = {
        robots: !allowed,
        pace: isTooSoon(at),
        retryAfter: at < closedUntil - EARLY_MS,
        budget: isOverBudget(at),
      }
      log.push({ at, path, rude: RUDENESS.filter((rudeness) => verdicts[rudeness]) })
    },
    /** An answer asked for this long a pause, milliseconds. */
    closeFor: (ms: number): void => void (closedUntil = ticks() + ms),
    log: (): readonly LoggedRequest[] => log,
  }
}

/** How often each rudeness stands in logs. */
export const countRudeness = (log: readonly LoggedRequest[]): ByRudeness => {
  const counts = RUDENESS.map((one) => [one, log.filter(({ rude }) => rude.includes(one)).length])
  return Object.fromEntries(counts) as ByRudeness
}
