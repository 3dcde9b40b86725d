import { describe, expect, test } from '@jest/globals'
import { asyncApiDocument } from '../../../src/domain/asyncapi.js'
import { allTopics } from '../../../src/domain/topics.js'

describe('AsyncAPI of the topics', () => {
  const document = JSON.parse(JSON.stringify(asyncApiDocument(allTopics))) as {
    channels: Record<string, { address: string; messages: { record: { payload: { $ref: string } } } }>
    components: { schemas: Record<string, unknown> }
  }

  test('has a channel a topic', () => {
    expect(Object.values(document.channels).map((channel) => channel.address)).toEqual(
      allTopics.map((topic) => topic.name),
    )
  })

  test('refers only to schemas that it holds', () => {
    const refs = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1])
    expect(refs.length).toBeGreaterThan(10)
    for (const ref of refs) expect(document.components.schemas).toHaveProperty(ref ?? '')
  })
})
