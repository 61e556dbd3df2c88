import { ApiError } from '@proxyapi/contract/errors'
import { type CarriedOperation, carrierOf, type OperationCall, type Usage } from '@proxyapi/providers'
import type { Principal } from '../../identity/principal.ts'
import { type CallOptions, callOptions } from '../call-options.ts'
import type { LaneGroup } from '../lane-groups.ts'
import { allLanes, isAllowed, type Names } from '../names.ts'
import { chooseLanes, type PlanParts } from '../plan-call.ts'
import { type Lane, modelOf } from '../provider-settings.ts'
import type { CallFacts, Candidate, Skipped } from '../route.ts'
import { operationRows } from './operation-rows.ts'

/** What is decided about a call before an upstream is asked. */
export interface OperationPlan {
  readonly call: OperationCall
  /** As the caller said it, or what stands for it. */
  readonly model: string
  readonly options: CallOptions
  readonly candidates: readonly Candidate[]
  readonly skipped: readonly Skipped[]
  readonly expected: Usage
}

/** Where a call may go. Throws MODEL_NOT_FOUND, MODEL_NOT_ALLOWED, UNKNOWN_PARAMETER and what `route` throws. */
export function planOperation(call: OperationCall, principal: Principal, parts: PlanParts): OperationPlan {
  const { billing, modelsAllow } = principal
  const row = operationRows[call.operation]
  const options = callOptions(call.body)
  if (options.template !== null) throw noTemplate()
  const model =
    typeof call.body.model === 'string' ? call.body.model : defaultModel(call, parts.directory.names, modelsAllow)
  const expected = row.expected(call)
  const facts: CallFacts = {
    inputTokens: 0,
    maxTokens: null,
    billed: billing === 'prepaid' && !row.isFree,
    hasTools: false,
    hasImages: false,
    sessionId: options.sessionId,
    pinnedTo: null,
    needs: {
      isServed: (lane) => serves(lane, call.operation),
      isPriced: row.isPriced,
      prompt: row.prompt,
    },
  }
  const narrowed = row.mayChangeModel ? undefined : ofOneModel
  const { candidates, skipped } = chooseLanes(facts, { model, options, body: call.body }, principal, parts, narrowed)
  return { call, model, options, candidates, skipped, expected }
}

function serves({ provider, model }: Lane, operation: CarriedOperation): boolean {
  const { capability } = operationRows[operation]
  const isApt = capability === null || model.supportsChat !== true || model.capabilities.includes(capability)
  return isApt && carrierOf(operation, provider.brand) !== undefined
}

const noTemplate = (): ApiError =>
  new ApiError('UNSUPPORTED_PARAMETER', 'Templates are for conversations.', { param: 'proxyapi.template' })

/** Lanes of another model than the asked one are left out: what they answer does not compare. */
function ofOneModel(groups: readonly LaneGroup[]): LaneGroup[] {
  const asked = groups.find(({ choices }) => choices.length > 0)?.choices[0]?.lane
  const isSame = (lane: Lane) => asked !== undefined && modelOf(lane) === modelOf(asked)
  return groups.map((group) => ({ ...group, choices: group.choices.filter(({ lane }) => isSame(lane)) }))
}

/** The first model that serves the operation, by the priority of its provider. */
function defaultModel({ operation }: OperationCall, names: Names, allow: readonly string[] | null): string {
  const { capability } = operationRows[operation]
  const lane = allLanes(names).find(
    (known) => capability !== null && known.model.capabilities.includes(capability) && serves(known, operation),
  )
  const known = lane !== undefined && (allow === null || isAllowed(lane, allow))
  if (!known) throw new ApiError('MODEL_NOT_FOUND', 'No model serves this operation.', { param: 'model' })
  return lane.id
}
