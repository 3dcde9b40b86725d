import type { Hit } from '../ports/vacancy-index.js'
import { SafeHtml } from './layout.js'
import type { Visit } from './layout.js'
import { Ago, OnDay } from './when.js'

/** A hit with when its vacancy was last known to be there. */
export interface SeenHit extends Hit {
  readonly lastSeenAt: string
}

const PLACES = 3
const BOARDS = 3

/** The first of a list, and how many more there are. */
const Some = ({ of, most }: { of: readonly string[]; most: number }) => (
  <>
    {of.slice(0, most).map((one) => (
      <span>{one}</span>
    ))}
    {of.length > most && <span>+{of.length - most}</span>}
  </>
)

const Meta = ({ visit: { words }, hit: { vacancy, distanceKm } }: { visit: Visit; hit: SeenHit }) => (
  <p class="meta">
    {vacancy.employer && <span class="employer">{vacancy.employer.name}</span>}
    <Some of={[...new Set(vacancy.offers.map(words.offer).filter(Boolean))]} most={PLACES} />
    {distanceKm !== undefined && <span>{words.fill(words.texts.km, { n: words.number(distanceKm) })}</span>}
  </p>
)

const Dates = ({ visit, hit: { vacancy, lastSeenAt } }: { visit: Visit; hit: SeenHit }) => {
  const { texts } = visit.words
  return (
    <p class="dates">
      {vacancy.datePosted !== undefined && (
        <span>
          <OnDay visit={visit} text={texts.posted} at={vacancy.datePosted} />
        </span>
      )}
      <span>
        <OnDay visit={visit} text={texts.firstSeen} at={vacancy.firstSeenAt} />
      </span>
      <span>
        <Ago visit={visit} text={texts.seen} at={lastSeenAt} />
      </span>
      {vacancy.state === 'unverified' && <strong class="warning">{texts.unverified}</strong>}
    </p>
  )
}

/** A vacancy among those found. */
export const HitCard = ({ visit, hit }: { visit: Visit; hit: SeenHit }) => {
  const { vacancy, highlights } = hit
  const { words, boardName } = visit
  const salary = vacancy.offers.map((offer) => offer.salary && words.salary(offer.salary)).find(Boolean)
  return (
    <article class={vacancy.state === 'unverified' ? 'card unverified' : 'card'}>
      <h2>
        <a href={`/vacancies/${vacancy.id}`}>
          {highlights.title ? <SafeHtml html={highlights.title} /> : vacancy.title}
        </a>
      </h2>
      {salary && <p class="salary">{salary}</p>}
      <Meta visit={visit} hit={hit} />
      {highlights.text && (
        <p class="fragment">
          <SafeHtml html={highlights.text} />
        </p>
      )}
      <Dates visit={visit} hit={hit} />
      <p class="boards">
        {words.texts.on} <Some of={vacancy.boards.map(boardName)} most={BOARDS} />
      </p>
    </article>
  )
}
