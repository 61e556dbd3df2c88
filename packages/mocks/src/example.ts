/** One request and response pair of the document. */
export interface Example {
  name: string
  request: {
    path?: Record<string, unknown>
    query?: Record<string, unknown>
    headers?: Record<string, string>
    body?: unknown
  }
  /** `type` where the answer is not JSON. */
  response: { status: number; headers?: Record<string, string>; type?: string; body?: unknown }
}
