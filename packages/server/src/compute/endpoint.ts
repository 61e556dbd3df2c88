import type { CloudInstance, MappedPort } from '@proxyapi/clouds'
import type { Contract } from '../egress/target.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'
import type { CloudAccount } from './drive.ts'
import type { LaunchPort } from './launch.ts'

/** Where a container port is reached, and what the way out may connect to for it. */
export interface Endpoint {
  /** `http://203.0.113.7:41234` */
  origin: string
  contract: Contract
}

export const mappedPorts = ({ ports }: Pick<GpuInstance, 'ports'>): MappedPort[] =>
  ports === null ? [] : (JSON.parse(ports) as MappedPort[])

/** Where a running machine is reached, as its row keeps it: by the cloud's word, or as it was where a reply does not say. */
export function portsSeen(
  { ip, ports }: Pick<CloudInstance, 'ip' | 'ports'>,
  asked: readonly LaunchPort[],
  known: string | null,
): string | null {
  if (ports === null) return known
  if (ports !== 'as_asked') return JSON.stringify(ports)
  const mapped = ip === null ? [] : asked.map(({ port }): MappedPort => ({ port, public_port: port, host: ip }))
  return JSON.stringify(mapped)
}

/** undefined while the cloud does not map the port. */
export function endpointOf(
  instance: Pick<GpuInstance, 'ports'>,
  { privateEndpoints }: Pick<CloudAccount, 'privateEndpoints'>,
  port: number,
  secure: boolean,
): Endpoint | undefined {
  const mapped = mappedPorts(instance)
  const found = mapped.find((candidate) => candidate.port === port)
  if (!found) return undefined
  const host = found.host.includes(':') ? `[${found.host}]` : found.host
  return {
    origin: `${secure || found.secure ? 'https' : 'http'}://${host}:${found.public_port}`,
    contract: {
      host: found.host,
      ports: mapped.filter((other) => other.host === found.host).map(({ public_port }) => public_port),
      private: privateEndpoints,
    },
  }
}
