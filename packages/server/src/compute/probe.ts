import type { EgressResponse } from '../egress/answer.ts'
import type { Egress } from '../egress/egress.ts'
import { EgressFailure } from '../egress/failure.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'
import type { CloudAccount } from './drive.ts'
import { type Endpoint, endpointOf } from './endpoint.ts'
import { launchOf, secretsOf } from './launch.ts'
import type { ComputeParts } from './parts.ts'

const probeMs = 2_000
const probeBytesMax = 1_000_000

/** Whether an instance serves, and what says so; `wait` while there is nothing yet to ask. */
export type Probed = { passed: true; evidence: 'token' | 'port' | 'provider' } | { passed: false }

/** Asks an instance as its owner wanted it to be asked. */
export async function probe(
  { egress, sealer }: Pick<ComputeParts, 'egress' | 'sealer'>,
  account: CloudAccount,
  contract: GpuInstance,
): Promise<Probed> {
  const { ready, ports } = launchOf(contract)
  if (ready.type === 'provider') return { passed: true, evidence: 'provider' }
  const protocol = ports.find(({ port }) => port === ready.port)?.protocol
  const endpoint = endpointOf(contract, account, ready.port, protocol === 'https')
  if (!endpoint) return { passed: false }
  if (ready.type === 'engine') {
    const token = secretsOf(contract, sealer)?.token ?? null
    const isUp = await answers(egress, endpoint, ready.path, token)
    const passed = isUp && (ready.list === null || (await lists(egress, endpoint, ready.list, ready.model, token)))
    return passed ? { passed, evidence: 'token' } : { passed }
  }
  const passed = ready.type === 'http' ? await answers(egress, endpoint, ready.path) : await accepts(egress, endpoint)
  return passed ? { passed, evidence: 'port' } : { passed }
}

const limits = { headersMs: probeMs, totalMs: 2 * probeMs, maxBytes: probeBytesMax }

async function answers(egress: Egress, at: Endpoint, path: string, token: string | null = null): Promise<boolean> {
  return (await read(egress, at, path, token, () => true)) ?? false
}

/** Whether a list in the shape of OpenAI's has the model. */
async function lists(
  egress: Egress,
  at: Endpoint,
  path: string,
  model: string,
  token: string | null,
): Promise<boolean> {
  const text = await read(egress, at, path, token, async (answer) => Buffer.from(await answer.bytes()).toString())
  try {
    const { data } = JSON.parse(text ?? '{}') as { data?: { id?: unknown }[] }
    return Array.isArray(data) && data.some((row) => row?.id === model)
  } catch {
    // What is no JSON lists nothing.
    return false
  }
}

/** What is taken from an answer with 2xx; null for any other, and for none. */
async function read<T>(
  egress: Egress,
  { origin, contract }: Endpoint,
  path: string,
  token: string | null,
  take: (answer: EgressResponse) => T | Promise<T>,
): Promise<T | null> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
  try {
    const url = origin + path
    const answer = await egress.request({ class: 'instance', contract, method: 'GET', url, headers, limits })
    const taken = answer.status >= 200 && answer.status < 300 ? await take(answer) : null
    answer.cancel()
    return taken
  } catch (error) {
    if (error instanceof EgressFailure) return null
    throw error
  }
}

/** The way out knows HTTP only: whoever takes the connection passes, whatever is said, or not said, on it. */
async function accepts(egress: Egress, { origin, contract }: Endpoint): Promise<boolean> {
  try {
    const response = await egress.request({ class: 'instance', contract, method: 'HEAD', url: `${origin}/`, limits })
    response.cancel()
    return true
  } catch (error) {
    if (error instanceof EgressFailure) return error.phase === 'headers' || error.phase === 'body'
    throw error
  }
}
