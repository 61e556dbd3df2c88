import { ApiError } from '@proxyapi/contract/errors'
import type { Micros } from './ledger.ts'

const microsPerUsd = 1_000_000
/** The most that one request may name: 1,000,000 USD. */
const amountUsdMax = 1_000_000
/** The most that a total may come to; far below 2⁵³. */
export const microsMax: Micros = 9_000_000_000_000_000

export const usdOf = (micros: Micros): number => micros / microsPerUsd

/** USD as a caller sent them; throws INVALID_AMOUNT for 0, less, too much, or more than 6 decimals. */
export function microsOfAmount(usd: number): Micros {
  const written = /^(\d+)(?:\.(\d{1,6}))?$/.exec(String(usd))
  if (!written || usd <= 0 || usd > amountUsdMax) throw new ApiError('INVALID_AMOUNT')
  return Number(written[1]) * microsPerUsd + Number((written[2] ?? '').padEnd(6, '0'))
}

/** Guards the arithmetic: what is no integer from 0 to `microsMax` is a bug of ours and throws. */
export function checkedMicros(amount: Micros): Micros {
  if (!Number.isSafeInteger(amount) || amount < 0 || amount > microsMax) {
    throw new RangeError(`${amount} is no amount in micro-USD`)
  }
  return amount
}
