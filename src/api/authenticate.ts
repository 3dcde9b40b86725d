import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import type { JWTPayload } from 'jose'
import { JobdataError } from '../domain/errors.js'
import type { Clock } from '../ports/clock.js'
import { OPERATIONS } from './deps.js'
import type { ApiDeps, Authenticate, Caller, Credentials } from './deps.js'
import { refusal } from './problem.js'

/** Where the page's token lies; services send theirs as `Authorization: Bearer`. */
export const TOKEN_COOKIE = 'access_token'

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA']
const MOST_USER_BYTES = 255
const SKEW_SECONDS = 30

export interface JwtOptions {
  readonly jwksUrl: string
  readonly issuer: string
  readonly audience: string
  /** By default the machine's own time. */
  readonly clock?: Clock
}

const tokenOf = ({ headers, cookies }: Credentials): string | undefined => {
  const { authorization } = headers
  if (authorization === undefined) return cookies?.[TOKEN_COOKIE]
  const token = /^bearer +(?<token>[\w.-]+)$/i.exec(authorization)?.groups?.['token']
  if (token === undefined) throw refusal('token-invalid', 'the header Authorization must read: Bearer <token>')
  return token
}

/** `scope` as in RFC 8693 (words in one text), or a list `scp`. */
const scopesOf = ({ scope, scp }: JWTPayload): ReadonlySet<string> => {
  const words = typeof scope === 'string' ? scope.split(' ') : Array.isArray(scp) ? scp.map(String) : []
  return new Set(words.filter((word) => word !== ''))
}

const callerOf = (payload: JWTPayload): Caller => {
  const { sub = '' } = payload
  const isUsable = sub !== '' && Buffer.byteLength(sub) <= MOST_USER_BYTES
  if (!isUsable) throw refusal('token-invalid', `the token names no user (sub of 1 to ${MOST_USER_BYTES} bytes)`)
  return { user: sub, scopes: scopesOf(payload) }
}

/** Faults of the key server, as against those of the token. */
const isKeyServer = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) ||
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  error.code === 'ERR_JOSE_GENERIC'

const toRefusal = (cause: unknown): JobdataError =>
  isKeyServer(cause)
    ? new JobdataError('the keys of the sign-in service cannot be read: try again in a while', {
        consequence: 'retryable',
        code: 'keys-unavailable',
        cause,
      })
    : new JobdataError(`the token does not hold (${(cause as Error).message}): sign in anew`, {
        consequence: 'bad-request',
        code: 'token-invalid',
        cause,
      })

/** Tokens of QH-backend-auth, by its published keys; a new key is fetched when a token names it. */
export const jwtAuthenticate = ({ jwksUrl, issuer, audience, clock }: JwtOptions): Authenticate => {
  const keys = createRemoteJWKSet(new URL(jwksUrl))
  return async (credentials) => {
    const token = tokenOf(credentials)
    if (token === undefined) return undefined
    const verified = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: SKEW_SECONDS,
      ...(clock && { currentDate: new Date(clock.now()) }),
    }).catch((error: unknown) => {
      throw toRefusal(error)
    })
    return callerOf(verified.payload)
  }
}

/** Everybody is the local development user, who may do everything. Refused in production by the settings. */
export const developmentAuthenticate = (): Authenticate => {
  const caller: Caller = { user: 'dev', scopes: new Set([OPERATIONS]) }
  return async () => caller
}

/** The caller, who must be somebody. */
export const callerFor = async ({ authenticate }: ApiDeps, request: Credentials): Promise<Caller> => {
  const caller = await authenticate(request)
  if (caller === undefined) throw refusal('sign-in-needed', 'this needs a token: send Authorization: Bearer <token>')
  return caller
}

/** The caller, who must be an operator. */
export const operatorFor = async (deps: ApiDeps, request: Credentials): Promise<Caller> => {
  const caller = await callerFor(deps, request)
  if (!caller.scopes.has(OPERATIONS))
    throw refusal('scope-missing', `this needs a token with the scope "${OPERATIONS}"`)
  return caller
}
