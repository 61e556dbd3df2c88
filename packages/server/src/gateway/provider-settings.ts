import type { Brand } from '@proxyapi/providers'
import { type BreakerSettings, defaultBreaker } from '../cells.ts'
import type { Pool } from '../egress/pool.ts'
import type { Contract } from '../egress/target.ts'
import type { ModelFacts } from './lane.ts'

/** One token comes each `everyMs`; `burst` of them can be saved. */
export interface BucketSettings {
  readonly everyMs: number
  readonly burst: number
}

/** One configured provider as the gateway uses it. `app.ts` makes these from the configuration; times are milliseconds. */
export interface ProviderSettings {
  readonly name: string
  readonly brand: Brand
  /** Without a trailing slash; the dialect's path is appended. */
  readonly baseUrl: string
  readonly key: string | null
  /** Of brands with a dated surface. */
  readonly apiVersion?: string
  /** Native ids that may be called; `*` is all that the catalog lists. */
  readonly models: readonly string[]
  /** False also where its key is missing. */
  readonly enabled: boolean
  /** 1–1000, lower first. */
  readonly priority: number
  /** Added to every request. */
  readonly headers: Readonly<Record<string, string>>
  /** To the first token of a stream, to the end of a whole answer; null: not written. */
  readonly timeoutMs: number | null
  readonly connectTimeoutMs: number
  /** Between two events of a stream. */
  readonly idleTimeoutMs: number
  readonly totalTimeoutMs: number
  /** Of a whole answer; a larger one is a failed attempt. */
  readonly answerBytesMax: number
  /** On the same lane, within the retry budget. */
  readonly retryAttempts: number
  readonly retryDelayMs: number
  /** Calls at a time; twice as many wait for a second. */
  readonly maxConnections: number
  /** Whose connections its calls use, and how many there may be. */
  readonly pool: Pool
  /** How fast it may be called, all callers together. */
  readonly buckets: readonly BucketSettings[]
  readonly breaker: BreakerSettings
  /** Tried after all lanes of the model. */
  readonly fallbackProvider: string | null
  /** Asked model → model of the fallback provider. */
  readonly fallbackModels: Readonly<Record<string, string>>
  /** A machine that an account rents: what the way out may connect to for it. Absent: the operator's own provider. */
  readonly rented?: Contract
  /** Model → the name that the upstream knows it by. */
  readonly deployments: Readonly<Record<string, string>>
}

/** What the configuration says where it says nothing else. */
export const defaultProviderSettings = {
  enabled: true,
  headers: {},
  timeoutMs: null,
  connectTimeoutMs: 10_000,
  idleTimeoutMs: 60_000,
  totalTimeoutMs: 600_000,
  answerBytesMax: 50_000_000,
  retryAttempts: 3,
  retryDelayMs: 1_000,
  maxConnections: 100,
  buckets: [],
  breaker: defaultBreaker,
  fallbackProvider: null,
  fallbackModels: {},
  deployments: {},
} as const satisfies Partial<ProviderSettings>

const waitMs = 1_000

export const poolOf = (name: string, maxConnections: number, idleMs: number): Pool => ({
  name,
  maxOpen: maxConnections,
  maxWaiting: 2 * maxConnections,
  waitMs,
  idleMs,
})

/** A (provider, model) that may serve a call. */
export interface Lane {
  /** `<provider>/<model>`. */
  readonly id: string
  readonly provider: ProviderSettings
  readonly model: ModelFacts
  /** Further names by which a key may be allowed to use it. */
  readonly names?: readonly string[]
}

/** The model behind a lane, whoever serves it: lanes with equal ones stand in for each other. */
export const modelOf = ({ model }: Lane): string => model.canonicalId ?? model.id
