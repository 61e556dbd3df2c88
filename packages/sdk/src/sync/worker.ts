/** The worker of a blocking client: the whole async client, told what to call by messages. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { PagePromise } from '../core/page.ts'
import {
  ConfigurationError,
  DiscoveryClient,
  GPUProxyClient,
  type Page,
  ProxyAPI,
  ProxyAPIError,
  Stream,
} from '../index.ts'
import type { Answered, FromWorker, PageMessage, ToWorker, WorkerStart } from './protocol.ts'

const { kind, options, setup, signal, port, handlesFrom } = workerData as WorkerStart & { port: MessagePort }
const flag = new Int32Array(signal)
const client = launched()
client.catch(() => {}) // each call tells it
const pages = new Map<number, AsyncGenerator<Page<unknown>>>()
/** Until they end or are dropped; one is read once. */
const streams = new Map<number, { stream: Stream<unknown>; events: AsyncIterator<unknown> | null }>()
let handle = handlesFrom
/** Lists that were not read to their end; the oldest are forgotten. */
const listsMax = 1_000

parentPort!.on('message', (message: ToWorker) => {
  answer(message).then(reply, (error: unknown) => reply(asMessage(error)))
})
process.on('exit', wake)

async function launched(): Promise<object> {
  const supplied = setup === null ? {} : await defaultOf(setup)
  return new { ProxyAPI, DiscoveryClient, GPUProxyClient }[kind]({ ...options, ...supplied } as never)
}

async function defaultOf(module: string): Promise<object> {
  try {
    return ((await import(module)) as { default?: object }).default ?? {}
  } catch (error) {
    throw new ConfigurationError(`workerSetup ${module} could not be loaded: ${(error as Error).message}`)
  }
}

function reply(message: FromWorker): void {
  port.postMessage(message)
  wake()
}

function wake(): void {
  Atomics.store(flag, 0, 1)
  Atomics.notify(flag, 0)
}

async function answer(message: ToWorker): Promise<Answered> {
  if (message.type === 'call') return called(await client, message.path, message.args)
  if (message.type === 'drop') return dropped(message.handle)
  if (message.type === 'final') return folded(message.handle)
  return message.of === 'page' ? nextPage(message.handle) : nextEvent(message.handle)
}

async function called(root: object, path: string[], args: unknown[]): Promise<Answered> {
  const owner = path.slice(0, -1).reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], root)
  const member = (owner as Record<string, unknown>)[path.at(-1)!]
  const result = typeof member === 'function' ? (member.apply(owner, args) as unknown) : member
  if (result instanceof PagePromise) {
    pages.set(++handle, result.pages())
    if (pages.size > listsMax) pages.delete(pages.keys().next().value!)
    return nextPage(handle)
  }
  const value = await result
  if (!(value instanceof Stream)) return { type: 'value', value, data: refersToItself(value) }
  streams.set(++handle, { stream: value, events: null })
  return { type: 'stream', handle }
}

const refersToItself = (value: unknown) =>
  typeof value === 'object' && value !== null && (value as { data?: unknown }).data === value

async function nextPage(of: number): Promise<PageMessage | { type: 'end' }> {
  const { value: page, done } = await known(pages, of).next()
  if (done || page.next_cursor === null) pages.delete(of)
  if (done) return { type: 'end' }
  const { count, total, next_cursor: next } = page
  return { type: 'page', items: [...page], name: nameOf(page), count, total, next, handle: of }
}

/** The one of its names that is the list's on the wire. */
const nameOf = (page: Page<unknown>) =>
  Object.getOwnPropertyNames(page).find((name) => name !== 'data' && page[name as 'data'] === page) ?? 'data'

async function nextEvent(of: number): Promise<Answered> {
  const opened = known(streams, of)
  opened.events ??= opened.stream[Symbol.asyncIterator]()
  const { value, done } = await opened.events.next()
  if (done) streams.delete(of)
  return done ? { type: 'end' } : { type: 'event', value }
}

async function folded(of: number): Promise<Answered> {
  const { stream } = known(streams, of)
  streams.delete(of)
  return { type: 'value', value: await stream.final() }
}

function known<T>(handles: ReadonlyMap<number, T>, of: number): T {
  const found = handles.get(of)
  if (found !== undefined) return found
  throw new ProxyAPIError('BLOCKING_CLIENT_ENDED', 'This list or stream is not kept any more: call again')
}

async function dropped(of: number): Promise<Answered> {
  const opened = streams.get(of)
  streams.delete(of)
  await opened?.events?.return?.()
  return { type: 'end' }
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
