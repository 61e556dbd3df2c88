import { ApiError } from '@proxyapi/contract/errors'
import type { CallBilling, CallHold, Micros } from '../../ledger/ledger.ts'

/** What is admitted holds no more than `most` in all; beyond it is BUDGET_EXCEEDED. */
export function boundedBilling(billing: CallBilling, most: Micros): CallBilling {
  let left = most
  const take = (amount: Micros): boolean => {
    if (amount > left) return false
    left -= amount
    return true
  }
  return {
    admit(call) {
      if (!take(call.amount)) throw new ApiError('BUDGET_EXCEEDED', 'The run may not spend so much any more.')
      const hold = billing.admit(call)
      const bounded = (inner: CallHold): CallHold => ({
        extend: (by) => take(by) && inner.extend(by),
        note: (outcome) => inner.note(outcome),
        settle: (outcome) => inner.settle(outcome),
      })
      return hold instanceof Promise ? hold.then(bounded) : bounded(hold)
    },
  }
}
