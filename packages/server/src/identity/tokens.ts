import { createSecretKey, hash, type KeyObject } from 'node:crypto'
import { compactVerify, SignJWT } from 'jose'
import type { Clock } from '../runtime.ts'
import {
  audience,
  headerOf,
  legacyClaims,
  ownClaims,
  type Payload,
  type TokenClaims,
  tokenType,
} from './token-claims.ts'

export interface TokenSettings {
  /** The first signs; the others only verify. */
  secrets: readonly [Uint8Array, ...Uint8Array[]]
  algorithm: 'HS256' | 'HS384' | 'HS512'
  issuer: string
  /** The longest that a token may live. */
  lifetimeMaxSeconds: number
  /** Takes what an older server signed with the same secret: no issuer, no audience. */
  legacy: boolean
}

/** A token to be made. `id` is its name; the rest is what it says. */
export type NewToken = Omit<TokenClaims, 'expiresAt' | 'version'> & { version: number; lifetimeSeconds: number }

export interface Tokens {
  issue(token: NewToken): Promise<string>
  /** What a token says that was signed here and is not over; null for every other text. */
  read(token: string): Promise<TokenClaims | null>
}

/** JSON Web Tokens after RFC 8725: one algorithm, and every claim is judged. */
export function createTokens({ secrets, algorithm, issuer, legacy }: TokenSettings, clock: Pick<Clock, 'now'>): Tokens {
  const keys = new Map(secrets.map((secret) => [keyName(secret), createSecretKey(secret)]))
  const [signing] = keys

  /** Its own key where the token names one; who names none is tried with each. */
  const keysFor = (kid: string | undefined): KeyObject[] =>
    kid === undefined ? [...keys.values()] : [keys.get(kid)].filter((key) => key !== undefined)

  return {
    issue({ id, userId, permissions, version, key, actor, lifetimeSeconds }) {
      const now = Math.floor(clock.now() / 1_000)
      const [kid, secret] = signing!
      return new SignJWT({
        user_id: userId,
        permissions: [...permissions],
        can_read_models: permissions.includes('models:read'),
        sv: version,
        ...(key !== null && { key }),
        ...(actor !== null && { act: { sub: actor.userId, sv: actor.version } }),
      })
        .setProtectedHeader({ alg: algorithm, typ: tokenType, kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setJti(id)
        .setIssuedAt(now)
        .setExpirationTime(now + lifetimeSeconds)
        .sign(secret)
    },
    async read(token) {
      const header = headerOf(token)
      if (header?.alg !== algorithm) return null
      const isOwn = header.typ === tokenType
      if (!isOwn && !(legacy && (header.typ === undefined || header.typ === 'JWT'))) return null
      const payload = await verified(token, keysFor(header.kid), algorithm)
      if (payload === null) return null
      if (isOwn) return ownClaims(payload, issuer, clock.now())
      return legacyClaims(payload, `legacy:${hash('sha256', token.slice(0, token.lastIndexOf('.')))}`, clock.now())
    },
  }
}

/** Tells nothing of the secret that could be used, and is the same in every process. */
const keyName = (secret: Uint8Array): string =>
  hash('sha256', Buffer.concat([Buffer.from('kid:'), secret])).slice(0, 16)

async function verified(token: string, keys: readonly KeyObject[], algorithm: string): Promise<Payload | null> {
  for (const key of keys) {
    try {
      const { payload } = await compactVerify(token, key, { algorithms: [algorithm] })
      const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as unknown
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : null
    } catch {
      // Another key may fit; in the end a token that none fits is no token.
    }
  }
  return null
}
