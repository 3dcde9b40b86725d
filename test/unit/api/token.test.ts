import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { SignJWT, exportJWK, generateKeyPair } from 'jose'
import type { JWTPayload } from 'jose'
import { jwtAuthenticate } from '../../../src/api/authenticate.js'
import type { Authenticate } from '../../../src/api/deps.js'

const issuer = 'https://auth.example'
const audience = 'jobdata'
let server: Server
let authenticate: Authenticate
let key: CryptoKey

beforeAll(async () => {
  const pair = await generateKeyPair('ES256')
  key = pair.privateKey
  const body = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' }] })
  server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  authenticate = jwtAuthenticate({ jwksUrl: `http://127.0.0.1:${port}/keys`, issuer, audience })
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const sign = (payload: JWTPayload, { to = audience, exp = '5m' } = {}): Promise<string> =>
  new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setIssuer(issuer)
    .setAudience(to)
    .setExpirationTime(exp)
    .sign(key)

const ask = (token: string) => authenticate({ headers: { authorization: `Bearer ${token}` } })

test('without a token nobody asks', async () => {
  expect(await authenticate({ headers: {} })).toBeUndefined()
})

test('a token names its user and scopes', async () => {
  const caller = await ask(await sign({ sub: 'ann', scope: 'picks operations' }))
  expect(caller).toEqual({ user: 'ann', scopes: new Set(['picks', 'operations']) })
})

test.each([
  ['for another service', () => sign({ sub: 'ann' }, { to: 'other' })],
  ['past its time', () => sign({ sub: 'ann' }, { exp: '-5m' })],
  ['without a user', () => sign({})],
  [
    'signed with a shared secret',
    () =>
      new SignJWT({ sub: 'ann' })
        .setProtectedHeader({ alg: 'HS256', kid: 'one' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime('5m')
        .sign(new TextEncoder().encode('a shared secret of enough bytes for it')),
  ],
])('a token %s is refused', async (_name, make) => {
  await expect(ask(await make())).rejects.toMatchObject({ code: 'token-invalid', consequence: 'bad-request' })
})
