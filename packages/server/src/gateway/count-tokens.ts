/** Tokens of a prompt, for upstreams that do not count them. */
import type { PlainReply } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { inboundDialects } from '@proxyapi/providers'
import type { Principal } from '../identity/principal.ts'
import type { Clock } from '../runtime.ts'
import { callOptions } from './call-options.ts'
import { estimatePrompt } from './estimate.ts'
import { type Directory, groupsFor } from './lane-groups.ts'
import { askingOf, notDrawn } from './plan-call.ts'
import type { Lane } from './provider-settings.ts'

type Body = Readonly<Record<string, unknown>>

/** Where the name of a call leads to first. Throws what refuses its options, and MODEL_NOT_FOUND. */
export function firstLane(body: Body, principal: Principal, directory: Directory, clock: Clock): Lane {
  callOptions(body)
  const facts = { inputTokens: 0, hasTools: false, hasImages: false, sessionId: null }
  const groups = groupsFor(String(body.model), [], directory, askingOf(facts, body, principal, clock, notDrawn))
  const [first] = groups.flatMap(({ choices }) => choices)
  if (first === undefined) throw new ApiError('MODEL_NOT_FOUND', undefined, { param: 'model' })
  return first.lane
}

/** Our own estimate, marked as one. Throws what refuses the body of a message. */
export function estimatedCount(body: Body, { provider, model }: Lane): PlainReply {
  const call = inboundDialects.get('anthropic-messages')?.parse({ ...body })
  if (call === undefined) throw new ApiError('NOT_IMPLEMENTED')
  const headers = {
    'x-proxyapi-provider': provider.name,
    'x-proxyapi-model': model.id,
    'x-proxyapi-estimated': 'true',
  }
  return { status: 200, headers, body: { input_tokens: estimatePrompt(call) } }
}
