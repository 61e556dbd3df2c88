/** A registration as its owner writes it, as it is stored, and as it is shown. */
import { ApiError, type ErrorCode } from '@proxyapi/contract/errors'
import type { StoredIntegration } from '../store/integrations.ts'
import { wrongField } from '../wrong-field.ts'
import { ruleProblem } from './field-rule.ts'
import type { Schemas } from './integration-parts.ts'
import type { Policy } from './judge-call.ts'
import { HEADERS_MAX, HINTED_KEY_MIN } from './limits.ts'

export type Input = Schemas['IntegrationInput']

/** How a service is called. */
export interface CallConfig {
  readonly auth_header: string
  readonly auth_scheme: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeout: number
  readonly max_retries: number
  readonly retry_delay: number
  readonly retry_unsafe: boolean
}

export const configOf = ({ config }: Pick<StoredIntegration, 'config'>): CallConfig => JSON.parse(config) as CallConfig
export const policyOf = ({ policy }: Pick<StoredIntegration, 'policy'>): Policy => JSON.parse(policy) as Policy

/** What is absent has its default; of the key only what is shown. */
export const rowOf = ({ config, security_policy = {}, enabled }: Input) => {
  const { base_url, api_key: _, headers = {}, ...rest } = config
  const { required_fields = [], validation_rules = {}, allowed_methods, allowed_endpoints } = security_policy
  const policy: Policy = {
    required_fields,
    validation_rules,
    allowed_methods: allowed_methods ?? null,
    allowed_endpoints: allowed_endpoints ?? null,
  }
  return {
    base_url,
    config: JSON.stringify({ ...rest, headers } satisfies CallConfig),
    policy: JSON.stringify(policy),
    enabled: enabled ? (1 as const) : (0 as const),
  }
}

export const last4Of = (key: string): string | null => (key.length < HINTED_KEY_MIN ? null : key.slice(-4))

const ourKey = /pxk_[0-9A-Za-z]{38}/
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/
const hopByHop: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'],
  ...['host', 'content-length', 'proxy-authorization', 'proxy-authenticate'],
])

/** What a schema cannot say of a registration. Throws INVALID_REQUEST, TARGET_URL_INVALID. */
export function judgeRegistration({ config, security_policy = {} }: Input): void {
  const { base_url, api_key, headers = {}, auth_header } = config
  if (/[?#]/.test(base_url)) throw new ApiError('TARGET_URL_INVALID', 'base_url has no query and no fragment.')
  if (typeof api_key === 'string') judgeKey(api_key)
  judgeHeaders(headers, auth_header, '/config/headers')
  const hop = Object.keys(headers).find((name) => hopByHop.has(name.toLowerCase()))
  if (hop !== undefined) throw wrongField(`/config/headers/${hop}`, 'belongs to the connection')
  for (const [name, rule] of Object.entries(security_policy.validation_rules ?? {})) {
    const problem = ruleProblem(rule)
    if (problem !== null) throw wrongField(`/security_policy/validation_rules/${name}`, problem)
  }
}

function judgeKey(key: string): void {
  if (ourKey.test(key)) throw wrongField('/config/api_key', 'is a key of this API, which goes nowhere')
  if (!headerValue.test(key)) throw wrongField('/config/api_key', 'has characters that no header can carry')
}

/** Throws INVALID_REQUEST for headers that cannot be sent, and for those that carry a key. */
export function judgeHeaders(headers: Readonly<Record<string, string>>, authHeader: string, path: string): void {
  const entries = Object.entries(headers)
  if (entries.length > HEADERS_MAX) throw wrongField(path, `has more than ${HEADERS_MAX} headers`)
  for (const [name, value] of entries) {
    if (!headerName.test(name) || !headerValue.test(value)) throw wrongField(`${path}/${name}`, 'cannot be sent')
    if (name.toLowerCase() === authHeader.toLowerCase()) throw wrongField(`${path}/${name}`, 'carries the key')
    if (ourKey.test(value)) throw wrongField(`${path}/${name}`, 'holds a key of this API, which goes nowhere')
  }
}

/**
 * The key that stays where none is written. It was given for one origin: elsewhere it would be told to whoever answers
 * there. Throws INVALID_REQUEST.
 */
export function judgeKeptKey(known: StoredIntegration | undefined, { config }: Input): void {
  if (known?.api_key == null || config.api_key !== undefined) return
  if (new URL(known.base_url).origin === new URL(config.base_url).origin) return
  throw wrongField('/config/api_key', 'was given for another origin: send it again, or null')
}

/** Without its key. */
export function registrationView(row: StoredIntegration, metrics: Schemas['IntegrationMetricsWindows']) {
  const { integration_id, base_url, api_key, api_key_last4, enabled, created_at, updated_at } = row
  const { required_fields, validation_rules, allowed_methods, allowed_endpoints } = policyOf(row)
  return {
    integration_id,
    config: { base_url, api_key_set: api_key !== null, api_key_last4, ...configOf(row) },
    security_policy: { required_fields, validation_rules, allowed_methods, allowed_endpoints },
    enabled: enabled === 1,
    metrics,
    created_at: new Date(created_at).toISOString(),
    updated_at: new Date(updated_at).toISOString(),
  } as Schemas['Integration']
}

export const lastErrorOf = ({
  last_error_code,
  last_error_at,
}: StoredIntegration): Schemas['IntegrationLastError'] | null =>
  last_error_code === null
    ? null
    : { code: last_error_code as ErrorCode, at: new Date(last_error_at ?? 0).toISOString() }
