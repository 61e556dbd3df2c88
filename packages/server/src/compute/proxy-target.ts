import { ApiError } from '@proxyapi/contract/errors'
import type { Contract } from '../egress/target.ts'
import type { Db } from '../store/database.ts'
import { type GpuInstance, gpuInstanceOf, liveGpuInstancesOf } from '../store/gpu-instances.ts'
import { endpointOf, mappedPorts } from './endpoint.ts'
import { invalid, launchOf } from './launch.ts'
import { can, requireAction, type Status } from './lifecycle.ts'
import { accountOf, type ComputeParts } from './parts.ts'
import type { ProxyBody } from './proxy-shape.ts'

/** Where a request goes: to an instance of its caller, or to an address that the caller chose. */
export type Destination =
  | { class: 'instance'; url: URL; contract: Contract; instance: GpuInstance }
  | { class: 'target'; url: string; hasPath: boolean }

/** Throws INVALID_REQUEST, NOT_FOUND, INVALID_STATE, INSUFFICIENT_CREDITS, TARGET_AMBIGUOUS. */
export async function destinationOf(parts: ComputeParts, userId: string, body: ProxyBody): Promise<Destination> {
  const { target_url, contract_id, port, path } = body
  if ((target_url === undefined) === (contract_id === undefined)) {
    throw invalid('/target_url', 'give either target_url or contract_id')
  }
  if (contract_id !== undefined) return byContract(parts, userId, contract_id, port, path)
  if (port !== undefined || path !== undefined) {
    throw invalid(port === undefined ? '/path' : '/port', 'goes with contract_id; target_url has its own')
  }
  return byUrl(parts, userId, target_url ?? '')
}

/** A port of an own instance. Throws INVALID_REQUEST, NOT_FOUND, INVALID_STATE, INSUFFICIENT_CREDITS. */
export async function byContract(
  parts: ComputeParts,
  userId: string,
  id: string,
  port: number | undefined,
  path: string | undefined,
) {
  const instance = await gpuInstanceOf(parts.store.db, userId, id)
  if (!instance) throw new ApiError('NOT_FOUND')
  const { ports } = launchOf(instance)
  const asked = port ?? ports[0]?.port
  const known = ports.find((candidate) => candidate.port === asked)
  if (!known) throw invalid('/port', 'is not one of the ports of this instance')
  return toInstance(parts, instance, known.port, known.protocol === 'https', path ?? '/')
}

async function byUrl(parts: ComputeParts, userId: string, text: string): Promise<Destination> {
  const url = URL.parse(text)
  // What is no URL at all is refused by the way out, with the words for it.
  if (!url) return { class: 'target', url: text, hasPath: true }
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const [found, ...others] = await ownedAt(parts.store.db, userId, host, port)
  if (others.length > 0) throw new ApiError('TARGET_AMBIGUOUS')
  if (!found) return { class: 'target', url: text, hasPath: url.pathname !== '/' || url.search !== '' }
  return toInstance(parts, found.instance, found.port, url.protocol === 'https:', url.pathname + url.search)
}

/** Live instances of the caller at this address: by container port, else by public port. */
async function ownedAt(db: Db, userId: string, host: string, port: number) {
  const all = (await liveGpuInstancesOf(db, userId)).filter(({ ip }) => ip === host)
  const up = all.filter(({ status }) => can('proxy', status as Status))
  // One that is ending still has its address; it is meant only where no other is up there.
  const at = up.length > 0 ? up : all
  const byContainer = at.flatMap((instance) =>
    launchOf(instance).ports.some((known) => known.port === port) ? [{ instance, port }] : [],
  )
  if (byContainer.length > 0) return byContainer
  return at.flatMap((instance) =>
    mappedPorts(instance)
      .filter(({ public_port }) => public_port === port)
      .map((mapped) => ({ instance, port: mapped.port })),
  )
}

function toInstance(
  parts: ComputeParts,
  instance: GpuInstance,
  port: number,
  secure: boolean,
  path: string,
): Destination {
  requireAction('proxy', instance.status as Status)
  if ((JSON.parse(instance.warned) as string[]).includes('exhausted')) throw new ApiError('INSUFFICIENT_CREDITS')
  const endpoint = endpointOf(instance, accountOf(parts, instance.provider), port, secure)
  if (!endpoint) throw new ApiError('INVALID_STATE', `Port ${port} of the instance is not reachable yet.`)
  // Joined as text: a path that begins with two slashes would else name another host.
  const url = URL.parse(endpoint.origin + path)
  if (!url) throw invalid('/path', 'is no path')
  return { class: 'instance', url, contract: endpoint.contract, instance }
}
