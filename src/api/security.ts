import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refusal } from './problem.js'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Browsers say where a request comes from; services say nothing and are trusted by their token. */
const isForeign = ({ headers }: FastifyRequest): boolean => {
  const site = headers['sec-fetch-site']
  if (typeof site === 'string') return site !== 'same-origin' && site !== 'none'
  const { origin, host } = headers
  if (origin === undefined) return false
  return !URL.canParse(origin) || new URL(origin).host !== host
}

/** Strict headers for every answer, and no change on behalf of another site's page. */
export const registerSecurity = async (app: FastifyInstance): Promise<void> => {
  await app.register(cookie)
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Without it a form of our own page would say that it comes from nowhere.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  })
  app.addHook('onRequest', async (request) => {
    if (!SAFE.has(request.method) && isForeign(request))
      throw refusal('foreign-origin', 'the request comes from another site: send it from this one')
  })
}
