// Who may import whom (docs: README, "Rooms"). `npm run lint` checks it.
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|crawlers|pipelines|config)/', pathNot: allowed },
})

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    only('domain-stands-alone', '^src/domain/', '^src/domain/'),
    only('ports-know-domain', '^src/ports/', '^src/(domain|ports)/'),
    only('crawlers-know-ports', '^crawlers/', '^(crawlers/|src/(domain|ports)/)'),
    only('pipelines-know-ports', '^pipelines/', '^(pipelines/|src/(domain|ports)/)'),
    only('search-knows-ports', '^src/search/', '^src/(search|domain|ports)/'),
    only('operate-knows-ports', '^src/operate/', '^src/(operate|domain|ports)/'),
    only('api-knows-search', '^src/api/', '^src/(api|web|search|operate|domain|ports)/'),
    only('web-knows-search', '^src/web/', '^src/(web|search|domain|ports)/'),
    only('runtime-knows-ports', '^src/runtime/', '^(src/(runtime|domain|ports)/)'),
    only('embedded-edge', '^src/edges/embedded/', '^src/(edges/embedded|domain|ports)/'),
    only('kafka-edge', '^src/edges/kafka/', '^(src/(edges/kafka|domain|ports)/|config/topics)'),
    only(
      'elasticsearch-edge',
      '^src/edges/elasticsearch/',
      '^(src/(edges/elasticsearch|domain|ports)/|config/mappings)',
    ),
    only('observe-edge', '^src/edges/observe/', '^src/(edges/observe|domain|ports)/'),
    {
      name: 'stages-are-pure',
      comment: 'pipelines: no client library, no file system, no network, no environment',
      severity: 'error',
      from: { path: '^pipelines/' },
      to: {
        path: '^(node:)?(fs|net|http|https|child_process|worker_threads)$|node_modules/(libsql|kafkajs|@elastic|undici|got-scraping|fastify)/',
      },
    },
    {
      name: 'one-vendor-an-edge',
      comment: 'SQLite only in the embedded edge, Kafka and Elasticsearch only in theirs',
      severity: 'error',
      from: { pathNot: '^(src/edges/(embedded|kafka|elasticsearch)/|test/)' },
      to: { path: 'node_modules/(libsql|kafkajs|@elastic)/' },
    },
    {
      name: 'crawlee-in-one-place',
      comment: 'run-board drives it, the frontier is its request manager',
      severity: 'error',
      from: { pathNot: '^(crawlers/(run-board|frontier)\\.ts|test/)' },
      to: { path: 'node_modules/@crawlee/' },
    },
    { name: 'tests-are-not-imported', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(dist|data|coverage)/' },
  },
}
