import { expect, test } from 'vitest'
import type { CallBilling, CallHold, NewCall } from '../../ledger/ledger.ts'
import { boundedBilling } from './bounded-billing.ts'

function billing(isSlow: boolean) {
  const held: number[] = []
  const hold: CallHold = { extend: (by) => held.push(by) > 0, note() {}, settle() {} }
  const admit = ({ amount }: NewCall) => {
    held.push(amount)
    return isSlow ? Promise.resolve(hold) : hold
  }
  return { held, bounded: boundedBilling({ admit } as CallBilling, 100) }
}
const call = (amount: number) => ({ amount }) as NewCall

test.each([false, true])('all that is held together stays within the bound, slow: %s', async (isSlow) => {
  const { held, bounded } = billing(isSlow)
  const hold = await bounded.admit(call(60))
  expect(await hold.extend(30)).toBe(true)
  expect(await hold.extend(11)).toBe(false)
  expect(() => bounded.admit(call(11))).toThrow(expect.objectContaining({ code: 'BUDGET_EXCEEDED' }))
  await bounded.admit(call(10))
  expect(held).toEqual([60, 30, 10])
})
