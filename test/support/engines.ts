/** Real servers to test on. */
export interface Engines {
  /** `host:port` by comma. */
  readonly brokers: string
  readonly node: string
}

/** The servers that the environment names, by the settings of the service itself; says aloud when it names none. */
export const engines = (suite: string): Engines | undefined => {
  const { KAFKA_BROKERS: brokers, ELASTICSEARCH_NODE: node } = process.env
  if (brokers !== undefined && node !== undefined) return { brokers, node }
  process.stderr.write(`${suite}: SKIPPED, no servers; set KAFKA_BROKERS and ELASTICSEARCH_NODE\n`)
  return undefined
}
