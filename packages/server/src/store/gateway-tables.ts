/** Tables of the gateway: what was called and what came of it. No text of prompts or answers. */

export interface InferenceRequestsTable {
  /** Ours, one a call; `request_id` may be the caller's and come again. */
  id: string
  request_id: string
  at: number
  user_id: string
  key_id: string | null
  /** operationId. */
  operation: string
  asked_model: string
  /** Who answered; null: nobody. */
  provider: string | null
  model: string | null
  status: number
  code: string | null
  streamed: number
  latency_ms: number
  first_token_ms: number | null
  overhead_us: number
  input_tokens: number | null
  cached_tokens: number | null
  output_tokens: number | null
  reasoning_tokens: number | null
  estimated: number
  /** Null: the price is unknown. */
  cost: number | null
  cache: string
}

export interface InferenceAttemptsTable {
  /** `inference_requests.id`. */
  call_id: string
  n: number
  provider: string
  model: string
  outcome: string
  fault: string | null
  code: string | null
  status: number | null
  upstream_id: string | null
  first_token_ms: number | null
  duration_ms: number
  input_tokens: number | null
  output_tokens: number | null
  cost: number | null
}

export interface GatewayTables {
  inference_requests: InferenceRequestsTable
  inference_attempts: InferenceAttemptsTable
}
