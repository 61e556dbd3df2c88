import type { Knock, PlainReply } from '@proxyapi/contract'
import type { ApiError } from '@proxyapi/contract/errors'
import type { Clock, Span, Tracer } from '../runtime.ts'

interface Open {
  readonly span: Span
  /** When what was done last had ended, by the monotonic clock. */
  lapAt: number
}

/** The spans of requests that are recorded: `{method} {route}`, and what stands before the handler as parts of it. */
export class RequestSpans {
  readonly #tracer: Tracer
  readonly #clock: Clock
  readonly #open = new WeakMap<Headers, Open>()

  constructor(tracer: Tracer, clock: Clock) {
    this.#tracer = tracer
    this.#clock = clock
  }

  begin({ operation, requestId, method, headers }: Knock, startedAt: number): void {
    const traceParent = headers.get('traceparent')
    const span = this.#tracer.begin(operation.id, { kind: 'server', startedAt, traceParent })
    if (span === null) return
    span.rename(`${method} ${operation.path}`)
    span.set({
      'http.request.method': method,
      'http.route': operation.path,
      'proxyapi.operation': operation.id,
      'proxyapi.request_id': requestId,
    })
    this.#open.set(headers, { span, lapAt: startedAt })
  }

  of(headers: Headers): Span | undefined {
    return this.#open.get(headers)?.span
  }

  /** What was done since the last lap has this name. */
  lap(headers: Headers, name: string): void {
    const open = this.#open.get(headers)
    if (open === undefined) return
    const now = this.#clock.monotonic()
    open.span.child(name, { startedAt: open.lapAt }).end(now)
    open.lapAt = now
  }

  /** The answer is made; a refusal is also its end. */
  answered(headers: Headers, status: number, error: ApiError | undefined): void {
    const span = this.of(headers)
    if (span === undefined) return
    span.set({ 'http.response.status_code': status })
    if (error === undefined) return
    span.fail(error)
    span.end()
  }

  /** The reply with which the span ends, at its last byte. */
  closing(headers: Headers, reply: PlainReply): PlainReply {
    const span = this.of(headers)
    if (span === undefined) return reply
    const { content } = reply
    if (typeof content === 'function')
      return { ...reply, content: (outlet) => content(outlet).finally(() => span.end()) }
    span.end()
    return reply
  }
}
