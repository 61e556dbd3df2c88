import type { RelayId, SuccessStatus } from './generated/operations.ts'
import type { operations as Operations } from './generated/types.ts'
import type { StreamWriter } from './reply.ts'

export type OperationId = keyof SuccessStatus & keyof Operations

type Op<Id extends OperationId> = Operations[Id]
type Given<T> = [T] extends [undefined] ? Record<never, never> : NonNullable<T>
type JsonBody<T> = T extends { requestBody?: infer R }
  ? NonNullable<R> extends { content: { 'application/json': infer B } }
    ? B | Extract<R, undefined>
    : NonNullable<R> extends { content: infer C }
      ? Uint8Array | (C extends never ? never : Extract<R, undefined>)
      : undefined
  : undefined

/** What the door hands to a handler: parsed, checked, defaults filled in. */
export interface RequestOf<Id extends OperationId> {
  path: Given<Op<Id>['parameters']['path']>
  query: Given<Op<Id>['parameters']['query']>
  headers: Headers
  /** The parsed JSON body; bytes where the operation takes another media type. */
  body: JsonBody<Op<Id>>
  /** The body as it came, for signatures and byte relay. */
  bytes: Uint8Array
  /** Aborted when the caller has gone. */
  signal: AbortSignal
  method: string
  /** As it came, with its query: what a relay passes on. */
  url: string
}

/** JSON that was serialized before; the type says what it holds. */
export type JsonBytes<T> = Uint8Array<ArrayBuffer> & { readonly json?: T }

/** JSON that is written piece by piece; the type says what it holds in the end. */
export type JsonStream<T> = StreamWriter & { readonly json?: T }

type WithHeaders<T> = T & { headers?: Record<string, string> }
type ReplyFor<S, R> = R extends { content: infer C }
  ? {
      [M in keyof C]: M extends 'application/json'
        ?
            | WithHeaders<{ status: S; body: C[M] }>
            | WithHeaders<{ status: S; type: M; content: JsonBytes<C[M]> | JsonStream<C[M]> }>
        : WithHeaders<{ status: S; type: M & string; content: string | Uint8Array<ArrayBuffer> | StreamWriter }>
    }[keyof C]
  : WithHeaders<{ status: S }>

type Declared<Id extends OperationId> = {
  [S in SuccessStatus[Id]]: S extends keyof Op<Id>['responses'] ? ReplyFor<S, Op<Id>['responses'][S]> : never
}[SuccessStatus[Id]]

/** Any success status of the document with its body; errors are thrown as ApiError. A relay answers as its target did. */
export type ReplyOf<Id extends OperationId> = Id extends RelayId
  ? WithHeaders<{ status: number; type: string; content: string | Uint8Array<ArrayBuffer> | StreamWriter }>
  : Declared<Id>

export type Handler<Id extends OperationId, Context> = (
  request: RequestOf<Id>,
  context: Context,
) => ReplyOf<Id> | Promise<ReplyOf<Id>>

/** One entry per operation: a missing, misspelled or wrongly typed one does not compile. */
export type Handlers<Context, Ids extends OperationId = OperationId> = { [Id in Ids]: Handler<Id, Context> }
