import type { Egress } from '../egress/egress.ts'
import { EgressFailure } from '../egress/failure.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'
import type { CloudAccount } from './drive.ts'
import { type Endpoint, endpointOf } from './endpoint.ts'
import { launchOf } from './launch.ts'

const probeMs = 2_000
const probeBytesMax = 1_000_000

/** Whether an instance serves, and what says so; `wait` while there is nothing yet to ask. */
export type Probed = { passed: true; evidence: 'port' | 'provider' } | { passed: false }

/** Asks an instance as its owner wanted it to be asked. */
export async function probe(egress: Egress, account: CloudAccount, contract: GpuInstance): Promise<Probed> {
  const { ready, ports } = launchOf(contract)
  if (ready.type === 'provider') return { passed: true, evidence: 'provider' }
  const protocol = ports.find(({ port }) => port === ready.port)?.protocol
  const endpoint = endpointOf(contract, account, ready.port, protocol === 'https')
  if (!endpoint) return { passed: false }
  const passed = ready.type === 'http' ? await answers(egress, endpoint, ready.path) : await accepts(egress, endpoint)
  return passed ? { passed, evidence: 'port' } : { passed }
}

async function answers(egress: Egress, { origin, contract }: Endpoint, path: string): Promise<boolean> {
  try {
    const limits = { headersMs: probeMs, totalMs: 2 * probeMs, maxBytes: probeBytesMax }
    const response = await egress.request({ class: 'instance', contract, method: 'GET', url: origin + path, limits })
    response.cancel()
    return response.status >= 200 && response.status < 300
  } catch (error) {
    if (error instanceof EgressFailure) return false
    throw error
  }
}

/** The way out knows HTTP only: whoever takes the connection passes, whatever is said, or not said, on it. */
async function accepts(egress: Egress, { origin, contract }: Endpoint): Promise<boolean> {
  try {
    const limits = { headersMs: probeMs, totalMs: 2 * probeMs, maxBytes: probeBytesMax }
    const response = await egress.request({ class: 'instance', contract, method: 'HEAD', url: `${origin}/`, limits })
    response.cancel()
    return true
  } catch (error) {
    if (error instanceof EgressFailure) return error.phase === 'headers' || error.phase === 'body'
    throw error
  }
}
