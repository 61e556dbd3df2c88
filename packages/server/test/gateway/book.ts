import { ApiError } from '@proxyapi/contract/errors'
import type { CallBilling, CallOutcome, NewCall } from '../../src/ledger/ledger.ts'

/** A ledger of one account that remembers what it was told. */
export function bookkeeper(balance = 1_000_000_000) {
  const settled: CallOutcome[] = []
  const noted: CallOutcome[] = []
  const admitted: NewCall[] = []
  const refused: NewCall[] = []
  let open = 0
  let left = balance
  const billing: CallBilling = {
    admit(call) {
      if (call.amount > left) {
        refused.push(call)
        throw new ApiError('INSUFFICIENT_CREDITS')
      }
      admitted.push(call)
      let held = call.amount
      left -= held
      open++
      let isOpen = true
      return {
        extend(by) {
          if (by > left) return false
          left -= by
          held += by
          return true
        },
        note(outcome) {
          noted.push(outcome)
        },
        settle(outcome) {
          if (!isOpen) throw new Error('settled twice')
          isOpen = false
          open--
          left += held - outcome.amount
          settled.push(outcome)
        },
      }
    },
  }
  const fund = (amount: number) => {
    left += amount
  }
  return { billing, settled, noted, admitted, refused, fund, open: () => open, left: () => left }
}
