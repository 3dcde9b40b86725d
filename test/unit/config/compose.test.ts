import { readFile } from 'node:fs/promises'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { ROLES } from '../../../config/settings.js'

interface ComposeService {
  readonly image: string
  readonly environment?: Readonly<Record<string, unknown>>
  readonly read_only?: boolean
  readonly mem_limit?: string
  readonly healthcheck?: object
  readonly ports?: readonly string[]
}

const OWN = 'jobdata'

const services = async (): Promise<[string, ComposeService][]> => {
  const file = parse(await readFile('docker-compose.yml', 'utf8'), { merge: true }) as {
    services: Record<string, ComposeService>
  }
  return Object.entries(file.services)
}

test('every role runs in a container of its own, which cannot write', async () => {
  const own = (await services()).filter(([, { image }]) => image === OWN)
  expect(own.map(([, { environment }]) => environment?.['ROLES'])).toEqual(ROLES)
  expect(own.filter(([, service]) => service.read_only !== true)).toEqual([])
})

test('images are pinned, memory is bounded, health is asked, and nothing is reached from another machine', async () => {
  for (const [name, service] of await services()) {
    if (service.image !== OWN) {
      expect([name, service.image]).toEqual([name, expect.stringMatching(/:v?\d+\.\d+\.\d+$/)])
      expect([name, service.healthcheck]).toEqual([name, expect.any(Object)])
    }
    expect([name, service.mem_limit]).toEqual([name, expect.stringMatching(/^\d+[mg]$/)])
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/)
  }
})

test('Prometheus looks for every role', async () => {
  const file = parse(await readFile('config/prometheus/prometheus.yml', 'utf8')) as {
    scrape_configs: { dns_sd_configs: { names: string[] }[] }[]
  }
  const names = file.scrape_configs.flatMap(({ dns_sd_configs: all }) => all.flatMap((one) => one.names))
  const own = (await services()).filter(([, { image }]) => image === OWN)
  expect(names).toEqual(own.map(([name]) => name))
})
