/** Streams of each dialect, cut at 40 places, to callers of each: an error in the caller's own form, and never an end. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, callers, errorShape, eventsOf, failureIn, saidTo } from './callers.ts'
import { type Upstream, upstreams } from './fault-cases.ts'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider, speaking } from './lanes.ts'

const said = 'Grüße, one two three four five six seven eight nine ten eleven twelve, 😀'
const places = 40
/** What says that an answer is complete; before it every place is a truncation. */
const finish =
  /"finish_reason":"(?:stop|COMPLETE)"|"stop_reason":"end_turn"|"finishReason"|"type":"response\.completed"/
const models: Record<Upstream, string> = {
  'openai-chat': 'gpt-4o',
  'openai-responses': 'gpt-4o-mini',
  'anthropic-messages': 'claude-sonnet-4-5-20250929',
  'cohere-v2': 'command-a-03-2025',
  gemini: 'gemini-2.5-flash',
  'perplexity-agent': 'perplexity/sonar',
}

let harness: Harness
beforeAll(async () => {
  harness = await startHarness({
    providers: (urls) =>
      Object.entries(upstreams).map(([upstream, brand]) =>
        speaking(upstream, provider(upstream, brand, urls[brand], { models: [models[upstream as Upstream]] })),
      ),
    models: Object.entries(upstreams).map(([upstream, brand]) => facts(brand, models[upstream as Upstream])),
  })
})
afterAll(() => harness.close())

async function ask({ path, body }: Caller, upstream: Upstream) {
  const response = await fetch(`${harness.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body(`echo: ${said}`), model: `${upstream}/${models[upstream]}`, stream: true }),
  })
  return { status: response.status, text: await response.text() }
}

/** How many bytes of its answer the upstream sends before it says that the answer is complete. */
async function bytesBeforeFinish(upstream: Upstream): Promise<number> {
  const sim = harness.sims[upstreams[upstream]]
  const { method, path, query, headers, body } = sim.requests().at(-1)!
  const { 'content-length': _, host: __, connection: ___, ...own } = headers
  const again = await fetch(`${sim.url}${path}?${query}`, { method, headers: own, body: JSON.stringify(body) })
  const text = await again.text()
  const event = Math.max(text.lastIndexOf('\ndata:', text.search(finish)), 0)
  return Buffer.byteLength(text.slice(0, event))
}

describe.each(Object.keys(upstreams) as Upstream[])('an upstream of %s', (upstream) => {
  test.each(callers)(
    `to $id: ${places} of ${places} are an error in-band or before it, and none has an end`,
    async (caller) => {
      const whole = await ask(caller, upstream)
      expect([saidTo(caller, whole.text, true), whole.text.includes(caller.endMarker)]).toEqual([said, true])
      const bytes = await bytesBeforeFinish(upstream)
      expect(bytes).toBeGreaterThan(places)
      const heard: string[] = []
      for (let place = 0; place < places; place++) {
        const afterBytes = Math.floor((bytes * place) / places)
        const cut = (['truncated', 'reset-mid', 'cut'] as const)[place % 3]!
        harness.sims[upstreams[upstream]].fault({ match: { model: models[upstream] }, do: cut, afterBytes })
        const { status, text } = await ask(caller, upstream)
        expect(text).not.toContain(caller.endMarker)
        if (status !== 200) {
          expect([status, JSON.parse(text)]).toMatchObject([502, { error: { message: expect.any(String) } }])
          continue
        }
        expect(failureIn(caller, text)).toMatchObject(errorShape(caller, 'UPSTREAM_TRUNCATED'))
        expect(said.startsWith(saidTo(caller, text, true))).toBe(true)
        heard.push(text)
      }
      expect(heard.length).toBeGreaterThan(places / 4)
      if (caller.id === 'openai-responses') {
        for (const text of heard) {
          const numbers = eventsOf(text).map(({ sequence_number: n }) => n)
          expect(numbers).toEqual(numbers.map((_, index) => index))
        }
      }
      await settledAll(harness)
      expect(harness.book.settled.splice(0)).toHaveLength(places + 1)
    },
  )
})
