import type { Config } from '../config/schema.ts'
import type { RequestRules } from '../http/request-rules.ts'
import type { StaticKey } from '../identity/authenticate.ts'

export const staticKeysOf = ({ auth }: Config): StaticKey[] =>
  auth.api_keys.map((entry) =>
    typeof entry === 'string' ? { key: entry, role: 'operator' } : { key: entry.key, role: entry.role },
  )

export const requestRulesOf = ({ validation: { request }, auth }: Config): RequestRules => ({
  requiredHeaders: request.required_headers,
  contentTypes: request.allowed_content_types,
  credentialHeaders: [
    'authorization',
    'x-api-key',
    ...(auth.api_key_header ? [auth.api_key_header.toLowerCase()] : []),
  ],
})

/** Seed clients of the catalog send no key; production asks for one unless the operator says otherwise. */
export function anonymousPermissionsOf({ app, auth, server }: Config): readonly string[] {
  if (auth.anonymous_permissions) return auth.anonymous_permissions
  if (app.environment === 'production' || auth.api_keys_required) return []
  const loopback = server.host === '127.0.0.1' || server.host === 'localhost' || server.host === '::1'
  return ['models:read', 'models:refresh', ...(loopback ? ['events:read'] : [])]
}

/** Of callers on this machine: in production a proxy that hides whom it asks for would pass for one. */
export const localPermissionsOf = ({ app, auth }: Config): readonly string[] =>
  auth.anonymous_permissions || app.environment === 'production' || auth.api_keys_required ? [] : ['metrics:read']
