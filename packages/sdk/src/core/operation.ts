/** What the SDK knows of an operation; the rows are generated, and leave out what most of them have. */
export interface OperationRow {
  method: string
  path: string
  /** How errors and success are shaped: `api` answers `{data}`, `task` answers `{success, data}`, others as they are. `api` unless given. */
  family?: 'models' | 'api' | 'task' | 'openai' | 'anthropic' | 'graphql' | 'plain'
  /** Honors Idempotency-Key. */
  idempotent?: boolean
  /** Default per attempt, milliseconds; 30,000 unless given. */
  timeoutMs?: number
  /** Path of the items and of the next cursor in the answer, for lists. */
  page?: { items: string; next: string }
  /** The answer carries an ETag and may be kept. */
  etag?: boolean
  /** The body is a form. */
  multipart?: boolean
  /** The answer is bytes. */
  binary?: boolean
}
