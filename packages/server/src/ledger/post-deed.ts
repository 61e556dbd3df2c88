import { transfer } from './book.ts'
import type { Deed } from './deed.ts'
import type { Posting } from './ledger.ts'

/** Moves money outside holds. The same posting again changes nothing. */
export const postDeed = (posting: Posting): Deed<void> => ({
  touches: { targets: [posting.debit, posting.credit], postings: [posting.key] },
  decide(book) {
    transfer(book, posting)
  },
})
