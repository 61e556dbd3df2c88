import { accountOf, headroom, isWindow } from './book.ts'
import { type Deed, type Terms, targetsOf, windowsOf } from './deed.ts'
import type { Micros } from './ledger.ts'

/** Notes what could not bear a call in the end, when all that others hold unused was called back: it may be used up. */
export const noteRefusal = (terms: Terms, amount: Micros): Deed<void> => ({
  touches: { targets: [accountOf(terms.userId)], windows: windowsOf(terms) },
  decide(book) {
    for (const target of targetsOf(terms)) {
      if (headroom(book, target) >= amount) continue
      book.changed.refused.add(target)
      book.changed[isWindow(target) ? 'windows' : 'accounts'].add(target)
    }
  },
})
