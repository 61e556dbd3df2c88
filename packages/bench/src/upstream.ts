/** The fixed upstream of the gateway benchmark: one JSON answer, or a stream of 64 small chunks, in two dialects. Prints its port. */
import { createServer } from 'node:http'

const head = { id: 'chatcmpl-bench', created: 1_700_000_000, model: 'gpt-4o-mini' }
const usage = { prompt_tokens: 12, completion_tokens: 64, total_tokens: 76 }
const text = 'A fixed answer of ordinary length, so that parsing it costs what parsing an answer costs. '.repeat(4)
const whole = Buffer.from(
  JSON.stringify({
    ...head,
    object: 'chat.completion',
    choices: [
      { index: 0, message: { role: 'assistant', content: text, refusal: null }, logprobs: null, finish_reason: 'stop' },
    ],
    usage,
  }),
)
const framed = (data: object) => `data: ${JSON.stringify(data)}\n\n`
const chunk = (delta: object, finish: string | null = null) =>
  framed({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    usage: null,
  })
const words = Array.from({ length: 61 }, (_, i) => `word${i} `)
const chunks = [
  chunk({ role: 'assistant', content: '' }),
  ...words.map((content) => chunk({ content })),
  chunk({}, 'stop'),
  framed({ ...head, object: 'chat.completion.chunk', choices: [], usage }),
  'data: [DONE]\n\n',
].map((part) => Buffer.from(part))

const message = { id: 'msg_bench', type: 'message', role: 'assistant', model: 'claude-bench' }
const used = { input_tokens: 12, output_tokens: 64 }
const wholeMessage = Buffer.from(
  JSON.stringify({
    ...message,
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: used,
  }),
)
const event = (data: { type: string; [name: string]: unknown }) => `event: ${data.type}\n${framed(data)}`
const events = [
  event({ type: 'message_start', message: { ...message, content: [], stop_reason: null, usage: used } }),
  event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  ...words.map((word) => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: word } })),
  event({ type: 'content_block_stop', index: 0 }),
  event({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: used }),
  event({ type: 'message_stop' }),
].map((part) => Buffer.from(part))

const server = createServer((request, response) => {
  let stream = false
  request.on('data', (bytes: Buffer) => {
    stream ||= bytes.includes('"stream":true')
  })
  request.on('end', () => {
    if (request.method === 'GET')
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"object":"list","data":[{"id":"gpt-4o-mini","object":"model","created":1,"owned_by":"bench"}]}')
    const isMessage = request.url?.endsWith('/messages') === true
    const answer = isMessage ? wholeMessage : whole
    if (!stream)
      return void response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
        .end(answer)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const part of isMessage ? events : chunks) response.write(part)
    response.end()
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port))
process.on('disconnect', () => process.exit())
