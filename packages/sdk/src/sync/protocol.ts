/** What the blocking side and its worker say to each other. Only what structured clone carries. */
export interface WorkerStart {
  kind: 'ProxyAPI' | 'DiscoveryClient' | 'GPUProxyClient'
  options: Record<string, unknown>
  /** A module whose default export may supply `fetch`, `token`, `middleware`, `logger`. */
  setup: string | null
  /** One Int32: 1 when an answer waits. */
  signal: SharedArrayBuffer
}

export type ToWorker =
  | { type: 'call'; path: string[]; args: unknown[] }
  /** The next page of a list, or the next batch of a stream. */
  | { type: 'next'; handle: number }
  | { type: 'drop'; handle: number }
  | { type: 'abort' }

export type FromWorker =
  | { type: 'value'; value: unknown }
  | {
      type: 'page'
      items: unknown[]
      name: string
      count: number
      total: number | null
      next: string | null
      handle: number | null
    }
  | { type: 'batch'; events: unknown[]; handle: number; done: boolean }
  | { type: 'error'; kind: string; message: string; stack: string; fields: Record<string, unknown> }
