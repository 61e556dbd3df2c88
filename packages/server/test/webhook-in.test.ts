/** `POST /webhook/incoming` as other systems call it, over HTTP. */
import { createHmac } from 'node:crypto'
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { expect, onTestFinished, test } from 'vitest'
import { startApp } from './app.ts'

const secret = 'webhook-secret-for-verification'
const body = '{"event": "models.updated", "data": {"provider": "openai"}}'
const sign = (text: string) => createHmac('sha256', secret).update(text).digest('hex')

async function world(yaml: string) {
  const app = await startApp(yaml)
  onTestFinished(() => app.close())
  const judged = conformingFetch(async (request) => app.app.fetch(request))
  return (text: string, headers: Record<string, string>) =>
    judged(
      new Request('http://127.0.0.1:8000/webhook/incoming', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: text,
      }),
    )
}

test('a signed event is processed, one that is not known is ignored, others are refused, all without a key', async () => {
  const send = await world(`webhooks: { incoming: [{ name: ours, secret: '${secret}' }] }`)
  const good = await send(body, { 'x-signature': sign(body) })
  expect([good.status, await good.json()]).toEqual([200, { status: 'processed' }])
  const other = body.replace('models.updated', 'invoice.created')
  expect(await (await send(other, { 'x-signature': sign('{"provider": "openai"}') })).json()).toEqual({
    status: 'ignored',
  })
  const bad = await send(body, { 'x-signature': sign(`${body} `) })
  expect([bad.status, ((await bad.json()) as { code: string }).code]).toEqual([401, 'INVALID_SIGNATURE'])
  const large = `{"event":"models.updated","data":{"x":"${'y'.repeat(64 * 1_024)}"}}`
  expect((await send(large, { 'x-signature': sign(large) })).status).toBe(413)
})

test('WI02 without a secret it is not configured', async () => {
  const send = await world('{}')
  const answer = await send(body, { 'x-signature': createHmac('sha256', '').update(body).digest('hex') })
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([503, 'NOT_CONFIGURED'])
})
