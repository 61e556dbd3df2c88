import { existsSync } from 'node:fs'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import * as errors from '../core/errors.ts'
import type { FromWorker, ToWorker, WorkerStart } from './protocol.ts'

/** Waits for one worker; the event loop of this thread stands still meanwhile. */
export class Blocking {
  readonly #start: Omit<WorkerStart, 'signal'>
  readonly #waitMsMax: number
  #worker: { worker: Worker; flag: Int32Array; inbox: MessagePort } | null = null
  #closed = false

  constructor(start: Omit<WorkerStart, 'signal'>, waitMsMax: number) {
    this.#start = start
    this.#waitMsMax = waitMsMax
  }

  ask(message: ToWorker): Exclude<FromWorker, { type: 'error' }> {
    if (this.#closed) throw new errors.ProxyAPIError('CLIENT_CLOSED', 'The client was closed')
    this.#worker ??= this.#launch()
    const { worker, flag, inbox } = this.#worker
    Atomics.store(flag, 0, 0)
    worker.postMessage(message)
    const waited = Atomics.wait(flag, 0, 0, this.#waitMsMax)
    const received = receiveMessageOnPort(inbox) as { message: FromWorker } | undefined
    if (waited === 'timed-out' || !received) {
      worker.postMessage({ type: 'abort' } satisfies ToWorker)
      throw new errors.APITimeoutError('deadline', this.#waitMsMax)
    }
    const answer = received.message
    if (answer.type === 'error') throw rebuilt(answer)
    return answer
  }

  close(): void {
    this.#closed = true
    void this.#worker?.worker.terminate()
    this.#worker = null
  }

  #launch() {
    const signal = new SharedArrayBuffer(4)
    const { port1, port2 } = new MessageChannel()
    const source = new URL('./worker.ts', import.meta.url)
    const file = existsSync(source) ? source : new URL('./sync-worker.js', import.meta.url)
    const worker = new Worker(file, { workerData: { ...this.#start, signal, port: port2 }, transferList: [port2] })
    worker.unref()
    port1.unref()
    return { worker, flag: new Int32Array(signal), inbox: port1 }
  }
}

function rebuilt({ kind, message, stack, fields }: Extract<FromWorker, { type: 'error' }>): Error {
  const type = (errors as unknown as Record<string, { prototype: object } | undefined>)[kind]
  const error = type ? (Object.create(type.prototype) as Error) : new Error(message)
  const headers = Array.isArray(fields.headers) ? { headers: new Headers(fields.headers as [string, string][]) } : {}
  for (const [name, value] of Object.entries({ ...fields, ...headers, message, name: kind })) {
    Object.defineProperty(error, name, { value, configurable: true, enumerable: name !== 'message' })
  }
  const here = new Error().stack?.split('\n').slice(2).join('\n') ?? ''
  Object.defineProperty(error, 'stack', { value: `${stack}\n    at the blocking call\n${here}`, configurable: true })
  for (let at = type as { kind?: string } | undefined; at?.kind; at = Object.getPrototypeOf(at)) {
    Object.defineProperty(error, Symbol.for(`@proxyapi/sdk/${at.kind}`), { value: true })
  }
  return error
}
