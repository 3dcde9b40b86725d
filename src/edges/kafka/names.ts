import type { Topic } from '../../domain/topics.js'

/** Names on the servers: several sets of the service may share them. */
export interface Names {
  topic(topic: Topic): string
  group(group: string): string
}

export const namesIn = (namespace: string | undefined): Names => ({
  topic: ({ name }) => (namespace === undefined ? name : `${namespace}.${name}`),
  group: (group) => (namespace === undefined ? group : `${namespace}-${group}`),
})
