/** What steps may ask of other rooms, and of the ledger and identity; app.ts hands it in. */
import type { ApiError } from '@proxyapi/contract/errors'
import type { Principal } from '../identity/principal.ts'
import type { Asker } from '../question.ts'
import type { Schemas } from './definition.ts'
import type { Micros } from './run-state.ts'

export type TaskType = 'chat' | 'generate' | 'code' | 'analyze' | 'classify' | 'embed'
export type Contract = Schemas['GpuContract']

/** Who a run acts for: whoever began it, or resumed it last. */
export interface Actor {
  readonly userId: string
  /** Null: no key but the account itself. */
  readonly keyId: string | null
  /** What the credential might do then. */
  readonly granted: readonly string[]
}

/** What a task says of itself in any case. */
export interface TaskData {
  readonly usage: { readonly cost: number | null }
}

/** `failed`: refused, or without an effect that is not told. `unknown`: it may have had one. */
export type CallOutcome =
  | { readonly kind: 'answered'; readonly result: unknown }
  | { readonly kind: 'failed' | 'unknown'; readonly error: ApiError }

export interface Rental {
  readonly provider: string
  readonly offerId: string
  readonly config: Schemas['GpuLaunch'] | undefined
}

export interface Verbs {
  /** Who the actor is now. Throws INVALID_API_KEY where the key or its user is not good any more. */
  principal(actor: Actor): Promise<Principal>
  /** What the calls of a user under this key have been charged. */
  charged(userId: string, operation: string, key: string): Promise<Micros>
  task(type: TaskType, body: unknown, asker: Asker): Promise<TaskData>
  http(
    caller: { readonly principal: Principal; readonly requestId: string },
    request: Schemas['IntegrationCall'],
    key: string,
    signal: AbortSignal,
  ): Promise<CallOutcome>
  refresh(body: Schemas['ModelRefresh'], principal: Principal): Promise<unknown>
  readonly gpu: {
    /** The cheapest available offer; null: there is none. Throws INVALID_REQUEST. */
    cheapest(userId: string, filter: Readonly<Record<string, unknown>>): { provider: string; offerId: string } | null
    create(principal: Principal, rental: Rental, key: string): Promise<Contract>
    /** What was made under a key; null: nothing. */
    made(userId: string, key: string): Promise<Contract | null>
    /** Throws NOT_FOUND. */
    get(userId: string, contractId: string): Promise<Contract>
    /** Records the wish. Throws NOT_FOUND. */
    destroy(userId: string, contract: Pick<Contract, 'provider' | 'contract_id'>): Promise<Contract>
  }
  readonly memory: {
    add(userId: string, input: Schemas['MemoryInput']): Promise<Schemas['MemoryAdded']>
    /** By conversation and the caller's own id; nothing where it is not there. */
    remove(userId: string, conversation: string, ownId: string): Promise<void>
  }
  readonly vectors: {
    upsert(userId: string, body: Schemas['VectorUpsert'], asker: Asker): Promise<Schemas['VectorUpserted']>
    /** Nothing where they are not there. */
    remove(userId: string, collection: string, ids: readonly string[]): Promise<void>
  }
}
