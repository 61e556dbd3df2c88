import { created, type Handlers, ok, type PlainReply, type ReplyOf, type RequestOf, success } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Deployment, DeploymentAsked, Owner, Wait } from '../compute/compute.ts'
import type { Context } from '../context.ts'
import type { Principal } from '../identity/principal.ts'
import type { Tx } from '../store/database.ts'
import { eventsOf } from './line-events.ts'

type GpuOperation =
  | 'listGpuOffers'
  | 'createGpuInstance'
  | 'destroyGpuInstance'
  | 'listGpuContracts'
  | 'getGpuContract'
  | 'updateGpuContract'
  | 'startGpuInstance'
  | 'stopGpuInstance'
  | 'rebootGpuInstance'
  | 'getGpuInstanceLogs'
  | 'checkInGpuInstance'
  | 'passToInstance'
  | 'passToInstanceGet'
  | 'passToInstancePut'
  | 'passToInstancePatch'
  | 'passToInstanceDelete'
  | 'proxyRequest'
  | 'createGpuDeployment'
  | 'listGpuDeployments'
  | 'getGpuDeployment'
  | 'updateGpuDeployment'
  | 'deleteGpuDeployment'

export const gpu = {
  listGpuOffers: ({ query }, { principal, compute }) =>
    ok({ ...compute.offers(userOf(principal), query), status: 'success' as const }),

  async createGpuInstance({ path, query, body, signal }, { principal, compute, idempotencyKey }) {
    const { keyId, billing } = principal
    const owner: Owner = { userId: userOf(principal), keyId, billing }
    const request = { provider: path.provider, offerId: path.instance_id, body, idempotencyKey }
    const contract = await compute.create(owner, request, waitOf(query, signal))
    const { contract_id, ip } = contract
    return created(success(contract, { contract_id, ip }), { Location: `/api/v1/gpu/contracts/${contract_id}` })
  },

  async destroyGpuInstance({ path, query, signal }, { principal, compute }) {
    const { provider, instance_id } = path
    return ok(success(await compute.destroy(userOf(principal), provider, instance_id, waitOf(query, signal))))
  },

  async listGpuContracts({ query }, { principal, compute }) {
    const { data, next_cursor } = await compute.list(userOf(principal), query)
    return ok(success(data, { count: data.length, next_cursor }))
  },

  async getGpuContract({ path, query, signal }, { principal, compute }) {
    return ok(success(await compute.get(userOf(principal), path.contract_id, waitOf(query, signal))))
  },

  async updateGpuContract({ path, body }, { principal, compute }) {
    return ok(success(await compute.update(userOf(principal), path.contract_id, body)))
  },

  async startGpuInstance({ path }, { principal, compute }) {
    return ok(success(await compute.act(userOf(principal), path.contract_id, 'start')))
  },

  async stopGpuInstance({ path }, { principal, compute }) {
    return ok(success(await compute.act(userOf(principal), path.contract_id, 'stop')))
  },

  async rebootGpuInstance({ path }, { principal, compute }) {
    return ok(success(await compute.act(userOf(principal), path.contract_id, 'reboot')))
  },

  async getGpuInstanceLogs({ path, query, signal }, { principal, compute, requestId, clock }) {
    const { contract_id: id } = path
    const userId = userOf(principal)
    if (!query.follow) return ok(success(await compute.logs.tail(userId, id, query.tail)))
    const leaving = new AbortController()
    const both = AbortSignal.any([signal, leaving.signal])
    const looks = await compute.logs.follow(userId, id, query.tail, both)
    return { status: 200, type: 'text/event-stream', content: eventsOf(looks, leaving, { requestId, clock }) }
  },

  async proxyRequest({ body, headers, signal }, { principal, compute }) {
    const call = { userId: userOf(principal), body, headers, signal }
    // A relayed answer has the status of its target, which the document cannot list.
    if (body.stream) return (await compute.relay(call)) as ReplyOf<'proxyRequest'>
    return ok(success(await compute.proxy(call)))
  },

  checkInGpuInstance: async ({ path, headers, body }, { compute }) =>
    ok(success(await compute.checkIn(path.contract_id, headers.get('x-instance-token'), body?.gpus ?? null))),

  passToInstance: passed<'passToInstance'>,
  passToInstanceGet: passed<'passToInstanceGet'>,
  passToInstancePut: passed<'passToInstancePut'>,
  passToInstancePatch: passed<'passToInstancePatch'>,
  passToInstanceDelete: passed<'passToInstanceDelete'>,

  async createGpuDeployment({ body }, context) {
    const { compute, keepAnswer } = context
    const answer = (made: Deployment) =>
      created(success(made), { Location: `/api/v1/gpu/deployments/${made.deployment_id}` })
    const keep = (tx: Tx, made: Deployment) => keepAnswer(tx, answer(made))
    return answer(await compute.deployments.create(askedOf(context), body, keep))
  },

  async listGpuDeployments({ query }, context) {
    const { data, next_cursor } = await context.compute.deployments.list(askedOf(context), query)
    return ok(success(data, { count: data.length, next_cursor }))
  },

  getGpuDeployment: async ({ path }, context) =>
    ok(success(await context.compute.deployments.get(askedOf(context), path.deployment_id))),

  updateGpuDeployment: async ({ path, body }, context) =>
    ok(success(await context.compute.deployments.update(askedOf(context), path.deployment_id, body))),

  deleteGpuDeployment: async ({ path }, context) =>
    ok(success(await context.compute.deployments.delete(askedOf(context), path.deployment_id))),
} satisfies Handlers<Context, GpuOperation>

type Pass =
  | 'passToInstance'
  | 'passToInstanceGet'
  | 'passToInstancePut'
  | 'passToInstancePatch'
  | 'passToInstanceDelete'

/** The answer has the status of the instance, which the document cannot list. */
async function passed<Id extends Pass>(
  { path, method, url, headers, bytes, signal }: RequestOf<Id>,
  { principal, compute }: Context,
): Promise<ReplyOf<Id>> {
  const { contract_id: contractId, port } = path as { contract_id: string; port: number }
  // As it stood on the wire: decoded and encoded again it might be another path.
  const rest = /\/proxy\/\d+(\/.*)?$/s.exec(url.replace(/#.*$/s, ''))?.[1] ?? '/'
  const call = { userId: userOf(principal), contractId, port, path: rest, method, headers, body: bytes, signal }
  return (await compute.pass(call)) as PlainReply as ReplyOf<Id>
}

/** Here the two rooms meet: what a hosted provider takes is the gateway's to know. */
const askedOf = ({ principal, gateway }: Context): DeploymentAsked => {
  const { keyId, billing } = principal
  return { owner: { userId: userOf(principal), keyId, billing }, hosted: gateway.hosted }
}

function userOf({ userId }: Principal): string {
  if (userId === null) throw new ApiError('AUTH_REQUIRED')
  return userId
}

interface WaitQuery {
  wait?: Wait['until'] | undefined
  wait_timeout_ms: number
}

const waitOf = ({ wait, wait_timeout_ms }: WaitQuery, signal: AbortSignal): Wait | null =>
  wait === undefined ? null : { until: wait, timeoutMs: wait_timeout_ms, signal }
