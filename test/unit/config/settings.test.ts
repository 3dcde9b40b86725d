import { describe, expect, test } from '@jest/globals'
import { readSettings, rows, settingsTable } from '../../../config/settings.js'
import { JobdataError } from '../../../src/domain/errors.js'

const failure = (environment: NodeJS.ProcessEnv): JobdataError => {
  try {
    readSettings(environment)
  } catch (error) {
    return error as JobdataError
  }
  throw new Error('the settings were taken')
}

describe('settings', () => {
  test('need nothing to be given', () => {
    expect(readSettings({})).toMatchObject({
      roles: ['crawl', 'normalize', 'dedupe', 'index', 'api'],
      port: 8080,
      production: false,
    })
  })

  test.each([
    ['PORT', '99999'],
    ['PORT', 'http'],
    ['ROLES', 'crawl,paint'],
    ['LOG_LEVEL', 'loud'],
    ['CRAWL_CONTACT', 'call me'],
    ['CRAWL_LOOPBACK', 'perhaps'],
    ['BASE_CURRENCY', 'euro'],
    ['MIN_FREE_MB', '-1'],
    ['AUTH_JWKS_URL', 'keys'],
  ])('a bad %s (%s) stops the start and is named', (variable, value) => {
    const error = failure({ [variable]: value })
    expect(error).toBeInstanceOf(JobdataError)
    expect(error.consequence).toBe('config')
    expect(error.message).toContain(variable)
    expect(error.message).toContain(value)
  })

  test.each([
    [{ KAFKA_BROKERS: 'localhost:9092' }, 'ELASTICSEARCH_NODE'],
    [{ ELASTICSEARCH_NODE: 'http://localhost:9200' }, 'KAFKA_BROKERS'],
    [{ PRODUCTION: 'true' }, 'AUTH_JWKS_URL'],
    [{ AUTH_JWKS_URL: 'https://auth.example/keys' }, 'AUTH_ISSUER'],
  ])('%j asks for %s', (environment, missing) => {
    expect(failure(environment).details).toEqual({ variable: missing })
  })

  test('each has a row in the table', () => {
    for (const { variable } of Object.values(rows)) expect(settingsTable()).toContain(`| \`${variable}\` |`)
  })
})
