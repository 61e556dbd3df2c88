/** Which values nobody is shown. */
import type { KeyPath } from './key-path.ts'

/** What stands for a secret; written in a configuration it is a mistake. */
export const hidden = '***'

const secretKey = /^(?:api_keys|secret|secret_key|previous_secret_keys|client_secret|password|incoming|headers)$/
const userInfo = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi

/** Whether a value there is a secret, whatever it is. */
export const isSecret = (path: KeyPath): boolean =>
  path[0] !== 'rate_limit' && path.some((part) => secretKey.test(part))

/** The value as it may be shown: secrets are hidden, also where they stand in a URL. */
export function redacted(path: KeyPath, value: unknown): unknown {
  if (isSecret(path)) return hiddenIn(value)
  if (typeof value === 'string') return value.replace(userInfo, `$1${hidden}@`)
  return Array.isArray(value) ? value.map((item) => redacted(path, item)) : value
}

function hiddenIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hiddenIn)
  return value === undefined || value === null || typeof value === 'boolean' ? value : hidden
}

/** Paths of values that are hidden: someone wrote down what he was shown. */
export function hiddenPaths(value: unknown, path: readonly PropertyKey[] = []): (readonly PropertyKey[])[] {
  if (typeof value === 'string') return value === hidden || value.includes(`${hidden}@`) ? [path] : []
  if (Array.isArray(value)) return value.flatMap((item, at) => hiddenPaths(item, [...path, at]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => hiddenPaths(member, [...path, key]))
}
