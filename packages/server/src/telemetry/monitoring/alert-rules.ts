/** What an operator is called for. Rules that the seeds have keep their names and are true: ratios of sums, a mean of idle processors. */
import { errorRatio, type MetricName, quantile, sumBy } from './expressions.ts'

export interface AlertRule {
  name: string
  expression: string
  /** How long it has to hold. */
  holdsFor: string
  severity: 'critical' | 'warning'
  summary: string
  description: string
}

/** Of requests that may fail: one in a thousand. */
const errorBudget = 0.001
const memoryUsed = '1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes'

/** The budget of a month is used up this many times too fast, over a long and over a short time. */
const burnsAt = (times: number, long: string, short: string): string =>
  `${errorRatio(long)} > ${times} * ${errorBudget} and ${errorRatio(short)} > ${times} * ${errorBudget}`

const above = (name: MetricName, bound: number): string => `max by (instance) (${name}) > ${bound}`
const grows = (name: MetricName, over: string, labels = ''): string =>
  `${sumBy(labels, `increase(${name}[${over}])`)} > 0`

export const alertRules: readonly AlertRule[] = [
  {
    name: 'ProxyAPIHighErrorRate',
    expression: `${errorRatio('5m')} > 0.05`,
    holdsFor: '5m',
    severity: 'critical',
    summary: 'High error rate on ProxyAPI',
    description: '{{ $value | humanizePercentage }} of requests are answered with a 5xx (threshold: 5 %).',
  },
  {
    name: 'ProxyAPIErrorBudgetBurnsFast',
    expression: burnsAt(14.4, '1h', '5m'),
    holdsFor: '2m',
    severity: 'critical',
    summary: 'The error budget of a month is gone in two days',
    description: '{{ $value | humanizePercentage }} of requests failed in the last hour.',
  },
  {
    name: 'ProxyAPIErrorBudgetBurns',
    expression: burnsAt(6, '6h', '30m'),
    holdsFor: '15m',
    severity: 'warning',
    summary: 'The error budget of a month is gone in five days',
    description: '{{ $value | humanizePercentage }} of requests failed in the last six hours.',
  },
  {
    name: 'ProxyAPIHighLatency',
    expression: `${quantile(0.95, 'http_request_duration_seconds')} > 5`,
    holdsFor: '5m',
    severity: 'warning',
    summary: 'High latency on ProxyAPI',
    description: 'One answer in twenty begins after more than {{ $value | humanizeDuration }} (threshold: 5 s).',
  },
  {
    name: 'ProxyAPIDown',
    expression: 'up{job="proxyapi"} == 0',
    holdsFor: '2m',
    severity: 'critical',
    summary: 'ProxyAPI is down',
    description: '{{ $labels.instance }} has not answered for 2 minutes.',
  },
  {
    name: 'LLMProxyDown',
    expression: 'up{job="llm-proxy"} == 0',
    holdsFor: '5m',
    severity: 'critical',
    summary: 'ProxyAPI is down',
    description: '{{ $labels.instance }} has not answered for 5 minutes; for those who scrape it as llm-proxy.',
  },
  {
    name: 'ProxyAPIProviderDown',
    expression: 'max by (provider) (provider_status) == 0',
    holdsFor: '10m',
    severity: 'warning',
    summary: 'A model provider is not active',
    description: '{{ $labels.provider }} cannot be used.',
  },
  {
    name: 'ProxyAPIBreakerOpen',
    expression: 'max by (provider) (proxyapi_breaker_state) == 1',
    holdsFor: '5m',
    severity: 'warning',
    summary: 'Something of a provider is closed off',
    description: 'Calls go around {{ $labels.provider }}, since too many failed.',
  },
  {
    name: 'ProxyAPILedgerDrift',
    expression: above('proxyapi_ledger_drift', 0),
    holdsFor: '0m',
    severity: 'critical',
    summary: 'An invariant of the ledger does not hold',
    description: 'Money was lost or made: run `proxyapi ledger check`.',
  },
  {
    name: 'ProxyAPISealLag',
    expression: 'max by (chain) (proxyapi_seal_lag_seconds) > 300',
    holdsFor: '5m',
    severity: 'warning',
    summary: 'Rows wait for their place in a chain',
    description: 'The oldest row of {{ $labels.chain }} has waited for {{ $value | humanizeDuration }}.',
  },
  {
    name: 'ProxyAPIOutboxLag',
    expression: above('proxyapi_outbox_lag_seconds', 60),
    holdsFor: '5m',
    severity: 'warning',
    summary: 'Events are delivered late',
    description: 'The oldest event has waited for {{ $value | humanizeDuration }}.',
  },
  {
    name: 'ProxyAPIOrphans',
    expression: grows('proxyapi_gpu_orphans_total', '15m', 'action'),
    holdsFor: '0m',
    severity: 'warning',
    summary: 'A cloud had an instance that no contract owns',
    description: 'It was met with: {{ $labels.action }}.',
  },
  {
    name: 'ProxyAPIReloadRejected',
    expression: 'min by (instance) (proxyapi_config_last_reload_success) == 0',
    holdsFor: '5m',
    severity: 'warning',
    summary: 'A changed configuration was refused',
    description: '{{ $labels.instance }} runs on with the last good one: see its log, or `proxyapi config validate`.',
  },
  {
    name: 'ProxyAPIConfigsDiffer',
    expression: 'count(count by (hash) (proxyapi_config_info)) > 1',
    holdsFor: '10m',
    severity: 'warning',
    summary: 'Processes run with different configurations',
    description: '{{ $value }} configurations are in use.',
  },
  {
    name: 'ProxyAPISpansDropped',
    expression: grows('proxyapi_traces_dropped_total', '15m'),
    holdsFor: '15m',
    severity: 'warning',
    summary: 'Traces are lost',
    description: 'A collector does not take what it is sent: {{ $value }} spans in 15 minutes.',
  },
  {
    name: 'ProxyAPISeriesDropped',
    expression: grows('proxyapi_metrics_dropped_series_total', '1h'),
    holdsFor: '0m',
    severity: 'warning',
    summary: 'A metric has more label sets than it may',
    description: 'What is beyond is counted as other.',
  },
  {
    name: 'ProxyAPIHighMemoryUsage',
    expression: `(${memoryUsed}) > 0.9`,
    holdsFor: '5m',
    severity: 'warning',
    summary: 'High memory usage',
    description: '{{ $value | humanizePercentage }} of the memory of {{ $labels.instance }} is used.',
  },
  {
    name: 'HighMemoryUsage',
    expression: `(${memoryUsed}) * 100 > 90`,
    holdsFor: '5m',
    severity: 'warning',
    summary: 'High memory usage',
    description: '{{ $value }} % of the memory of {{ $labels.instance }} is used.',
  },
  {
    name: 'ProxyAPIHighCPUUsage',
    expression: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m])) > 0.9',
    holdsFor: '5m',
    severity: 'warning',
    summary: 'High CPU usage',
    description: 'The processors of {{ $labels.instance }} are busy for {{ $value | humanizePercentage }} of the time.',
  },
  {
    name: 'ProxyAPIDiskFull',
    expression:
      'min by (instance, mountpoint) (node_filesystem_avail_bytes{fstype!="tmpfs"} / node_filesystem_size_bytes{fstype!="tmpfs"}) < 0.1',
    holdsFor: '10m',
    severity: 'critical',
    summary: 'A disk is almost full',
    description: '{{ $value | humanizePercentage }} is left of {{ $labels.mountpoint }} on {{ $labels.instance }}.',
  },
]
