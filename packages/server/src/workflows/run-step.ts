/** The effect of one step: what it asks of another room, under the key of run and step. No transaction is open. */
import { operations } from '@proxyapi/contract'
import { ApiError, errorTable } from '@proxyapi/contract/errors'
import type { Principal } from '../identity/principal.ts'
import type { Asker } from '../question.ts'
import type { Clock } from '../runtime.ts'
import type { Failure, RunEvent } from './advance.ts'
import type { EffectStep } from './definition.ts'
import { judgeWith, type WithOf } from './judge-with.ts'
import type { Micros, StepState } from './run-state.ts'
import type { Actor, Contract, TaskType, Verbs } from './verbs.ts'

export interface StepWork {
  readonly runId: string
  readonly step: EffectStep
  readonly state: StepState
  /** Its arguments, with all references replaced. */
  readonly args: Readonly<Record<string, unknown>>
  readonly actor: Actor
  /** Micro-USD that the run may still spend; null: no bound of its own. */
  readonly left: Micros | null
  /** Aborted when the run is being canceled, or is somebody else's. */
  readonly signal: AbortSignal
  /** Keeps something for the next attempt; resolves once it is written. */
  note(memo: unknown): Promise<void>
}

export interface StepTools {
  readonly verbs: Verbs
  readonly clock: Pick<Clock, 'now'>
}

type Ended = Extract<RunEvent, { type: 'succeeded' | 'waiting' | 'failed' }>
type Work<Type extends EffectStep['type']> = (
  given: WithOf[Type],
  work: StepWork,
  principal: Principal,
  tools: StepTools,
) => Promise<Ended>

const pollMs = 2_000
const roundsMax = 10
/** The key was used: its answer is not kept, or the server now chooses another model than it did then. */
const spentKey: ReadonlySet<string> = new Set(['IDEMPOTENCY_RESULT_UNAVAILABLE', 'IDEMPOTENCY_KEY_REUSED'])

/** Of the operation that a step stands for. */
const operationOf: Readonly<Record<EffectStep['type'], keyof typeof operations>> = {
  chat: 'aiChat',
  generate: 'aiGenerate',
  code: 'aiCode',
  analyze: 'aiAnalyze',
  classify: 'aiClassify',
  embed: 'aiEmbed',
  http: 'callIntegration',
  'gpu.create': 'createGpuInstance',
  'gpu.wait': 'getGpuContract',
  'gpu.destroy': 'destroyGpuInstance',
  'models.refresh': 'refreshModels',
  'memory.add': 'addMemory',
  'vectors.upsert': 'upsertVectors',
}

/** What became of the step; it never rejects for what belongs to the step. */
export async function runStep(work: StepWork, tools: StepTools): Promise<Ended> {
  const { step, runId } = work
  try {
    if (work.signal.aborted) return await givenUp(work, tools)
    const principal = await tools.verbs.principal(work.actor)
    requireRight(principal, operationOf[step.type])
    const given = judgeWith(step.type, work.args, `${runId}.${step.id}`)
    return await (works[step.type] as Work<EffectStep['type']>)(given, work, principal, tools)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { type: 'failed', step: step.id, error: failureOf(error) }
  }
}

const works: { [Type in EffectStep['type']]: Work<Type> } = {
  chat: (given, work, principal, tools) => askModel('chat', given, work, principal, tools),
  generate: (given, work, principal, tools) => askModel('generate', given, work, principal, tools),
  code: (given, work, principal, tools) => askModel('code', given, work, principal, tools),
  analyze: (given, work, principal, tools) => askModel('analyze', given, work, principal, tools),
  classify: (given, work, principal, tools) => askModel('classify', given, work, principal, tools),
  embed: (given, work, principal, tools) => askModel('embed', given, work, principal, tools),
  'gpu.create': rent,
  'gpu.wait': awaitMachine,
  async 'gpu.destroy'({ contract_id }, { step, actor }, _principal, { verbs, clock }) {
    const known = await verbs.gpu.get(actor.userId, contract_id)
    const contract = isOver(known) ? known : await verbs.gpu.destroy(actor.userId, known)
    const costs = costsOf(contract)
    if (isOver(contract)) return { type: 'succeeded', step: step.id, output: contract, costs }
    return { type: 'waiting', step: step.id, until: clock.now() + pollMs, costs }
  },
  async http(given, { runId, step, signal }, principal, { verbs }) {
    const key = `${runId}/${step.id}`
    const outcome = await verbs.http({ principal, requestId: runId }, given, key, signal)
    if (outcome.kind === 'answered') return { type: 'succeeded', step: step.id, output: outcome.result }
    const happened = outcome.kind === 'unknown'
    return { type: 'failed', step: step.id, error: failureOf(outcome.error), happened }
  },
  async 'models.refresh'(given, { step }, principal, { verbs }) {
    return { type: 'succeeded', step: step.id, output: await verbs.refresh(given, principal) }
  },
  async 'memory.add'(given, { runId, step, actor }, _principal, { verbs }) {
    const input = { ...given, id: given.id ?? ownIdOf(runId, step.id) }
    return { type: 'succeeded', step: step.id, output: await verbs.memory.add(actor.userId, input) }
  },
  async 'vectors.upsert'(given, work, principal, { verbs }) {
    const { step, actor } = work
    const asker = askerOf(work, principal, null, work.left)
    return { type: 'succeeded', step: step.id, output: await verbs.vectors.upsert(actor.userId, given, asker) }
  },
}

export const ownIdOf = (runId: string, stepId: string): string => `${runId}.${stepId}`

/** What a model was asked under the keys of a step. */
interface Asked {
  /** Counts the keys: one that was used and has no answer any more is not asked again. */
  readonly round: number
  /** Micro-USD that answers which were lost have cost. */
  readonly paid: Micros
}

/** An answer that was paid and lost with the process is asked for again, and not paid again. */
async function askModel(
  type: TaskType,
  body: unknown,
  work: StepWork,
  principal: Principal,
  { verbs, clock }: StepTools,
): Promise<Ended> {
  const { step, actor, runId } = work
  let { round, paid } = (work.state.memo as Asked | null) ?? { round: 1, paid: 0 }
  for (;;) {
    const key = round === 1 ? `${runId}/${step.id}` : `${runId}/${step.id}~${round}`
    const payer: Principal = paid > 0 ? { ...principal, billing: 'unmetered' } : principal
    try {
      const data = await verbs.task(type, body, askerOf(work, payer, key, work.left))
      const cost = paid > 0 ? paid : Math.round((data.usage.cost ?? 0) * 1e6)
      return { type: 'succeeded', step: step.id, output: data, costs: { [step.id]: cost } }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.code === 'IDEMPOTENCY_IN_PROGRESS')
        return { type: 'waiting', step: step.id, until: clock.now() + pollMs }
      if (!spentKey.has(error.code) || round >= roundsMax) throw error
      paid += await verbs.charged(actor.userId, operationOf[type], key)
      round++
      await work.note({ round, paid } satisfies Asked)
    }
  }
}

interface Chosen {
  readonly provider: string
  readonly offerId: string
  /** USD; what the machine may cost, so that the run keeps to its own bound. */
  readonly maxSpend: number | null
}

/** The offer is written down before it is rented, so that a repetition asks for the same. */
async function rent(
  { provider, instance_id, filter, config }: WithOf['gpu.create'],
  work: StepWork,
  principal: Principal,
  { verbs }: StepTools,
): Promise<Ended> {
  const { step, runId, actor, left } = work
  const known = work.state.memo as Chosen | null
  const chosen = known ?? choose()
  if (known === null) await work.note(chosen)
  // It was canceled while that was written down.
  if (work.signal.aborted) return { type: 'failed', step: step.id, error: abandoned }
  const launch = chosen.maxSpend === null ? config : { ...launchOf(config), max_spend: chosen.maxSpend }
  try {
    const rental = { provider: chosen.provider, offerId: chosen.offerId, config: launch }
    const contract = await verbs.gpu.create(principal, rental, `${runId}/${step.id}`)
    return { type: 'succeeded', step: step.id, output: contract, costs: costsOf(contract) }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    await work.note(null)
    const failure = failureOf(error)
    // Another offer of the filter may be free.
    const isTaken = filter !== undefined && (error.code === 'OFFER_GONE' || error.code === 'PRICE_CHANGED')
    return { type: 'failed', step: step.id, error: isTaken ? { ...failure, retry: true } : failure }
  }

  function choose(): Chosen {
    if (left !== null && left <= 0) throw new ApiError('BUDGET_EXCEEDED')
    const offer =
      filter === undefined
        ? { provider: provider ?? '', offerId: instance_id ?? '' }
        : verbs.gpu.cheapest(actor.userId, filter)
    if (offer === null) throw new ApiError('NO_CAPACITY', 'No available offer passes the filter.')
    if (left === null) return { ...offer, maxSpend: null }
    return { ...offer, maxSpend: Math.min(left / 1e6, Number(config?.max_spend ?? Number.POSITIVE_INFINITY)) }
  }
}

const launchOf = (config: WithOf['gpu.create']['config']) => config ?? { failover: 'same_cloud' as const }

async function awaitMachine(
  { contract_id, until, timeout_seconds }: WithOf['gpu.wait'],
  { step, state, actor }: StepWork,
  _principal: Principal,
  { verbs, clock }: StepTools,
): Promise<Ended> {
  const contract = await verbs.gpu.get(actor.userId, contract_id)
  const costs = costsOf(contract)
  if (contract.status === until) return { type: 'succeeded', step: step.id, output: contract, costs }
  const failed = (code: Failure['code'], message: string): Ended => ({
    ...{ type: 'failed', step: step.id, costs },
    error: { code, message, retry: false },
  })
  if (isOver(contract)) {
    const { code = 'INVALID_STATE', message = `The instance is ${contract.status}.` } = contract.error ?? {}
    return failed(Object.hasOwn(errorTable, code) ? (code as Failure['code']) : 'NO_CAPACITY', message)
  }
  if (clock.now() - (state.startedAt ?? 0) >= timeout_seconds * 1_000)
    return failed('UPSTREAM_TIMEOUT', `The instance was not ${until} in ${timeout_seconds} seconds.`)
  return { type: 'waiting', step: step.id, until: clock.now() + pollMs, costs }
}

const abandoned: Failure = { code: 'INVALID_STATE', message: 'It was given up before it began.', retry: false }

/** What a step has done that was given up: only what can be looked up is known. */
async function givenUp({ step, runId, actor }: StepWork, { verbs }: StepTools): Promise<Ended> {
  const none = {
    type: 'failed',
    step: step.id,
    error: { code: 'OUTCOME_UNKNOWN', message: 'It was given up.', retry: false },
  } as const
  if (step.type !== 'gpu.create') return { ...none, happened: step.type !== 'gpu.wait' }
  const contract = await verbs.gpu.made(actor.userId, `${runId}/${step.id}`)
  if (contract !== null) return { type: 'succeeded', step: step.id, output: contract, costs: costsOf(contract) }
  return { type: 'failed', step: step.id, error: abandoned }
}

function askerOf(
  { runId, signal }: StepWork,
  principal: Principal,
  idempotencyKey: string | null,
  left: Micros | null,
): Asker {
  return { principal, requestId: runId, idempotencyKey, signal, ...(left !== null && { costMax: left }) }
}

function requireRight(principal: Principal, operation: keyof typeof operations): void {
  const { permission } = operations[operation]
  if (principal.permissions.has(permission)) return
  throw new ApiError(
    'PERMISSION_DENIED',
    `This needs the permission ${permission}, which the credential does not have.`,
  )
}

export const isOver = ({ status }: Pick<Contract, 'status'>): boolean => status === 'terminated' || status === 'failed'

export const costsOf = ({ contract_id, cost }: Contract) => ({ [contract_id]: Math.round(cost * 1e6) })

export const failureOf = ({ code, message, retry, options }: ApiError): Failure => ({
  ...{ code, message, retry },
  ...(options.retryAfterMs !== undefined && { retryAfterMs: options.retryAfterMs }),
})
