import { IMPORT_BOARD } from '../domain/ids.js'
import type { Import } from '../domain/imports.js'
import type { LiveVacancy, PostingMeta } from '../domain/vacancy.js'
import { SafeHtml, renderPage } from './layout.js'
import type { Visit } from './layout.js'
import { Ago, OnDay } from './when.js'
import type { Words } from './words.js'

const MOST_PLACES = 3

/** A posting with when it was last known to be there. */
type SeenPosting = PostingMeta & { readonly lastSeenAt: string }

/** A vacancy as it may be shown: a text that its board does not let be shown whole is cut already. */
export type ShownVacancy = Omit<LiveVacancy, 'postings'> & {
  readonly postings: readonly SeenPosting[]
  /** With the state "unverified": since when nothing proves it. */
  readonly unverifiedSince?: string | undefined
}

export interface VacancyPage {
  readonly visit: Visit
  readonly vacancy: ShownVacancy
  /** Its variants that are still there. */
  readonly variants: readonly LiveVacancy[]
  readonly picked: boolean
  /** How it came here when its reader imported it by link. */
  readonly imported?: Import | undefined
}

const State = ({ visit, vacancy }: { visit: Visit; vacancy: ShownVacancy }) => {
  const { texts } = visit.words
  if (vacancy.state === 'closed') {
    const help = visit.words.fill(texts.closedHelp, { reason: texts.reasons[vacancy.closedReason ?? ''] ?? '' })
    return (
      <p class="notice closed" role="status">
        <strong>{texts.closed}.</strong> <OnDay visit={visit} text={help} at={vacancy.closedAt ?? vacancy.updatedAt} />
      </p>
    )
  }
  if (vacancy.state !== 'unverified') return null
  return (
    <p class="notice warning" role="status">
      <strong>{texts.unverified}.</strong>{' '}
      <OnDay visit={visit} text={texts.unverifiedHelp} at={vacancy.unverifiedSince ?? vacancy.updatedAt} />
    </p>
  )
}

/** Says who sees it, and takes it away. */
const Imported = ({ visit, imported: { vacancy, readAt } }: { visit: Visit; imported: Import }) => (
  <form method="post" action={`/imports/${vacancy.id}/delete`} class="notice">
    <p>
      <Ago visit={visit} text={visit.words.texts.imports.own} at={readAt} />
    </p>
    <button type="submit" class="quiet">
      {visit.words.texts.imports.delete}
    </button>
  </form>
)

const PickForm = ({ words, id, picked }: { words: Words; id: string; picked: boolean }) => (
  <form method="post" action={`/vacancies/${id}/${picked ? 'unpick' : 'pick'}`} class="pick">
    {picked && <strong class="picked">✓ {words.texts.picked}</strong>}
    <button type="submit" class={picked ? 'quiet' : ''}>
      {picked ? words.texts.unpick : words.texts.pick}
    </button>
    {picked && <a href="/picks">{words.texts.toPicks}</a>}
  </form>
)

const Offers = ({ words, vacancy }: { words: Words; vacancy: ShownVacancy }) => (
  <section>
    <h2>{words.texts.places}</h2>
    <ul class="offers">
      {vacancy.offers.map((offer) => (
        <li>
          <span>{words.offer(offer) || words.value('unknown')}</span>
          {offer.employmentTypes.map((type) => (
            <span class="tag">{words.value(type)}</span>
          ))}
          {offer.salary && <span class="salary">{words.salary(offer.salary)}</span>}
        </li>
      ))}
    </ul>
  </section>
)

const TEXT = /^text (\d(?:\.\d+)?)$/

/** The edge that brought a posting into its vacancy, in words. */
const whyIn = ({ texts, fill, number }: Words, why: string): string => {
  const share = TEXT.exec(why)?.[1]
  if (share !== undefined) return fill(texts.likeness, { n: number(Math.round(Number(share) * 100)) })
  return texts.whys[why] ?? why
}

const Posting = ({ visit, posting }: { visit: Visit; posting: SeenPosting }) => {
  const { words, boardName } = visit
  const { texts } = words
  return (
    <li>
      <a
        href={posting.applyUrl ?? posting.url}
        rel={posting.terms.link === 'follow' ? 'noopener' : 'nofollow noopener'}
        target="_blank"
      >
        {posting.board === IMPORT_BOARD ? new URL(posting.url).hostname : boardName(posting.board)}
      </a>
      {posting.state === 'closed' && <span class="tag">{texts.closed}</span>}
      <span class="dates">
        <span>
          <OnDay visit={visit} text={texts.firstSeen} at={posting.firstSeenAt} />
        </span>
        <span>
          <Ago visit={visit} text={texts.seen} at={posting.lastSeenAt} />
        </span>
      </span>
      <span class="why">{words.fill(texts.why, { why: whyIn(words, posting.why) })}</span>
      {posting.terms.attribution !== '' && <span class="attribution">{posting.terms.attribution}</span>}
    </li>
  )
}

const Postings = ({ visit, vacancy: { postings } }: { visit: Visit; vacancy: ShownVacancy }) => (
  <section>
    <h2>{visit.words.texts.boardsOf}</h2>
    <ul class="postings">
      {postings.map((posting) => (
        <Posting visit={visit} posting={posting} />
      ))}
    </ul>
  </section>
)

type Described = Pick<LiveVacancy, 'description'> & { readonly imported: boolean }

const Description = ({ words, description: { html, status }, imported }: { words: Words } & Described) => (
  <section class="description">
    <h2>{words.texts.description}</h2>
    {html === '' ? <p>{words.texts.noText}</p> : <SafeHtml as="div" html={html} />}
    {status === 'snippet' && <p class="notice">{imported ? words.texts.imports.snippet : words.texts.excerpt}</p>}
  </section>
)

/** Other openings with the same text, each by what sets it apart. */
const Variants = ({ words, variants }: { words: Words; variants: readonly LiveVacancy[] }) => {
  if (variants.length === 0) return null
  return (
    <section>
      <h2>{words.texts.variants}</h2>
      <ul class="variants">
        {variants.map(({ id, title, employer, offers, state }) => (
          <li>
            <a href={`/vacancies/${id}`}>{title}</a>
            <span class="meta">
              {employer && <span class="employer">{employer.name}</span>}
              {[...new Set(offers.map(words.offer).filter(Boolean))].slice(0, MOST_PLACES).map((offer) => (
                <span>{offer}</span>
              ))}
            </span>
            {state === 'closed' && <span class="tag">{words.texts.closed}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** One vacancy: its offers, boards, text, and the button that picks it. */
export const vacancyPage = ({ visit, vacancy, variants, picked, imported }: VacancyPage): string => {
  const { words } = visit
  const { texts } = words
  return renderPage(
    visit,
    [vacancy.title, vacancy.employer?.name].filter(Boolean).join(' · '),
    <article class="vacancy">
      <h1>{vacancy.title}</h1>
      {vacancy.employer && <p class="employer">{vacancy.employer.name}</p>}
      <State visit={visit} vacancy={vacancy} />
      {imported && <Imported visit={visit} imported={imported} />}
      <PickForm words={words} id={vacancy.id} picked={picked} />
      <Offers words={words} vacancy={vacancy} />
      {vacancy.skills.length > 0 && (
        <section>
          <h2>{texts.skills}</h2>
          <p>
            {vacancy.skills.map((skill) => (
              <span class="tag">{skill}</span>
            ))}
          </p>
        </section>
      )}
      <Description words={words} description={vacancy.description} imported={imported !== undefined} />
      <Postings visit={visit} vacancy={vacancy} />
      <Variants words={words} variants={variants} />
    </article>,
  )
}
