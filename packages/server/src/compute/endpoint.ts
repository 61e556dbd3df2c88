import type { Contract } from '../egress/target.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'
import type { CloudAccount } from './drive.ts'

/** A container port as the cloud maps it. */
export interface MappedPort {
  port: number
  public_port: number
  host: string
}

/** Where a container port is reached, and what the way out may connect to for it. */
export interface Endpoint {
  /** `http://203.0.113.7:41234` */
  origin: string
  contract: Contract
}

export const mappedPorts = ({ ports }: Pick<GpuInstance, 'ports'>): MappedPort[] =>
  ports === null ? [] : (JSON.parse(ports) as MappedPort[])

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
    origin: `${secure ? 'https' : 'http'}://${host}:${found.public_port}`,
    contract: {
      host: found.host,
      ports: mapped.filter((other) => other.host === found.host).map(({ public_port }) => public_port),
      private: privateEndpoints,
    },
  }
}
