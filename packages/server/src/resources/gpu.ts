import { created, type Handlers, ok, type ReplyOf, success } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Owner, Wait } from '../compute/compute.ts'
import type { Context } from '../context.ts'
import type { Principal } from '../identity/principal.ts'
import { notImplemented } from './not-implemented.ts'

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

  async getGpuInstanceLogs({ path, query }, { principal, compute }) {
    if (query.follow) return notImplemented()
    return ok(success(await compute.logs(userOf(principal), path.contract_id, query.tail)))
  },

  async proxyRequest({ body, headers, signal }, { principal, compute }) {
    const call = { userId: userOf(principal), body, headers, signal }
    // A relayed answer has the status of its target, which the document cannot list.
    if (body.stream) return (await compute.relay(call)) as ReplyOf<'proxyRequest'>
    return ok(success(await compute.proxy(call)))
  },

  checkInGpuInstance: notImplemented,
  passToInstance: notImplemented,
  passToInstanceGet: notImplemented,
  passToInstancePut: notImplemented,
  passToInstancePatch: notImplemented,
  passToInstanceDelete: notImplemented,
  createGpuDeployment: notImplemented,
  listGpuDeployments: notImplemented,
  getGpuDeployment: notImplemented,
  updateGpuDeployment: notImplemented,
  deleteGpuDeployment: notImplemented,
} satisfies Handlers<Context, GpuOperation>

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
