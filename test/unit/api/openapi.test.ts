import { expect, test } from '@jest/globals'
import { openApiDocument } from '../../../src/api/openapi.js'
import { PROBLEMS } from '../../../src/api/problem.js'

interface Operation {
  readonly summary?: string
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}
interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

const document = (await openApiDocument()) as Document
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, ...operation })),
)

test('every call is in it', () => {
  expect(document.openapi).toBe('3.1.0')
  expect(operations.map(({ name }) => name).sort()).toEqual([
    'DELETE /v1/imports/{id}',
    'DELETE /v1/picks/{vacancyId}',
    'DELETE /v1/removals/{id}',
    'GET /health',
    'GET /metrics',
    'GET /ready',
    'GET /v1/boards',
    'GET /v1/boards/{id}',
    'GET /v1/dead-letters',
    'GET /v1/dead-letters/letter',
    'GET /v1/imports',
    'GET /v1/imports/{id}',
    'GET /v1/picks',
    'GET /v1/picks/{vacancyId}',
    'GET /v1/removals',
    'GET /v1/suggest',
    'GET /v1/trace',
    'GET /v1/vacancies',
    'GET /v1/vacancies/{id}',
    'POST /v1/boards/{id}/runs',
    'POST /v1/boards/{id}/start',
    'POST /v1/boards/{id}/stop',
    'POST /v1/dead-letters/replays',
    'POST /v1/imports',
    'POST /v1/removals',
    'POST /v1/verify',
    'PUT /v1/picks/{vacancyId}',
  ])
})

test('every call has a summary and an answer, and its refusals are problems', () => {
  for (const { name, summary, responses } of operations) {
    expect({ name, summary }).toEqual({ name, summary: expect.any(String) })
    expect(Object.keys(responses)).not.toEqual([])
    const refusals = Object.entries(responses).filter(([status]) => Number(status) >= 400 && name !== 'GET /ready')
    for (const [status, { content }] of refusals)
      expect({ name, status, types: Object.keys(content ?? {}) }).toEqual({
        name,
        status,
        types: ['application/problem+json'],
      })
  }
})

test('every reference leads to a part, and every part is used', () => {
  const text = JSON.stringify(document)
  const named = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((found) => found[1]))
  expect([...named].sort()).toEqual(Object.keys(document.components.schemas).sort())
})

test('every status of a problem is one of HTTP’s refusals', () => {
  for (const { status } of Object.values(PROBLEMS))
    expect([400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 500, 503]).toContain(status)
})
