import { ConfigurationError } from '../core/errors.ts'
import { type Bytes, utf8 } from './bytes.ts'
import { WebhookVerificationError } from './verification-error.ts'

export type WebhookHeaders = Headers | Record<string, string | readonly string[] | undefined>

/** A request as a framework without `Request` has it; `body` as it came, before any parsing. */
export interface WebhookRequest {
  body: string | Uint8Array | ArrayBuffer
  headers: WebhookHeaders
}

export type WebhookInput = Request | WebhookRequest

/** What is verified. */
export interface Message {
  body: Bytes
  /** The values of a header by its lower-case name; none where it is absent. */
  header(name: string): readonly string[]
}

export async function readInput(input: WebhookInput): Promise<Message> {
  if (!isRequest(input)) return readInputSync(input)
  if (input.bodyUsed) throw parsed('The body of this Request was read before')
  return { body: new Uint8Array(await input.arrayBuffer()), header: headerReader(input.headers) }
}

export function readInputSync(input: WebhookInput): Message {
  if (isRequest(input)) throw new ConfigurationError('verifySync takes {body, headers}; a Request needs verify.')
  return { body: bytesOf(input?.body), header: headerReader(input?.headers ?? {}) }
}

const isRequest = (input: WebhookInput): input is Request =>
  typeof (input as Partial<Request> | undefined)?.arrayBuffer === 'function'

function bytesOf(body: unknown): Bytes {
  if (typeof body === 'string') return utf8(body)
  // No instanceof: test runners and frames have byte classes of their own.
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength)
  if (Object.prototype.toString.call(body) === '[object ArrayBuffer]') return new Uint8Array(body as ArrayBuffer)
  throw parsed(body === null || body === undefined ? 'There is no body' : 'The body was parsed before')
}

const parsed = (what: string) =>
  new WebhookVerificationError(
    'parsed_body',
    `${what}, and a signature is verified on the bytes as they came. Express: express.raw({ type: 'application/json' }) on ` +
      "this route. Fastify: addContentTypeParser('application/json', { parseAs: 'buffer' }, …). NestJS: rawBody: true. " +
      'Next.js, Hono, Remix, SvelteKit: pass the Request itself, unread. Koa: raw-body. Lambda: event.body.',
  )

function headerReader(headers: WebhookHeaders): Message['header'] {
  if (typeof (headers as Headers).get === 'function') {
    return (name) => {
      const value = (headers as Headers).get(name)
      return value === null ? [] : [value]
    }
  }
  const byName = new Map<string, string[]>()
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    const key = name.toLowerCase()
    byName.set(key, [...(byName.get(key) ?? []), ...(typeof value === 'string' ? [value] : value)])
  }
  return (name) => byName.get(name) ?? []
}
