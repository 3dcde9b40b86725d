import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { KafkaOptions, Sasl } from '../../src/edges/kafka/log.js'
import type { Logger } from '../../src/ports/logger.js'
import { freshTopic } from '../contracts/log.js'
import { kafkaJars, startOwnBroker } from '../support/kafka-broker.js'
import type { OwnBroker } from '../support/kafka-broker.js'
import { testKafka } from '../support/kafka-log.js'
import { selfSigned } from '../support/self-signed.js'

const jars = kafkaJars('kafka-security')

const PASSWORD = 'correct-horse'
const PLAIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required'
const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'

const securedBy = (keystore: string, truststore: string): string[] => [
  'ssl.keystore.type=PEM',
  `ssl.keystore.location=${keystore}`,
  // The broker tries its own listener as a client before it starts.
  'ssl.truststore.type=PEM',
  `ssl.truststore.location=${truststore}`,
  'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
  'sasl.mechanism.inter.broker.protocol=PLAIN',
  `listener.name.client.plain.sasl.jaas.config=${PLAIN} username="broker" password="${PASSWORD}" user_broker="${PASSWORD}" user_jobdata="${PASSWORD}";`,
  `listener.name.client.scram-sha-256.sasl.jaas.config=${SCRAM}`,
  `listener.name.client.scram-sha-512.sasl.jaas.config=${SCRAM}`,
]

const listening = () => {
  const lines: string[] = []
  const say = (fields: object, message: string): void => void lines.push(JSON.stringify(fields) + message)
  const logger: Logger = { debug: say, info: say, warn: say, error: say, child: () => logger }
  return { lines, logger }
}

;(jars === undefined ? describe.skip : describe)('a broker that asks for TLS and a sign-in', () => {
  let own: OwnBroker
  let folder: string
  let ca: string

  beforeAll(async () => {
    const { key, cert } = await selfSigned()
    folder = await mkdtemp(join(tmpdir(), 'kafka-keys-'))
    await writeFile(join(folder, 'keystore.pem'), Buffer.concat([key, cert]))
    await writeFile(join(folder, 'truststore.pem'), cert)
    ca = cert.toString()
    own = await startOwnBroker(jars ?? '', {
      protocol: 'SASL_SSL',
      properties: securedBy(join(folder, 'keystore.pem'), join(folder, 'truststore.pem')),
      scram: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map((name) => `${name}=[name=jobdata,password=${PASSWORD}]`),
    })
  }, 90_000)

  afterAll(async () => {
    await own.remove()
    await rm(folder, { recursive: true })
  })

  const signIn = (mechanism: Sasl['mechanism'], password = PASSWORD): Sasl => ({
    mechanism,
    username: 'jobdata',
    password,
  })
  const open = (more: Partial<KafkaOptions>) => testKafka('security', own.broker).open(more)

  test.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'takes %s over TLS',
    async (mechanism) => {
      const log = await open({ tls: true, ca, sasl: signIn(mechanism) })
      const topic = freshTopic()
      await log.ensureTopics([topic])
      const [place] = await log.publish(topic, [{ key: 'a', value: 1 }])
      expect(place?.offset).toBe(0)
      await log.close()
    },
    30_000,
  )

  test('a wrong password is for an operator, and is in no line of the logs', async () => {
    const { lines, logger } = listening()
    const refused = open({ tls: true, ca, sasl: signIn('scram-sha-512', 'wrong-staple'), logger })
    await expect(refused).rejects.toMatchObject({
      consequence: 'config',
      message: expect.stringContaining('KAFKA_SASL'),
    })
    expect(lines.join('\n')).not.toContain('wrong-staple')
  }, 30_000)

  test('a certificate of an authority that nobody named is refused, for an operator', async () => {
    await expect(open({ tls: true, sasl: signIn('plain') })).rejects.toMatchObject({ consequence: 'config' })
  }, 60_000)
})
