import { expect, test } from 'vitest'
import { isSampled, type Sampling } from './sampling.ts'

const sampling = (over: Partial<Sampling> = {}): Sampling => ({
  probability: 1,
  isParentBased: true,
  rules: [],
  ...over,
})
const parent = (isSampled: boolean, end = '0000000000000') => ({
  traceId: `4bf92f3577b34da6a3c${end}`,
  spanId: '00f067aa0ba902b7',
  isSampled,
})
const never = () => {
  throw new Error('chance has no say here')
}

test('whoever calls us has decided, if that is believed', () => {
  expect(isSampled('a', parent(true), sampling({ probability: 0 }), never)).toBe(true)
  expect(isSampled('a', parent(false), sampling({ probability: 1 }), never)).toBe(false)
  expect(isSampled('a', parent(false), sampling({ isParentBased: false }), never)).toBe(true)
})

test('all and nothing ask no dice', () => {
  expect(isSampled('a', null, sampling({ probability: 1 }), never)).toBe(true)
  expect(isSampled('a', null, sampling({ probability: 0 }), never)).toBe(false)
})

test('a new trace is recorded with its probability', () => {
  expect(isSampled('a', null, sampling({ probability: 0.1 }), () => 0.0999)).toBe(true)
  expect(isSampled('a', null, sampling({ probability: 0.1 }), () => 0.1)).toBe(false)
})

test('of a trace that is known every process decides alike, by its id', () => {
  const half = sampling({ probability: 0.5, isParentBased: false })
  expect(isSampled('a', parent(false, '7ffffffffffff'), half, never)).toBe(true)
  expect(isSampled('a', parent(true, '8000000000000'), half, never)).toBe(false)
})

test('the first rule that fits counts, and beats the probability', () => {
  const rules = [
    { operation: 'createChatCompletion', probability: 1 },
    { operation: 'createChatCompletion', probability: 0 },
    { operation: null, probability: 0 },
  ]
  expect(isSampled('createChatCompletion', null, sampling({ rules }), never)).toBe(true)
  expect(isSampled('getHealth', null, sampling({ rules }), never)).toBe(false)
  expect(isSampled('getHealth', null, sampling({ rules: rules.slice(0, 2) }), never)).toBe(true)
})
