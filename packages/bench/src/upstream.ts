/** The fixed upstream of the gateway benchmark: one JSON answer, or a stream of 64 small chunks. Prints its port. */
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
const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], usage: null })}\n\n`
const chunks = [
  chunk({ role: 'assistant', content: '' }),
  ...Array.from({ length: 61 }, (_, i) => chunk({ content: `word${i} ` })),
  chunk({}, 'stop'),
  `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [], usage })}\n\n`,
].map((part) => Buffer.from(part))
const done = Buffer.from('data: [DONE]\n\n')

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
    if (!stream)
      return void response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length })
        .end(whole)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const part of chunks) response.write(part)
    response.end(done)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port))
process.on('disconnect', () => process.exit())
