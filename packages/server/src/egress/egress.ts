import { ApiError } from '@proxyapi/contract/errors'
import { answerOf, type EgressResponse, type Upgraded, upgradeOf } from './answer.ts'
import { Call, type StreamCall, type StreamHandler } from './call.ts'
import { type EgressClass, egressClasses } from './classes.ts'
import { type ConnectionLimits, Connections, defaultConnectionLimits } from './connections.ts'
import { type ConnectorOptions, createConnector } from './connector.ts'
import { Deadlines } from './deadlines.ts'
import { EgressFailure, kindOf } from './failure.ts'
import { judgeOf } from './judge.ts'
import { type EgressCall, planCall } from './plan.ts'
import { admitEndpoint } from './resolve.ts'
import { type Contract, checkUrl, type EgressRules } from './target.ts'

export interface EgressOptions extends ConnectorOptions {
  /** Sent where a call has no `User-Agent` of its own. */
  readonly userAgent: string
  /** Of each class. */
  readonly connections?: Partial<ConnectionLimits>
  /** What the last callback of a call threw: a bug of its owner, which must not end other calls. */
  readonly onError?: (error: unknown) => void
}

/** The only door out of the process. It follows no redirect, reads no environment and decompresses nothing. */
export interface Egress {
  /** Resolves with the head of the answer, whatever its status; rejects with an EgressFailure and nothing else. */
  request(call: EgressCall): Promise<EgressResponse>
  /** A call that asks for another protocol; the limits of the call end where that is agreed on. */
  upgrade(call: EgressCall): Promise<{ upgraded: Upgraded } | { declined: EgressResponse }>
  /** The same without promises, for the hot path: the handler gets what comes, as it comes. */
  stream(call: EgressCall, handler: StreamHandler): StreamCall
  /**
   * Judges a URL that is to be stored; rejects with ApiError TARGET_URL_INVALID or TARGET_BLOCKED. A name that does not
   * resolve now is accepted: it is judged again at each use.
   */
  admit(url: string, egressClass: EgressClass, contract?: Contract): Promise<void>
  /** Judges by other rules, and holds other numbers of connections, from now on. */
  adopt(rules: EgressRules, connections: Partial<ConnectionLimits>): void
  /** Closes the connections of a pool, each when its call has ended; whoever calls next gets new ones. */
  retire(poolName: string): void
  /** Connections open or being made, those of them that are idle, and origins, of each class. */
  counts(): Readonly<Record<EgressClass, { open: number; idle: number; origins: number }>>
  /** Ends all calls with SHUTTING_DOWN and refuses new ones; resolves when the last socket is closed. */
  close(): Promise<void>
}

export function createEgress(options: EgressOptions): Egress {
  const { userAgent, onError = warn } = options
  const present = { ...options }
  const connector = createConnector(present)
  let judge = judgeOf(present.rules)
  const limits = { ...defaultConnectionLimits, ...options.connections }
  const deadlines = new Deadlines<Call>()
  const classes = Object.keys(egressClasses) as EgressClass[]
  const byClass = <T>(make: (name: EgressClass) => T) =>
    Object.fromEntries(classes.map((name) => [name, make(name)])) as Record<EgressClass, T>
  const connections = byClass(() => new Connections(connector, limits))
  let closing: Promise<unknown> | null = null

  const begin = (call: EgressCall, handler: StreamHandler, streamed: boolean): StreamCall => {
    try {
      if (closing !== null) throw new ApiError('SHUTTING_DOWN')
      const plan = planCall(call, judge, userAgent, streamed)
      const parts = { connections: connections[call.class], deadlines, onError }
      return new Call(plan, handler, parts, call.signal ?? null)
    } catch (error) {
      return refusedCall(error, handler, onError)
    }
  }

  return {
    request: (call) =>
      answerOf((handler) => begin(call, handler, false), egressClasses[call.class].answer === 'relayed'),
    upgrade: (call) => upgradeOf((handler) => begin(call, handler, false)),
    stream: (call, handler) => begin(call, handler, true),
    async admit(url, egressClass, contract) {
      const target = checkUrl(url, egressClass, present.rules, contract)
      await admitEndpoint(target, present.rules, options.lookUp)
    },
    adopt(rules, limits) {
      present.rules = rules
      judge = judgeOf(rules)
      for (const name of classes) connections[name].adopt({ ...defaultConnectionLimits, ...limits })
    },
    retire(poolName) {
      for (const name of classes) connections[name].retire(poolName)
    },
    counts: () => byClass((name) => connections[name].counts),
    async close() {
      closing ??= Promise.all(classes.map((name) => connections[name].close()))
      for (const call of [...deadlines]) call.abort(new ApiError('SHUTTING_DOWN'))
      await closing
    },
  }
}

/** A call that never was: its failure comes as late as any other, and once. */
function refusedCall(error: unknown, handler: StreamHandler, onError: (error: unknown) => void): StreamCall {
  const failure = new EgressFailure({ phase: 'resolve', kind: kindOf(error), sent: false, cause: error })
  queueMicrotask(() => {
    try {
      handler.onFailure(failure)
    } catch (thrown) {
      onError(thrown)
    }
  })
  return { remoteAddress: null, pause() {}, resume() {}, abort() {} }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}
