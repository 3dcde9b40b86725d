import type { LiveVacancy, PostingMeta } from '../domain/vacancy.js'
import { SafeHtml, renderPage } from './layout.js'
import type { Visit } from './layout.js'
import type { Words } from './words.js'

/** A posting with when it was last seen. */
export type SeenPosting = PostingMeta & { readonly lastSeenAt?: string | undefined }

export interface VacancyPage {
  readonly visit: Visit
  /** As it may be shown: a text that its board does not let be shown whole is cut already. */
  readonly vacancy: LiveVacancy
  readonly postings: readonly SeenPosting[]
  /** Names of boards, by id. */
  readonly boardName: (board: string) => string
  readonly picked: boolean
}

const State = ({ words, vacancy }: { words: Words; vacancy: LiveVacancy }) => {
  const { texts } = words
  if (vacancy.state === 'closed') {
    const reason = texts.reasons[vacancy.closedReason ?? ''] ?? ''
    const when = words.day(vacancy.closedAt ?? vacancy.updatedAt)
    return (
      <p class="notice closed" role="status">
        <strong>{texts.closed}.</strong> {words.fill(texts.closedHelp, { when, reason })}
      </p>
    )
  }
  if (vacancy.state !== 'unverified') return null
  const since =
    vacancy.postings
      .map(({ stateSince }) => stateSince ?? '')
      .sort()
      .at(-1) ?? ''
  return (
    <p class="notice warning" role="status">
      <strong>{texts.unverified}.</strong>{' '}
      {words.fill(texts.unverifiedHelp, { when: words.day(since || vacancy.updatedAt) })}
    </p>
  )
}

const PickForm = ({ words, id, picked }: { words: Words; id: string; picked: boolean }) => (
  <form method="post" action={`/vacancies/${id}/${picked ? 'unpick' : 'pick'}`} class="pick">
    {picked && <strong class="picked">✓ {words.texts.picked}</strong>}
    <button type="submit" class={picked ? 'quiet' : ''}>
      {picked ? words.texts.unpick : words.texts.pick}
    </button>
    {picked && <a href="/picks">{words.texts.toPicks}</a>}
  </form>
)

const Offers = ({ words, vacancy }: { words: Words; vacancy: LiveVacancy }) => (
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

const Postings = ({ words, postings, boardName }: Pick<VacancyPage, 'postings' | 'boardName'> & { words: Words }) => (
  <section>
    <h2>{words.texts.boardsOf}</h2>
    <ul class="postings">
      {postings.map((posting) => (
        <li>
          <a
            href={posting.applyUrl ?? posting.url}
            rel={posting.terms.link === 'follow' ? 'noopener' : 'nofollow noopener'}
            target="_blank"
          >
            {boardName(posting.board)}
          </a>
          {posting.state === 'closed' && <span class="tag">{words.texts.closed}</span>}
          <span class="dates">
            {words.fill(words.texts.firstSeen, { when: words.day(posting.firstSeenAt) })}
            {posting.lastSeenAt !== undefined &&
              ` · ${words.fill(words.texts.lastSeen, { when: words.day(posting.lastSeenAt) })}`}
          </span>
          <span class="why">{words.fill(words.texts.why, { why: posting.why })}</span>
          {posting.terms.attribution !== '' && <span class="attribution">{posting.terms.attribution}</span>}
        </li>
      ))}
    </ul>
  </section>
)

const Description = ({ words, description: { html, status } }: { words: Words } & Pick<LiveVacancy, 'description'>) => (
  <section class="description">
    <h2>{words.texts.description}</h2>
    {html === '' ? <p>{words.texts.noText}</p> : <SafeHtml as="div" html={html} />}
    {status === 'snippet' && <p class="notice">{words.texts.excerpt}</p>}
  </section>
)

/** One vacancy: its offers, boards, text, and the button that picks it. */
export const vacancyPage = ({ visit, vacancy, postings, boardName, picked }: VacancyPage): string => {
  const { words } = visit
  const { texts } = words
  return renderPage(
    visit,
    [vacancy.title, vacancy.employer?.name].filter(Boolean).join(' · '),
    <article class="vacancy">
      <h1>{vacancy.title}</h1>
      {vacancy.employer && <p class="employer">{vacancy.employer.name}</p>}
      <State words={words} vacancy={vacancy} />
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
      <Description words={words} description={vacancy.description} />
      <Postings words={words} postings={postings} boardName={boardName} />
      {vacancy.variants.length > 0 && (
        <details>
          <summary>
            {texts.variants} ({vacancy.variants.length})
          </summary>
          <ul>
            {vacancy.variants.map((id) => (
              <li>
                <a href={`/vacancies/${id}`}>{id}</a>
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>,
  )
}
