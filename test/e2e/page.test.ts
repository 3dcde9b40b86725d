import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { chromium } from 'playwright-core'
import type { BrowserContext, Page } from 'playwright-core'
import { readSettings } from '../../config/settings.js'
import { startDemoBoards } from '../../src/demo/server.js'
import type { DemoBoards } from '../../src/demo/server.js'
import { startService } from '../../src/service.js'
import type { Service } from '../../src/service.js'
import { systemClock } from '../../src/edges/observe/clock.js'
import { silentLogger } from '../support/quiet.js'

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let folder: string
let boards: DemoBoards
let service: Service

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'))
  const clock = systemClock()
  boards = await startDemoBoards({ seed: 7, size: 600, round: 0, startedAt: clock.now(), ticks: () => Date.now() })
  const settings = readSettings({
    DATA_DIR: join(folder, 'data'),
    PORT: '0',
    CRAWL_LOOPBACK: 'true',
    LOG_LEVEL: 'silent',
  })
  service = await startService({ settings, boards: boards.boards, clock, logger: silentLogger() })
  await service.wishAll('first')
  await service.quiet()
}, 120_000)

afterAll(async () => {
  await service.stop()
  await boards.close()
  await rm(folder, { recursive: true })
})

/** A browser with a fresh profile. */
const browse = async (look: {
  width: number
  height: number
  language: string
  scheme?: 'dark' | 'light'
  scripts?: boolean
}): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> => {
  const context = await chromium.launchPersistentContext(await mkdtemp(join(folder, 'profile-')), {
    executablePath: CHROMIUM,
    args: FLAGS,
    viewport: { width: look.width, height: look.height },
    locale: look.language,
    colorScheme: look.scheme ?? 'light',
    javaScriptEnabled: look.scripts ?? true,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { context, page, complaints }
}

/** What axe finds serious or worse. */
const serious = async (page: Page): Promise<string[]> => {
  // Through the debugger, as the page's own policy lets no foreign script in.
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> }
    }
    const { violations } = await axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
  })
}

/** Pixels by which a page is wider than its window. */
const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

const MOST_TABS = 120

/** Goes on by the Tab key until something is reached. */
const tabTo = async (page: Page, selector: string): Promise<void> => {
  const goal = page.locator(selector).first()
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    if (await goal.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${selector} is not reached by ${MOST_TABS} tabs`)
}

const screen = (page: Page, name: string): Promise<unknown> => page.screenshot({ path: `test/e2e/screens/${name}.png` })

describe('the page in a browser', () => {
  test.each([
    { language: 'ru-RU', width: 1200, height: 900, query: 'инженер', scheme: 'light' as const, name: 'ru-wide' },
    { language: 'en-US', width: 360, height: 780, query: 'engineer', scheme: 'dark' as const, name: 'en-phone' },
  ])(
    'search, facet, open, pick, see the pick ($name)',
    async ({ language, width, height, query, scheme, name }) => {
      const { context, page, complaints } = await browse({ language, width, height, scheme })
      await page.goto(service.address)
      expect(await page.locator('html').getAttribute('lang')).toBe(language.slice(0, 2))
      await page.keyboard.press('/')
      await page.keyboard.type(query)
      await page.keyboard.press('Enter')
      await page.waitForURL(/q=/)
      const all = await page.locator('.total').innerText()
      expect(await page.locator('article.card').count()).toBeGreaterThan(0)
      expect(await page.locator('mark').count()).toBeGreaterThan(0)
      expect(await serious(page)).toEqual([])
      await screen(page, `${name}-search`)

      if (width < 800) await page.locator('details.filters > summary').click()
      await page.locator('.facet a').first().click()
      await page.waitForURL(/place=|workMode=/)
      expect(await page.locator('.chips li').count()).toBe(2)
      expect(await page.locator('.total').innerText()).not.toBe(all)

      await page.locator('article.card h2 a').first().click()
      await page.waitForURL(/\/vacancies\/v/)
      const title = await page.locator('h1').innerText()
      expect(await page.locator('.description').innerText()).not.toBe('')
      expect(await serious(page)).toEqual([])
      await page.locator('form.pick button').click()
      await page.locator('.picked').waitFor()
      await screen(page, `${name}-vacancy`)

      await page.goto(`${service.address}/picks`)
      expect(await page.locator('article.card h2').first().innerText()).toBe(title)
      expect(await serious(page)).toEqual([])
      await screen(page, `${name}-picks`)
      await page.locator('article.card form button').first().click()
      await page.locator('.empty').waitFor()

      await page.goto(`${service.address}/boards`)
      expect(await page.locator('tbody tr').count()).toBe(boards.boards.length)
      expect(await serious(page)).toEqual([])
      await screen(page, `${name}-boards`)
      expect(complaints).toEqual([])
      await context.close()
    },
    90_000,
  )

  test('filters are typed and taken off by the keyboard, on a small phone, without a script', async () => {
    const { context, page } = await browse({ language: 'ru', width: 360, height: 780, scripts: false })
    await page.goto(service.address)
    const all = await page.locator('.total').innerText()
    await tabTo(page, 'details.filters > summary')
    await page.keyboard.press('Enter')
    await tabTo(page, 'input[name="near"]')
    await page.keyboard.type('Казань')
    await tabTo(page, 'input[name="km"]')
    await page.keyboard.type('100')
    await tabTo(page, 'input[name="experienceMax"]')
    await page.keyboard.type('5')
    await tabTo(page, 'select[name="firstSeenWithinDays"]')
    await page.keyboard.press('ArrowDown')
    await tabTo(page, '.facet button')
    await page.keyboard.press('Enter')
    await page.waitForURL(/lat=/)
    expect(new URL(page.url()).search).toBe('?experienceMax=5&firstSeenWithinDays=1&lat=55.789&lon=49.122&km=100')
    expect(await page.locator('.chips li').allInnerTexts()).toEqual([
      'Опыт не больше 5 лет ×',
      'Впервые увидели за 1 день ×',
      'Казань + 100 км ×',
      'Сбросить всё',
    ])
    expect(await page.locator('.total').innerText()).not.toBe(all)
    expect(await overhang(page)).toBe(0)
    await screen(page, 'ru-phone-filters')

    await tabTo(page, '.sorts a:last-child')
    await page.keyboard.press('Enter')
    await page.waitForURL(/sort=distance/)
    for (const left of [2, 1, 0]) {
      await tabTo(page, '.chips a')
      await page.keyboard.press('Enter')
      await page.locator('.chips a:not(.quiet)').nth(left).waitFor({ state: 'detached' })
    }
    expect(page.url()).toBe(`${service.address}/`)

    await tabTo(page, 'article.card h2 a')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/vacancies\/v/)
    expect(await overhang(page)).toBe(0)
    await tabTo(page, 'form.pick button')
    await page.keyboard.press('Enter')
    await page.locator('.picked').waitFor()
    for (const path of ['/picks', '/boards', '/docs']) {
      await page.goto(`${service.address}${path}`)
      expect(await overhang(page)).toBe(0)
    }
    await context.close()
  }, 90_000)

  test.each([1200, 360])(
    'the filters are fit for everybody (%d px)',
    async (width) => {
      const { context, page, complaints } = await browse({ language: 'en', width, height: 900 })
      const filters = 'salaryMin=10000&includeUnstated=false&experienceMax=9&firstSeenWithinDays=30'
      await page.goto(`${service.address}/?${filters}&near=London&km=300`)
      if (width === 360) await page.locator('details.filters > summary').click()
      expect(await page.locator('input[name="near"]').isVisible()).toBe(true)
      expect(await page.locator('.facet').first().isVisible()).toBe(true)
      expect(await serious(page)).toEqual([])
      expect(await overhang(page)).toBe(0)
      expect(complaints).toEqual([])
      await context.close()
    },
    60_000,
  )

  test('finding nothing helps, and a wrong address leads back', async () => {
    const { context, page } = await browse({ language: 'ru', width: 1000, height: 700 })
    await page.goto(`${service.address}/?q=абракадабрамутабор&wokrMode=remote`)
    expect(await page.locator('.empty').innerText()).toContain('Ничего не нашлось')
    expect(await page.locator('.notice').innerText()).toContain('workMode')
    await screen(page, 'ru-nothing')
    const answer = await page.goto(`${service.address}/vacancies/nonsense`)
    expect(answer?.status()).toBe(404)
    await page.locator('a.button').click()
    await page.waitForURL(`${service.address}/`)
    await context.close()
  }, 60_000)
})
