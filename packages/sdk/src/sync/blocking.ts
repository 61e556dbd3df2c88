import { existsSync } from 'node:fs'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import * as errors from '../core/errors.ts'
import type { Answered, FromWorker, ToWorker, WorkerStart } from './protocol.ts'

type Start = Pick<WorkerStart, 'kind' | 'options' | 'setup'>

/** More handles than one worker gives. */
const handlesOfOne = 2 ** 32

/** Waits for one worker; the event loop of this thread stands still meanwhile. */
export class Blocking {
  readonly #start: Start
  readonly #baseURL: string
  #running: { worker: Worker; flag: Int32Array; inbox: MessagePort } | null = null
  #launches = 0
  #closed = false

  constructor(start: Start, baseURL: string) {
    this.#start = start
    this.#baseURL = baseURL
  }

  /** The answer to a message, within `waitMs`: a worker that lets us wait longer is ended, and the next call has a new one. */
  ask(message: ToWorker, waitMs: number): Answered {
    if (this.#closed) throw new errors.ProxyAPIError('CLIENT_CLOSED', 'The client was closed')
    this.#running ??= this.#launch()
    const { worker, flag, inbox } = this.#running
    Atomics.store(flag, 0, 0)
    worker.postMessage(message)
    const waited = Atomics.wait(flag, 0, 0, waitMs)
    const received = receiveMessageOnPort(inbox) as { message: FromWorker } | undefined
    if (!received) this.#end()
    if (!received && waited !== 'timed-out')
      throw new errors.ProxyAPIError('BLOCKING_CLIENT_ENDED', 'The worker of the blocking client ended')
    const answer = received?.message ?? asMessage(new errors.APITimeoutError('deadline', waitMs))
    if (answer.type === 'error') throw rebuilt(answer, this.#cause(answer.kind))
    return answer
  }

  close(): void {
    this.#closed = true
    this.#end()
  }

  #end(): void {
    void this.#running?.worker.terminate()
    this.#running = null
  }

  /** A server of this process gets connections and no time to answer them. */
  #cause(kind: string): string {
    const loopback = /^https?:\/\/(localhost|127\.|\[::1\])/.test(this.#baseURL)
    const listens = process.getActiveResourcesInfo?.().includes('TCPServerWrap') ?? true
    return kind === 'APITimeoutError' && loopback && listens
      ? '; a server of this same process cannot answer while a blocking call waits: start it in another one, or use the async client'
      : ''
  }

  #launch() {
    const signal = new SharedArrayBuffer(4)
    const { port1, port2 } = new MessageChannel()
    const source = new URL('./worker.ts', import.meta.url)
    const file = existsSync(source) ? source : new URL('./sync-worker.js', import.meta.url)
    const handlesFrom = handlesOfOne * this.#launches++
    const workerData = { ...this.#start, signal, port: port2, handlesFrom }
    const worker = new Worker(file, { workerData, transferList: [port2] })
    worker.on('error', () => {}) // its end is told by the flag
    worker.unref()
    port1.unref()
    return { worker, flag: new Int32Array(signal), inbox: port1 }
  }
}

type ErrorMessage = Extract<FromWorker, { type: 'error' }>

const asMessage = (error: errors.APITimeoutError): ErrorMessage => ({
  type: 'error',
  kind: error.name,
  message: error.message,
  stack: error.stack ?? '',
  fields: { ...error },
})

function rebuilt({ kind, message, stack, fields }: ErrorMessage, cause: string): Error {
  const type = (errors as unknown as Record<string, { prototype: object } | undefined>)[kind]
  const error = type ? (Object.create(type.prototype) as Error) : new Error(message)
  const headers = Array.isArray(fields.headers) ? { headers: new Headers(fields.headers as [string, string][]) } : {}
  for (const [name, value] of Object.entries({ ...fields, ...headers, message: message + cause, name: kind })) {
    Object.defineProperty(error, name, { value, configurable: true, enumerable: name !== 'message' })
  }
  const here = new Error().stack?.split('\n').slice(2).join('\n') ?? ''
  const told = cause ? stack.replace(message, message + cause) : stack
  Object.defineProperty(error, 'stack', { value: `${told}\n    at the blocking call\n${here}`, configurable: true })
  for (let at = type as { kind?: string } | undefined; at?.kind; at = Object.getPrototypeOf(at)) {
    Object.defineProperty(error, Symbol.for(`@proxyapi/sdk/${at.kind}`), { value: true })
  }
  return error
}
