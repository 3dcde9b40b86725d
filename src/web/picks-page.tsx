import type { Pick } from '../domain/messages.js'
import { isImported } from '../domain/imports.js'
import type { Import } from '../domain/imports.js'
import { ImportForm } from './import-form.js'
import { renderPage } from './layout.js'
import type { Visit } from './layout.js'
import { Ago, OnDay } from './when.js'

/** What has become of a vacancy. */
export type Fate =
  | { readonly state: 'open'; readonly lastSeenAt: string }
  | { readonly state: 'unverified'; readonly since: string }
  | { readonly state: 'closed'; readonly since: string; readonly reason: string | undefined }
  | { readonly state: 'merged'; readonly into: string; readonly title: string | undefined }
  | { readonly state: 'removed'; readonly since: string | undefined }
  | { readonly state: 'unknown' }

export interface PickLine {
  readonly pick: Pick
  readonly fate: Fate
}

const FateLine = ({ visit, fate, imported }: { visit: Visit; fate: Fate; imported: boolean }) => {
  const { texts, fill } = visit.words
  if (fate.state === 'open') {
    return (
      <p class="fate good">
        <Ago visit={visit} text={texts.fates.open} at={fate.lastSeenAt} />
      </p>
    )
  }
  if (fate.state === 'unverified') {
    return (
      <p class="fate warning">
        <OnDay visit={visit} text={texts.fates.unverified} at={fate.since} />
      </p>
    )
  }
  if (fate.state === 'closed') {
    const help = fill(texts.closedHelp, { reason: texts.reasons[fate.reason ?? ''] ?? '' })
    return (
      <p class="fate bad">
        <OnDay visit={visit} text={help} at={fate.since} />
      </p>
    )
  }
  if (fate.state === 'merged') {
    return (
      <p class="fate warning">
        {texts.fates.merged} <a href={`/vacancies/${fate.into}`}>{fate.title ?? texts.fates.another}</a>
      </p>
    )
  }
  if (fate.state === 'removed' && fate.since !== undefined) {
    return (
      <p class="fate bad">
        <OnDay visit={visit} text={texts.fates.removedSince} at={fate.since} />
      </p>
    )
  }
  if (imported) return <p class="fate bad">{texts.imports.deleted}</p>
  return <p class="fate bad">{texts.fates[fate.state]}</p>
}

/** Its own page has the title only while there is one. */
const Title = ({ pick, fate }: PickLine) =>
  fate.state === 'removed' || fate.state === 'unknown' ? (
    <h2>{pick.snapshot.title}</h2>
  ) : (
    <h2>
      <a href={`/vacancies/${pick.vacancy}`}>{pick.snapshot.title}</a>
    </h2>
  )

const PickCard = ({ visit, pick, fate }: PickLine & { visit: Visit }) => {
  const { words } = visit
  const { texts } = words
  return (
    <article class="card">
      <Title pick={pick} fate={fate} />
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
      <FateLine visit={visit} fate={fate} imported={isImported(pick.snapshot)} />
      <p class="dates">
        <OnDay visit={visit} text={texts.pickedAt} at={pick.pickedAt} />
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
  )
}

const ImportLine = ({ visit, one: { vacancy, readAt } }: { visit: Visit; one: Import }) => (
  <li>
    <a href={`/vacancies/${vacancy.id}`}>{vacancy.title}</a>
    <span class="meta">
      {vacancy.employer && <span class="employer">{vacancy.employer.name}</span>}
      <span>{new URL(vacancy.url).hostname}</span>
      <span>
        <Ago visit={visit} text={visit.words.texts.imports.readAt} at={readAt} />
      </span>
    </span>
  </li>
)

const Imports = ({ visit, imports }: { visit: Visit; imports: readonly Import[] }) => (
  <section>
    <h2>{visit.words.texts.imports.title}</h2>
    <ImportForm words={visit.words} />
    {imports.length > 0 && (
      <ul class="variants">
        {imports.map((one) => (
          <ImportLine visit={visit} one={one} />
        ))}
      </ul>
    )}
  </section>
)

export interface PicksPage {
  readonly visit: Visit
  readonly picks: readonly PickLine[]
  /** What the person imported by link, newest first. */
  readonly imports: readonly Import[]
}

/** What a person picked; it stays with its text whatever becomes of the advert. Then what was imported by link. */
export const picksPage = ({ visit, picks, imports }: PicksPage): string => {
  const { texts } = visit.words
  return renderPage(
    visit,
    texts.nav.picks,
    <>
      <h1>{texts.nav.picks}</h1>
      {picks.length === 0 && <p class="empty">{texts.picksEmpty}</p>}
      {picks.map(({ pick, fate }) => (
        <PickCard visit={visit} pick={pick} fate={fate} />
      ))}
      <Imports visit={visit} imports={imports} />
    </>,
  )
}
