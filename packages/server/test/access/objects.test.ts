/** Every operation with an id in its path: what belongs to others, was deleted or never was is one answer, byte for byte. */
import { type OperationMeta, operations } from '@proxyapi/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, type Office, openOffice } from '../money/office.ts'

/** Of one owner each: by the parameter that names them. */
const owned = {
  key_id: 'updateApiKey revokeApiKey',
  webhook_id:
    'getWebhook updateWebhook deleteWebhook rotateWebhookSecret testWebhook listWebhookDeliveries replayWebhook',
  delivery_id: 'retryWebhookDelivery',
  contract_id: 'getGpuContract updateGpuContract startGpuInstance stopGpuInstance rebootGpuInstance getGpuInstanceLogs',
  instance_id: 'destroyGpuInstance',
  deployment_id: 'getGpuDeployment updateGpuDeployment deleteGpuDeployment',
  integration_id: 'getIntegration deleteIntegration listIntegrationAudit',
  sync_id: 'getSync deleteSync listSyncRecords',
} as const

/** Of everybody who may see them: no tenant's. */
const shared =
  'getModel getInferenceModel getRegisteredModel getRegisteredModelByName activateRegisteredModel deactivateRegisteredModel listModelPerformance recordModelPerformance checkModelPerformance listModelRecommendations setModelThreshold deleteModelThreshold putOptimizationRule deleteOptimizationRule getUser updateUser disableUser createGpuInstance'

/** Makes what it names, by whoever asks. */
const named = 'putIntegration putSync'

/** Not built when this was written; each moves up, with an object of its own, when it is. */
const unbuilt =
  'checkInGpuInstance passToInstance passToInstanceGet passToInstancePut passToInstancePatch passToInstanceDelete getContext deleteContext'

type Kind = keyof typeof owned

const all = Object.values(operations) as OperationMeta[]
const withId = all.filter(({ path }) => path.includes('{'))

let office: Office
let owner: Account
let stranger: Account
/** What the owner has. */
const foreign = {} as Record<Kind, string>
/** What the stranger had; a revoked key and an ended contract are still shown to whom they belonged. */
const deleted: Partial<Record<Kind, string>> = {}
const random: Record<Kind, string> = {
  key_id: 'key_01JD0000000000000000000000',
  webhook_id: 'wh_01JD0000000000000000000000',
  delivery_id: 'dlv_01JD0000000000000000000000',
  contract_id: 'inst_01JD0000000000000000000000',
  instance_id: 'vast-99999999',
  deployment_id: 'dep_01JD0000000000000000000000',
  integration_id: 'never-was',
  sync_id: 'never-was',
}

const bodies: Readonly<Record<string, object>> = {
  updateApiKey: { name: 'mine now' },
  updateWebhook: { description: 'mine now' },
  rotateWebhookSecret: { overlap_hours: 0 },
  replayWebhook: { since: '2026-11-01T00:00:00Z' },
  updateGpuContract: { name: 'mine-now' },
  updateGpuDeployment: { max_replicas: 2 },
}

/** Of no replica, so that nothing is rented. */
const deployment = {
  name: 'qwen',
  model: 'Qwen/Qwen3-8B',
  engine: 'vllm',
  gpu: { count: 1, min_vram: 24 },
  max_price_per_hour: 1,
  max_total_per_hour: 1,
  max_spend: 10,
  min_replicas: 0,
  max_replicas: 1,
}

const pullOf = (integration_id: string) => ({ integration_id, direction: 'pull', endpoint: '/notes' })

const ask = (account: Account, method: string, path: string, body?: unknown) =>
  (office.apps[0] as Office['apps'][number]).fetch(
    new Request(`http://127.0.0.1:8000${path}`, {
      method: method.toUpperCase(),
      headers: { 'x-api-key': account.secret, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  )

const made = async (account: Account, path: string, body: unknown) =>
  ((await (await ask(account, 'POST', path, body)).json()) as { data: Record<string, string> }).data

async function hookOf(account: Account) {
  const url = 'https://receiver.example/hook'
  const { id = '' } = await made(account, '/api/v1/webhooks', { url, events: ['*'] })
  const { id: delivery = '' } = await made(account, `/api/v1/webhooks/${id}/test`, undefined)
  return { id, delivery }
}

beforeAll(async () => {
  office = await openOffice('sqlite')
  owner = await office.account({ credits: 100_000_000 })
  stranger = await office.account({ credits: 100_000_000 })
  foreign.key_id = (await made(owner, '/api/v1/auth/apikey', { name: 'k' })).id ?? ''
  const hook = await hookOf(owner)
  Object.assign(foreign, { webhook_id: hook.id, delivery_id: hook.delivery })
  const { path, body } = await office.aMachine(owner)
  foreign.contract_id = (await made(owner, path, body)).contract_id ?? ''
  foreign.instance_id = path.split('/').at(-1) ?? ''
  foreign.integration_id = 'crm'
  await ask(owner, 'PUT', '/api/v1/integration/external/crm', { config: { base_url: 'https://crm.example' } })
  foreign.sync_id = 'notes'
  await ask(owner, 'PUT', '/api/v1/integration/sync/notes', pullOf('crm'))
  foreign.deployment_id = (await made(owner, '/api/v1/gpu/deployments', deployment)).deployment_id ?? ''
  const gone = await hookOf(stranger)
  await ask(stranger, 'DELETE', `/api/v1/webhooks/${gone.id}`)
  Object.assign(deleted, { webhook_id: gone.id, delivery_id: gone.delivery })
})
afterAll(() => office.close())

async function answerTo(account: Account, { id, method, path, accepts }: OperationMeta, kind: Kind, value: string) {
  const url = path.replace('{provider}', 'vast.ai').replace(`{${kind}}`, value)
  const answer = await ask(account, method, url, bodies[id] ?? (accepts.length > 0 ? {} : undefined))
  const text = (await answer.text()).replace(/"(request_id|timestamp)":"[^"]*"/g, '"$1":"…"')
  return { status: answer.status, text }
}

test('every operation with an id is declared', () => {
  const declared = [...Object.values(owned), shared, named, unbuilt].flatMap((ids) => ids.split(' '))
  expect(declared.sort()).toEqual(withId.map(({ id }) => id).sort())
})

test('each object is there for its owner', async () => {
  for (const id of [
    'updateApiKey',
    'getWebhook',
    'getGpuContract',
    'getGpuDeployment',
    'getIntegration',
    'getSync',
  ] as const) {
    const kind = (Object.keys(owned) as Kind[]).find((name) => owned[name].split(' ').includes(id)) as Kind
    expect((await answerTo(owner, operations[id] as OperationMeta, kind, foreign[kind])).status, id).toBe(200)
  }
})

describe.each(Object.keys(owned) as Kind[])('by its %s', (kind) => {
  test.each(owned[kind].split(' '))('%s', async (id) => {
    const operation = all.find((one) => one.id === id) as OperationMeta
    const never = await answerTo(stranger, operation, kind, random[kind])
    expect(never.status).toBe(404)
    expect(JSON.parse(never.text)).toMatchObject({ code: 'NOT_FOUND' })
    expect(await answerTo(stranger, operation, kind, foreign[kind])).toEqual(never)
    if (deleted[kind] !== undefined) expect(await answerTo(stranger, operation, kind, deleted[kind])).toEqual(never)
  })
})

test('what is named in the body or the query is the same answer too', async () => {
  const asks: [string, string, (name: string) => object | undefined, (name: string) => string][] = [
    [
      'POST',
      '/api/v1/integration/external',
      (name) => ({ integration_id: name, method: 'GET', endpoint: '/' }),
      () => '',
    ],
    ['POST', '/api/v1/integration/webhook', (name) => ({ integration_id: name, event_type: 'a', data: {} }), () => ''],
    ['POST', '/api/v1/integration/sync', (name) => ({ sync_id: name }), () => ''],
    ['PUT', '/api/v1/integration/sync/mine', (name) => ({ ...pullOf(name) }), () => ''],
    ['GET', '/api/v1/integration/status', () => undefined, (name) => `?integration_id=${name}`],
  ]
  for (const [method, path, body, query] of asks) {
    const told = async (name: string) => {
      const answer = await ask(stranger, method, `${path}${query(name)}`, body(name))
      return [answer.status, (await answer.text()).replace(/"(request_id|timestamp)":"[^"]*"/g, '')]
    }
    const never = await told('never-was')
    expect(never[0], `${method} ${path}`).toBe(404)
    for (const name of ['crm', 'notes']) expect(await told(name), `${method} ${path}`).toEqual(never)
  }
})

test.each(unbuilt.split(' '))('%s is not built, or knows nothing of this name', async (id) => {
  const operation = all.find((one) => one.id === id) as OperationMeta
  const path = operation.path
    .replace('{contract_id}', random.contract_id)
    .replace('{port}', '8000')
    .replace('{context_id}', 'ctx_01JD0000000000000000000000')
    .replace(/\{\w+\}/g, 'x')
  const answer = await ask(stranger, operation.method, path, operation.accepts.length > 0 ? {} : undefined)
  expect([400, 401, 404, 501]).toContain(answer.status)
})
