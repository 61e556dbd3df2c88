import { verify, verifySync } from '@proxyapi/sdk/webhooks'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataSignature, type PreparedEvent, prepare } from './prepare.ts'
import { newSecret } from './secret.ts'

const at = Date.UTC(2024, 0, 12, 10, 30)
const nowMs = at + 999
const event: PreparedEvent = {
  id: 'evt_01J00000000000000000000000',
  name: 'instance.created',
  seq: 41,
  at,
  data: { gpu_model: 'Café', price_per_hour: 0.00005 },
}
const current = newSecret((length) => new Uint8Array(length).fill(1))
const previous = 'the-secret-before-it'
const options = { now: () => nowMs }

describe('prepare', () => {
  it('gives the vector of the seed signature', () => {
    const data = {
      gpu_model: 'Café',
      instance_id: 'vast-12345',
      price_per_hour: 0.00005,
      provider: 'vast.ai',
      user_id: 'usr_01',
    }
    const vector = '791b94d31eaacca2a3e70c69023c4fd9eef53812241eb9dec348e325c89a22ca'
    expect(dataSignature(data, 'webhook-secret-for-verification')).toBe(vector)
  })

  it('writes the body and headers of the contract', () => {
    const { body, headers } = prepare(event, { current, previous: null }, nowMs)
    const signature = headers['x-signature']
    expect(body).toBe(
      '{"id":"evt_01J00000000000000000000000","event":"instance.created","type":"instance.created",' +
        '"event_type":"instance.created","seq":41,"timestamp":"2024-01-12T10:30:00.000Z",' +
        `"data":{"gpu_model":"Café","price_per_hour":0.00005},"signature":"${signature}"}`,
    )
    expect(headers).toEqual({
      'content-type': 'application/json',
      'webhook-id': event.id,
      'webhook-timestamp': String(at / 1_000),
      'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
      'x-signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('what it makes of any data, our receivers accept by each scheme', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        fc.nat(9e9),
        async (data, shift) => {
          const attemptMs = nowMs + shift
          const { body, headers } = prepare({ ...event, data }, { current, previous: null }, attemptMs)
          const given = { secrets: current, now: () => attemptMs }
          const expected = JSON.parse(body)
          expect(await verify({ body, headers }, given)).toEqual(expected)
          const seedHeaders = { 'x-signature': headers['x-signature'] ?? '' }
          expect(verifySync({ body, headers: seedHeaders }, { ...given, schemes: ['x-signature'] })).toEqual(expected)
          expect(verifySync({ body, headers: {} }, { ...given, schemes: ['signature'] })).toEqual(expected)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('WO06 in an overlap both secrets sign, the seed signature is of the old one', async () => {
    const { body, headers } = prepare(event, { current, previous }, nowMs)
    for (const secrets of [current, previous]) await verify({ body, headers }, { ...options, secrets })
    const seed = { body, headers: { 'x-signature': headers['x-signature'] ?? '' } }
    await verify(seed, { ...options, secrets: previous, schemes: ['x-signature'] })
    const withNew = verify(seed, { ...options, secrets: current, schemes: ['x-signature'] })
    await expect(withNew).rejects.toMatchObject({ reason: 'no_match' })
  })
})
