import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { tidyOpenApi } from './tidy-openapi.js'

/** OpenAPI 3.1 of every route that has a schema, generated. Registered before the routes. */
export const registerDocumentation = async (app: FastifyInstance): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'QH-backend-jobData',
        version: '1.0.0',
        description:
          'The vacancy service: search vacancies, read one, pick one. Anonymous people search; picks need a token, operations one with the scope "operations". Errors are application/problem+json.',
      },
      tags: [
        { name: 'vacancies', description: 'Searching and reading' },
        { name: 'picks', description: 'Vacancies a user takes for a résumé or a letter' },
        { name: 'boards', description: 'Where vacancies come from' },
        { name: 'operations', description: 'For operators and their tools' },
      ],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => tidyOpenApi(jsonSchemaTransformObject(document)),
  })
}
