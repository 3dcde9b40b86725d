import { z } from 'zod'
import { JobdataError } from '../src/domain/errors.js'

/** One setting: its type with default, the variable it comes from, and what it is for. */
interface Row<T extends z.ZodType> {
  readonly variable: string
  readonly type: T
  readonly description: string
}

const row = <T extends z.ZodType>(variable: string, type: T, description: string): Row<T> => ({
  variable,
  type,
  description,
})

export const ROLES = ['crawl', 'normalize', 'dedupe', 'index', 'api'] as const
export type Role = (typeof ROLES)[number]

const text = z.string().trim().min(1)
const flag = z.stringbool({ truthy: ['true', '1', 'yes', 'on'], falsy: ['false', '0', 'no', 'off'] })
const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max)
const roles = z
  .string()
  .transform((list) => list.split(',').map((role) => role.trim()))
  .pipe(z.array(z.enum(ROLES)).min(1))

/** Every setting of the service: what an operator may change by the environment. */
export const rows = {
  roles: row('ROLES', roles.prefault(ROLES.join(',')), 'stages that this process runs, by comma'),
  dataDir: row(
    'DATA_DIR',
    text.default('data'),
    'folder of the embedded edges; one process at a time. Unused with servers',
  ),
  boardsFile: row('BOARDS_FILE', text.default('config/boards.yaml'), 'the boards to harvest'),
  host: row(
    'HOST',
    text.default('127.0.0.1'),
    'address the page and the API listen on; without the role api: /health, /ready and /metrics',
  ),
  port: row('PORT', count(0, 65535).default(8080), 'port that goes with HOST; 0 = any free one'),
  logLevel: row(
    'LOG_LEVEL',
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    'least level of log lines',
  ),
  production: row('PRODUCTION', flag.default(false), 'refuses everything that is only for development'),
  crawlContact: row(
    'CRAWL_CONTACT',
    z.union([z.email(), z.url({ protocol: /^https?$/ })]).optional(),
    'e-mail or page of the people who run the crawler; no live board is crawled until it is set',
  ),
  crawlConcurrency: row('CRAWL_CONCURRENCY', count(1, 64).default(4), 'politeness domains crawled at once'),
  crawlLoopback: row(
    'CRAWL_LOOPBACK',
    flag.default(false),
    'lets boards of the boards file be on the loopback address (demo, tests)',
  ),
  importLoopback: row(
    'IMPORT_LOOPBACK',
    flag.default(false),
    'lets users import pages of the loopback address: whatever listens there (demo, tests)',
  ),
  importsPerHour: row(
    'IMPORTS_PER_HOUR',
    count(0, 10_000).default(30),
    'links that one user may have read in an hour, of each process',
  ),
  baseCurrency: row(
    'BASE_CURRENCY',
    z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('EUR'),
    'currency in which salaries are compared (ISO 4217)',
  ),
  batchRecords: row('BATCH_RECORDS', count(1, 10_000).default(500), 'most records a stage takes at once'),
  leaseSeconds: row(
    'LEASE_SECONDS',
    count(3, 600).default(60),
    'silence after which another process takes over a domain that is crawled, or dedupe; the same in all processes',
  ),
  minFreeMegabytes: row('MIN_FREE_MB', count(0, 1_000_000).default(16), 'below this much free disk the stages pause'),
  authJwksUrl: row(
    'AUTH_JWKS_URL',
    z.url().optional(),
    'keys of QH-backend-auth; without it a local development user is signed in',
  ),
  authIssuer: row('AUTH_ISSUER', text.optional(), 'issuer that tokens must name'),
  authAudience: row('AUTH_AUDIENCE', text.default('jobdata'), 'audience that tokens must name'),
  kafkaBrokers: row(
    'KAFKA_BROKERS',
    text.optional(),
    'Kafka, `host:port` by comma; only together with ELASTICSEARCH_NODE',
  ),
  kafkaTls: row('KAFKA_TLS', flag.default(false), 'speak TLS with Kafka; its certificate is verified'),
  kafkaCa: row('KAFKA_CA', text.optional(), 'file of the authority (PEM) that signed the certificates of Kafka'),
  kafkaSaslMechanism: row(
    'KAFKA_SASL_MECHANISM',
    z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
    'how to sign in at Kafka; with KAFKA_USERNAME and KAFKA_PASSWORD',
  ),
  kafkaUsername: row('KAFKA_USERNAME', text.optional(), 'who signs in at Kafka'),
  kafkaPassword: row('KAFKA_PASSWORD', text.optional(), 'password of KAFKA_USERNAME; never logged'),
  kafkaReplication: row(
    'KAFKA_REPLICATION',
    count(1, 7).default(1),
    'copies of each topic that is created: 3 where there are three brokers',
  ),
  elasticsearchNode: row('ELASTICSEARCH_NODE', z.url().optional(), 'Elasticsearch; only together with KAFKA_BROKERS'),
  elasticsearchApiKey: row('ELASTICSEARCH_API_KEY', text.optional(), 'API key for Elasticsearch; never logged'),
  elasticsearchCa: row(
    'ELASTICSEARCH_CA',
    text.optional(),
    'file of the authority (PEM) that signed the certificate of Elasticsearch',
  ),
  namespace: row(
    'NAMESPACE',
    z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,29}$/)
      .optional(),
    'put before the names of topics, groups and indices, for several sets on the same servers',
  ),
} as const

type Rows = typeof rows
export type Settings = { readonly [K in keyof Rows]: z.output<Rows[K]['type']> }

const problem = (variable: string, message: string): JobdataError =>
  new JobdataError(`setting ${variable}: ${message}`, {
    consequence: 'config',
    code: 'setting-invalid',
    details: { variable },
  })

const readRow = (name: keyof Rows, environment: NodeJS.ProcessEnv): unknown => {
  const { variable, type, description } = rows[name]
  const given = environment[variable]
  const result = type.safeParse(given === '' ? undefined : given)
  if (result.success) return result.data
  const reason = result.error.issues.map((issue) => issue.message).join('; ')
  throw problem(variable, `"${given ?? ''}" does not fit (${reason}). It is: ${description}`)
}

/** Settings that only make sense together. */
const checkTogether = (settings: Settings): void => {
  if ((settings.kafkaBrokers === undefined) !== (settings.elasticsearchNode === undefined)) {
    const [missing, given] =
      settings.kafkaBrokers === undefined
        ? ['KAFKA_BROKERS', 'ELASTICSEARCH_NODE']
        : ['ELASTICSEARCH_NODE', 'KAFKA_BROKERS']
    throw problem(missing, `${given} is set and this is not. Set both to run on servers, or neither to run embedded.`)
  }
  const signIn = [settings.kafkaSaslMechanism, settings.kafkaUsername, settings.kafkaPassword]
  if (signIn.includes(undefined) && signIn.some((part) => part !== undefined)) {
    throw problem(
      'KAFKA_SASL_MECHANISM',
      'signing in at Kafka takes KAFKA_SASL_MECHANISM, KAFKA_USERNAME and KAFKA_PASSWORD. Set all three, or none.',
    )
  }
  if (settings.authJwksUrl !== undefined && settings.authIssuer === undefined) {
    throw problem('AUTH_ISSUER', 'AUTH_JWKS_URL is set, so the issuer of its tokens must be named too.')
  }
  if (settings.production && settings.authJwksUrl === undefined) {
    throw problem(
      'AUTH_JWKS_URL',
      'PRODUCTION is on and nobody could sign in but the development user. Set the keys of QH-backend-auth.',
    )
  }
}

/** Reads all settings. Throws `config` naming the first bad one and what it is for. */
export const readSettings = (environment: NodeJS.ProcessEnv): Settings => {
  const names = Object.keys(rows) as (keyof Rows)[]
  const settings = Object.fromEntries(names.map((name) => [name, readRow(name, environment)])) as unknown as Settings
  checkTogether(settings)
  return settings
}

/** The settings as a Markdown table, for the README. */
export const settingsTable = (): string => {
  const shown = (type: z.ZodType): string => {
    const result = type.safeParse(undefined)
    if (!result.success || result.data === undefined) return '–'
    return Array.isArray(result.data) ? result.data.join(',') : JSON.stringify(result.data).replaceAll('"', '')
  }
  const lines = Object.values(rows).map((r) => `| \`${r.variable}\` | \`${shown(r.type)}\` | ${r.description} |`)
  return ['| variable | default | what it is |', '|---|---|---|', ...lines].join('\n')
}
