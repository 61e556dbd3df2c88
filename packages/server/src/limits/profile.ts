import type { OperationMeta } from '@proxyapi/contract'
import type { CredentialLimits, Principal } from '../identity/principal.ts'
import type { Rate } from './gcra.ts'
import type { LimitSettings } from './limit-settings.ts'
import type { Draw, Layer, Slot } from './limit-store.ts'

/** What each request of a caller draws on. */
export interface Profile {
  /** Each takes 1. */
  readonly requests: readonly Draw[]
  /** Each looks; calls take what they are worth. */
  readonly tokens: readonly Draw[]
  readonly slots: readonly Slot[]
  /** The most that a request may ask for itself, a minute; null: what it asks is ignored. */
  readonly overrideMax: number | null
  /** By operation: the same, with the limit of the route. */
  readonly byOperation: Map<string, readonly Draw[]>
  readonly tenant: string
}

const minuteMs = 60_000
const dayMs = 86_400_000
const keySlots = 100
const userSlots = 200
const sessionOverrideMax = 10_000

const perMinute = (limit: number, burst = limit): Rate => ({ limit, windowMs: minuteMs, burst })

/** Of an account, by whatever credential it comes. */
export function profileOf({ kind, role, userId, keyId, limits }: Principal, settings: LimitSettings): Profile {
  const { credential, key, user } = limits ?? { credential: keyId ?? kind, key: {}, user: {} }
  const tenant = `{${userId}}`
  const draws: Draw[] = []
  const add = (layer: Layer, name: string, rate: Rate | null) => {
    if (rate !== null) draws.push({ layer, key: `${tenant}${name}`, rate, weight: 1 })
  }
  add('user', 'user', userRate(user, settings))
  add('principal', `principal:${credential}`, settings.principal)
  add('key', `key:${credential}`, key.requests_per_minute == null ? null : perMinute(key.requests_per_minute))
  const daily = key.requests_per_day
  add('day', `day:${credential}`, daily == null ? null : { limit: daily, windowMs: dayMs, burst: daily })
  const tokens = (name: string, limit: number | null | undefined): Draw[] =>
    limit == null ? [] : [{ layer: 'tokens', key: `${tenant}tokens:${name}`, rate: perMinute(limit), weight: 0 }]
  return {
    tenant,
    requests: draws,
    tokens: [...tokens('', user.tokens_per_minute), ...tokens(credential, key.tokens_per_minute)],
    slots: [
      { key: `${tenant}open`, limit: user.concurrent_requests ?? userSlots },
      { key: `${tenant}open:${credential}`, limit: key.concurrent_requests ?? keySlots },
    ],
    overrideMax: key.override_max_per_minute ?? (kind === 'session' && role === 'admin' ? sessionOverrideMax : null),
    byOperation: new Map(),
  }
}

/** Of an address that nobody is known at. */
export function strangerProfile(address: string, settings: LimitSettings, isListed: boolean): Profile {
  const tenant = tenantOf(address)
  const strangers = isListed ? null : strangerDraw(address, settings)
  return {
    tenant,
    requests: [
      { layer: 'principal', key: `${tenant}principal`, rate: settings.principal, weight: 1 },
      ...(strangers === null ? [] : [strangers]),
    ],
    tokens: [],
    slots: [{ key: `${tenant}open`, limit: keySlots }],
    overrideMax: null,
    byOperation: new Map(),
  }
}

const tenantOf = (address: string): string => `{ip ${address}}`

/** Where all callers are counted by address, each has been counted as it came. */
export function strangerDraw(address: string, { ip }: LimitSettings): Draw | null {
  if (ip.all !== null || ip.strangers === null) return null
  return { layer: 'ip', key: `${tenantOf(address)}ip`, rate: ip.strangers, weight: 1 }
}

/** Of senders that sign what they send: far more than any of them sends, far less than a flood. */
const signed: Rate = perMinute(6_000)

/** A provider of payments sends from few addresses, and is not to wait for whoever else comes from there. */
export const signedDraw = (address: string): Draw => ({
  layer: 'ip',
  key: `${tenantOf(address)}signed`,
  rate: signed,
  weight: 1,
})

export const addressDraw = (address: string, rate: Rate): Draw => ({
  layer: 'ip',
  key: `${tenantOf(address)}ip`,
  rate,
  weight: 1,
})

/** What a request of this operation draws on. */
export function drawsOf(
  profile: Profile,
  { id }: Pick<OperationMeta, 'id'>,
  { routes }: LimitSettings,
): readonly Draw[] {
  const known = profile.byOperation.get(id)
  if (known !== undefined) return known
  const route = routes.get(id)
  const draws: Draw[] = [...profile.requests]
  if (route !== undefined) draws.push({ layer: 'route', key: `${profile.tenant}route:${id}`, rate: route, weight: 1 })
  draws.push(...profile.tokens)
  profile.byOperation.set(id, draws)
  return draws
}

const moved: readonly Layer[] = ['principal', 'user', 'key']

/** As the caller asks for this request, as far as it may. What is no whole number above 0 is ignored. */
export function overriddenBy(asked: string, draws: readonly Draw[], most: number): readonly Draw[] {
  if (!/^[1-9]\d{0,8}$/.test(asked)) return draws
  const rate = perMinute(Math.min(Number(asked), most))
  return draws.map((draw) => (moved.includes(draw.layer) ? { ...draw, rate } : draw))
}

function userRate(own: CredentialLimits['user'], { user }: LimitSettings): Rate | null {
  const { requests_per_minute: limit, burst_limit: burst } = own
  if (limit != null) return perMinute(limit, burst ?? limit)
  return user === null || burst == null ? user : { ...user, burst }
}
