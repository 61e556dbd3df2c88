import { asApiError, readClientFrame, type Types } from '@proxyapi/contract'
import { BAD_MESSAGES_MAX, MESSAGES_A_SECOND } from './limits.ts'

/** How a client has behaved so far. */
export interface Manners {
  readonly badMessages: number
  /** Messages that it may send now. */
  readonly allowance: number
  readonly countedAt: number
}

type Heard =
  | { kind: 'frame'; frame: Types.RealtimeClientFrame }
  | { kind: 'error'; frame: Types.RealtimeError }
  /** To be closed with 1008. */
  | { kind: 'close'; reason: string }

export const newcomer = (nowMs: number): Manners => ({
  badMessages: 0,
  allowance: MESSAGES_A_SECOND,
  countedAt: nowMs,
})

/** One message of a client: what it says, what to answer, or why to close. */
export function hear(manners: Manners, message: Uint8Array | null, nowMs: number): [Manners, Heard] {
  const refilled = manners.allowance + ((nowMs - manners.countedAt) / 1_000) * MESSAGES_A_SECOND
  const allowance = Math.min(MESSAGES_A_SECOND, refilled) - 1
  const next = { ...manners, allowance, countedAt: nowMs }
  if (allowance < 0) return [next, { kind: 'close', reason: `More than ${MESSAGES_A_SECOND} messages a second.` }]
  const read = readMessage(message)
  if ('frame' in read) return [next, { kind: 'frame', frame: read.frame }]
  const badMessages = manners.badMessages + 1
  const heard: Heard =
    badMessages >= BAD_MESSAGES_MAX
      ? { kind: 'close', reason: `${BAD_MESSAGES_MAX} messages were not understood.` }
      : { kind: 'error', frame: { type: 'error', payload: read.error } }
  return [{ ...next, badMessages }, heard]
}

type Payload = Types.RealtimeError['payload']

function readMessage(message: Uint8Array | null): { frame: Types.RealtimeClientFrame } | { error: Payload } {
  if (message === null)
    return { error: { code: 'INVALID_REQUEST', message: 'A message is JSON in a text frame, not binary.' } }
  try {
    return { frame: readClientFrame(message) }
  } catch (thrown) {
    const { code, message: text } = asApiError(thrown)
    return { error: { code, message: text } }
  }
}
