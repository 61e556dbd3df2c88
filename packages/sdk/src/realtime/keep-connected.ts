import { APIError, ConfigurationError, ProxyAPIError } from '../core/errors.ts'
import { type ConnectionParts, connectOnce, type Ending, fullCode, gone } from './connection.ts'

interface KeepParts extends Omit<ConnectionParts, 'url'> {
  /** With a fresh ticket. */
  address(): Promise<string>
}

const waitMs = 500
const waitMsMax = 30_000
/** A connection that lived so long was a good one. */
const quietMs = 60_000
const badManners = 1008
const credentialEnded = 4401

/** Connects again and again until the signal says that it is enough. Rejects with what connecting again cannot mend. */
export async function keepConnected(parts: KeepParts): Promise<void> {
  const { signal, subscription, timing } = parts
  let failures = 0
  let isRenewed = false
  while (!signal.aborted) {
    const ending = await attempt(parts)
    if (signal.aborted) return
    if (ending.code === fullCode) {
      await subscription.taken()
      continue
    }
    if ((ending.livedMs ?? 0) >= quietMs) {
      failures = 0
      isRenewed = false
    }
    const isEnded = ending.code === credentialEnded
    if (isEnded && !isRenewed) {
      isRenewed = true
      continue
    }
    if (isEnded || ending.code === badManners || ending.refusal) throw finalError(ending)
    await timing.wait(timing.random() * Math.min(waitMsMax, waitMs * 2 ** failures++), signal)
  }
}

/** An error that the server answers for good is thrown; what may pass is a connection that was not opened. */
async function attempt({ address, ...parts }: KeepParts): Promise<Ending> {
  try {
    return await connectOnce({ ...parts, url: await address() })
  } catch (error) {
    const isFinal =
      error instanceof APIError ? !error.retryable && error.status < 500 : error instanceof ConfigurationError
    if (isFinal) throw error
    parts.warn(`no ticket for the feed: ${(error as Error).message}`)
    return { code: gone, reason: '', livedMs: null, refusal: null }
  }
}

function finalError({ code, reason, refusal }: Ending): ProxyAPIError {
  if (refusal) return new ProxyAPIError(refusal.code, refusal.message)
  if (code === credentialEnded) return new ProxyAPIError('INVALID_TOKEN', reason || 'The credential has ended')
  return new ProxyAPIError('INVALID_REQUEST', reason || 'The server closed the socket for bad messages')
}
