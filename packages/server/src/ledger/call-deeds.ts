/** The end of an inference call: charge, costs of its attempts, usage record, in one deed that has one effect. */
import type { BillingMode } from '../store/account-tables.ts'
import { accountOf, addSpent, type Book, type Target, transferJoined, unmeteredAccount } from './book.ts'
import type { Deed } from './deed.ts'
import { charge, endHold } from './hold-deeds.ts'
import type { CallOutcome, Micros } from './ledger.ts'
import { checkedMicros } from './money.ts'
import { requireLiveHolder, type SliceId, takeFromSlice } from './slice-deeds.ts'

/** A call as the ledger knows it from admission to its end. Survives its process as JSON in a note. */
export interface RunningCall {
  /** Minted at admission: no caller can choose it, so it keys the postings. */
  id: string
  userId: string
  keyId: string | null
  billing: BillingMode
  holderId: string
  /** A committed hold; null: drawn from slices. */
  holdId: string | null
  slices: SliceId[]
  windows: Target[]
}

/** What is taken out of one slice; null: as much of the charge as it has. */
export interface Draw {
  sliceId: string
  covered: Micros | null
}

/** `lost`: the lease ended before the call did, so its money went back; the operator bears it. `known`: settled before. */
export type Ending = 'charged' | 'lost' | 'known'

const revenue = 'revenue:inference'
const operatorLoss = 'operator_loss'
const costAccount = (provider: string) => `provider_cost:${provider}`
const payableAccount = (provider: string) => `provider_payable:${provider}`

export const finishCall = (call: RunningCall, draws: readonly Draw[], outcome: CallOutcome): Deed<Ending> => ({
  touches: {
    targets: [
      accountOf(call.userId),
      ...call.windows,
      ...[revenue, unmeteredAccount, operatorLoss],
      ...costAccounts(outcome),
    ],
    holds: call.holdId ? [call.holdId] : [],
    slices: draws.map(({ sliceId }) => sliceId),
    notes: [call.id],
    // What was drawn from slices has its record as its only mark.
    postings: call.holdId ? [`use:${call.id}`] : [],
    calls: [call.id],
  },
  decide(book) {
    if (book.calls.has(call.id)) return 'known'
    const overshoot = call.holdId ? endCommitted(book, call, outcome) : endDrawn(book, call, draws, outcome)
    const lost = overshoot === 'lost'
    for (const attempt of outcome.attempts) bookCost(book, call, outcome, attempt, lost)
    writeRecord(book, call, outcome, lost ? 0 : outcome.amount, lost ? 0 : overshoot)
    if (book.notes.delete(call.id)) book.changed.notes.add(call.id)
    return lost ? 'lost' : 'charged'
  },
})

const costAccounts = ({ attempts }: CallOutcome) =>
  attempts.flatMap(({ provider }) => [costAccount(provider), payableAccount(provider)])

const usePosting = (call: RunningCall, { record }: CallOutcome) => ({
  credit: revenue,
  key: `use:${call.id}`,
  type: 'inference',
  reference: record.requestId,
})

/** Returns what was charged beyond what was held, as far as no hold keeps it. */
function endCommitted(book: Book, call: RunningCall, outcome: CallOutcome): Micros | 'lost' {
  const hold = call.holdId ? book.holds.get(call.holdId) : undefined
  if (hold?.status !== 'open') return call.billing === 'prepaid' ? 'lost' : bookUse(book, call, outcome)
  charge(book, hold, outcome.amount, usePosting(call, outcome))
  endHold(book, hold, outcome.amount > 0 ? 'settled' : 'released', outcome.amount)
  if (leftNoEffect(outcome)) hold.once_key = null
  return 0
}

/** Never dispatched: the same key may run again. */
const leftNoEffect = ({ amount, attempts }: CallOutcome) => amount === 0 && attempts.length === 0

function endDrawn(book: Book, call: RunningCall, draws: readonly Draw[], outcome: CallOutcome): Micros | 'lost' {
  const { amount } = outcome
  const slice = call.slices.find(({ target }) => target === accountOf(call.userId))
  if (slice && !book.slices.has(slice.id)) return 'lost'
  let fromBalance = 0
  for (const { sliceId, covered } of draws) {
    const taken = takeFromSlice(book, sliceId, covered ?? amount)
    if (sliceId === slice?.id) fromBalance = taken
  }
  for (const window of call.windows) addSpent(book, window, amount)
  bookUse(book, call, outcome)
  return call.billing === 'prepaid' ? amount - fromBalance : 0
}

function bookUse(book: Book, call: RunningCall, outcome: CallOutcome): 0 {
  const debit = call.billing === 'prepaid' ? accountOf(call.userId) : unmeteredAccount
  transferJoined(book, { ...usePosting(call, outcome), debit, amount: outcome.amount, userId: call.userId })
  return 0
}

function bookCost(book: Book, call: RunningCall, { record }: CallOutcome, attempt: Attempt, lost: boolean): void {
  const { n, provider, cost, delivered } = attempt
  transferJoined(book, {
    debit: delivered && !lost ? costAccount(provider) : operatorLoss,
    credit: payableAccount(provider),
    amount: cost,
    key: `cost:${call.id}:${n}`,
    type: 'cost',
    reference: record.requestId,
    userId: null,
  })
}

type Attempt = CallOutcome['attempts'][number]

function writeRecord(book: Book, call: RunningCall, { record }: CallOutcome, amount: Micros, overshoot: Micros): void {
  book.calls.add(call.id)
  book.changed.records.push({
    id: call.id,
    request_id: record.requestId,
    user_id: call.userId,
    key_id: call.keyId,
    operation: record.operation,
    provider: record.provider === null ? null : storable(record.provider),
    model: storable(record.model),
    input_tokens: record.inputTokens,
    cached_tokens: record.cachedTokens,
    output_tokens: record.outputTokens,
    reasoning_tokens: record.reasoningTokens,
    estimated: record.estimated ? 1 : 0,
    cache: record.cache,
    amount: checkedMicros(amount),
    overshoot: checkedMicros(overshoot),
    created_at: record.at,
  })
}

/** PostgreSQL takes neither NUL nor half a surrogate pair. */
const storable = (text: string) => text.toWellFormed().replaceAll('\0', '')

/** Notes the usage so far of a call that runs; its last note is what recovery settles. */
export const noteCall = (call: RunningCall, outcome: CallOutcome): Deed<void> => ({
  touches: { holders: [call.holderId], notes: [call.id], calls: [call.id] },
  decide(book) {
    if (book.calls.has(call.id)) return
    requireLiveHolder(book, call.holderId)
    const noted = { call_id: call.id, holder_id: call.holderId, call: JSON.stringify({ call, outcome }) }
    book.notes.set(call.id, { ...noted, noted_at: book.nowMs })
    book.changed.notes.add(call.id)
  },
})

export const forgetNote = (callId: string): Deed<void> => ({
  touches: { notes: [callId] },
  decide(book) {
    if (book.notes.delete(callId)) book.changed.notes.add(callId)
  },
})
