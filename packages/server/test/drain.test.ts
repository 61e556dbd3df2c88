/** A server that is told to end while streams run, bodies come in and sockets are open, or before it is up. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulateOpenAI } from '@proxyapi/simulators'
import { expect, onTestFinished, test } from 'vitest'
import { callers, eventsOf } from './gateway/callers.ts'
import { mainOfServer, type Running, startServer } from './running.ts'
import { subscribe } from './sockets.ts'

const limitMs = 30_000

test('FK03 SIGTERM: a stream that does not end in time is told so in its own form, has no end, and the process ends well', async () => {
  const { url, key, process, output } = await startServer({ environment: { PROXY_API_SERVER__DRAIN_TIMEOUT: '300ms' } })
  const streams = await Promise.all(
    callers.map(async ({ path, body }) => {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': key },
        body: JSON.stringify({ ...body('echo: one two three four'), model: 'openai/sim/stall', stream: true }),
      })
      expect(response.status).toBe(200)
      return response
    }),
  )
  const exit = once(process, 'exit')
  process.kill('SIGTERM')
  const texts = await Promise.all(streams.map((response) => response.text()))
  expect((await exit)[0]).toBe(0)
  for (const [index, caller] of callers.entries()) {
    const text = texts[index]!
    expect(text).not.toContain(caller.endMarker)
    const told = JSON.stringify(eventsOf(text).slice(-2))
    expect(told).toMatch(caller.id === 'anthropic-messages' ? /overloaded_error/ : /shutting_down/)
  }
  expect(output()).not.toContain('"level":"error"')
})

/** Streams that take about half a second, from a provider that says a word each 10 ms. */
async function slowly(): Promise<Running> {
  const upstream = await simulateOpenAI({ tokenMs: 10 })
  onTestFinished(() => upstream.close())
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-drain-'))
  const row = `{ name: openai, type: openai, base_url: '${upstream.url}/v1', models: ['*'] }`
  writeFileSync(join(folder, 'config.yaml'), `providers: [${row}]\n`)
  const server = await startServer({ command: 'serve', folder, environment: { OPENAI_API_KEY: 'sk-sim' } })
  onTestFinished(() => void server.process.kill('SIGKILL'))
  return server
}

/** A file that is on its way: all but its last bytes. */
async function uploading({ url, key }: Running) {
  const form = new FormData()
  form.set('model', 'whisper-1')
  form.set('file', new Blob([new Uint8Array(64_000)]), 'speech.wav')
  const whole = new Response(form)
  const bytes = Buffer.from(await whole.arrayBuffer())
  const sent = request(`${url}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: {
      'x-api-key': key,
      'content-type': whole.headers.get('content-type') ?? '',
      'content-length': bytes.length,
    },
  })
  await new Promise<void>((resolve) => sent.write(bytes.subarray(0, -100), () => resolve()))
  return async () => {
    sent.end(bytes.subarray(-100))
    const [answer] = await once(sent, 'response')
    for await (const _ of answer);
    return { status: answer.statusCode, connection: answer.headers.connection }
  }
}

test(
  'SIGTERM truncates nothing in time: 60 streams and an upload come to their ends, sockets are told where to go',
  async () => {
    const server = await slowly()
    const { url, key, process } = server
    const socket = await subscribe(server, { 'x-api-key': key }, ['model_updates'])
    const finish = await uploading(server)
    const prompt = `echo: ${'word '.repeat(50)}`
    const streams = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const caller = callers[i % callers.length]!
        const response = await fetch(`${url}${caller.path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': key },
          body: JSON.stringify({ ...caller.body(prompt), model: 'openai/gpt-4o-mini', stream: true }),
        })
        expect(response.status).toBe(200)
        return { caller, response }
      }),
    )
    const exit = once(process, 'exit')
    process.kill('SIGTERM')
    expect((await socket.closed).code).toBe(1012)
    expect(await finish()).toEqual({ status: 200, connection: 'close' })
    const ready = await fetch(`${url}/health/ready`).then(
      ({ status }) => status,
      () => 'refused',
    )
    expect([503, 'refused']).toContain(ready)
    await expect(once(connect(Number(new URL(url).port), '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED')
    const texts = await Promise.all(streams.map(({ response }) => response.text()))
    expect(texts.filter((text, i) => !text.includes(streams[i]!.caller.endMarker))).toEqual([])
    const lastAt = performance.now()
    expect((await exit)[0]).toBe(0)
    expect(performance.now() - lastAt).toBeLessThan(3_000)
    expect(server.output()).not.toContain('"level":"error"')
  },
  limitMs,
)

test.each([
  ['SIGHUP', 'goes on'],
  ['SIGTERM', 'ends well'],
] as const)(
  '%s that comes before it is up: it %s',
  async (signal, does) => {
    const folder = mkdtempSync(join(tmpdir(), 'proxyapi-early-'))
    const main = join(import.meta.dirname, 'signalled-main.ts')
    const child = spawn(process.execPath, [main, 'serve'], {
      cwd: folder,
      env: { PATH: process.env.PATH, PROXY_API_PORT: '0', SIGNAL: signal, MAIN: mainOfServer },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: limitMs,
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const exit = once(child, 'exit')
    let text = ''
    for await (const bytes of child.stdout) {
      text += String(bytes)
      if (text.includes('listening on')) child.kill('SIGTERM')
    }
    expect(text.includes('listening on')).toBe(does === 'goes on')
    expect((await exit)[0]).toBe(0)
  },
  limitMs,
)
