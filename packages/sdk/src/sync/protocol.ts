/** What the blocking side and its worker say to each other. Only what structured clone carries. */
export interface WorkerStart {
  kind: 'ProxyAPI' | 'DiscoveryClient' | 'GPUProxyClient'
  options: Record<string, unknown>
  /** A module whose default export may supply `fetch`, `token`, `middleware`, `logger`. */
  setup: string | null
  /** One Int32: 1 when an answer waits, or when none will come. */
  signal: SharedArrayBuffer
  /** Handles count from here, so that one of a worker that was ended names nothing in the next. */
  handlesFrom: number
}

export type ToWorker =
  | { type: 'call'; path: string[]; args: unknown[] }
  /** The next page of a list, or the next event of a stream. */
  | { type: 'next'; of: 'page' | 'stream'; handle: number }
  /** The rest of a stream, folded to the whole answer. */
  | { type: 'final'; handle: number }
  | { type: 'drop'; handle: number }

export interface PageMessage {
  type: 'page'
  items: unknown[]
  name: string
  count: number
  total: number | null
  next: string | null
  handle: number
}

export type Answered =
  /** `data`: a hidden member of that name refers to the value itself. */
  | { type: 'value'; value: unknown; data?: boolean }
  | PageMessage
  | { type: 'stream'; handle: number }
  | { type: 'event'; value: unknown }
  | { type: 'end' }

export type FromWorker =
  | Answered
  | { type: 'error'; kind: string; message: string; stack: string; fields: Record<string, unknown> }
