import { ApiError } from '@proxyapi/contract/errors'
import type { Fault, UpstreamError } from '@proxyapi/providers'
import { describe, expect, test } from 'vitest'
import { facts, provider } from '../../test/gateway/lanes.ts'
import { EgressFailure, type EgressPhase, type FailureKind } from '../egress/failure.ts'
import {
  afterFault,
  callerError,
  errorOfFailure,
  isUnconnected,
  mostTelling,
  type Next,
  verdictOf,
  withoutSecrets,
} from './faults.ts'
import type { Lane } from './provider-settings.ts'

const lane = (id: string, context = 100_000): Lane => {
  const [name = '', model = ''] = id.split('/')
  return {
    id,
    provider: provider(name, 'openai', 'http://127.0.0.1:1', { retryAttempts: 2, retryDelayMs: 1_000 }),
    model: facts(name, model, { contextLength: context }),
  }
}
const error = (fault: Fault, more: Partial<UpstreamError> = {}): UpstreamError => ({
  code: 'UPSTREAM_ERROR',
  fault,
  message: 'no',
  ...more,
})

const next = (
  fault: Fault,
  rest: Lane[],
  more: { retries?: number; lastResort?: boolean; left?: number; error?: Partial<UpstreamError> } = {},
): Next =>
  afterFault(
    {
      lane: lane('a/m'),
      error: error(fault, more.error),
      unconnected: false,
      retries: more.retries ?? 0,
      lastResort: more.lastResort ?? false,
    },
    { lanes: rest, deadlineLeft: more.left ?? 1 },
    0.5,
  )

const first: Next = { do: 'next', index: 0 }
const stop: Next = { do: 'stop' }
const again = (waitMs: number): Next => ({ do: 'again', waitMs })
const same = lane('b/m')
const other = lane('c/other')

describe('what follows from a fault', () => {
  test.each<[string, Next, Next]>([
    ['transient: the same model elsewhere, at once', next('transient', [same]), first],
    ['transient: another model next, one short retry before it', next('transient', [other]), again(125)],
    ['transient: … and no second', next('transient', [other], { retries: 1 }), first],
    ['transient: nobody else, backoff with full jitter', next('transient', []), again(500)],
    ['transient: … doubling', next('transient', [], { retries: 1 }), again(1_000)],
    ['transient: … as often as the provider says', next('transient', [], { retries: 2 }), stop],
    ['protocol: as transient', next('protocol', [same]), first],
    ['a last resort is called once', next('transient', [], { lastResort: true }), stop],
    ['timeout: the next lane', next('timeout', [other]), first],
    ['timeout: the same once, if half of the time is left', next('timeout', [], { left: 0.5 }), again(0)],
    ['timeout: … and no second time', next('timeout', [], { retries: 1 }), stop],
    ['timeout: not if it is late', next('timeout', [], { left: 0.4 }), stop],
    ['rate: an equal lane is free', next('rate', [same], { error: { retryAfterMs: 100 } }), first],
    ['rate: a short pause is waited for', next('rate', [other], { error: { retryAfterMs: 2_000 } }), again(2_000)],
    ['rate: a long one is not', next('rate', [other], { error: { retryAfterMs: 2_001 } }), first],
    ['rate: nobody else, a long pause', next('rate', [], { error: { retryAfterMs: 60_000 } }), stop],
    ['rate: unsaid counts as a second', next('rate', []), again(1_000)],
    [
      'credential: not another model of the same provider',
      next('credential', [lane('a/other'), other]),
      { do: 'next', index: 1 },
    ],
    ['money: the same', next('money', [lane('a/other')]), stop],
    ['not there: the next lane', next('not-found', [lane('a/other')]), first],
    ['context: not the same model elsewhere', next('context-length', [same]), stop],
    [
      'context: a larger one',
      next('context-length', [same, lane('c/small', 50_000), lane('d/large', 200_000)]),
      { do: 'next', index: 2 },
    ],
    ['policy: nobody', next('content-policy', [same]), stop],
    ['caller: nobody', next('caller', [same]), stop],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected)
  })
})

describe('what a fault says of the upstream', () => {
  test.each<[Fault, string]>([
    ['transient', 'failed'],
    ['protocol', 'failed'],
    ['timeout', 'failed'],
    ['rate', 'busy'],
    ['money', 'held'],
    ['credential', 'held'],
    ['not-found', 'held'],
    ['caller', 'nothing'],
    ['content-policy', 'nothing'],
    ['context-length', 'nothing'],
  ])('%s: %s', (fault, says) => {
    expect(verdictOf(error(fault), false).says).toBe(says)
  })

  test('without a connection, and with a bad key, it is the whole provider', () => {
    expect(verdictOf(error('transient'), true)).toMatchObject({ says: 'failed', whole: true })
    expect(verdictOf(error('credential'), false)).toMatchObject({ says: 'held', whole: true })
    expect(verdictOf(error('not-found'), false)).toMatchObject({ says: 'held', whole: false })
  })
})

describe('failures of the way out', () => {
  test.each<[FailureKind, EgressPhase, string, Fault, boolean]>([
    ['refused', 'connect', 'UPSTREAM_UNAVAILABLE', 'transient', true],
    ['unresolvable', 'resolve', 'UPSTREAM_UNAVAILABLE', 'transient', true],
    ['tls', 'tls', 'UPSTREAM_UNAVAILABLE', 'transient', true],
    ['timeout', 'connect', 'UPSTREAM_TIMEOUT', 'timeout', true],
    ['reset', 'headers', 'UPSTREAM_ERROR', 'transient', false],
    ['reset', 'body', 'UPSTREAM_TRUNCATED', 'transient', false],
    ['too-large', 'body', 'UPSTREAM_PROTOCOL_ERROR', 'protocol', false],
    ['protocol', 'headers', 'UPSTREAM_PROTOCOL_ERROR', 'protocol', false],
  ])('%s in %s', (kind, phase, code, fault, unconnected) => {
    const failure = new EgressFailure({ kind, phase, sent: !unconnected })
    expect(errorOfFailure(failure)).toMatchObject({ code, fault })
    expect(isUnconnected(failure)).toBe(unconnected)
  })
})

describe('what the caller is told', () => {
  test('of several errors the one that tells most', () => {
    const told = (...faults: Fault[]) => mostTelling(faults.map((fault) => error(fault)))?.fault
    expect(told('transient', 'rate', 'timeout')).toBe('rate')
    expect(told('credential', 'transient')).toBe('transient')
    expect(told('credential', 'caller')).toBe('caller')
    expect(told('not-found', 'money')).toBe('not-found')
    expect(told()).toBeUndefined()
  })

  test('the upstream’s words only where it refused the request, without keys and addresses', () => {
    const upstream = { code: 'bad_thing', type: 'invalid_request_error', param: 'messages[0]' }
    const said = 'Bad request for org-12345678 with sk-abcdefghijkl, see https://example.com/x?key=1. '.repeat(20)
    const rejected = callerError({ code: 'UPSTREAM_REJECTED', fault: 'caller', message: said, upstream })
    expect(rejected.message.length).toBeLessThanOrEqual(500)
    expect(rejected.message).toContain('Bad request for')
    expect(rejected.message).not.toMatch(/org-1|sk-a|https/)
    expect(rejected.options).toMatchObject({ param: 'messages[0]', upstream: { code: 'bad_thing' } })
    const failed = callerError({ code: 'UPSTREAM_ERROR', fault: 'transient', message: said, upstream })
    expect(failed.message).not.toContain('Bad request')
    expect(failed.options.upstream).toBeUndefined()
    expect(failed).toBeInstanceOf(ApiError)
  })

  test('how long to wait', () => {
    expect(
      callerError({ code: 'RATE_LIMITED', fault: 'rate', message: '', retryAfterMs: 7_000 }).options.retryAfterMs,
    ).toBe(7_000)
    expect(callerError({ code: 'UPSTREAM_UNAVAILABLE', fault: 'transient', message: '' }).options.retryAfterMs).toBe(
      1_000,
    )
    expect(
      callerError({ code: 'UPSTREAM_ERROR', fault: 'transient', message: '' }).options.retryAfterMs,
    ).toBeUndefined()
  })
})

test('what a provider repeats of its key and headers is left out, wherever it says it', () => {
  const headers = { 'x-own': 'h3Lp6"Xc1', 'x-version': 'v1' }
  const own = provider('a', 'openai', 'http://127.0.0.1:1', { key: 'q7Zr2Vw9', headers })
  const repeated = {
    code: 'UPSTREAM_REJECTED' as const,
    fault: 'caller' as const,
    message: 'No: q7Zr2Vw9, h3Lp6"Xc1, q7Zr2Vw9 in v1',
    upstream: { code: 'q7Zr2Vw9', type: null, param: 'x' },
  }
  expect(withoutSecrets(repeated, own)).toEqual({
    ...repeated,
    message: 'No: …, …, … in v1',
    upstream: { code: '…', type: null, param: 'x' },
  })
  const clean = { ...repeated, message: 'No', upstream: { code: 'bad' } }
  expect(withoutSecrets(clean, own)).toBe(clean)
})
