/** Doors at which a process ends, or an answer is lost, by the dice: before or after any commit and any request. */
import { ApiError } from '@proxyapi/contract/errors'
import { EgressFailure } from '../../src/egress/failure.ts'
import type { Random } from '../../src/runtime.ts'
import { Died, hasEffect } from '../gpu/mishaps.ts'
import type { Doors } from '../gpu/world.ts'

export interface Tally {
  /** Ends of a process, by the place at which it ended. */
  kills: Map<string, number>
  lost: number
}

type Strike = 'dies before' | 'dies after' | 'lost' | 'refused' | null

/** One in so many commits and requests is struck. */
const rarity = 60

export function chaosDoors(random: Random, tally: Tally, isCalm: () => boolean): (doors: Doors) => Doors {
  const strikes: Strike[] = ['dies before', 'dies after', 'dies before', 'dies after', 'lost', 'refused']
  const roll = (): Strike =>
    isCalm() || random.float() * rarity >= 1 ? null : (strikes[Math.floor(random.float() * strikes.length)] ?? null)

  return ({ store, egress }) => {
    let isDead = false
    const die = (place: string): never => {
      isDead = true
      tally.kills.set(place, (tally.kills.get(place) ?? 0) + 1)
      throw new Died()
    }
    const alive = () => {
      if (isDead) throw new Died()
    }
    const lose = (error: Error): never => {
      tally.lost += 1
      throw error
    }
    return {
      store: {
        ...store,
        async write(work) {
          alive()
          let strike: Strike = null
          const result = await store.write(async (tx) => {
            const found = await work(tx)
            strike = hasEffect(found) ? roll() : null
            if (strike === 'dies before') return die('before a commit')
            if (strike === 'refused') return lose(new ApiError('STORAGE_UNAVAILABLE'))
            return found
          })
          // Read anew: the compiler does not see that the work has set it.
          const after = strike as Strike
          if (after === 'dies after') return die('after a commit')
          return after === 'lost' ? lose(new ApiError('STORAGE_UNAVAILABLE')) : result
        },
      },
      egress: {
        ...egress,
        async request(call) {
          alive()
          const strike = roll()
          const { pathname } = new URL(call.url)
          const place = `${call.method} ${call.class} ${pathname.replace(/\d+/g, '#')}`
          if (strike === 'dies before') return die(`before ${place}`)
          if (strike === 'refused') return lose(new EgressFailure({ phase: 'connect', kind: 'refused', sent: false }))
          const answer = await egress.request(call)
          if (strike === null) return answer
          answer.cancel()
          return strike === 'lost'
            ? lose(new EgressFailure({ phase: 'headers', kind: 'reset', sent: true }))
            : die(`after ${place}`)
        },
      },
    }
  }
}
