import { expect } from 'vitest'
import type { AnswerEvent } from '../src/answer.ts'

/** Fails unless the events keep the law of `answer.ts`, whatever they say. */
export function expectWellFormed(events: readonly AnswerEvent[]): void {
  expect(events.length, 'an answer has an end').toBeGreaterThan(0)
  const ending = events.filter((event) => event.type === 'finish' || event.type === 'error')
  expect(events.slice(-ending.length), 'the end is last').toEqual(ending)
  if (ending.some((event) => event.type === 'error')) expect(ending, 'one error, and no finish').toHaveLength(1)
  const finished = ending.flatMap((event) => (event.type === 'finish' ? [event.choice] : []))
  expect(finished, 'one finish a choice, in order').toEqual([...new Set(finished)].sort((a, b) => a - b))
  if (finished.length > 0) {
    const spoken = events.flatMap((event) => ('choice' in event ? [event.choice] : []))
    expect(finished).toEqual(expect.arrayContaining([...new Set(spoken)]))
  }
  for (const event of events) expectSane(event)
  for (const choice of new Set(finished)) expectToolCalls(lastAttempt(events), choice)
}

/** A second start voids what came before it. */
function lastAttempt(events: readonly AnswerEvent[]): readonly AnswerEvent[] {
  return events.slice(
    Math.max(
      0,
      events.findLastIndex((event) => event.type === 'start'),
    ),
  )
}

function expectSane(event: AnswerEvent): void {
  if (event.type === 'text' || event.type === 'refusal') expect(event.text).not.toBe('')
  if (event.type === 'reasoning') expect(event.text + (event.signature ?? '') + (event.encrypted ?? '')).not.toBe('')
  if (event.type !== 'usage') return
  const { estimated, reportedCost, ...counts } = event.usage
  for (const count of Object.values(counts)) expect(Number.isSafeInteger(count) && count >= 0).toBe(true)
  expect(counts.cached + counts.cacheWrite5m + counts.cacheWrite1h).toBeLessThanOrEqual(counts.input)
  expect(counts.reasoning).toBeLessThanOrEqual(counts.output)
  expect(estimated).toBe(false)
  expect(reportedCost ?? 0).toBeGreaterThanOrEqual(0)
}

function expectToolCalls(events: readonly AnswerEvent[], choice: number): void {
  const ids: string[] = []
  const args: string[] = []
  for (const event of events) {
    if (event.type !== 'tool-call' || event.choice !== choice) continue
    const first = ids[event.index] === undefined
    expect(event.id !== undefined && event.name !== undefined, 'id and name in the first event of a call').toBe(first)
    if (first) {
      expect(event.index, 'indexes count by appearance').toBe(ids.length)
      expect(event.id).not.toBe('')
      expect(event.name).not.toBe('')
      ids.push(event.id ?? '')
      args.push('')
    }
    args[event.index] += event.arguments
  }
  expect(new Set(ids).size, 'ids are unique').toBe(ids.length)
  for (const text of args) expect(text).not.toMatch(/^\s*(null\s*)?$/)
}
