/** Two replicas of one database that are replaced one after the other, under load: nobody is told of it. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Running, startServer } from './running.ts'

/** As a balancer is: each request goes to a replica in rotation over connections that are kept; nothing is asked twice. */
async function balancerOf(): Promise<{ url: string; rotation: string[] }> {
  const rotation: string[] = []
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  let turn = 0
  const balancer: Server = createServer((incoming, outgoing) => {
    const target = new URL(incoming.url ?? '/', rotation[turn++ % rotation.length])
    const { method, headers } = incoming
    const passed = request(target, { method, headers: { ...headers, host: target.host }, agent }, (answer) => {
      const { connection: _, ...kept } = answer.headers
      outgoing.writeHead(answer.statusCode ?? 502, kept)
      answer.on('error', () => outgoing.destroy()).pipe(outgoing)
    })
    passed.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()))
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    balancer.closeAllConnections()
    balancer.close()
    agent.destroy()
  })
  return { url: `http://127.0.0.1:${(balancer.address() as { port: number }).port}`, rotation }
}

test('Operations 11: a rolling update under load loses no request and cuts no stream', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-rolling-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const start = async (): Promise<Running> => {
    const replica = await startServer({ folder })
    onTestFinished(() => void replica.process.kill('SIGKILL'))
    return replica
  }
  const { url, rotation } = await balancerOf()
  const replicas = [await start(), await start()]
  rotation.push(...replicas.map((replica) => replica.url))
  const key = replicas[0]!.key

  let isOver = false
  const outcomes: string[] = []
  const caller = async (n: number) => {
    while (!isOver) {
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': key },
        body: JSON.stringify({
          ...{ model: 'openai/gpt-4o-mini', stream: n % 2 === 0, max_tokens: 30 },
          messages: [{ role: 'user', content: 'echo: one two three' }],
        }),
      })
      const text = await response.text().catch(() => 'cut')
      const isWhole = text.includes(n % 2 === 0 ? 'data: [DONE]' : '"finish_reason":"stop"')
      outcomes.push(response.status === 200 && isWhole ? 'answered' : `${response.status} ${text.slice(0, 200)}`)
    }
  }
  const callers = Promise.all([0, 1, 2, 3].map(caller))
  for (const [at, old] of replicas.entries()) {
    const next = await start()
    const before = outcomes.length
    rotation[at] = next.url
    await expect.poll(() => outcomes.length, { timeout: 20_000 }).toBeGreaterThan(before + 8)
    const exit = once(old.process, 'exit')
    old.process.kill('SIGTERM')
    expect((await exit)[0]).toBe(0)
  }
  const before = outcomes.length
  await expect.poll(() => outcomes.length, { timeout: 20_000 }).toBeGreaterThan(before + 8)
  isOver = true
  await callers
  expect(outcomes.filter((outcome) => outcome !== 'answered')).toEqual([])
}, 120_000)
