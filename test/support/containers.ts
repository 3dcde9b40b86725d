import { BoundPorts, GenericContainer, Wait, getContainerRuntimeClient, waitForContainer } from 'testcontainers'
import type { StartedTestContainer } from 'testcontainers'
import type { Engines } from './engines.js'

const KAFKA = 'apache/kafka:4.3.1'
const ELASTICSEARCH = 'docker.elastic.co/elasticsearch/elasticsearch:9.5.3'
const SCRIPT = '/tmp/start-kafka.sh'
const START_MS = 180_000

/** Servers in containers. */
export interface Containers extends Engines {
  /** Removes the containers with all they hold. */
  stop(): Promise<void>
}

/**
 * A broker tells its clients where to find it, and which port Docker gave is known only once the container runs: so it
 * waits for its start script, which is copied in then.
 */
const startKafka = async (): Promise<StartedTestContainer> => {
  const container = await new GenericContainer(KAFKA)
    .withExposedPorts(9092)
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9094',
      KAFKA_LISTENERS: 'OUTSIDE://:9092,INSIDE://:9093,CONTROLLER://:9094',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'OUTSIDE:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'INSIDE',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_HEAP_OPTS: '-Xms256m -Xmx512m',
    })
    .withEntrypoint(['bash'])
    .withCommand(['-c', `echo waiting; until [ -x ${SCRIPT} ]; do sleep 0.1; done; exec bash ${SCRIPT}`])
    .withWaitStrategy(Wait.forLogMessage('waiting'))
    .start()
  const advertised = `OUTSIDE://${container.getHost()}:${container.getMappedPort(9092)},INSIDE://localhost:9093`
  const content = `export KAFKA_ADVERTISED_LISTENERS=${advertised}\nexec /etc/kafka/docker/run\n`
  await container.copyContentToContainer([{ content, target: SCRIPT, mode: 0o755 }])
  const docker = await getContainerRuntimeClient()
  const isUp = Wait.forLogMessage(/Kafka Server started/).withStartupTimeout(START_MS)
  await waitForContainer(docker, docker.container.getById(container.getId()), isUp, new BoundPorts())
  return container
}

const startElasticsearch = (): Promise<StartedTestContainer> =>
  new GenericContainer(ELASTICSEARCH)
    .withExposedPorts(9200)
    .withEnvironment({
      'discovery.type': 'single-node',
      'xpack.security.enabled': 'false',
      'cluster.routing.allocation.disk.threshold_enabled': 'false',
      ES_JAVA_OPTS: '-Xms1g -Xmx1g',
    })
    .withWaitStrategy(Wait.forHttp('/_cluster/health?wait_for_status=yellow&timeout=1s', 9200).forStatusCode(200))
    .withStartupTimeout(START_MS)
    .start()

/** Whether Docker (or what stands in its place) answers. */
export const dockerAnswers = (): Promise<boolean> =>
  getContainerRuntimeClient().then(
    () => true,
    () => false,
  )

/** Starts both servers. Rejects when one does not come up; the other is removed then. */
export const startContainers = async (): Promise<Containers> => {
  const starting = await Promise.allSettled([startKafka(), startElasticsearch()])
  const started = starting.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((container) => container.stop({ removeVolumes: true })))
  }
  const [kafka, index] = started
  const failed = starting.find((one) => one.status === 'rejected')
  if (failed || !kafka || !index) {
    await stop()
    throw new Error('a server did not come up in its container', { cause: failed?.reason })
  }
  return {
    brokers: `${kafka.getHost()}:${kafka.getMappedPort(9092)}`,
    node: `http://${index.getHost()}:${index.getMappedPort(9200)}`,
    stop,
  }
}
