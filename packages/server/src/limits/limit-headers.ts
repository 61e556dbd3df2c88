import type { Family } from '@proxyapi/contract'
import { admits, emptyMsOf, remainingOf, waitMsOf } from './gcra.ts'
import type { LimitSettings } from './limit-settings.ts'
import type { Draw, Taken } from './limit-store.ts'

/** How full a bucket is for one caller. */
export interface Standing {
  readonly draw: Draw
  readonly level: number
}

type Names = LimitSettings['headers']

/** The draw that was refused and waits longest, else the one with the least left; tokens only where they refuse. */
export function tightest(draws: readonly Draw[], { levels, isAdmitted }: Taken): Standing | null {
  let found: Standing | null = null
  let least = Number.POSITIVE_INFINITY
  for (let at = 0; at < draws.length; at++) {
    const draw = draws[at] as Draw
    const level = levels[at] as number
    const refuses = !isAdmitted && !admits(level, draw.rate, draw.weight)
    if (draw.layer === 'tokens' && !refuses) continue
    const left = refuses ? -waitMsOf(level, draw.rate, draw.weight) : remainingOf(level, draw.rate)
    if (left >= least) continue
    least = left
    found = { draw, level }
  }
  return found
}

/** Names that clients of all kinds know, of one bucket. `nowMs` is the wall clock. */
export function limitHeaders({ draw, level }: Standing, names: Names, nowMs: number): Record<string, string> {
  const { rate, layer } = draw
  const remaining = remainingOf(level, rate)
  const resetMs = emptyMsOf(level, rate)
  return {
    'X-RateLimit-Limit': String(rate.limit),
    [names.remaining]: String(remaining),
    [names.reset]: String(Math.ceil((nowMs + resetMs) / 1_000)),
    'RateLimit-Policy': `"${layer}";q=${rate.limit};w=${rate.windowMs / 1_000}`,
    RateLimit: `"${layer}";r=${remaining};t=${Math.ceil(resetMs / 1_000)}`,
  }
}

interface Shown {
  readonly limit: string
  readonly remaining: string
  readonly resetMs: number
  readonly nowMs: number
}

const openaiNames = {
  requests: {
    limit: 'x-ratelimit-limit-requests',
    remaining: 'x-ratelimit-remaining-requests',
    reset: 'x-ratelimit-reset-requests',
  },
  tokens: {
    limit: 'x-ratelimit-limit-tokens',
    remaining: 'x-ratelimit-remaining-tokens',
    reset: 'x-ratelimit-reset-tokens',
  },
} as const

/** Names that clients of a family of paths look for. */
const shapes: Partial<Record<Family, (kind: 'requests' | 'tokens', shown: Shown) => Record<string, string>>> = {
  openai(kind, { limit, remaining, resetMs }) {
    const names = openaiNames[kind]
    return { [names.limit]: limit, [names.remaining]: remaining, [names.reset]: `${Math.ceil(resetMs)}ms` }
  },
  anthropic: (kind, { limit, remaining, resetMs, nowMs }) => ({
    [`anthropic-ratelimit-${kind}-limit`]: limit,
    [`anthropic-ratelimit-${kind}-remaining`]: remaining,
    [`anthropic-ratelimit-${kind}-reset`]: new Date(nowMs + resetMs).toISOString(),
  }),
}

/** What a family of paths has beside, of requests or of tokens; nothing for most. */
export function familyHeaders(
  family: Family,
  kind: 'requests' | 'tokens',
  { draw: { rate }, level }: Standing,
  nowMs: number,
): Record<string, string> | undefined {
  const remaining = String(remainingOf(level, rate))
  return shapes[family]?.(kind, { limit: String(rate.limit), remaining, resetMs: emptyMsOf(level, rate), nowMs })
}
