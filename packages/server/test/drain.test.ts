/** A server that is told to end while streams run. */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { callers, eventsOf } from './gateway/callers.ts'
import { startServer } from './running.ts'

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
