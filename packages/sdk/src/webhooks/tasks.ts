import { ConfigurationError } from '../core/errors.ts'
import type { Bytes } from './bytes.ts'

/** What verification needs from outside; it is written once, and run with promises or without. */
type Task =
  | { kind: 'hmac'; key: Bytes; data: Bytes }
  | { kind: 'ed25519'; key: Bytes; signature: Bytes; data: Bytes }
  | { kind: 'seen'; store: ReplayStore; id: string; expiresAt: number }

export type Steps<T> = Generator<Task, T, unknown>

/** Remembers what was verified. `expiresAt` is milliseconds since 1970: afterwards the timestamp refuses it anyway. */
export interface ReplayStore {
  /** Whether it was asked for this id before; the question is remembered in the same step. */
  seen(id: string, expiresAt: number): boolean | Promise<boolean>
}

/** HMAC-SHA256. */
export function* hmac(key: Bytes, data: Bytes): Steps<Bytes> {
  return (yield { kind: 'hmac', key, data }) as Bytes
}

export function* ed25519(key: Bytes, signature: Bytes, data: Bytes): Steps<boolean> {
  return (yield { kind: 'ed25519', key, signature, data }) as boolean
}

export function* seen(store: ReplayStore, id: string, expiresAt: number): Steps<boolean> {
  return (yield { kind: 'seen', store, id, expiresAt }) as boolean
}

type Performer<Answer> = (task: Task) => Answer

/** With `node:crypto` where there is one, since it is three times as fast; else with WebCrypto, which is everywhere. */
export async function run<T>(steps: Steps<T>, perform: Performer<unknown> = nodeCrypto() ?? webCrypto): Promise<T> {
  let step = steps.next()
  while (!step.done) step = steps.next(await perform(step.value))
  return step.value
}

export function runSync<T>(steps: Steps<T>): T {
  const perform = nodeCrypto()
  if (!perform) throw new ConfigurationError('verifySync needs node:crypto (Node 20.16 or newer); here, use verify.')
  let step = steps.next()
  while (!step.done) {
    const answer = perform(step.value)
    if (answer instanceof Promise) throw new ConfigurationError('This replay store answers later; use verify.')
    step = steps.next(answer)
  }
  return step.value
}

export const webCrypto: Performer<Promise<unknown>> = async (task) => {
  if (task.kind === 'seen') return task.store.seen(task.id, task.expiresAt)
  const { subtle } = crypto
  if (task.kind === 'hmac') {
    const key = await subtle.importKey('raw', task.key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    return new Uint8Array(await subtle.sign('HMAC', key, task.data))
  }
  const key = await subtle.importKey('raw', task.key, { name: 'Ed25519' }, false, ['verify'])
  return subtle.verify('Ed25519', key, task.signature, task.data)
}

/** DER in front of the 32 bytes of an Ed25519 key. */
const spkiPrefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]

function nodeCrypto(): Performer<unknown> | undefined {
  // An import would break the runtimes that do not have it.
  const node = globalThis.process?.getBuiltinModule?.('node:crypto')
  if (!node) return undefined
  return (task) => {
    if (task.kind === 'seen') return task.store.seen(task.id, task.expiresAt)
    if (task.kind === 'hmac') return new Uint8Array(node.createHmac('sha256', task.key).update(task.data).digest())
    const key = node.createPublicKey({ key: Buffer.from([...spkiPrefix, ...task.key]), format: 'der', type: 'spki' })
    return node.verify(null, task.data, key, task.signature)
  }
}
