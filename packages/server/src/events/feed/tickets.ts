import { hash } from 'node:crypto'
import { ApiError } from '@proxyapi/contract/errors'
import type { Runtime } from '../../runtime.ts'
import type { Store } from '../../store/database.ts'
import { deleteOldTickets, insertTicket, takeTicket } from '../../store/ws-tickets.ts'
import type { Sealer } from '../parts.ts'
import { TICKET_MS } from './limits.ts'

/** One-use credentials for sockets that cannot send headers. */
export interface Tickets {
  /** A ticket that stands for the credential of these headers, at their origin alone. */
  create(headers: Headers): Promise<{ ticket: string; expires_at: string }>
  /** The headers that it stands for; whoever comes first takes it. Throws INVALID_TOKEN, ORIGIN_NOT_ALLOWED. */
  redeem(ticket: string, origin: string | null): Promise<Headers>
  deleteOld(): Promise<void>
}

interface TicketParts extends Pick<Runtime, 'clock' | 'random'> {
  store: Store
  sealer: Sealer
  /** Headers that carry a credential. */
  credentialHeaders: readonly string[]
}

const ticketBytes = 24
const placeOf = (digest: string) => `ws_tickets:${digest}:credential`
const sha256 = (text: string) => hash('sha256', text)

export function createTickets({ store, sealer, clock, random, credentialHeaders }: TicketParts): Tickets {
  return {
    async create(headers) {
      const ticket = Buffer.from(random.bytes(ticketBytes)).toString('base64url')
      const digest = sha256(ticket)
      const given = credentialHeaders.flatMap((name) => {
        const value = headers.get(name)
        return value === null ? [] : [[name, value]]
      })
      const expiresAt = clock.now() + TICKET_MS
      const credential = sealer.seal(JSON.stringify(given), placeOf(digest))
      const row = { digest, credential, origin: headers.get('origin'), expires_at: expiresAt }
      await store.write((tx) => insertTicket(tx, row))
      return { ticket, expires_at: new Date(expiresAt).toISOString() }
    },
    async redeem(ticket, origin) {
      const digest = sha256(ticket)
      const row = await store.write((tx) => takeTicket(tx, digest))
      if (row === undefined || row.expires_at <= clock.now())
        throw new ApiError('INVALID_TOKEN', 'The ticket is not valid: each is good once, for 30 seconds.')
      if (row.origin !== null && row.origin !== origin)
        throw new ApiError('ORIGIN_NOT_ALLOWED', 'The ticket was made for another origin.')
      return new Headers(JSON.parse(sealer.open(row.credential, placeOf(digest))) as [string, string][])
    },
    deleteOld: () => deleteOldTickets(store.db, clock.now()),
  }
}
