import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { invalid } from './launch.ts'

export type ProxyBody = components['schemas']['GpuProxyRequest']

/** A request as its protocol wants it. */
export interface Shaped {
  method: string
  /** Appended where the target has no path of its own. */
  defaultPath: string
  headers: Record<string, string>
  body: string | null
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
export const ourKey = /pxk_[0-9A-Za-z]{38}/

type Json = Record<string, unknown>

/**
 * Completes a request by the rules of its protocol. Throws METHOD_NOT_ALLOWED, or INVALID_REQUEST for a body that is none of
 * the protocol, and for a header that holds one of `secrets` or an API key of ours.
 */
export function shape(request: ProxyBody, secrets: readonly string[], random: () => string): Shaped {
  const method = (request.method ?? 'POST').toUpperCase()
  if (!methods.has(method)) {
    const allowed = [...methods].join(', ')
    throw new ApiError('METHOD_NOT_ALLOWED', `${request.method} cannot be sent; ${allowed} can.`, {
      headers: { Allow: allowed },
    })
  }
  const headers = checkedHeaders(request.headers ?? {}, secrets)
  const { defaultPath, body, adds } = protocols[request.protocol](request.body, random)
  return { method, defaultPath, headers: withDefaults(headers, body, adds), body: textOf(body) }
}

interface Content {
  defaultPath: string
  body: unknown
  /** Headers that the caller may set otherwise. */
  adds?: Record<string, string>
}

const plain = (body: unknown): Content => ({ defaultPath: '/', body })

const protocols: Record<ProxyBody['protocol'], (body: unknown, random: () => string) => Content> = {
  http: plain,
  https: plain,
  openai,
  openinference: inference,
  oip: inference,
  mcp,
}

function openai(body: unknown): Content {
  if (!isObject(body)) return plain(body)
  return { defaultPath: Object.hasOwn(body, 'prompt') ? '/v1/completions' : '/v1/chat/completions', body }
}

/** Version 2 of the Open Inference Protocol where there are inputs, else OpenAI's shape. */
function inference(body: unknown): Content {
  if (!isObject(body) || !Object.hasOwn(body, 'inputs')) return openai(body)
  const { model, inputs, ...rest } = body
  if (!Array.isArray(inputs)) throw invalid('/body/inputs', 'must be a list of tensors')
  for (const [index, tensor] of inputs.entries()) checkTensor(tensor, `/body/inputs/${index}`)
  if (model !== undefined && typeof model !== 'string') throw invalid('/body/model', 'must be a text')
  const defaultPath = model === undefined ? '/' : `/v2/models/${encodeURIComponent(model)}/infer`
  return { defaultPath, body: { ...rest, inputs } }
}

const datatypes: ReadonlySet<unknown> = new Set([
  ...['BOOL', 'UINT8', 'UINT16', 'UINT32', 'UINT64', 'INT8', 'INT16', 'INT32', 'INT64'],
  ...['FP16', 'FP32', 'FP64', 'BYTES'],
])

function checkTensor(tensor: unknown, path: string): void {
  if (!isObject(tensor) || typeof tensor.name !== 'string') throw invalid(path, 'a tensor has a name')
  if (!datatypes.has(tensor.datatype)) throw invalid(`${path}/datatype`, `must be one of ${[...datatypes].join(', ')}`)
  const { shape: dimensions, data } = tensor
  const isShape = Array.isArray(dimensions) && dimensions.every((size) => Number.isSafeInteger(size) && size >= 0)
  if (!isShape) throw invalid(`${path}/shape`, 'must be a list of sizes')
  if (data === undefined) return
  const wanted = dimensions.reduce((product: number, size: number) => product * size, 1)
  const found = Array.isArray(data) ? data.flat(dimensions.length).length : 1
  if (found !== wanted) throw invalid(`${path}/data`, `has ${found} values, and its shape ${wanted}`)
}

/** One JSON-RPC message; what a caller left out of it is added. */
function mcp(body: unknown, random: () => string): Content {
  if (!isObject(body)) throw invalid('/body', 'must be one JSON-RPC message')
  const isAnswer = Object.hasOwn(body, 'result') || Object.hasOwn(body, 'error')
  if (!isAnswer && typeof body.method !== 'string') throw invalid('/body/method', 'must be a text')
  if (body.params !== undefined && (body.params === null || typeof body.params !== 'object')) {
    throw invalid('/body/params', 'must be an object or a list')
  }
  const needsId = !isAnswer && !Object.hasOwn(body, 'id') && !String(body.method).startsWith('notifications/')
  const message = { jsonrpc: '2.0', ...(needsId ? { id: random() } : {}), ...body }
  return { defaultPath: '/', body: message, adds: { accept: 'application/json, text/event-stream' } }
}

const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value)

function checkedHeaders(headers: Record<string, string>, secrets: readonly string[]): Record<string, string> {
  for (const [name, value] of Object.entries(headers)) {
    if (ourKey.test(value) || secrets.some((secret) => value.includes(secret))) {
      throw invalid(`/headers/${name}`, 'holds a credential of this server, which goes nowhere')
    }
  }
  return headers
}

function withDefaults(headers: Record<string, string>, body: unknown, adds: Record<string, string> = {}) {
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
  const defaults = { ...adds, ...(body === undefined || body === null ? {} : { 'content-type': type }) }
  return { ...Object.fromEntries(Object.entries(defaults).filter(([name]) => !given.has(name))), ...headers }
}

function textOf(body: unknown): string | null {
  if (body === undefined || body === null) return null
  return typeof body === 'string' ? body : JSON.stringify(body)
}
