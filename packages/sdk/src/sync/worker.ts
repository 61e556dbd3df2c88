/** The worker of a blocking client: the whole async client, told what to call by messages. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { DiscoveryClient, GPUProxyClient, Page, ProxyAPI, Stream } from '../index.ts'
import type { FromWorker, ToWorker, WorkerStart } from './protocol.ts'

const { kind, options, setup, signal, port } = workerData as WorkerStart & { port: MessagePort }
const flag = new Int32Array(signal)

const supplied = setup === null ? {} : ((await import(setup)) as { default?: Record<string, unknown> }).default
const client = new { ProxyAPI, DiscoveryClient, GPUProxyClient }[kind]({ ...options, ...supplied } as never)
const pages = new Map<number, Page<unknown>>()
const streams = new Map<number, AsyncIterator<unknown>>()
let handles = 0
let current = new AbortController()

parentPort!.on('message', (message: ToWorker) => {
  if (message.type === 'abort') return current.abort()
  answer(message).then(reply, (error: unknown) => reply(asMessage(error)))
})

function reply(message: FromWorker): void {
  port.postMessage(message)
  Atomics.store(flag, 0, 1)
  Atomics.notify(flag, 0)
}

async function answer(message: Exclude<ToWorker, { type: 'abort' }>): Promise<FromWorker> {
  current = new AbortController()
  if (message.type === 'drop') {
    await streams.get(message.handle)?.return?.()
    streams.delete(message.handle)
    pages.delete(message.handle)
    return { type: 'value', value: null }
  }
  if (message.type === 'next') return next(message.handle)
  return shaped(await called(message.path, message.args))
}

async function called(path: string[], args: unknown[]): Promise<unknown> {
  const owner = path.slice(0, -1).reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], client)
  const member = (owner as Record<string, unknown>)[path.at(-1)!]
  return typeof member === 'function' ? await (member as (...given: unknown[]) => unknown).apply(owner, args) : member
}

function shaped(value: unknown): FromWorker {
  if (value instanceof Page) return paged(value)
  if (!(value instanceof Stream)) return { type: 'value', value }
  streams.set(++handles, value[Symbol.asyncIterator]())
  return { type: 'batch', events: [], handle: handles, done: false }
}

function paged(page: Page<unknown>): FromWorker {
  const { count, total, next_cursor } = page
  const name =
    Object.getOwnPropertyNames(page).find(
      (key) => key !== 'data' && (page as unknown as Record<string, unknown>)[key] === page,
    ) ?? 'data'
  const handle = next_cursor === null ? null : ++handles
  if (handle !== null) pages.set(handle, page)
  return { type: 'page', items: [...page], name, count, total, next: next_cursor, handle }
}

async function next(handle: number): Promise<FromWorker> {
  const page = pages.get(handle)
  if (page) {
    pages.delete(handle)
    return paged((await page.nextPage())!)
  }
  const iterator = streams.get(handle)
  const events: unknown[] = []
  if (!iterator) return { type: 'batch', events, handle, done: true }
  const first = await iterator.next()
  if (!first.done) events.push(first.value)
  if (first.done) streams.delete(handle)
  return { type: 'batch', events, handle, done: first.done === true }
}

/** Structured clone keeps neither class nor fields of our errors: they travel apart. */
function asMessage(error: unknown): FromWorker {
  const thrown = error instanceof Error ? error : new Error(String(error))
  const fields = Object.fromEntries(
    Object.entries(thrown).filter(([name, value]) => name !== 'headers' && typeof value !== 'function'),
  )
  const headers = (thrown as { headers?: Headers }).headers
  return {
    type: 'error',
    kind: thrown.name,
    message: thrown.message,
    stack: thrown.stack ?? '',
    fields: { ...fields, ...(headers instanceof Headers && { headers: [...headers] }) },
  }
}
