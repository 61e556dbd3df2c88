/** What a load test is told by; pure. */
import type { LoadPlan } from './load-plan.ts'
import type { LoadRun } from './run-load.ts'
import type { Outcome, Second, Tally } from './tally.ts'

export interface LoadReport extends ReturnType<Tally['figures']> {
  tier: string
  seed: number
  environment: { target: string; version: string; node: string; at: string }
  users: number
  total_requests: number
  successful_requests: number
  failed_requests: number
  /** Seconds. */
  duration: number
  requests_per_second: number
  expected_rps: number
  error_rate: number
  verdict: 'pass' | 'fail'
  reasons: string[]
}

const errorRateMax = 0.01

/** Passes where as many requests a second were answered as the tier expects, and at most one in a hundred failed. */
export function loadReportOf(
  plan: LoadPlan,
  { tally, elapsedMs }: LoadRun,
  environment: LoadReport['environment'],
): LoadReport {
  const { requests, failed } = tally
  const rps = elapsedMs === 0 ? 0 : (requests * 1_000) / elapsedMs
  const errorRate = requests === 0 ? 1 : failed / requests
  const reasons = [
    ...(rps < plan.expectedRps ? [`${rounded(rps)} requests a second, and ${plan.expectedRps} were expected`] : []),
    ...(errorRate > errorRateMax ? [`${rounded(errorRate * 100)} % of requests failed, and 1 % may`] : []),
  ]
  return {
    ...{ tier: plan.tier, seed: plan.seed, environment, users: plan.users },
    ...{ total_requests: requests, successful_requests: requests - failed, failed_requests: failed },
    ...{ duration: rounded(elapsedMs / 1_000), requests_per_second: rounded(rps), expected_rps: plan.expectedRps },
    ...{ error_rate: rounded(errorRate, 4), verdict: reasons.length === 0 ? 'pass' : 'fail', reasons },
    ...tally.figures(),
  }
}

const rounded = (value: number, digits = 2): number => Math.round(value * 10 ** digits) / 10 ** digits

/** A row a second. */
export const csvOf = ({ timeline }: Pick<LoadReport, 'timeline'>): string =>
  ['second,requests,errors,p95_ms', ...timeline.map((row) => [row.second, row.requests, row.errors, row.p95_ms].join())]
    .join('\n')
    .concat('\n')

/** A line a request. */
export const rawOf = (outcomes: readonly Outcome[]): string =>
  outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join('')

/** One page that loads nothing. */
export function htmlOf(report: LoadReport, hasCharts: boolean): string {
  const rows: [string, unknown][] = [
    ['requests', report.total_requests],
    ['failed', `${report.failed_requests} (${rounded(report.error_rate * 100)} %)`],
    ['requests a second', `${report.requests_per_second}, expected ${report.expected_rps}`],
    ['latency from when it was due, ms', quantileText(report.latency_ms)],
    ['latency from when it was sent, ms', quantileText(report.service_ms)],
    ['first token, ms', report.ttft_ms === null ? '–' : quantileText(report.ttft_ms)],
    ['users, seconds, seed', `${report.users}, ${report.duration}, ${report.seed}`],
    ['target', `${report.environment.target} on ${report.environment.node}, ${report.environment.at}`],
  ]
  const table = rows.map(([name, value]) => `<tr><th>${escaped(name)}<td>${escaped(String(value))}`).join('\n')
  const charts = hasCharts
    ? [chart('Requests a second', report.timeline, 'requests'), chart('p95 latency, ms', report.timeline, 'p95_ms')]
    : []
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Load test: ${escaped(report.tier)}</title>
<style>body{font:15px system-ui;max-width:60em;margin:2em auto}th{text-align:left;padding-right:2em}svg{width:100%;height:160px}</style>
<h1>Load test ${escaped(report.tier)}: ${report.verdict}</h1>
${report.reasons.map((reason) => `<p>${escaped(reason)}</p>`).join('\n')}
<table>${table}</table>
${charts.join('\n')}
</html>
`
}

const quantileText = (row: object): string =>
  Object.entries(row)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')

function chart(title: string, timeline: readonly Second[], of: 'requests' | 'p95_ms'): string {
  const top = Math.max(1, ...timeline.map((row) => row[of]))
  const x = (second: number) => rounded((second * 600) / Math.max(1, timeline.length - 1), 1)
  const points = timeline.map((row) => `${x(row.second)},${rounded(150 - (row[of] * 140) / top, 1)}`).join(' ')
  return `<h2>${title} (to ${top})</h2><svg viewBox="0 0 600 160" preserveAspectRatio="none"><polyline fill="none" stroke="#06c" stroke-width="1.5" points="${points}"/></svg>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign)
