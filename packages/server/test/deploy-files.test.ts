/** The deployment files, read strictly: what one says of a port, a path, a variable or a time is what the others and the server say. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { operations } from '@proxyapi/contract'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { loadConfig } from '../src/config/load.ts'

const deploy = join(import.meta.dirname, '../../../examples/deploy')
const read = (name: string) => readFileSync(join(deploy, name), 'utf8')
// biome-ignore lint/suspicious/noExplicitAny: files of other systems.
type Any = any

const dockerfile = read('Dockerfile')
const compose = parse(read('compose.yaml')) as Any
const manifests = readdirSync(join(deploy, 'kubernetes'))
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => parseAllDocuments(read(`kubernetes/${name}`), { uniqueKeys: true }))
const found = (kind: string, name = 'proxyapi'): Any =>
  manifests.map((one) => one.toJS() as Any).find((one) => one.kind === kind && one.metadata.name === name)

const secondsOf = (text: string): number => Number(/^(\d+)s$/.exec(text)?.[1])
const paths = new Set(Object.values(operations).map(({ path }) => path))
const configOf = (text: string, environment: Record<string, string> = {}) =>
  loadConfig({ files: [{ name: 'config.yaml', text }], environment })

describe('configurations', () => {
  test.each([
    ['config/config.yaml', read('config/config.yaml')],
    ['the ConfigMap', found('ConfigMap').data['config.yaml'] as string],
  ])('%s has no mistake, no key without effect, and is of production', (_, text) => {
    const { config, warnings } = configOf(text)
    expect(warnings).toEqual([])
    expect(config.app.environment).toBe('production')
  })

  test('.env.example names variables that are known, and no secret', () => {
    const rows = [...read('.env.example').matchAll(/^([A-Z_]+)=(.*)$/gm)]
    const own = new Set(['ENCRYPTION_KEY', 'POSTGRES_PASSWORD', 'GRAFANA_PASSWORD'])
    const variables = Object.fromEntries(
      rows.map(([, name, value]) => [name, value]).filter(([name]) => !own.has(`${name}`)),
    )
    expect(
      configOf('{}', variables as Record<string, string>).warnings.filter((said) =>
        /not a variable|without effect/.test(said),
      ),
    ).toEqual([])
    for (const [, name, value] of rows)
      if (/KEY|TOKEN|PASSWORD/.test(`${name}`)) expect(['', 'change-me'], name).toContain(value)
  })
})

describe('time to end', () => {
  const drainOf = (text: string) => configOf(text).config.server.drain_timeout / 1_000

  test('whoever stops a server waits longer than it drains', () => {
    const drain = drainOf(read('config/config.yaml'))
    expect(secondsOf(compose.services.proxyapi.stop_grace_period)).toBeGreaterThan(drain)
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(read('systemd/proxyapi.service'))?.[1])).toBe(drain + 5)
    const { spec } = found('Deployment').spec.template
    const [container] = spec.containers
    const inCluster = drainOf(found('ConfigMap').data['config.yaml'])
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(
      inCluster + container.lifecycle.preStop.sleep.seconds,
    )
  })
})

describe('ports and paths', () => {
  const [container] = found('Deployment').spec.template.spec.containers
  const { config } = configOf(found('ConfigMap').data['config.yaml'])

  test('are those of the server, everywhere', () => {
    expect(/^EXPOSE (.*)$/m.exec(dockerfile)?.[1]).toBe('8000 9090')
    expect(container.ports).toEqual([
      { name: 'http', containerPort: config.server.port },
      { name: 'metrics', containerPort: config.metrics.prometheus.port },
    ])
    expect(compose.services.proxyapi.ports).toEqual([
      `127.0.0.1:8000:${configOf(read('config/config.yaml')).config.server.port}`,
    ])
    expect(found('Service').spec.ports.map(({ targetPort }: Any) => targetPort)).toEqual(['http', 'metrics'])
  })

  test('probes ask what the document has', () => {
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      expect(paths).toContain(container[probe].httpGet.path)
    expect(container.readinessProbe.httpGet.path).toBe('/health/ready')
    expect(container.livenessProbe.httpGet.path).toBe('/health/live')
  })

  test('selectors find the pods, and a rollout takes no replica away before there is another', () => {
    const { spec } = found('Deployment')
    for (const labels of [
      spec.selector.matchLabels,
      found('Service').spec.selector,
      found('PodDisruptionBudget').spec.selector.matchLabels,
    ])
      expect(spec.template.metadata.labels).toMatchObject(labels)
    expect(spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } })
    expect(found('PodDisruptionBudget').spec.minAvailable).toBeLessThan(spec.replicas)
  })
})

describe('what runs may do little', () => {
  test.each(['Deployment', 'Job'])('a %s runs as nobody, on a root that it cannot write', (kind) => {
    const { spec } = found(kind, kind === 'Job' ? 'proxyapi-migrate' : 'proxyapi').spec.template
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 10001,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    for (const { securityContext } of spec.containers)
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
    expect(dockerfile).toMatch(/^USER 10001:10001$/m)
  })

  test('the configuration is mounted as a folder, so that a change is seen', () => {
    expect(compose.services.proxyapi.volumes).toContain('./config:/app/config:ro')
    const { volumeMounts } = found('Deployment').spec.template.spec.containers[0]
    expect(volumeMounts.filter((one: Any) => 'subPath' in one)).toEqual([])
    expect(volumeMounts).toContainEqual({ name: 'config', mountPath: '/app/config', readOnly: true })
    expect(dockerfile).toContain('PROXY_API_CONFIG_FILE=/app/config/config.yaml')
  })

  test('each image is of one version', () => {
    const images = [
      ...Object.values(compose.services as Record<string, Any>).map(({ image }) => image as string),
      /^FROM (\S+)/m.exec(dockerfile)?.[1],
    ]
    expect(images.filter((image) => !/:v?\d+\.\d+/.test(`${image}`))).toEqual([])
  })
})

test('manifests are whole: no key twice, each of a known kind', () => {
  expect(manifests.flatMap(({ errors }) => errors)).toEqual([])
  const kinds = manifests.map((one) => `${(one.toJS() as Any).apiVersion} ${(one.toJS() as Any).kind}`)
  expect(kinds.sort()).toEqual([
    'apps/v1 Deployment',
    'autoscaling/v2 HorizontalPodAutoscaler',
    'batch/v1 Job',
    'gateway.networking.k8s.io/v1 HTTPRoute',
    'networking.k8s.io/v1 NetworkPolicy',
    'policy/v1 PodDisruptionBudget',
    'v1 ConfigMap',
    'v1 Namespace',
    'v1 Service',
  ])
})

test('files that are mounted from here exist', () => {
  const mounts = Object.values(compose.services as Record<string, Any>).flatMap(
    ({ volumes = [] }) => volumes as string[],
  )
  const local = mounts.map((mount) => mount.split(':')[0] ?? '').filter((from) => from.startsWith('./'))
  expect(local.filter((from) => from !== './proxyapi-key' && !existsSync(join(deploy, from)))).toEqual([])
})
