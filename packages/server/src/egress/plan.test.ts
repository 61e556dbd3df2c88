import { ApiError } from '@proxyapi/contract/errors'
import { describe, expect, it } from 'vitest'
import { egressClasses } from './classes.ts'
import { judgeOf } from './judge.ts'
import { STREAM_TOTAL_MS } from './limits.ts'
import { type EgressCall, planCall } from './plan.ts'

const call: EgressCall = { class: 'provider', method: 'POST', url: 'https://api.example.com/v1/chat?x=1' }
const plan = (more: Partial<EgressCall> = {}, streamed = false) =>
  planCall({ ...call, ...more }, judgeOf({}), 'agent/1', streamed)

describe('planCall', () => {
  it('says what goes onto the wire', () => {
    expect(plan({ headers: { Authorization: 'Bearer k' }, body: '{}' })).toMatchObject({
      method: 'POST',
      path: '/v1/chat?x=1',
      headers: [
        ...['authorization', 'Bearer k'],
        ...['user-agent', 'agent/1', 'accept-encoding', 'identity', 'x-proxyapi-hops', '1'],
      ],
      body: '{}',
      limits: egressClasses.provider.limits,
      answer: 'read',
    })
    expect(plan().body).toBeNull()
  })

  it('adds no header that is there already, and asks for no encoding where it does not read the answer', () => {
    const headers = { 'User-Agent': 'mine', 'Accept-Encoding': 'br' }
    expect(plan({ headers, hops: 1 }).headers).toEqual([
      ...['user-agent', 'mine', 'accept-encoding', 'br', 'x-proxyapi-hops', '2'],
    ])
    expect(plan({ class: 'target' }).headers).toEqual(['user-agent', 'agent/1', 'x-proxyapi-hops', '1'])
    expect(plan({ class: 'webhook' }).headers).toEqual(['user-agent', 'agent/1', 'x-proxyapi-hops', '1'])
  })

  it('takes limits from the call, else for streams without total and size, else from the class', () => {
    const { limits } = egressClasses.provider
    expect(plan({}, true).limits).toEqual({ ...limits, totalMs: STREAM_TOTAL_MS, maxBytes: Number.POSITIVE_INFINITY })
    expect(plan({ limits: { connectMs: 3, totalMs: 5, idleMs: undefined } }, true).limits).toEqual({
      ...limits,
      connectMs: 3,
      totalMs: 5,
      maxBytes: Number.POSITIVE_INFINITY,
    })
    expect(plan({ limits: { headersMs: 1, maxBytes: 2 } }).limits).toEqual({ ...limits, headersMs: 1, maxBytes: 2 })
  })

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('EG19 sends %s', (method) => {
    expect(plan({ method }).method).toBe(method)
  })

  it.each(['CONNECT', 'TRACE', 'get', 'PROPFIND', ''])('EG19 does not send %j', (method) => {
    expect(() => plan({ method })).toThrow(new ApiError('METHOD_NOT_ALLOWED'))
  })

  it('EG18 names the header that cannot be sent', () => {
    expect(() => plan({ headers: { 'X-A': 'a\nb' } })).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        options: { details: [{ path: 'header.x-a', message: expect.any(String) }] },
      }),
    )
    expect(plan({ headers: { 'x-a': '\t ÿ~' } }).headers).toContain('\t ÿ~')
  })
})
