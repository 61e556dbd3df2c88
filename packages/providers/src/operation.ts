import type { UpstreamError, Usage } from './answer.ts'
import type { Brand, DialectRequest, Operation, Quirks, Target, Unsupported } from './dialect.ts'

/** Everything but what is a conversation to the gateway: completions are a dialect of chat. */
export type CarriedOperation = Exclude<Operation, 'chat' | 'completions'>

/** A file of a form. */
export interface Upload {
  readonly name: string
  /** Its media type as the caller wrote it. */
  readonly type: string
  readonly bytes: Uint8Array
}

/** A call beside chat, as its caller wrote it and the contract accepted it. */
export interface OperationCall {
  readonly operation: CarriedOperation
  readonly body: Readonly<Record<string, unknown>>
  /** The recording of a transcription. */
  readonly upload?: Upload
  /** Headers of the caller, lower case, that an upstream of the same shape may see. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What an upstream has answered, in the caller's shape. */
export interface OperationAnswer {
  /** Null: the upstream's own bytes are the answer. Its `model` is set by whoever knows what answered. */
  readonly body: Record<string, unknown> | string | null
  /** Absent where the upstream does not tell. */
  readonly usage?: Usage
  /** The upstream's own id of the answer. */
  readonly id?: string
}

/** How upstreams of one dialect carry one operation. Pure, as a dialect is. */
export interface Carrier {
  /** Inputs of one request; more have to be split. */
  readonly inputsMax?: number
  /** The request has the caller's shape, so that what is not changed can go up as it was written. */
  readonly isNative: boolean
  /** A body that is no JSON is bytes. */
  request(call: OperationCall, target: Target): DialectRequest | Unsupported
  /** From a whole body, parsed where it is JSON, else as text. Throws nothing. */
  reply(body: unknown, call: OperationCall, quirks: Quirks): OperationAnswer | { readonly error: UpstreamError }
}

/** One operation by the dialects that can carry it. */
export type Carriers = ReadonlyMap<string, Carrier>

/** Of the dialects that a brand speaks, the first that carries the operation; undefined where its row does not list it. */
export function carrierIn(
  carriers: Carriers,
  operation: Operation,
  { operations, speaks }: Brand,
): Carrier | undefined {
  if (!operations.includes(operation)) return undefined
  const id = speaks.find((dialect) => carriers.has(dialect))
  return id === undefined ? undefined : carriers.get(id)
}
