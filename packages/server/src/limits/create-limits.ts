import type { OperationMeta } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { fenceAllows, networkOf } from '../identity/ip-fence.ts'
import type { Principal } from '../identity/principal.ts'
import type { Clock, Metrics } from '../runtime.ts'
import { waitMsOf } from './gcra.ts'
import { familyHeaders, limitHeaders, type Standing, tightest } from './limit-headers.ts'
import type { LimitSettings } from './limit-settings.ts'
import type { Draw, LimitStore, Slot, Taken } from './limit-store.ts'
import {
  addressDraw,
  drawsOf,
  overriddenBy,
  type Profile,
  profileOf,
  signedDraw,
  strangerDraw,
  strangerProfile,
} from './profile.ts'

/** One request as limits see it. */
interface Arrival {
  readonly operation: OperationMeta
  readonly clientIp: string
  readonly headers: Headers
}

/** A request that was let in. */
export interface Pass {
  /** What its answer tells of limits. */
  headers(): Record<string, string>
  /** Its answer has ended. */
  free(): void
}

/** What a call took from limits of tokens. */
export interface TokenDebit {
  /** Once, with what it used in the end. */
  correct(used: number): void
}

export interface TokenLimits {
  /** Takes what a call is expected to use; null where nothing is limited. Throws RATE_LIMITED. */
  debit(principal: Principal, tokens: number): TokenDebit | null | Promise<TokenDebit | null>
}

/** How much may be asked, by whom and from where. Synchronous where the store is. */
export interface Limits extends TokenLimits {
  /** Before a credential is read. Throws IP_NOT_ALLOWED, RATE_LIMITED. */
  arrive(arrival: Arrival): void | Promise<void>
  /** A credential was missing or wrong. Throws RATE_LIMITED where this has happened too often at the address. */
  stranger(arrival: Arrival): void | Promise<void>
  /** Throws RATE_LIMITED, CONCURRENCY_LIMITED. */
  admit(principal: Principal, arrival: Arrival): Pass | Promise<Pass>
}

interface LimitParts {
  /** As they are now: another object once they have changed. */
  settings(): LimitSettings
  readonly store: LimitStore
  readonly clock: Clock
  readonly metrics: Metrics
  /** Unique in all processes. */
  newHolder(): string
}

const slotRetryMs = 1_000
const free: Pass = { headers: () => ({}), free() {} }

export function createLimits({ settings, store, clock, metrics, newHolder }: LimitParts): Limits {
  let latest = settings()
  let profiles = new WeakMap<Principal, Profile>()

  return {
    arrive({ operation, clientIp }) {
      const { ip, isEnabled } = present()
      if (isProbe(operation) || isListed(clientIp)) return
      if (ip.blacklist.length > 0 && fenceAllows(ip.blacklist, clientIp)) throw new ApiError('IP_NOT_ALLOWED')
      if (isEnabled && ip.all !== null) return draw([addressDraw(networkOf(clientIp), ip.all)], operation)
    },
    stranger({ operation, clientIp }) {
      const own = present()
      const drawn = own.isEnabled && !isListed(clientIp) ? strangerDraw(networkOf(clientIp), own) : null
      if (drawn !== null) return draw([drawn], operation)
    },
    admit(principal, { operation, clientIp, headers }) {
      const own = present()
      if (!own.isEnabled || isProbe(operation)) return free
      const profile = profileFor(principal, clientIp)
      const usual = isSigned(operation) ? [signedDraw(networkOf(clientIp))] : drawsOf(profile, operation, own)
      const asked = profile.overrideMax === null ? null : headers.get('x-rate-limit-override')
      const draws = asked === null ? usual : overriddenBy(asked, usual, profile.overrideMax as number)
      const slots = operation.permission === 'public' ? none : profile.slots
      const holder = newHolder()
      const taken = store.take(draws, slots, holder)
      const pass = (known: Taken) => passOf(known, draws, slots, holder, operation)
      return taken instanceof Promise ? taken.then(pass) : pass(taken)
    },
    debit(principal, tokens) {
      if (!present().isEnabled || principal.userId === null) return null
      const { tokens: looks } = profileFor(principal, '')
      if (looks.length === 0) return null
      const draws = looks.map((look) => ({ ...look, weight: Math.min(tokens, look.rate.burst) }))
      const debited = (known: Taken) => {
        judge(known, draws)
        return debitOf(draws)
      }
      const taken = store.take(draws, none, '')
      return taken instanceof Promise ? taken.then(debited) : debited(taken)
    },
  }

  /** What was made of older settings is made anew. */
  function present(): LimitSettings {
    const now = settings()
    if (now !== latest) profiles = new WeakMap()
    latest = now
    return now
  }

  function isListed(clientIp: string): boolean {
    const { whitelist } = present().ip
    return whitelist.length > 0 && fenceAllows(whitelist, clientIp)
  }

  function profileFor(principal: Principal, clientIp: string): Profile {
    if (principal.userId === null) return strangerProfile(networkOf(clientIp), present(), isListed(clientIp))
    const known = profiles.get(principal)
    if (known !== undefined) return known
    const made = profileOf(principal, present())
    profiles.set(principal, made)
    return made
  }

  function draw(draws: readonly Draw[], operation: OperationMeta): void | Promise<void> {
    const taken = store.take(draws, none, '')
    return taken instanceof Promise
      ? taken.then((known) => judge(known, draws, operation))
      : judge(taken, draws, operation)
  }

  function passOf(
    taken: Taken,
    draws: readonly Draw[],
    slots: readonly Slot[],
    holder: string,
    operation: OperationMeta,
  ): Pass {
    judge(taken, draws, operation)
    let isOpen = true
    return {
      headers: () => headersOf(taken, draws, operation),
      free() {
        if (isOpen && slots.length > 0) store.free(slots, holder)
        isOpen = false
      },
    }
  }

  /** Throws where something was refused. */
  function judge(taken: Taken, draws: readonly Draw[], operation?: OperationMeta): void {
    if (taken.isAdmitted) return
    const headers = headersOf(taken, draws, operation)
    const { full } = taken
    const tight = full === null ? tightest(draws, taken) : null
    const layer = tight?.draw.layer ?? 'concurrency'
    metrics.count('proxyapi_limited_total', { layer })
    const waitMs = tight === null ? slotRetryMs : waitMsOf(tight.level, tight.draw.rate, tight.draw.weight)
    const { headers: names } = present()
    const isRenamed = names.retryAfter !== 'Retry-After'
    const seconds = String(Math.max(1, Math.ceil(waitMs / 1_000)))
    const options = isRenamed
      ? { headers: { ...headers, [names.retryAfter]: seconds } }
      : { headers, retryAfterMs: waitMs }
    if (full === null) throw new ApiError('RATE_LIMITED', undefined, options)
    throw new ApiError('CONCURRENCY_LIMITED', undefined, options)
  }

  function headersOf(taken: Taken, draws: readonly Draw[], operation?: OperationMeta): Record<string, string> {
    const { headers: names } = present()
    const tight = names.isEnabled ? tightest(draws, taken) : null
    if (tight === null) return {}
    const nowMs = clock.now()
    const headers = limitHeaders(tight, names, nowMs)
    if (operation === undefined) return headers
    if (tight.draw.layer !== 'tokens') Object.assign(headers, familyHeaders(operation.family, 'requests', tight, nowMs))
    const tokens = tokensOf(draws, taken)
    if (tokens !== null) Object.assign(headers, familyHeaders(operation.family, 'tokens', tokens, nowMs))
    return headers
  }

  function debitOf(draws: readonly Draw[]): TokenDebit {
    let isOpen = true
    return {
      correct(used) {
        if (!isOpen) return
        isOpen = false
        for (const draw of draws) if (used !== draw.weight) store.correct([draw], used - draw.weight)
      },
    }
  }
}

const none: readonly never[] = []

/** Probes ask often and from few addresses, and are answered while nothing else is. */
const isProbe = ({ path }: OperationMeta): boolean => path.startsWith('/health')

/** What is let in by its signature, which is read with the body. */
const isSigned = ({ path }: OperationMeta): boolean => path.startsWith('/webhook/')

/** The tighter of the limits of tokens; null where there is none. */
function tokensOf(draws: readonly Draw[], { levels }: Taken): Standing | null {
  const looks = draws.flatMap((draw, at) => (draw.layer === 'tokens' ? [{ draw, level: levels[at] ?? 0 }] : []))
  const left = ({ draw, level }: Standing) => draw.rate.burst - level
  return looks.reduce<Standing | null>((least, next) => (least && left(least) <= left(next) ? least : next), null)
}
