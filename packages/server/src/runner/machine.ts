import type { Machine } from './machine-files.ts'
import type { Processes } from './processes.ts'

export type Phase = 'running' | 'exited' | 'stopped' | 'destroyed'

/** Where a machine stands: by what was wished, and by what the system says of its processes. */
export function phaseOf({ tag, pid, wish }: Machine, processes: Pick<Processes, 'of'>): Phase {
  if (wish !== 'running') return wish
  return processes.of(tag, pid).length > 0 ? 'running' : 'exited'
}

/** A machine on the wire. */
export function rowOfMachine(machine: Machine, phase: Phase) {
  const started = machine.runs.at(-1)?.from
  return {
    id: machine.tag,
    tag: machine.tag,
    status: phase,
    ip: '127.0.0.1',
    ports: machine.ports,
    price_per_hour: machine.perHour / 1e6,
    created_at: new Date(machine.createdAt).toISOString(),
    started_at: started === undefined ? null : new Date(started).toISOString(),
    until: machine.until === null ? null : new Date(machine.until).toISOString(),
  }
}

/** The machine with its open stretch closed; one without any is as it was. */
export function stopped(machine: Machine, at: number): Machine {
  const runs = machine.runs.map(({ from, to }) => ({ from, to: to ?? Math.max(from, at) }))
  return { ...machine, runs }
}

const msPerHour = 3_600_000

/** What it has cost, stretch by stretch. */
export function chargesOf({ tag, runs, perHour }: Machine, now: number) {
  return runs.map(({ from, to }) => {
    const until = to ?? now
    const usd = Math.round((perHour * (until - from)) / msPerHour) / 1e6
    return { id: tag, from: new Date(from).toISOString(), to: new Date(until).toISOString(), usd }
  })
}
