/** The document's types by operation, as methods show them. */
import type { StreamEvents, operations as table } from '../generated/operations.ts'
import type { operations as Operations } from '../generated/types.ts'

type Table = typeof table
type Id = keyof Table & keyof Operations

type Json<R> = R extends { content: { 'application/json': infer B } }
  ? B
  : R extends { content: Record<string, unknown> }
    ? Blob
    : undefined
type Success<Responses> = {
  [S in keyof Responses]: S extends 200 | 201 | 202 ? Json<Responses[S]> : never
}[keyof Responses]
type Whole<I extends keyof Operations> = Operations[I] extends { responses: infer R } ? Success<R> : never
type Family<I> = I extends keyof Table ? (Table[I] extends { family: infer F } ? F : 'api') : never

/** What a call resolves to: `data` of the enveloped families, the whole answer of the others. */
export type Answer<I extends keyof Operations> =
  Family<I> extends 'api' | 'task' | 'graphql' ? (Whole<I> extends { data: infer D } ? D : Whole<I>) : Whole<I>

type Element<T> = T extends readonly (infer E)[] ? E : never
type At<T, Path extends string> = Path extends `${infer Head}.${infer Tail}`
  ? Head extends keyof T
    ? At<T[Head], Tail>
    : never
  : Path extends keyof T
    ? T[Path]
    : never

/** One item of a list operation. */
export type ItemOf<I extends Id> = Table[I] extends { page: { items: infer P extends string } }
  ? Element<At<Whole<I>, P>>
  : never

export type QueryOf<I extends keyof Operations> = NonNullable<Operations[I]['parameters']['query']>

export type BodyOf<I extends keyof Operations> = Operations[I] extends { requestBody?: infer R }
  ? NonNullable<R> extends { content: infer C }
    ? C[keyof C]
    : never
  : never

/** One event of a streaming operation. */
export type EventOf<I> = I extends keyof StreamEvents ? StreamEvents[I] : unknown
