import { describe, expect, test } from '@jest/globals'
import { readHeadline } from '../../../crawlers/read/headline.js'
import { isKnownPlace, placesIn } from '../../../crawlers/read/place-names.js'

const read = (line: string) => readHeadline(line.split('|').map((part) => part.trim()))

describe('employer and title', () => {
  test.each([
    ['Lantern Works | Glass Engineer | Porto', 'Lantern Works', 'Glass Engineer'],
    ['Lantern Works (YC W21) | Glass Engineer', 'Lantern Works', 'Glass Engineer'],
    ['Lantern Works (https://lantern.example) | Hiring Lamp Designers', 'Lantern Works', 'Lamp Designers'],
    ['Lantern Works (Labs) | Hiring Coordinator', 'Lantern Works (Labs)', 'Hiring Coordinator'],
    ['# Lantern | Lamp Designer | Account Executive', 'Lantern', 'Lamp Designer | Account Executive'],
    ['Cologne, Germany | Lantern | Lamp Designer', 'Lantern', 'Lamp Designer'],
    ['lantern.example | Lamp Designer', 'lantern.example', 'Lamp Designer'],
    ['Lantern Works Multiple roles | Remote', 'Lantern Works', 'Multiple roles'],
    ['Picture Editor at The Lantern Post | NYC', 'The Lantern Post', 'Picture Editor'],
    ['Lantern | Lamp Designer (Remote, EU)', 'Lantern', 'Lamp Designer'],
    ['Lantern | Lamp Designer (Glass, Brass)', 'Lantern', 'Lamp Designer (Glass, Brass)'],
    ['Company: Lantern | Role: Lamp Designer | Location: Porto, Portugal', 'Lantern', 'Lamp Designer'],
    ['Lamp Designer | Lantern | REMOTE', 'Lantern', 'Lamp Designer'],
    ['REMOTE | Lantern | Lamp Designer', 'Lantern', 'Lamp Designer'],
    ['Remote | Lamp Designer | REMOTE (EU)', 'Remote', 'Lamp Designer'],
    ['Lantern | Lamp Designer | INTERNS, VISA', 'Lantern', 'Lamp Designer'],
    ['Lantern | YC 19 | $16M raised | Series B | REMOTE', 'Lantern', undefined],
    ['Lantern | We are growing with several roles:', 'Lantern', undefined],
    ['Backed by many people, we are the lamp that powers the night of all | Onsite', undefined, undefined],
  ])('%s', (line, employer, title) => {
    expect(read(line)).toMatchObject({ employer, title })
  })
})

describe('work mode: remote when it can be done so', () => {
  test.each([
    ['REMOTE', 'Remote'],
    ['Remote or on-site in Porto', 'Remote'],
    ['HYBRID (London) or REMOTE (UTC-1 to UTC+2)', 'Remote'],
    ['Onsite (San Francisco) + Remote', 'Remote'],
    ['work from home', 'Remote'],
    ['ONSITE (part remote)', 'Hybrid'],
    ['ONSITE or HYBRID (3 days/week)', 'Hybrid'],
    ['3-days in office', 'Hybrid'],
    ['NYC (2-3 days in-office)', 'Hybrid'],
    ['In-office 4 days', 'Hybrid'],
    ['NYC Onsite (4-5 days in-office, free lunch)', 'On-site'],
    ['NYC (in-person 5x/week)', 'On-site'],
    ['On-site, no remote', 'On-site'],
    ['Porto', undefined],
  ])('%s: %s', (part, expected) => {
    expect(read(`Lantern | Lamp Designer | ${part}`).workMode).toBe(expected)
  })
})

describe('where, and from where', () => {
  test.each<[string, string[], string[]]>([
    ['Porto, Portugal', ['Porto, Portugal'], []],
    ['SF or NYC or REMOTE (US, Europe)', ['SF', 'NYC'], ['US', 'Europe']],
    ['REMOTE (US-Based Preferred)', ['Remote (US)'], ['US']],
    ['REMOTE (must be in Portugal)', ['Remote (Portugal)'], ['Portugal']],
    ['Remote in the US with a preference for Arizona (not mandatory)', ['Remote (US)'], ['US']],
    ['REMOTE (U.S.)', ['Remote (U.S.)'], ['U.S.']],
    ['Remote, USA', ['Remote (USA)'], ['USA']],
    ['REMOTE CANADA', ['Remote (CANADA)'], ['CANADA']],
    ['Remote across Canada with office in Toronto', ['Remote (Canada)'], ['Canada']],
    ['Remote (Helsinki HQ)', ['Helsinki'], []],
    ['Tokyo or Remote in Japan', ['Tokyo'], ['Japan']],
    ['REMOTE (Worldwide) / Ho Chi Minh City (Hybrid)', ['Ho Chi Minh City'], ['Worldwide']],
    ['Remote (CET overlap) or Brussels', ['Brussels'], []],
    ['REMOTE (some crossover with PST)', [], []],
    ['3x/week in office (M, T, Th)', [], []],
    ['Onsite (Malmö, Sweden / Copenhagen, Denmark)', ['Malmö, Sweden', 'Copenhagen, Denmark'], []],
    ['REMOTE (US), Atlanta USA, & Bogotá Colombia', ['Atlanta, USA', 'Bogotá, Colombia'], ['US']],
    ['ONSITE in Denver, CO, details in the text', ['Denver, CO'], []],
    ['Scotts Valley, CA (Hybrid)', ['Scotts Valley, CA'], []],
    ['Multiple positions in United States - WORK FROM HOME', ['United States'], []],
    ['Glass, Brass, Iron', [], []],
    ['English fluency required', [], []],
  ])('%s', (part, places, remoteFrom) => {
    expect(read(`Lantern | ${part}`)).toMatchObject({ places, remoteFrom })
  })

  test('from where is no place beside one in another part', () => {
    expect(read('Lantern | Toronto, ON | Remote (Canada)')).toMatchObject({
      places: ['Toronto, ON'],
      remoteFrom: ['Canada'],
    })
  })
})

describe('kinds of employment and pay', () => {
  test.each<[string, string[], string | undefined]>([
    ['Full-time', ['full-time'], undefined],
    ['Full-time or Contract', ['full-time', 'contract'], undefined],
    ['Full Time, Permanent, Benefits', ['full time', 'permanent'], undefined],
    ['$150K-$250K + equity', [], '$150K-$250K + equity'],
    ['55 - 85k EUR', [], '55 - 85k EUR'],
    ['£60,000', [], '£60,000'],
    ['16M Funding', [], undefined],
    ['$16M raised', [], undefined],
    ['401k', [], undefined],
  ])('%s', (part, employmentTypes, salary) => {
    expect(read(`Lantern | Lamp Designer | ${part}`)).toMatchObject({ employmentTypes, salary })
  })
})

describe('names of places', () => {
  test.each(['US', 'USA', 'U.S.', 'Portugal', 'porto', 'Bay Area', 'EU', 'CA', 'Ontario'])('%s', (name) => {
    expect(isKnownPlace(name)).toBe(true)
  })

  test.each(['us-based', 'it', 'AI', 'Go', 'in', 'me', 'React', 'YC', 'XX'])('%s is none', (name) => {
    expect(isKnownPlace(name)).toBe(false)
  })

  test('a text names nothing without a known one, unless it is known to speak of places', () => {
    expect(placesIn('Kiln Valley', 'some known')).toEqual([])
    expect(placesIn('Kiln Valley', 'named')).toEqual(['Kiln Valley'])
    expect(placesIn('Kiln Valley / Porto', 'known')).toEqual(['Porto'])
  })
})
