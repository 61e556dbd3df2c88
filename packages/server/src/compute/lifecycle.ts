import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'

export type Status = components['schemas']['GpuContractStatus']
export type Action = 'start' | 'stop' | 'reboot' | 'destroy' | 'proxy' | 'update'

interface State {
  meaning: string
  /** What a tenant may ask for; anything else is INVALID_STATE. */
  allowed: readonly Action[]
  next: readonly Status[]
  metered: 'no' | 'disk' | 'as the cloud does' | 'yes'
}

/**
 * The one life cycle of a contract, read by handlers, worker and tests. `terminating` may follow wherever a tenant may
 * destroy, `terminated` wherever the cloud itself may end a machine.
 */
export const lifecycle: Readonly<Record<Status, State>> = {
  requested: {
    meaning: 'the wish is durable, nothing was sent',
    allowed: ['destroy', 'update'],
    next: ['creating', 'failed', 'terminating'],
    metered: 'no',
  },
  creating: {
    meaning: 'it was sent',
    allowed: ['destroy', 'update'],
    next: ['provisioning', 'requested', 'create_unknown', 'failed', 'terminating'],
    metered: 'no',
  },
  create_unknown: {
    meaning: 'it may exist',
    allowed: ['destroy', 'update'],
    next: ['provisioning', 'requested', 'failed', 'terminating'],
    metered: 'as the cloud does',
  },
  provisioning: {
    meaning: 'the cloud has it',
    allowed: ['destroy', 'update'],
    next: ['starting', 'requested', 'failed', 'interrupted', 'terminating'],
    metered: 'as the cloud does',
  },
  starting: {
    meaning: 'it runs, the probe has not passed',
    allowed: ['destroy', 'proxy', 'update'],
    next: ['ready', 'requested', 'failed', 'stopping', 'interrupted', 'terminating', 'terminated'],
    metered: 'yes',
  },
  ready: {
    meaning: 'the probe passes',
    allowed: ['stop', 'reboot', 'destroy', 'proxy', 'update'],
    next: ['degraded', 'stopping', 'interrupted', 'terminating', 'terminated'],
    metered: 'yes',
  },
  degraded: {
    meaning: 'the probe passes no more',
    allowed: ['stop', 'reboot', 'destroy', 'proxy', 'update'],
    next: ['ready', 'stopping', 'interrupted', 'terminating', 'terminated'],
    metered: 'yes',
  },
  stopping: {
    meaning: 'its stop is wished',
    allowed: ['start', 'destroy', 'update'],
    next: ['stopped', 'starting', 'terminating', 'terminated'],
    metered: 'yes',
  },
  stopped: {
    meaning: 'the GPU is given back, the disk stays',
    allowed: ['start', 'destroy', 'update'],
    next: ['starting', 'terminating', 'terminated'],
    metered: 'disk',
  },
  interrupted: {
    meaning: 'the cloud took the GPU',
    allowed: ['start', 'destroy', 'update'],
    next: ['starting', 'requested', 'terminating', 'terminated'],
    metered: 'disk',
  },
  terminating: {
    meaning: 'its end is wished',
    allowed: ['destroy'],
    next: ['terminated'],
    metered: 'as the cloud does',
  },
  terminated: { meaning: 'it is proved gone', allowed: [], next: [], metered: 'no' },
  failed: { meaning: 'it could not be had, and nothing of it exists', allowed: [], next: [], metered: 'no' },
}

export const statuses = Object.keys(lifecycle) as Status[]

export const can = (action: Action, status: Status): boolean => lifecycle[status].allowed.includes(action)

export const isFinal = (status: Status): boolean => lifecycle[status].next.length === 0

export const mayBecome = (from: Status, to: Status): boolean => from === to || lifecycle[from].next.includes(to)

/** Throws INVALID_STATE, which names the state and what it allows. */
export function requireAction(action: Action, status: Status): void {
  if (can(action, status)) return
  const { meaning, allowed } = lifecycle[status]
  const instead = allowed.length === 0 ? 'nothing more' : allowed.join(', ')
  throw new ApiError(
    'INVALID_STATE',
    `The instance is ${status} (${meaning}): ${action} is not possible, ${instead} is.`,
  )
}
