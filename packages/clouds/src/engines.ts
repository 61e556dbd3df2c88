/** An inference server that a rented GPU runs: everything that differs between two of them. */
export interface Engine {
  id: string
  /** Pinned; null: the caller's own. */
  image: string | null
  /** Where it listens; null: the caller says. */
  port: number | null
  /** What makes it serve a model. */
  args(model: string): string[]
  /** What makes it ask for the token; secret like the token itself. */
  guard(token: string): { args: string[]; env: Record<string, string> }
  /** What answers 2xx once it is up; null: the caller says. */
  healthPath: string | null
  /** A list at which the model stands once it is loaded; null: nothing lists it. */
  modelsPath: string | null
  /** False: it asks nobody for a token, so it must not be reachable from outside. */
  isGuarded: boolean
  /** The row of `brands` whose wire it speaks. */
  brand: string
}

const byArgument = (token: string) => ({ args: ['--api-key', token], env: {} })

const rows: readonly Engine[] = [
  {
    id: 'vllm',
    image: 'vllm/vllm-openai:v0.11.0',
    port: 8000,
    args: (model) => ['--model', model, '--served-model-name', model, '--host', '0.0.0.0', '--port', '8000'],
    guard: byArgument,
    healthPath: '/health',
    modelsPath: '/v1/models',
    isGuarded: true,
    brand: 'vllm',
  },
  {
    id: 'tgi',
    image: 'ghcr.io/huggingface/text-generation-inference:3.3.6',
    port: 8000,
    args: (model) => ['--model-id', model, '--hostname', '0.0.0.0', '--port', '8000'],
    guard: byArgument,
    healthPath: '/health',
    modelsPath: null,
    isGuarded: true,
    brand: 'openai_compatible',
  },
  {
    id: 'sglang',
    image: 'lmsysorg/sglang:v0.5.4',
    port: 8000,
    args: (model) => ['--model-path', model, '--served-model-name', model, '--host', '0.0.0.0', '--port', '8000'],
    guard: byArgument,
    healthPath: '/health_generate',
    modelsPath: '/v1/models',
    isGuarded: true,
    brand: 'openai_compatible',
  },
  {
    id: 'ollama',
    image: 'ollama/ollama:0.12.6',
    port: 11_434,
    args: () => ['serve'],
    guard: () => ({ args: [], env: {} }),
    healthPath: '/api/version',
    modelsPath: '/v1/models',
    isGuarded: false,
    brand: 'ollama',
  },
  {
    id: 'custom',
    image: null,
    port: null,
    args: () => [],
    guard: (token) => ({ args: [], env: { PROXY_API_INSTANCE_TOKEN: token } }),
    healthPath: null,
    modelsPath: null,
    isGuarded: true,
    brand: 'openai_compatible',
  },
]

/** By id, as a deployment names them. */
export const engines: ReadonlyMap<string, Engine> = new Map(rows.map((engine) => [engine.id, engine]))
