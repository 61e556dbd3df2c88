import { ApiError } from '@proxyapi/contract/errors'
import type { Clock } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { countAttempt, forgetAttempt } from '../store/login-attempts.ts'
import { networkOf } from './ip-fence.ts'
import { digestOf } from './secrets.ts'

export interface SignInAttempts {
  /**
   * Runs a check and counts it where it fails with INVALID_CREDENTIALS: at the email and address, and at the address. It is
   * counted before it runs, so that many at once get no more tries. Throws RATE_LIMITED.
   */
  judge<T>(email: string | null, clientIp: string, check: () => Promise<T>): Promise<T>
}

const windowMs = 15 * 60_000
const perEmailMax = 5
const perAddressMax = 20

/** Failures are counted in the store: for all processes together, and over a restart. */
export function createSignInAttempts(store: Store, clock: Clock, pepper: Uint8Array): SignInAttempts {
  return {
    async judge(email, clientIp, check) {
      const network = networkOf(clientIp)
      const place = (name: string, max: number) => ({ place: digestOf(pepper, `sign-in ${name}`), max })
      const places = [
        place(network, perAddressMax),
        ...(email === null ? [] : [place(`${network} ${email.toLowerCase()}`, perEmailMax)]),
      ]
      const at = clock.now()
      const until = await countAttempt(store, places, at, windowMs)
      if (until !== null)
        throw new ApiError('RATE_LIMITED', 'Too many failures to sign in; wait for the time in Retry-After.', {
          retryAfterMs: until - at,
        })
      const failed = (error: unknown) => error instanceof ApiError && error.code === 'INVALID_CREDENTIALS'
      try {
        const result = await check()
        await forgetAttempt(store, places, at)
        return result
      } catch (error) {
        if (!failed(error)) await forgetAttempt(store, places, at)
        throw error
      }
    },
  }
}
