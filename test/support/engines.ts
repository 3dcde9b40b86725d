/** Real servers to test on. */
export interface Engines {
  /** `host:port` by comma. */
  readonly brokers: string
  readonly node: string
}

/** The servers that an environment names, by the settings of the service itself. */
export const enginesOf = (environment: NodeJS.ProcessEnv): Engines | undefined => {
  const { KAFKA_BROKERS: brokers, ELASTICSEARCH_NODE: node } = environment
  return brokers !== undefined && node !== undefined ? { brokers, node } : undefined
}

/**
 * The servers that a suite runs on; says aloud when there are none. `npm run -s test:engines` starts some in containers
 * where the environment names none (`with-engines.ts`).
 */
export const engines = (suite: string): Engines | undefined => {
  const found = enginesOf(process.env)
  if (!found) process.stderr.write(`${suite}: SKIPPED, no servers; set KAFKA_BROKERS and ELASTICSEARCH_NODE\n`)
  return found
}
