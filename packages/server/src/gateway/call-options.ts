import { ApiError } from '@proxyapi/contract/errors'
import type { TemplateWish } from './template/templates.ts'

/** The caller's wishes for one call: the closed member `proxyapi`, which the contract has judged. */
export interface CallOptions {
  readonly fallbacks: readonly string[]
  /** Of each attempt and of the request. */
  readonly timeoutMs: number | null
  readonly requireParameters: boolean
  readonly trace: boolean
  /** `refresh` stores the answer and does not look for an older one. */
  readonly cache: 'default' | 'off' | 'refresh'
  /** False: the prompt stays as it is, even where it does not fit. */
  readonly condense: boolean
  readonly template: TemplateWish | null
}

/** Fields that would steer us instead of the model. */
const steering = ['api_base', 'base_url', 'api_key']

type Body = Readonly<Record<string, unknown>>

const none: CallOptions = {
  fallbacks: [],
  timeoutMs: null,
  requireParameters: false,
  trace: false,
  cache: 'default',
  condense: true,
  template: null,
}

/** Throws UNKNOWN_PARAMETER for a field that would send the call elsewhere. */
export function callOptions(body: Body): CallOptions {
  for (const name of steering) {
    if (body[name] === undefined) continue
    const details = [{ path: `/${name}`, message: 'unknown field' }]
    throw new ApiError('UNKNOWN_PARAMETER', `/${name}: where a call goes is not the caller’s to say.`, { details })
  }
  const asked = body.proxyapi
  if (typeof asked !== 'object' || asked === null) return none
  const { fallbacks, timeout_ms, require_parameters, trace, cache, condense, template } = asked as Body
  return {
    fallbacks: Array.isArray(fallbacks) ? fallbacks.map(String) : [],
    timeoutMs: typeof timeout_ms === 'number' ? timeout_ms : null,
    requireParameters: require_parameters === true,
    trace: trace === true,
    cache: cache === 'off' || cache === 'refresh' ? cache : 'default',
    condense: condense !== 'off',
    template: templateWish(template),
  }
}

function templateWish(asked: unknown): TemplateWish | null {
  if (typeof asked !== 'object' || asked === null) return null
  const { name, variables, role } = asked as { name: string; variables?: TemplateWish['variables']; role?: string }
  return { name, variables: variables ?? {}, role: role === 'user' ? 'user' : 'system' }
}
