/** A chat with an idempotency key, on a real server: it is dispatched once, and its answer is told again. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, startServer } from './running.ts'

let server: Running
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

let keys = 0

async function ask(key: string, body: object) {
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': server.key, 'idempotency-key': key },
    body: JSON.stringify({ model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'echo: once' }], ...body }),
  })
  const { status, headers } = response
  return { status, text: await response.text(), replayed: headers.get('idempotent-replayed'), headers }
}

/** As a client does: the settlement of the first call may still be on its way to the disk. */
async function again(key: string, body: object) {
  for (;;) {
    const reply = await ask(key, body)
    if (!reply.text.includes('idempotency_in_progress')) return reply
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function used(): Promise<number> {
  const response = await fetch(`${server.url}/api/v1/user/credits`, { headers: { 'x-api-key': server.key } })
  return ((await response.json()) as { data: { credits_used: number } }).data.credits_used
}

const said = (text: string) =>
  text.startsWith('{')
    ? JSON.parse(text).choices[0].message.content
    : text
        .split('\n')
        .filter((line) => line.startsWith('data: {'))
        .map((line) => JSON.parse(line.slice(6)).choices[0]?.delta?.content ?? '')
        .join('')

describe.each([false, true])('a repeated key (stream: %s)', (stream) => {
  test('gets the first answer again, and is not charged', async () => {
    const key = `key-${keys++}`
    const first = await ask(key, { stream })
    expect(first).toMatchObject({ status: 200, replayed: null })
    const second = await again(key, { stream })
    expect(second).toMatchObject({ status: 200, replayed: 'true' })
    expect(said(second.text)).toBe(said(first.text))
    expect(said(second.text)).toBe('once')
    expect(second.headers.get('x-proxyapi-attempts')).toBe('0')
    const before = await used()
    await again(key, { stream })
    expect(await used()).toBe(before)
  })

  test('with another body is refused', async () => {
    const key = `key-${keys++}`
    await ask(key, { stream })
    const other = await again(key, { stream, temperature: 0.5 })
    expect(other).toMatchObject({ status: 422, replayed: null })
  })
})

test('an answer that was cut is never asked for again', async () => {
  const key = `key-${keys++}`
  const body = { model: 'openai/sim/truncated', stream: true }
  await ask(key, body)
  const second = await again(key, body)
  expect(second.status).toBe(409)
  expect(second.text).toContain('idempotency_result_unavailable')
})
