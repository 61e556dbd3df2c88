import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { modelHandler } from '../model-server.ts'
import { openaiFamily } from '../openai.ts'
import { readBody } from '../receive.ts'

/** What runs on a rented machine, as far as it answers. Times are milliseconds of the simulator's clock. */
export interface Container {
  env: Record<string, string>
  args: string[]
  onstart: string | null
  createdAt: number
}

/**
 * What answers on a port of a rented instance: `/inference` echoes its body, `/health` is well, `/v1/*` is a tiny model in
 * OpenAI's shape. With PROXY_API_INSTANCE_TOKEN in its environment everything asks for that Bearer; with `--api-key` in its
 * arguments `/v1/*` does.
 */
export function containerServer(instance: Container, now: () => number): RequestListener {
  const token = instance.env.PROXY_API_INSTANCE_TOKEN
  const apiKey = argument(instance, '--api-key')
  const model = tinyModel(instance, apiKey ?? token, now)
  return (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?')
    if (token && request.headers.authorization !== `Bearer ${token}`) {
      return json(response, 401, { error: 'unauthorized' })
    }
    if (path === '/health' || path === '/') return json(response, 200, { status: 'ok' })
    if (path === '/inference') return void echo(request, response)
    if (path.startsWith('/v1/')) return model(request, response)
    json(response, 404, { error: `there is no ${path}` })
  }
}

function tinyModel(instance: Container, key: string | undefined, now: () => number): RequestListener {
  const id =
    argument(instance, '--served-model-name') ?? argument(instance, '--model') ?? instance.env.MODEL ?? 'tiny-llm'
  const extra = { root: id, parent: null, max_model_len: 8192, permission: [] }
  const options = {
    seed: 'tiny',
    now,
    keys: key === undefined ? null : [key],
    models: [{ id, owned_by: 'vllm', created: Math.floor(instance.createdAt / 1000), extra, context: 8192 }],
  }
  return modelHandler(openaiFamily(options), options).handle
}

function argument({ args, onstart }: Container, name: string): string | undefined {
  const words = [...args, ...(onstart?.split(/\s+/) ?? [])]
  const at = words.indexOf(name)
  return at < 0 ? words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) : words[at + 1]
}

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request).catch(() => null)
  if (body === null) return void response.destroy()
  response.writeHead(200, { 'content-type': request.headers['content-type'] ?? 'application/json' }).end(body)
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
