/** What is tested of every registered service, and of the server itself; without `writes` nothing is written to the other side. */
import type { components } from '@proxyapi/contract'
import type { Question } from '../ask-server.ts'
import type { IntegrationTest } from './run-tests.ts'

type Schemas = components['schemas']

/** Asks the server; a refusal is an answer too. */
export type Reach = (question: Question) => Promise<{ status: number; body: object }>

export async function builtInTests(reach: Reach, writes: boolean): Promise<IntegrationTest[]> {
  const integrations = await everyItem<Schemas['Integration']>(reach, '/api/v1/integration/external')
  const syncs = await everyItem<Schemas['Sync']>(reach, '/api/v1/integration/sync')
  const enabled = integrations.filter((one) => one.enabled)
  return [
    ...serverTests(reach),
    ...enabled.flatMap((one) => serviceTests(reach, one)),
    ...(writes ? enabled : []).map(({ integration_id }) => ({
      name: `${integration_id}.webhook`,
      run: () => takesWebhook(reach, integration_id),
    })),
    ...syncs
      .filter(
        ({ direction, integration_id }) =>
          direction === 'pull' && enabled.some((one) => one.integration_id === integration_id),
      )
      .map((sync) => ({ name: `${sync.integration_id}.sync.${sync.sync_id}`, run: () => readsPage(reach, sync) })),
  ]
}

/** The seeds’ checks. */
const serverTests = (reach: Reach): IntegrationTest[] => [
  {
    name: 'server.models',
    run: async () => (await good<Schemas['ModelListAnswer']>(reach, get('/api/v1/models'))).models.length > 0,
  },
  {
    name: 'server.search',
    run: async () =>
      Array.isArray((await good<Schemas['ModelListAnswer']>(reach, get('/api/v1/models/search', { q: 'gpt' }))).models),
  },
  {
    name: 'server.refresh',
    run: async () => {
      const question = { method: 'POST' as const, path: '/api/v1/models/refresh', body: {} }
      return (await good<Schemas['ModelRefreshAnswer']>(reach, question)).status === 'success'
    },
  },
  {
    name: 'server.providers',
    run: async () => (await good<object>(reach, get('/api/v1/providers/status'))) !== null,
  },
]

function serviceTests(reach: Reach, integration: Schemas['Integration']): IntegrationTest[] {
  const { integration_id: name, config, security_policy } = integration
  const endpoint = readableEndpoint(security_policy)
  const asks = endpoint === null ? [] : [{ name: `${name}.reachable`, run: () => isReached(reach, name, endpoint) }]
  const knows = endpoint === null || !config.api_key_set ? null : endpoint
  return [
    ...asks,
    ...(knows === null ? [] : [{ name: `${name}.authenticated`, run: () => isKnown(reach, name, knows) }]),
    ...(security_policy.required_fields.length === 0
      ? []
      : [{ name: `${name}.policy`, run: () => isRefused(reach, integration) }]),
  ]
}

/** A path that a GET without data may ask for; null where the policy has none. */
function readableEndpoint(policy: Schemas['IntegrationSecurityPolicy']): string | null {
  const { allowed_methods, allowed_endpoints, required_fields } = policy
  const isReadable = (allowed_methods === null || allowed_methods.includes('GET')) && required_fields.length === 0
  if (!isReadable) return null
  return allowed_endpoints === null ? '/' : (allowed_endpoints[0] ?? '/').replaceAll('*', '')
}

interface Refusal {
  code?: string
  error?: string
  details?: { path: string; message: string }[]
}

/** The status that the service answered with, also where that is a failure. Throws why there is none. */
async function statusOf(reach: Reach, integration_id: string, endpoint: string): Promise<number> {
  const { status, body } = await reach(call({ integration_id, method: 'GET', endpoint }))
  if (status === 200) return (body as Schemas['IntegrationCallAnswer']).data.status_code
  const { code, error, details = [] } = body as Refusal
  const told = details.find(({ path }) => path === 'status_code')?.message
  if (code === 'TARGET_HTTP_ERROR' && told !== undefined) return Number(told)
  throw new Error(`${code}: ${error}`)
}

const isReached = async (reach: Reach, name: string, endpoint: string): Promise<boolean> =>
  (await statusOf(reach, name, endpoint)) < 500

const isKnown = async (reach: Reach, name: string, endpoint: string): Promise<boolean> =>
  ![401, 403].includes(await statusOf(reach, name, endpoint))

/** A field that is missing is refused, and no attempt is counted. */
async function isRefused(
  reach: Reach,
  { integration_id, security_policy, metrics }: Schemas['Integration'],
): Promise<boolean> {
  const method = security_policy.allowed_methods?.[0] ?? 'POST'
  const endpoint = (security_policy.allowed_endpoints?.[0] ?? '/').replaceAll('*', '')
  const { body } = await reach(call({ integration_id, method, endpoint, data: {} }))
  const after = await good<Schemas['IntegrationAnswer']>(reach, get(`/api/v1/integration/external/${integration_id}`))
  const isSilent = after.data.metrics.all_time.request_count === metrics.all_time.request_count
  return (body as Refusal).error === `Missing required field: ${security_policy.required_fields[0]}` && isSilent
}

const takesWebhook = async (reach: Reach, integration_id: string): Promise<boolean> => {
  const body = { integration_id, event_type: 'proxyapi.test', data: { test: true } }
  const question = { method: 'POST' as const, path: '/api/v1/integration/webhook', body }
  return (await good<{ data: { delivered: boolean } }>(reach, question)).data.delivered
}

/** One page is read and thrown away. */
async function readsPage(reach: Reach, { integration_id, endpoint, items }: Schemas['Sync']): Promise<boolean> {
  const { data } = await good<Schemas['IntegrationCallAnswer']>(
    reach,
    call({ integration_id, method: 'GET', endpoint }),
  )
  let found: unknown = data.body
  for (const part of items.split('/').slice(1)) {
    const member = part.replaceAll('~1', '/').replaceAll('~0', '~')
    found = (found as Record<string, unknown> | null | undefined)?.[member]
  }
  return Array.isArray(found)
}

const call = (body: Pick<Schemas['IntegrationCall'], 'integration_id' | 'method' | 'endpoint' | 'data'>): Question => ({
  method: 'POST',
  path: '/api/v1/integration/external',
  body,
})

const get = (path: string, query: Question['query'] = {}): Question => ({ method: 'GET', path, query })

/** Throws the refusal as a sentence. */
async function good<Answer>(reach: Reach, question: Question): Promise<Answer> {
  const { status, body } = await reach(question)
  if (status < 400) return body as Answer
  const { code, error } = body as Refusal
  throw new Error(`${code ?? status}: ${error ?? 'no reason was given'}`)
}

async function everyItem<Item>(reach: Reach, path: string): Promise<Item[]> {
  const items: Item[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = { limit: '100', ...(cursor && { cursor }) }
    const { data } = await good<{ data: { items: Item[]; next_cursor: string | null } }>(reach, get(path, query))
    items.push(...data.items)
    cursor = data.next_cursor
  }
  return items
}
