import { describe, expect, test } from 'vitest'
import { loadTestingSection } from '../../config/load-testing.ts'
import { loadPlanOf } from './load-plan.ts'
import { csvOf, htmlOf, loadReportOf, rawOf } from './load-report.ts'
import { type Outcome, Tally } from './tally.ts'

const plan = loadPlanOf(loadTestingSection.parse({}), 'light', 7)
const environment = { target: 'http://a.example/<b>', version: '1', node: 'v26', at: '2026-11-21T16:00:00.000Z' }

const outcome = (n: number, more: Partial<Outcome> = {}): Outcome => ({
  ...{ scenario: 'chat_completion', dueMs: n * 10, sentMs: n * 10, firstTokenMs: n * 10 + 5, endMs: n * 10 + 20 },
  ...{ status: 200, error: null },
  ...more,
})

function reportOf(outcomes: readonly Outcome[], elapsedMs: number) {
  const tally = new Tally()
  for (const one of outcomes) tally.add(one)
  return loadReportOf(plan, { tally, elapsedMs }, environment)
}

const many = (count: number, failed = 0) =>
  Array.from({ length: count }, (_, n) => outcome(n, n < failed ? { status: 503, error: '503 OVERLOADED' } : {}))

describe('the verdict', () => {
  test('is pass with enough requests of which at most one in a hundred failed', () => {
    expect(reportOf(many(500, 5), 100_000)).toMatchObject({ verdict: 'pass', reasons: [], requests_per_second: 5 })
  })

  test('is fail, with each reason', () => {
    expect(reportOf(many(500, 6), 100_000)).toMatchObject({
      verdict: 'fail',
      reasons: ['1.2 % of requests failed, and 1 % may'],
    })
    expect(reportOf(many(499), 100_000).reasons).toEqual(['4.99 requests a second, and 5 were expected'])
    expect(reportOf([], 100_000).reasons).toHaveLength(2)
  })
})

test('who could not be asked in time has waited since then', () => {
  const { latency_ms, service_ms, ttft_ms } = reportOf(
    [outcome(0, { dueMs: 0, sentMs: 900, firstTokenMs: 950, endMs: 1_000 })],
    1_000,
  )
  expect([latency_ms.max, service_ms.max, ttft_ms?.max].map((ms) => Math.round((ms ?? 0) / 10) * 10)).toEqual([
    1_000, 100, 50,
  ])
})

test('the reports agree: a row a second, by scenario, by status, each error once', () => {
  const outcomes = [
    ...many(100, 2),
    outcome(0, { scenario: 'model_discovery', firstTokenMs: null, endMs: 3_500, status: 0, error: 'ECONNRESET' }),
  ]
  const report = reportOf(outcomes, 4_000)
  expect(report).toMatchObject({
    ...{ total_requests: 101, successful_requests: 98, failed_requests: 3, duration: 4, tier: 'light', seed: 7 },
    by_scenario: { chat_completion: { requests: 100, errors: 2 }, model_discovery: { requests: 1, errors: 1 } },
    by_status: { 200: 98, 503: 2, 0: 1 },
    errors: [
      { error: '503 OVERLOADED', times: 2 },
      { error: 'ECONNRESET', times: 1 },
    ],
  })
  const rows = csvOf(report).trim().split('\n')
  expect(rows).toHaveLength(5)
  expect(rows[0]).toBe('second,requests,errors,p95_ms')
  expect(rows.slice(1).reduce((sum, row) => sum + Number(row.split(',')[1]), 0)).toBe(101)
  expect(
    rawOf(outcomes)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(outcomes)
})

test('the page is one file that loads nothing, and quotes what it shows', () => {
  const page = htmlOf(reportOf(many(10), 2_000), true)
  expect(page).not.toMatch(/<script|<link|src=|@import|url\(/)
  expect(page).toContain('http://a.example/&lt;b&gt;')
  expect(page.match(/<svg /g)).toHaveLength(2)
  expect(htmlOf(reportOf([], 2_000), false)).not.toContain('<svg ')
})
