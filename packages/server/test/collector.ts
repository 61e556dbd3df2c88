/** A collector of traces on loopback: takes OTLP over HTTP and Zipkin, decodes what comes and keeps it. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface CollectedSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  startMs: number
  endMs: number
  attributes: Record<string, unknown>
  events: { name: string; attributes: Record<string, unknown> }[]
  links: { traceId: string; spanId: string }[]
  error: string | null
}

export interface Collector {
  url: string
  spans: CollectedSpan[]
  /** Attributes of who sent last. */
  resource(): Record<string, unknown>
  /** Each request as it came. */
  received: { path: string; headers: IncomingHttpHeaders; body: string }[]
  /** Spans of this name, by start. */
  named(name: string): CollectedSpan[]
  /** What stands below a span, by start. */
  below(span: CollectedSpan): CollectedSpan[]
  close(): Promise<void>
}

const sorted = (spans: CollectedSpan[]) => spans.sort((a, b) => a.startMs - b.startMs)

/** `answer` may misbehave instead of saying that all is well. */
export async function startCollector(
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
    void response.setHeader('content-type', 'application/json').end('{}'),
): Promise<Collector> {
  const spans: CollectedSpan[] = []
  const received: Collector['received'] = []
  let resource: Record<string, unknown> = {}
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      const { url: path = '', headers } = request
      received.push({ path, headers, body })
      if (path === '/v1/traces') {
        const { resourceSpans } = JSON.parse(body) as OtlpBody
        for (const one of resourceSpans) {
          resource = plain(one.resource.attributes)
          spans.push(...one.scopeSpans.flatMap((scope) => scope.spans.map(decoded)))
        }
      }
      answer(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    received,
    resource: () => resource,
    named: (name) => sorted(spans.filter((span) => span.name === name)),
    below: ({ spanId, traceId }) =>
      sorted(spans.filter((span) => span.parentSpanId === spanId && span.traceId === traceId)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface KeyValue {
  key: string
  value: Record<string, unknown> & { arrayValue?: { values: Record<string, unknown>[] } }
}

interface OtlpSpan extends Pick<CollectedSpan, 'traceId' | 'spanId' | 'parentSpanId' | 'name' | 'kind' | 'links'> {
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: KeyValue[]
  events: { name: string; timeUnixNano: string; attributes: KeyValue[] }[]
  status: { code?: number; message?: string }
}

interface OtlpBody {
  resourceSpans: { resource: { attributes: KeyValue[] }; scopeSpans: { spans: OtlpSpan[] }[] }[]
}

const msOf = (nanos: string): number => Number(BigInt(nanos) / 1_000n) / 1_000

const decoded = ({ status, startTimeUnixNano, endTimeUnixNano, attributes, events, ...span }: OtlpSpan) => ({
  ...span,
  startMs: msOf(startTimeUnixNano),
  endMs: msOf(endTimeUnixNano),
  attributes: plain(attributes),
  events: events.map((event) => ({ name: event.name, attributes: plain(event.attributes) })),
  error: status.code === 2 ? (status.message ?? '') : null,
})

const plain = (attributes: KeyValue[]): Record<string, unknown> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.arrayValue ? value.arrayValue.values.map((one) => Object.values(one)[0]) : Object.values(value)[0],
    ]),
  )
