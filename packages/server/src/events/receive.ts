import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Clock } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { forgetIncoming, isKnownIncoming, noteIncoming } from '../store/incoming-webhooks.ts'
import type { Job } from '../worker.ts'
import { hourMs, KEPT_MS } from './limits.ts'
import { type IncomingRequest, type IncomingSecret, verifyIncoming } from './verify-incoming.ts'

type Schemas = components['schemas']

export interface IncomingParts {
  store: Store
  clock: Clock
  /** Those that are long enough. */
  secrets(): readonly IncomingSecret[]
  /** Reads the lists of a provider, or of all, again soon; often at once is once. */
  refreshModels(provider: string | null): Promise<void>
}

/** Events that other systems send us. They may only start what may happen twice. */
export interface Incoming {
  /** Throws NOT_CONFIGURED without a secret, INVALID_SIGNATURE. */
  receive(request: IncomingRequest, body: Schemas['IncomingWebhook']): Promise<Schemas['IncomingWebhookAnswer']>
  jobs(): Job[]
}

const effective: ReadonlySet<string> = new Set(['models.updated', 'models.discovered'])

export function createIncoming({ store, clock, secrets, refreshModels }: IncomingParts): Incoming {
  return {
    async receive(request, { event, data }) {
      const known = secrets()
      if (known.length === 0) throw new ApiError('NOT_CONFIGURED')
      const verified = verifyIncoming(known, request, clock.now())
      if (verified === null) throw new ApiError('INVALID_SIGNATURE')
      const { sender, id } = verified
      const status = effective.has(event) ? 'processed' : 'ignored'
      if (id !== null && (await isKnownIncoming(store.db, sender, id))) return { status }
      // The id is noted after the effect: a crash in between repeats what may be repeated, and loses nothing.
      if (status === 'processed') await refreshModels(typeof data.provider === 'string' ? data.provider : null)
      if (id !== null) await noteIncoming(store, sender, id, clock.now())
      return { status }
    },
    jobs: () => [
      {
        name: 'webhooks.forget-incoming',
        everyMs: hourMs,
        run: () => forgetIncoming(store, clock.now() - KEPT_MS),
      },
    ],
  }
}
