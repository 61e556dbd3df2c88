/** Slices: parts of a balance or of a budget window that a process spends from memory, under a lease. */
import { ApiError } from '@proxyapi/contract/errors'
import { addHeld, type Book, headroom, refusalOf, type Target } from './book.ts'
import type { WindowTerms } from './budget-window.ts'
import type { Deed } from './deed.ts'
import type { Micros } from './ledger.ts'
import { leaseMs } from './limits.ts'
import { checkedMicros } from './money.ts'

export interface SliceRequest {
  holderId: string
  sliceId: string
  target: Target
  /** Where the target is a budget window. */
  window: WindowTerms | null
  want: Micros
  /** Less than this is not taken. */
  atLeast: Micros
}

/** Moves free money into a slice and renews the lease of its holder. Returns how much: 0 where too little is free. */
export const fetchSlice = ({ holderId, sliceId, target, window, want, atLeast }: SliceRequest): Deed<Micros> => ({
  touches: {
    holders: [holderId],
    slices: [sliceId],
    ...(window ? { windows: [window] } : { targets: [target] }),
  },
  decide(book) {
    requireLiveHolder(book, holderId)
    const refusal = refusalOf(book, target, checkedMicros(atLeast))
    if (refusal === 'STORAGE_UNAVAILABLE') throw new ApiError(refusal)
    if (refusal) return 0
    const granted = Math.min(headroom(book, target), checkedMicros(want))
    if (granted <= 0) return 0
    addHeld(book, target, granted)
    const slice = book.slices.get(sliceId) ?? { id: sliceId, holder_id: holderId, target, amount: 0, recalled: 0 }
    book.slices.set(sliceId, { ...slice, amount: checkedMicros(slice.amount + granted) })
    book.changed.slices.add(sliceId)
    return granted
  },
})

export interface SliceId {
  id: string
  target: Target
}

/** Returns a part of a slice; more than it has returns all of it. What is left stays open. */
export const returnToTarget = ({ id, target }: SliceId, amount: Micros): Deed<void> => ({
  touches: { slices: [id], targets: [target] },
  decide(book) {
    takeFromSlice(book, id, checkedMicros(amount))
    const slice = book.slices.get(id)
    if (slice) slice.recalled = 0
  },
})

/** Ends a slice and returns what it has. Nothing happens where others have ended it. */
export const closeSlice = ({ id, target }: SliceId): Deed<Micros> => ({
  touches: { slices: [id], targets: [target] },
  decide(book) {
    const returned = takeFromSlice(book, id, Number.MAX_SAFE_INTEGER)
    if (book.slices.delete(id)) book.changed.slices.add(id)
    return returned
  },
})

/** Takes up to `amount` out of a slice and out of what its target holds for it. Returns how much it was. */
export function takeFromSlice(book: Book, sliceId: string, amount: Micros): Micros {
  const slice = book.slices.get(sliceId)
  if (!slice) return 0
  const taken = Math.min(amount, slice.amount)
  slice.amount -= taken
  addHeld(book, slice.target, -taken)
  book.changed.slices.add(sliceId)
  return taken
}

/** Renews the lease, and begins one. Throws STORAGE_UNAVAILABLE where others have declared the holder dead. */
export function requireLiveHolder(book: Book, id: string): void {
  const holder = book.holders.get(id)
  if (holder && holder.died_at !== null) throw new ApiError('STORAGE_UNAVAILABLE')
  book.holders.set(id, { open_holds: 0, died_at: null, ...holder, id, lease_until: book.nowMs + leaseMs })
  book.changed.holders.add(id)
}

/** Renews the lease and notes how much is held in memory; false where the holder is dead. */
export const renewHolder = (id: string, openHolds: Micros): Deed<boolean> => ({
  touches: { holders: [id] },
  decide(book) {
    const holder = book.holders.get(id)
    if (holder && holder.died_at !== null) return false
    requireLiveHolder(book, id)
    book.holders.set(id, { ...book.holders.get(id)!, open_holds: checkedMicros(openHolds) })
    return true
  },
})

/** Declares a holder dead whose lease is over. From then on nothing of it is renewed, fetched or noted. */
export const buryHolder = (id: string): Deed<'buried' | 'dead' | 'alive'> => ({
  touches: { holders: [id] },
  decide(book) {
    const holder = book.holders.get(id)
    if (!holder || holder.died_at !== null) return 'dead'
    if (holder.lease_until > book.nowMs) return 'alive'
    book.holders.set(id, { ...holder, died_at: book.nowMs })
    book.changed.holders.add(id)
    return 'buried'
  },
})
