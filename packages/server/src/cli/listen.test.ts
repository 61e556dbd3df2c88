import { once } from 'node:events'
import { expect, test } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { listen } from './listen.ts'

const { config } = loadConfig({ files: [{ name: 'test.yaml', text: '{}' }], environment: {} })

const refused = () => {
  throw new Error('nothing is refused here')
}
const served = (fetch: () => Response) => ({
  fetch,
  upgrades: { takes: () => false, take() {} },
  refusals: { malformed: refused, tunnel: refused, reply: refused },
})

/** A server whose one stream says a word, waits for the test, and says another. */
async function streaming() {
  const gate = new EventTarget()
  const body = () =>
    new ReadableStream({
      async start(controller) {
        controller.enqueue('one ')
        const { type } = await Promise.race([once(gate, 'more'), once(gate, 'over')]).then(([event]) => event as Event)
        controller.enqueue(type === 'more' ? 'two' : 'over')
        controller.close()
      },
    }).pipeThrough(new TextEncoderStream() as never)
  const server = { ...config.server, port: 0, host: '127.0.0.1' }
  const listening = await listen(
    served(() => new Response(body())),
    server,
  )
  const response = await fetch(`http://127.0.0.1:${listening.port}`)
  return { listening, response, say: (word: 'more' | 'over') => gate.dispatchEvent(new Event(word)) }
}

test('FK03 a stream that runs comes to its end, and then the drain is over', async () => {
  const { listening, response, say } = await streaming()
  let isOver = false
  const drained = listening.drain(30_000, () => {
    isOver = true
  })
  await expect(fetch(`http://127.0.0.1:${listening.port}`)).rejects.toThrow()
  say('more')
  expect(await response.text()).toBe('one two')
  await drained
  expect(isOver).toBe(false)
})

test('FK03 what still runs when the time is over has its last words', async () => {
  const { listening, response, say } = await streaming()
  const drained = listening.drain(20, () => void say('over'))
  expect(await response.text()).toBe('one over')
  await drained
})

test('what has nothing to say is cut', async () => {
  const { listening, response } = await streaming()
  await listening.drain(20, () => undefined)
  await expect(response.text()).rejects.toThrow()
})
