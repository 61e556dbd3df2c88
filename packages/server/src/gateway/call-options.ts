import { ApiError } from '@proxyapi/contract/errors'
import type { TemplateWish } from './template/templates.ts'

/** The caller's wishes for one call: the closed member `proxyapi`, which the contract has judged. */
export interface CallOptions {
  readonly fallbacks: readonly string[]
  /** Of each attempt and of the request. */
  readonly timeoutMs: number | null
  readonly requireParameters: boolean
  /** Whose calls belong together; null: unsaid. At most 128 characters. */
  readonly sessionId: string | null
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
  sessionId: null,
  trace: false,
  cache: 'default',
  condense: true,
  template: null,
}
const sessionCharactersMax = 128

/** Throws UNKNOWN_PARAMETER for a field that would send the call elsewhere. */
export function callOptions(body: Body): CallOptions {
  for (const name of steering) {
    if (body[name] === undefined) continue
    const details = [{ path: `/${name}`, message: 'unknown field' }]
    throw new ApiError('UNKNOWN_PARAMETER', `/${name}: where a call goes is not the caller’s to say.`, { details })
  }
  const asked = body.proxyapi
  const sessionId = sessionOf(body)
  if (typeof asked !== 'object' || asked === null) return sessionId === null ? none : { ...none, sessionId }
  const { fallbacks, timeout_ms, require_parameters, trace, cache, condense, template } = asked as Body
  return {
    fallbacks: Array.isArray(fallbacks) ? fallbacks.map(String) : [],
    timeoutMs: typeof timeout_ms === 'number' ? timeout_ms : null,
    requireParameters: require_parameters === true,
    sessionId,
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
/** As the caller says it, else by the first field that tells one end user or prompt from another. */
function sessionOf({ proxyapi, prompt_cache_key, safety_identifier, user, metadata }: Body): string | null {
  const said = [
    memberOf(proxyapi, 'session_id'),
    prompt_cache_key,
    safety_identifier,
    user,
    memberOf(metadata, 'user_id'),
  ]
  const first = said.find((value) => typeof value === 'string' && value !== '')
  return first === undefined ? null : String(first).slice(0, sessionCharactersMax)
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Body)[name] : undefined
