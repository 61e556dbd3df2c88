/** Who chose the address decides what a call may do. */
export type EgressClass = 'provider' | 'cloud' | 'instance' | 'target' | 'webhook' | 'fetch' | 'identity' | 'telemetry'

/** What one call may take. Every wait has its own limit; `connectMs` covers resolve, connect and TLS together. */
export interface Limits {
  readonly connectMs: number
  /** From the request being sent to the head of the answer. */
  readonly headersMs: number
  /** Between two pieces of the body; time in which we ourselves paused does not count. */
  readonly idleMs: number
  readonly totalMs: number
  /** Of the answer's body, as it arrives. */
  readonly maxBytes: number
}

export interface ClassRow {
  /** `any` is any port but 0; `contract` the ports of the instance's contract. */
  readonly ports: readonly number[] | 'any' | 'contract'
  readonly plainHttp: boolean
  readonly limits: Limits
  /** The only request headers that go out; null: all but those that `headers.ts` always removes. */
  readonly requestHeaders: ReadonlySet<string> | null
  /**
   * `read`: we read it, so it must come without content encoding. `relayed`: a caller gets it as it came, but for cookies
   * and hop-by-hop headers. `status`: only that counts; the body is cut off at `maxBytes` without being a failure.
   */
  readonly answer: 'read' | 'relayed' | 'status'
}

const MB = 1_000_000
const relayLimits: Limits = {
  connectMs: 3_000,
  headersMs: 60_000,
  idleMs: 60_000,
  totalMs: 600_000,
  maxBytes: 10 * MB,
}

/** The trust classes of the way out: a limit given with a call or by the configuration counts before these. */
export const egressClasses: Readonly<Record<EgressClass, ClassRow>> = {
  provider: {
    ports: 'any',
    plainHttp: true,
    limits: { connectMs: 10_000, headersMs: 180_000, idleMs: 60_000, totalMs: 600_000, maxBytes: 50 * MB },
    requestHeaders: null,
    answer: 'read',
  },
  cloud: {
    ports: 'any',
    plainHttp: true,
    limits: { connectMs: 10_000, headersMs: 60_000, idleMs: 30_000, totalMs: 120_000, maxBytes: 50 * MB },
    requestHeaders: null,
    answer: 'read',
  },
  instance: { ports: 'contract', plainHttp: true, limits: relayLimits, requestHeaders: null, answer: 'relayed' },
  target: {
    ports: [80, 443, 8000, 8080, 8443],
    plainHttp: true,
    limits: relayLimits,
    requestHeaders: null,
    answer: 'relayed',
  },
  webhook: {
    ports: [443, 8443],
    plainHttp: false,
    limits: { connectMs: 15_000, headersMs: 15_000, idleMs: 15_000, totalMs: 15_000, maxBytes: 64 * 1_024 },
    requestHeaders: null,
    answer: 'status',
  },
  fetch: {
    ports: [80, 443],
    plainHttp: true,
    limits: { connectMs: 10_000, headersMs: 10_000, idleMs: 10_000, totalMs: 10_000, maxBytes: 20 * MB },
    requestHeaders: new Set([
      'accept',
      'accept-language',
      'content-type',
      'if-modified-since',
      'if-none-match',
      'range',
      'user-agent',
    ]),
    answer: 'read',
  },
  /** The identity provider of the operator. */
  identity: {
    ports: 'any',
    plainHttp: true,
    limits: { connectMs: 5_000, headersMs: 10_000, idleMs: 10_000, totalMs: 15_000, maxBytes: MB },
    requestHeaders: null,
    answer: 'read',
  },
  /** The collectors of the operator. */
  telemetry: {
    ports: 'any',
    plainHttp: true,
    limits: { connectMs: 3_000, headersMs: 10_000, idleMs: 5_000, totalMs: 10_000, maxBytes: 64 * 1_024 },
    requestHeaders: null,
    answer: 'status',
  },
}
