import type { Pick } from '../domain/messages.js'
import { renderPage } from './layout.js'
import type { Visit } from './layout.js'
import type { Words } from './words.js'

export interface PickLine {
  readonly pick: Pick
  /** What has become of the vacancy, and since when it is closed or removed, if it is. */
  readonly now: {
    readonly state: string
    readonly closedSince?: string | undefined
    readonly removedSince?: string | undefined
  }
}

/** What a reader of a pick must know of its vacancy: that it is closed, or was removed on request. */
const endOf = ({ fill, day, texts }: Words, { state, closedSince, removedSince }: PickLine['now']): string => {
  if (removedSince !== undefined) return fill(texts.removedSince, { when: day(removedSince) })
  if (state === 'removed') return texts.removed
  return closedSince === undefined ? '' : fill(texts.closedSince, { when: day(closedSince) })
}

/** What a person picked; it stays with its text whatever becomes of the advert. */
export const picksPage = ({ visit, picks }: { readonly visit: Visit; readonly picks: readonly PickLine[] }): string => {
  const { words } = visit
  const { texts } = words
  return renderPage(
    visit,
    texts.nav.picks,
    <>
      <h1>{texts.nav.picks}</h1>
      {picks.length === 0 && <p class="empty">{texts.picksEmpty}</p>}
      {picks.map(({ pick, now }) => (
        <article class="card">
          <h2>
            <a href={`/vacancies/${pick.vacancy}`}>{pick.snapshot.title}</a>
          </h2>
          <p class="meta">
            {pick.snapshot.employer && <span class="employer">{pick.snapshot.employer.name}</span>}
            {pick.snapshot.offers
              .map(words.offer)
              .filter(Boolean)
              .slice(0, 3)
              .map((offer) => (
                <span>{offer}</span>
              ))}
          </p>
          <p class="dates">
            <span>{words.fill(texts.pickedAt, { when: words.day(pick.pickedAt) })}</span>
            {endOf(words, now) !== '' && <strong class="warning">{endOf(words, now)}</strong>}
          </p>
          <details>
            <summary>{texts.description}</summary>
            <div class="description text">{pick.snapshot.description.text}</div>
          </details>
          <form method="post" action={`/vacancies/${pick.vacancy}/unpick`}>
            <button type="submit" class="quiet">
              {texts.unpick}
            </button>
          </form>
        </article>
      ))}
    </>,
  )
}
