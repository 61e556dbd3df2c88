import { ApiError } from '@proxyapi/contract/errors'
import { describe, expect, it } from 'vitest'
import { checkTopics, sentAs, topicsOf } from './topics.ts'

describe('the name under which an event is sent', () => {
  it.each<[string[], string, string | null]>([
    [['payment.completed'], 'payment.completed', 'payment.completed'],
    [['payment.success'], 'payment.completed', 'payment.success'],
    [['payment.success', 'payment.completed'], 'payment.completed', 'payment.completed'],
    [['payment.success', 'payment.*'], 'payment.completed', 'payment.completed'],
    [['payment.success'], 'payment.failed', null],
    [['instance.*'], 'instance.ready', 'instance.ready'],
    [['instance.*'], 'deployment.ready', null],
    [['*'], 'key.created', 'key.created'],
    [[], 'key.created', null],
  ])('%j: %s is %j', (topics, name, expected) => {
    expect(sentAs(name, new Set(topics))).toBe(expected)
    expect(topics.some((topic) => topicsOf(name).includes(topic))).toBe(expected !== null)
  })
})

describe('what may be subscribed to', () => {
  const refusal = (topics: string[], kind: 'all' | 'billing' = 'all') => {
    try {
      checkTopics(topics, kind)
      return null
    } catch (error) {
      if (error instanceof ApiError) return error
      throw error
    }
  }

  it('names, groups, everything, and the other name of payment.completed', () => {
    expect(refusal(['instance.ready', 'models.*', '*', 'payment.success'])).toBeNull()
    expect(
      refusal(['payment.*', 'payment.success', 'budget.exceeded', 'billing.*', 'subscription.*'], 'billing'),
    ).toBeNull()
  })

  it.each(['instance.exploded', 'instance', 'gpu.available', 'gpu.*', '**', 'inst*', '', 'constructor'])(
    '%j is refused with the list',
    (topic) => {
      const error = refusal(['instance.ready', topic])
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', options: { details: [{ path: '/events/1' }] } })
      expect(error?.message).toContain('payment.success')
      expect(error?.message).not.toContain('gpu.available')
    },
  )

  it.each(['*', 'instance.*', 'key.created'])('%s is not of money', (topic) => {
    expect(refusal([topic], 'billing')?.message).not.toContain('instance.')
  })
})
