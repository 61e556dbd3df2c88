import { costOfAttempt, type Run } from './meter.ts'
import { usdOf } from './price.ts'
import type { UpstreamCall } from './upstream-call.ts'

const unsafe = /[^\x20-\x7e]/g

/** Who answered, after how many attempts and how fast we were; of a whole answer also what it cost. */
export function replyHeaders(
  answered: UpstreamCall,
  { attempts, ownMs }: Run,
  inputTokens: number,
): Record<string, string> {
  const { lane, dropped } = answered.prepared
  const headers: Record<string, string> = {
    'x-proxyapi-provider': lane.provider.name,
    'x-proxyapi-model': lane.model.id.replace(unsafe, '?'),
    'x-proxyapi-attempts': String(attempts.length),
    'x-proxyapi-cache': 'off',
    'x-proxyapi-overhead-ms': Math.max(0, ownMs).toFixed(3),
  }
  if (dropped.length > 0) headers['x-proxyapi-dropped'] = dropped.join(',')
  const cost = answered.whole === null ? null : costOfAttempt(answered, inputTokens)
  if (cost !== null) headers['x-proxyapi-cost'] = String(usdOf(cost))
  return headers
}
