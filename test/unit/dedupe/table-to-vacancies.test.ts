import { describe, expect, test } from '@jest/globals'
import { dedupe } from '../../../pipelines/dedupe/stage.js'
import type { Terms } from '../../../src/domain/board.js'
import { employerKey } from '../../../src/domain/employer-key.js'
import { vacancyId } from '../../../src/domain/ids.js'
import type { Removal } from '../../../src/domain/messages.js'
import { Posting } from '../../../src/domain/posting.js'
import type { PostingState } from '../../../src/domain/posting-state.js'
import { removalId, removalKey } from '../../../src/domain/removal.js'
import { topics } from '../../../src/domain/topics.js'
import type { Topic } from '../../../src/domain/topics.js'
import type { LiveVacancy, Vacancy } from '../../../src/domain/vacancy.js'
import type { Log, LogRecord } from '../../../src/ports/log.js'
import type { Message, Outcome, StageContext } from '../../../src/ports/stage.js'
import { normalizePosting } from '../../../pipelines/normalize/posting.js'

const DAY = 86_400_000
const START = Date.parse('2026-11-01T00:00:00.000Z')
const at = (day: number): string => new Date(START + day * DAY).toISOString()

const TEXT =
  'Мы ищем инженера, который будет проектировать мосты и дороги, вести расчёты, согласовывать чертежи с заказчиком, ' +
  'следить за строительством на площадке и отвечать за сроки. Опыт от трёх лет, знание норм, готовность к поездкам. ' +
  'Предлагаем белую зарплату, страховку после испытательного срока, обучение за счёт компании и дружную команду.'

const OTHER =
  'Требуется человек для работы с клиентами банка: консультации по вкладам, оформление карт, разбор обращений. ' +
  'График сменный, обучение две недели, форма выдаётся, рядом метро, есть столовая и комната отдыха для сотрудников.'

interface Given {
  readonly title?: string
  readonly employer?: string | undefined
  readonly city?: string
  readonly text?: string
  readonly requisition?: string
  readonly day?: number
  readonly fence?: number
  readonly platform?: string
}

/** A posting as normalize makes it. */
const posting = (key: string, given: Given = {}): Posting => {
  const {
    title = 'Инженер-проектировщик',
    city = 'Казань',
    text = TEXT,
    requisition,
    day = 0,
    fence = 1,
    platform = 'trudvsem',
  } = given
  const employer = 'employer' in given ? given.employer : 'ООО «Мостострой»'
  const [board = ''] = key.split(':')
  return Posting.parse(
    normalizePosting(
      {
        key,
        board,
        platform,
        domain: 'x',
        source: {},
        fields: {
          title,
          ...(employer !== undefined && { employer }),
          url: `https://${board}.example/${key.split(':')[1] ?? ''}`,
          places: [{ text: city }],
          description: { text },
          ...(requisition !== undefined && { requisition }),
        },
        reader: platform,
        readerVersion: 1,
        run: 'r',
        fence,
        observedAt: at(day),
        firstSeenAt: at(day),
        bootstrap: false,
      },
      {
        board: {
          rank: 50,
          terms: { redistribute: false, fullText: true, attribution: '', link: 'nofollow', dailyRequests: 1 },
        },
        baseCurrency: 'EUR',
      },
    ),
  )
}

const state = (
  key: string,
  name: PostingState['state'],
  reason: PostingState['reason'],
  day: number,
  fence = 1,
): PostingState => ({
  key,
  board: key.split(':')[0] ?? '',
  state: name,
  reason,
  since: at(day),
  at: at(day),
  by: 'crawl',
  fence,
})

/** The topics around dedupe, in memory; what it publishes comes back to it as it would. */
const house = () => {
  const kept = new Map<string, LogRecord[]>()
  const log = {
    async *read(topic: Topic) {
      yield { topic: topic.name, partition: 0, records: kept.get(topic.name) ?? [], end: 0 }
    },
  } as unknown as Log
  const append = (topic: Topic, key: string, value: unknown, headers: LogRecord['headers'] = {}): LogRecord => {
    const records = kept.get(topic.name) ?? []
    kept.set(topic.name, records)
    const record = {
      topic: topic.name,
      partition: 0,
      offset: records.length,
      key,
      value,
      text: null,
      headers,
      timestamp: 0,
    }
    records.push(record)
    return record
  }
  let stage = dedupe({ log, owner: 1, terms: () => undefined })
  const context: StageContext = {
    signal: new AbortController().signal,
    heartbeat: async () => undefined,
    publish: async (topic, records) => records.forEach(({ key, value }) => append(topic, key, value)),
  }
  const transform = (messages: Message[]): Promise<readonly Outcome[]> =>
    Promise.resolve(stage.transform(messages, context))

  const give = async (topic: Topic, key: string, value: unknown, headers: LogRecord['headers'] = {}): Promise<void> => {
    const outcomes = await transform([{ ...append(topic, key, value, headers), source: topic }])
    const back: Outcome[] = outcomes.filter((outcome) => outcome.kind === 'forward')
    await stage.remember?.([])
    for (const outcome of back) {
      if (outcome.kind !== 'forward') continue
      if (outcome.topic === topics.vacancies) append(outcome.topic, outcome.key, outcome.value)
      else await give(outcome.topic, outcome.key, outcome.value)
    }
  }

  const newest = (topic: Topic): Map<string, unknown> => {
    const last = new Map<string, unknown>()
    for (const { key, value } of kept.get(topic.name) ?? []) last.set(key ?? '', value)
    return last
  }

  return {
    kept,
    transform,
    append,
    posting: (value: Posting) => give(topics.postings, value.key, value),
    state: (value: PostingState) => give(topics.postingStates, value.key, value),
    tick: (day: number, boards: string[]) => give(topics.ticks, '', { hour: at(day), boards }),
    give,
    /** What an owner writes that stood still, and woke up when another had taken over. */
    overruled: (topic: Topic, key: string, value: unknown) => give(topic, key, value, { owner: '1' }),
    /** A new process on the same topics. */
    async restart(owner = 2, terms: (board: string) => Terms | undefined = () => undefined) {
      stage = dedupe({ log, owner, terms })
      await stage.start?.(context)
    },
    vacancies: (): Vacancy[] => [...newest(topics.vacancies).values()].filter((v): v is Vacancy => v !== null),
    live: (): LiveVacancy[] =>
      [...newest(topics.vacancies).values()].filter(
        (v): v is LiveVacancy => v !== null && (v as Vacancy).kind === 'vacancy',
      ),
    newest,
  }
}

const clusters = (vacancies: readonly LiveVacancy[]): string[] =>
  vacancies
    .map(({ postings }) =>
      postings
        .map(({ key }) => key)
        .sort()
        .join(' '),
    )
    .sort()

describe('one opening or two', () => {
  const sentences = TEXT.split(/(?<=\.) /)
  test.each<[string, Given, Given, 'one' | 'two']>([
    ['the same text on two boards', {}, {}, 'one'],
    ['sentences in another order', {}, { text: [...sentences].reverse().join(' ') }, 'one'],
    [
      'boilerplate added',
      {},
      { text: `${TEXT} Откликайтесь на сайте, звоните, приходите. Мы рассмотрим каждое письмо.` },
      'one',
    ],
    ['cut to a snippet', {}, { text: sentences.slice(0, 1).join(' ') }, 'one'],
    ['the employer written otherwise', {}, { employer: 'МОСТОСТРОЙ, ООО' }, 'one'],
    ['another city', {}, { city: 'Самара' }, 'two'],
    ['another requisition on one platform', { requisition: 'A-1' }, { requisition: 'A-2' }, 'two'],
    ['requisitions of different platforms', { requisition: 'A-1' }, { requisition: '77', platform: 'feed' }, 'one'],
    ['another seniority', { title: 'Старший инженер' }, { title: 'Младший инженер' }, 'two'],
    ['another text under the same title', {}, { text: OTHER }, 'two'],
    ['another employer', {}, { employer: 'АО «Дорога»' }, 'two'],
    ['no employer on one side, the same text', {}, { employer: undefined }, 'one'],
  ])('%s', async (_, one, other, expected) => {
    const h = house()
    await h.posting(posting('a:1', one))
    await h.posting(posting('b:2', other))
    expect(h.live()).toHaveLength(expected === 'one' ? 1 : 2)
  })

  test('the same text in another city is a variant', async () => {
    const h = house()
    await h.posting(posting('a:1'))
    await h.posting(posting('b:2', { city: 'Самара' }))
    expect(h.live().map(({ variants }) => variants)).toEqual([[vacancyId('b:2')], [vacancyId('a:1')]])
  })
})

test('each posting of a vacancy keeps the terms of its own board', async () => {
  const h = house()
  const terms = { redistribute: true, fullText: false, attribution: 'By B', link: 'follow' as const, dailyRequests: 7 }
  await h.posting(posting('a:1'))
  await h.posting({ ...posting('b:2'), terms })
  const [vacancy] = h.live()
  expect(vacancy?.postings.map((one) => one.terms)).toEqual([posting('a:1').terms, terms])
})

test('terms that changed in the boards file hold for what was harvested before', async () => {
  const h = house()
  await h.posting(posting('a:1'))
  await h.posting(posting('b:2', { title: 'Кассир', text: OTHER }))
  const stricter = { ...posting('a:1').terms, fullText: false }
  await h.restart(2, (board) => (board === 'a' ? stricter : undefined))
  const terms = h.live().flatMap(({ postings }) => postings.map((one) => [one.board, one.terms.fullText]))
  expect(Object.fromEntries(terms)).toEqual({ a: false, b: true })
})

describe('ids', () => {
  test('the older posting gives the id, whatever came first; the younger id forwards to it', async () => {
    const h = house()
    await h.posting(posting('b:2', { day: 2 }))
    await h.posting(posting('a:1', { day: 1 }))
    expect(h.vacancies()).toMatchObject([
      { kind: 'merged', id: vacancyId('b:2'), mergedInto: vacancyId('a:1') },
      { kind: 'vacancy', id: vacancyId('a:1'), postingCount: 2 },
    ])
  })

  test('forwards stay flat when an older one joins', async () => {
    const h = house()
    for (const [key, day] of [
      ['c:3', 3],
      ['b:2', 2],
      ['a:1', 1],
    ] as const)
      await h.posting(posting(key, { day }))
    const into = h.vacancies().flatMap((vacancy) => (vacancy.kind === 'merged' ? [vacancy.mergedInto] : []))
    expect(into).toEqual([vacancyId('a:1'), vacancyId('a:1')])
  })

  test('a split leaves the id with the founder and gives the other part its own', async () => {
    const h = house()
    await h.posting(posting('a:1', { day: 1 }))
    await h.posting(posting('b:2', { day: 2 }))
    await h.give(topics.overrides, 'a:1|b:2', { a: 'a:1', b: 'b:2', verdict: 'not-the-same', by: 'op', at: at(3) })
    expect(clusters(h.live())).toEqual(['a:1', 'b:2'])
    expect(
      h
        .live()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([vacancyId('a:1'), vacancyId('b:2')].sort())
  })

  test('an operator’s "the same" joins what the rules keep apart', async () => {
    const h = house()
    await h.posting(posting('a:1'))
    await h.posting(posting('b:2', { city: 'Самара', text: OTHER }))
    await h.give(topics.overrides, 'a:1|b:2', { a: 'a:1', b: 'b:2', verdict: 'same', by: 'op', at: at(3) })
    expect(clusters(h.live())).toEqual(['a:1 b:2'])
    expect(h.live()[0]?.postings[1]?.why).toBe('operator')
  })
})

describe('the table', () => {
  test('a record of an older fence loses, and the winner is written again', async () => {
    const h = house()
    await h.posting(posting('a:1', { fence: 5, title: 'Инженер по мостам' }))
    await h.posting(posting('a:1', { fence: 4, day: 3, title: 'Инженер по дорогам' }))
    expect(h.live()).toMatchObject([{ title: 'Инженер по мостам' }])
    expect(h.newest(topics.postings).get('a:1')).toMatchObject({ fence: 5 })
  })

  test('what was not durable is said again', async () => {
    const h = house()
    const one = posting('a:1')
    const message = { ...h.append(topics.postings, one.key, one), source: topics.postings }
    const first = await h.transform([message])
    const again = await h.transform([message])
    expect(again.filter(({ kind }) => kind === 'forward')).toEqual(first.filter(({ kind }) => kind === 'forward'))
  })

  test('a restart says nothing new, and repairs what was lost on the way', async () => {
    const h = house()
    await h.posting(posting('a:1'))
    await h.posting(posting('b:2'))
    const count = h.kept.get(topics.vacancies.name)?.length
    await h.restart()
    expect(h.kept.get(topics.vacancies.name)).toHaveLength(count ?? -1)
    const before = h.live()
    h.kept.delete(topics.vacancies.name)
    await h.restart(3)
    expect(h.live()).toEqual(before.map((vacancy) => ({ ...vacancy, owner: 3, changed: [] })))
  })
})

describe('an owner that stood still and wakes up after another took over', () => {
  const taken = async (...postings: Posting[]) => {
    const h = house()
    for (const one of postings) await h.posting(one)
    await h.restart(2)
    return h
  }
  const last = (h: ReturnType<typeof house>, topic: Topic, key: string) => h.newest(topic).get(key)

  test('does not bring back what a vacancy said before', async () => {
    const h = await taken(posting('a:1'))
    const stale = h.live()
    await h.posting({ ...posting('a:1', { title: 'Главный инженер', day: 1 }), firstSeenAt: at(0) })
    await h.overruled(topics.vacancies, vacancyId('a:1'), stale[0])
    expect(h.live()).toMatchObject([{ title: 'Главный инженер', owner: 2 }])
  })

  test('says nothing that is answered when it says the same', async () => {
    const h = await taken(posting('a:1'))
    const count = h.kept.get(topics.vacancies.name)?.length ?? 0
    await h.overruled(topics.vacancies, vacancyId('a:1'), h.live()[0])
    expect(h.kept.get(topics.vacancies.name)).toHaveLength(count + 1)
  })

  test('neither undoes a join nor ends one', async () => {
    const h = await taken(posting('b:2', { day: 2 }))
    const [alone] = h.live()
    await h.posting(posting('a:1', { day: 1 }))
    const joined = h.vacancies()
    await h.overruled(topics.vacancies, vacancyId('b:2'), alone)
    expect(h.vacancies()).toEqual(joined)
    await h.overruled(topics.vacancies, vacancyId('b:2'), null)
    expect(h.vacancies()).toEqual(joined)
    const merged = { kind: 'merged', id: vacancyId('a:1'), mergedInto: vacancyId('b:2'), owner: 1, rulesVersion: 1 }
    await h.overruled(topics.vacancies, vacancyId('a:1'), { ...merged, updatedAt: at(2) })
    expect(h.vacancies()).toMatchObject(joined.map(({ id, kind }) => ({ id, kind })))
  })

  test('does not bring back what was forgotten', async () => {
    const h = await taken(posting('a:1'))
    const [stale] = h.live()
    await h.state(state('a:1', 'closed', 'absent', 2))
    await h.tick(32, ['a'])
    expect(h.vacancies()).toEqual([])
    await h.overruled(topics.vacancies, vacancyId('a:1'), stale)
    expect(h.vacancies()).toEqual([])
  })

  test('purges nothing that is there again', async () => {
    const h = await taken(posting('a:1'))
    await h.state(state('a:1', 'open', 'reappeared', 40))
    await h.overruled(topics.postings, 'a:1', null)
    await h.overruled(topics.postingStates, 'a:1', null)
    expect(last(h, topics.postings, 'a:1')).toMatchObject({ key: 'a:1' })
    expect(last(h, topics.postingStates, 'a:1')).toMatchObject({ state: 'open' })
    expect(h.live()).toMatchObject([{ state: 'open', postings: [{ key: 'a:1' }] }])
  })

  test('expires nothing by a table of before, for whoever reads the topics anew too', async () => {
    const h = await taken(posting('a:1'), posting('b:2', { text: OTHER }))
    await h.state(state('a:1', 'open', 'verified', 3))
    for (const key of ['a:1', 'b:2'])
      await h.overruled(topics.postingStates, key, { ...state(key, 'closed', 'expired', 4), by: 'tick' })
    const isOpen = [{ state: 'open' }, { state: 'open' }]
    expect(h.live()).toMatchObject(isOpen)
    expect(last(h, topics.postingStates, 'a:1')).toMatchObject({ state: 'open', since: at(3) })
    await h.restart(3)
    expect(h.live()).toMatchObject(isOpen)
  })

  test('proves nothing by being overruled: what nobody saw for a week is unverified all the same', async () => {
    const h = await taken(posting('a:1'))
    await h.overruled(topics.postingStates, 'a:1', { ...state('a:1', 'closed', 'expired', 6), by: 'tick' })
    await h.tick(8, ['a'])
    expect(h.live()).toMatchObject([{ state: 'unverified' }])
  })

  test('repeats what a crawler wrote as anybody might', async () => {
    const h = await taken(posting('a:1', { day: 1 }))
    await h.overruled(topics.postings, 'a:1', posting('a:1', { title: 'Чертёжник', day: 0 }))
    expect(last(h, topics.postings, 'a:1')).toMatchObject({ observedAt: at(1) })
    expect(h.live()).toMatchObject([{ title: 'Инженер-проектировщик' }])
  })
})

describe('removed on request', () => {
  const byEmployer: Removal['target'] = { kind: 'employer', key: employerKey('Мостострой') }
  const byPage = (url: string): Removal['target'] => ({ kind: 'url', url })
  const remove = (h: ReturnType<typeof house>, target: Removal['target'], day = 2) =>
    h.give(topics.removals, removalKey(target), { target, at: at(day), by: 'op' })
  const takeBack = (h: ReturnType<typeof house>, target: Removal['target']) =>
    h.give(topics.removals, removalKey(target), null)

  test.each<[string, Removal['target']]>([
    ['its employer, however it is spelled', { kind: 'employer', key: employerKey('МОСТОСТРОЙ, ООО') }],
    ['its page, however its address is written', byPage('http://www.a.example/1/?utm_source=mail#top')],
  ])('by %s, a vacancy keeps no text, and says since when and by which removal', async (_, target) => {
    const h = house()
    await h.posting(posting('a:1'))
    await remove(h, target)
    expect(h.vacancies()).toMatchObject([
      { kind: 'removed', id: vacancyId('a:1'), removedAt: at(2), removals: [removalId(removalKey(target))] },
    ])
    expect(JSON.stringify(h.vacancies())).not.toContain('мосты')
  })

  test('another employer and another page stay', async () => {
    const h = house()
    await h.posting(posting('a:1'))
    const before = h.live()
    await remove(h, { kind: 'employer', key: employerKey('Мостострой Юг') })
    await remove(h, byPage('https://a.example/12'))
    expect(h.live()).toEqual(before)
  })

  test('a posting that comes after the removal is removed too, also after a restart', async () => {
    const h = house()
    await remove(h, byEmployer)
    await h.posting(posting('a:1'))
    await h.restart()
    await h.posting(posting('b:7', { text: OTHER, day: 3 }))
    expect(h.vacancies().map(({ kind }) => kind)).toEqual(['removed', 'removed'])
  })

  test('of one page, it leaves the other postings, and the vacancy its id', async () => {
    const h = house()
    await h.posting(posting('a:1', { day: 1 }))
    await h.posting(posting('b:2', { day: 2 }))
    await remove(h, byPage('https://a.example/1'))
    expect(h.live()).toMatchObject([
      { id: vacancyId('a:1'), url: 'https://b.example/2', boards: ['b'], removals: [expect.any(String)] },
    ])
    expect(JSON.stringify(h.live())).not.toContain('a.example')
  })

  test('a copy that names no employer goes with the employer’s own', async () => {
    const h = house()
    await h.posting(posting('a:1'))
    await h.posting(posting('b:2', { employer: undefined }))
    await remove(h, byEmployer)
    expect(h.live()).toEqual([])
  })

  test('taken back, it is as it was', async () => {
    const h = house()
    await h.posting(posting('a:1'))
    await h.posting(posting('b:2'))
    const before = h.live()
    await remove(h, byEmployer)
    await takeBack(h, byEmployer)
    expect(h.live()).toEqual(before.map((vacancy) => ({ ...vacancy, changed: [] })))
  })

  test('of two removals one taken back restores nothing', async () => {
    const h = house()
    await h.posting(posting('a:1'))
    await remove(h, byEmployer)
    await remove(h, byPage('https://a.example/1'))
    await takeBack(h, byEmployer)
    expect(h.vacancies()).toMatchObject([
      { kind: 'removed', removals: [removalId(removalKey(byPage('https://a.example/1')))] },
    ])
  })

  test('after 30 days it leaves the table, though its board still shows it', async () => {
    const h = house()
    await h.posting(posting('a:1'))
    await remove(h, byEmployer, 2)
    await h.tick(31, ['a'])
    expect(h.newest(topics.postings).get('a:1')).not.toBeNull()
    await h.tick(32, ['a'])
    expect(h.newest(topics.postings).get('a:1')).toBeNull()
    expect(h.vacancies()).toEqual([])
  })
})

describe('states', () => {
  test('a vacancy is open while any posting is, then closed with the last one’s reason', async () => {
    const h = house()
    await h.posting(posting('a:1'))
    await h.posting(posting('b:2'))
    await h.state(state('a:1', 'closed', 'absent', 2))
    expect(h.live()).toMatchObject([{ state: 'open' }])
    await h.state(state('b:2', 'closed', 'page-gone', 3))
    expect(h.live()).toMatchObject([{ state: 'closed', closedReason: 'page-gone', closedAt: at(3) }])
  })

  test('a state may come before its posting', async () => {
    const h = house()
    await h.state(state('a:1', 'closed', 'page-gone', 2))
    await h.posting(posting('a:1'))
    expect(h.live()).toMatchObject([{ state: 'closed' }])
  })

  test('without proof for 7 days it is unverified, after 30 more closed, after 30 more forgotten', async () => {
    const h = house()
    await h.posting(posting('a:1'))
    await h.tick(6, ['a'])
    expect(h.live()).toMatchObject([{ state: 'open' }])
    await h.tick(7, ['a'])
    expect(h.live()).toMatchObject([{ state: 'unverified' }])
    await h.tick(37, ['a'])
    expect(h.live()).toMatchObject([{ state: 'closed', closedReason: 'unverifiable' }])
    await h.tick(68, ['a'])
    expect(h.vacancies()).toEqual([])
  })

  test('a complete run of a whole list is proof for all that it did not miss', async () => {
    const h = house()
    await h.posting(posting('a:1'))
    const run = { board: 'a', list: 'whole', lastCompleteAt: at(20), everyMinutes: 60 }
    await h.give(topics.runs, 'a', run)
    await h.tick(21, ['a'])
    expect(h.live()).toMatchObject([{ state: 'open' }])
  })

  test('a board taken out of the configuration closes its postings', async () => {
    const h = house()
    await h.posting(posting('a:1'))
    await h.tick(1, ['b'])
    expect(h.live()).toMatchObject([{ state: 'closed', closedReason: 'board-removed' }])
  })
})

test('an employer with 3,000 postings of one text costs no quadratic work', async () => {
  const h = house()
  const many = [...Array(3000).keys()].map((n) => ({
    ...posting('a:1'),
    key: `a:${n}`,
    url: `https://a.example/${n}`,
    applyKey: `a/${n}`,
  }))
  for (let from = 0; from < many.length; from += 500) {
    const messages = many
      .slice(from, from + 500)
      .map((one) => ({ ...h.append(topics.postings, one.key, one), source: topics.postings }))
    const outcomes = await h.transform(messages)
    if (from + 500 >= many.length) {
      const said = outcomes.flatMap((o) =>
        o.kind === 'forward' && (o.value as Vacancy).kind === 'vacancy' ? [o.value as LiveVacancy] : [],
      )
      expect(said).toMatchObject([{ postingCount: 3000 }])
    }
  }
})
