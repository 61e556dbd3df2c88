/** What a token says, once its signature is known to be ours. */
export interface TokenClaims {
  /** Names it where it is revoked. */
  id: string
  userId: string
  /** It may do no more than these. */
  permissions: readonly string[]
  /** The user's session version at its making; null where the token does not tell. */
  version: number | null
  /** The key that it was made from, `static:…` for one of the configuration; it lives no longer than that key. */
  key: string | null
  /** Who acts for the user: the token lives no longer than their rights. */
  actor: { userId: string; version: number } | null
  /** Milliseconds since 1970. */
  expiresAt: number
}

export interface TokenHeader {
  alg: string
  typ: string | undefined
  /** Which secret signs; a name and nothing else. */
  kid: string | undefined
}

export type Payload = Record<string, unknown>

export const tokenType = 'at+jwt'
export const audience = 'proxyapi'
const skewMs = 60_000
const lengthMax = 4_096
const headerNames: ReadonlySet<string> = new Set(['alg', 'typ', 'kid'])
const shape = /^([\w-]+)\.[\w-]+\.[\w-]+$/

/**
 * The header of a signed token of three parts and at most 4 KB; null where it is anything else, or has a member beyond
 * `alg`, `typ`, `kid`: what would have to be understood, fetched or unpacked (RFC 8725 §3) is not read.
 */
export function headerOf(token: string): TokenHeader | null {
  const [, encoded] = token.length <= lengthMax ? (shape.exec(token) ?? []) : []
  const header = encoded === undefined ? null : objectOf(Buffer.from(encoded, 'base64url').toString())
  if (header === null || Object.keys(header).some((name) => !headerNames.has(name))) return null
  const { alg, typ, kid } = header
  return typeof alg === 'string' && isTextOrAbsent(typ) && isTextOrAbsent(kid) ? { alg, typ, kid } : null
}

/** The claims of a token of ours; null where one is missing, of another type, of another issuer or out of its time. */
export function ownClaims(payload: Payload, issuer: string, nowMs: number): TokenClaims | null {
  const {
    iss,
    aud,
    sub,
    user_id,
    jti,
    sv,
    iat,
    exp,
    nbf = iat,
    permissions,
    can_read_models,
    key = null,
    act,
  } = payload
  const actor = actorOf(act)
  const isOurs = iss === issuer && aud === audience && isText(sub) && sub === user_id && isText(jti)
  const isWhole = isCount(sv) && isTexts(permissions) && typeof can_read_models === 'boolean' && actor !== undefined
  if (!isOurs || !isWhole || !(key === null || isText(key))) return null
  if (!(isCount(iat) && isCount(exp) && isCount(nbf)) || !isInTime(iat, nbf, exp, nowMs)) return null
  return { id: jti, userId: sub, permissions, version: sv, key, actor, expiresAt: exp * 1_000 }
}

/** The claims of a token that an older server signed with the same secret; its times may have fractions. */
export function legacyClaims(payload: Payload, id: string, nowMs: number): TokenClaims | null {
  const { sub, user_id, iat, exp, nbf = iat, permissions = [], can_read_models } = payload
  const userId = user_id ?? sub
  if (!isText(userId) || (sub !== undefined && sub !== userId) || !isTexts(permissions)) return null
  if (!(isTime(iat) && isTime(exp) && isTime(nbf)) || !isInTime(iat, nbf, exp, nowMs)) return null
  const all = can_read_models === true ? [...permissions, 'models:read'] : permissions
  return { id, userId, permissions: all, version: null, key: null, actor: null, expiresAt: exp * 1_000 }
}

/** Clocks may differ by a minute about the beginning; about the end a token says itself when it is. */
const isInTime = (iat: number, nbf: number, exp: number, nowMs: number): boolean =>
  iat * 1_000 <= nowMs + skewMs && nbf * 1_000 <= nowMs + skewMs && exp * 1_000 > nowMs && exp > iat

function actorOf(act: unknown): TokenClaims['actor'] | undefined {
  if (act === undefined) return null
  const { sub, sv } = (typeof act === 'object' && act !== null ? act : {}) as Payload
  return isText(sub) && isCount(sv) ? { userId: sub, version: sv } : undefined
}

function objectOf(json: string): Payload | null {
  try {
    const value = JSON.parse(json) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : null
  } catch {
    // What is no JSON is no header.
    return null
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isTextOrAbsent = (value: unknown): value is string | undefined => value === undefined || isText(value)
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0
