import type { CloudInstance, MappedPort } from '../../cloud.ts'
import { nominalGpu } from '../../gpu-models.ts'
import { idOf, numberOf, type Row, rowOf, textOf } from '../../lenient.ts'
import { microUsd, usdOf } from '../../money.ts'

type Meaning = Pick<CloudInstance, 'state' | 'billed'>

/**
 * `actual_status` in our words. The disk is charged from the creation on, the GPU while the instance is active; whether
 * `loading` already counts is not documented, and is taken as not.
 */
const meanings: Record<string, Meaning> = {
  created: { state: 'creating', billed: 'idle' },
  scheduling: { state: 'creating', billed: 'idle' },
  loading: { state: 'starting', billed: 'idle' },
  rebooting: { state: 'starting', billed: 'full' },
  recycling: { state: 'starting', billed: 'full' },
  running: { state: 'running', billed: 'full' },
  stopped: { state: 'stopped', billed: 'idle' },
  exited: { state: 'stopped', billed: 'idle' },
  frozen: { state: 'stopped', billed: 'full' },
  // No heartbeat: it may still run, and nothing is known to have ended.
  unknown: { state: 'unknown', billed: 'full' },
  offline: { state: 'unknown', billed: 'nothing' },
}

const fatal = 'OCI runtime create failed'

/** An instance as list and get show it; null for a row without id. */
export function instanceOf(row: Row): CloudInstance | null {
  const id = idOf(row.id)
  if (id === null) return null
  const ip = textOf(row.public_ipaddr)
  const ports = portsOf(row.ports, ip)
  const gpu = textOf(row.gpu_name)
  const started = numberOf(row.start_date)
  const status = textOf(row.actual_status)
  return {
    id,
    tag: textOf(row.label),
    ...meaningOf(row, status),
    native: status ?? 'null',
    progress: [status, textOf(row.status_msg), numberOf(row.disk_usage)].join(' '),
    ip,
    ssh: sshOf(row, ports),
    ports,
    price_per_hour: usdOf(microUsd(numberOf(row.dph_total))),
    idle_price_per_hour: usdOf(microUsd(numberOf(row.storage_total_cost))),
    gpu_model: gpu === null ? null : nominalGpu(gpu, null).model,
    gpu_count: numberOf(row.num_gpus),
    created_at: started === null ? null : new Date(started * 1000).toISOString(),
    machine: idOf(row.machine_id),
  }
}

function meaningOf(row: Row, status: string | null): Meaning {
  if (status === null) return { state: 'creating', billed: 'idle' }
  if (status === 'created' && textOf(row.status_msg)?.includes(fatal)) return { state: 'failed', billed: 'idle' }
  const meaning = Object.hasOwn(meanings, status) ? meanings[status] : undefined
  // A word that we do not know ends nothing, and is counted as dear as it can be.
  if (!meaning) return { state: 'unknown', billed: 'full' }
  return meaning.state === 'stopped' && isOutbid(row) ? { state: 'interrupted', billed: 'idle' } : meaning
}

/** A bid that holds nothing any more. Looks the same when its renter has stopped it: who asked for that knows. */
function isOutbid(row: Row): boolean {
  return (
    row.is_bid === true && [row.cur_state, row.next_state, row.intended_status].every((state) => state === 'stopped')
  )
}

/** `{"8000/tcp":[{"HostPort":"33526"}]}`: absent until it runs. */
function portsOf(value: unknown, ip: string | null): MappedPort[] {
  return Object.entries(rowOf(value)).flatMap(([name, bindings]) => {
    const port = name.match(/^(\d+)\/tcp$/)?.[1]
    const publicPort = numberOf(rowOf(Array.isArray(bindings) ? bindings[0] : null).HostPort)
    return port === undefined || publicPort === null || ip === null
      ? []
      : [{ port: Number(port), public_port: publicPort, host: ip }]
  })
}

const sshPort = 22

/** The port that goes straight to the instance, else the cloud's relay; none for images that run as they are. */
function sshOf(row: Row, ports: MappedPort[]): CloudInstance['ssh'] {
  if (textOf(row.image_runtype) === 'args') return null
  const direct = ports.find(({ port }) => port === sshPort)
  if (direct) return { host: direct.host, port: direct.public_port }
  const host = textOf(row.ssh_host)
  const port = numberOf(row.ssh_port)
  return host === null || port === null ? null : { host, port }
}
