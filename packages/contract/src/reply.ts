/** What a handler answers: a status of its operation and a body, text, bytes, or a writer of a stream. */

/** Where a stream goes. The caller may leave or lose his right to it at any time: `signal` tells, with the error as its reason. */
export interface Outlet {
  /** Resolves when more can be taken; await it, so that a slow reader slows the source. */
  write(chunk: Uint8Array | string): Promise<void> | void
  readonly signal: AbortSignal
}

/** Ends the stream by returning; what it throws cuts the connection, since the status has been sent. */
export type StreamWriter = (outlet: Outlet) => Promise<void>

export interface PlainReply {
  status: number
  headers?: Record<string, string>
  /** JSON, when there is no `type`. */
  body?: unknown
  type?: string
  content?: string | Uint8Array<ArrayBuffer> | StreamWriter
}

type Headers = Record<string, string>

export const ok = <B>(body: B, headers?: Headers) => ({ status: 200 as const, body, ...(headers && { headers }) })
export const created = <B>(body: B, headers?: Headers) => ({ status: 201 as const, body, ...(headers && { headers }) })
export const accepted = <B>(body: B) => ({ status: 202 as const, body })

/** The envelope of `/api/v1/**` outside models: `{data, status}`, with further members beside. */
export const success = <D, M extends object = object>(data: D, beside?: M) =>
  ({ data, ...beside, status: 'success' }) as { data: D; status: 'success' } & M
