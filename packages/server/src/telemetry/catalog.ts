import type { Labels } from '../runtime.ts'

/** Every metric that exists: kind, help, labels and how many series it may have. Docs, dashboard and rules come from here. */
export interface MetricRow {
  kind: 'counter' | 'gauge' | 'histogram'
  help: string
  labels: readonly string[]
  /** Most label sets; further ones are counted as `other`. */
  series: number
  /** A new label set takes the place of the last one. */
  latest?: true
  /** Upper bounds of a histogram's buckets, in the metric's unit. */
  buckets?: readonly number[]
  /** Nobody counts it: it is another metric, with fewer labels. Null: not a part of it. */
  sumOf?: { metric: string; labels(of: Labels): Labels | null }
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const

/** What has no label is one series. */
const usual = (labels: readonly string[]): number => (labels.length === 0 ? 1 : 20)

const counter = (help: string, labels: readonly string[] = [], series = usual(labels)): MetricRow => ({
  kind: 'counter',
  help,
  labels,
  series,
})
const gauge = (help: string, labels: readonly string[] = [], series = usual(labels)): MetricRow => ({
  kind: 'gauge',
  help,
  labels,
  series,
})
const histogram = (
  help: string,
  labels: readonly string[] = [],
  series = 4,
  buckets: readonly number[] = seconds,
): MetricRow => ({
  kind: 'histogram',
  help,
  labels,
  series,
  buckets,
})

/** `404` → `4xx`; what was counted as other stays so. */
const classOf = ({ status = '' }: Labels): string => (/^\d{3}$/.test(status) ? `${status[0]}xx` : 'other')

/** The seeds' names stand as they are; every other name begins with `proxyapi_`. */
export const metricCatalog = {
  http_requests_total: counter('HTTP requests answered.', ['method', 'operation', 'tag', 'status'], 300),
  http_request_duration_seconds: histogram('Time until an answer began.', ['tag'], 16),
  gpuproxy_requests_total: {
    ...counter('HTTP requests answered, by class of status.', ['status'], 6),
    sumOf: { metric: 'http_requests_total', labels: (of) => ({ status: classOf(of) }) },
  },
  proxyapi_workflow_runs: gauge('Runs of workflows by state; final ones of the last day.', ['state'], 8),
  proxyapi_workflow_step_seconds: histogram(
    'Time from the beginning of a step with an effect to its end, its waits included.',
    ['type'],
    13,
  ),
  gpuproxy_errors_total: {
    ...counter('HTTP requests answered with an error, by class of status.', ['code'], 2),
    sumOf: {
      metric: 'http_requests_total',
      labels: (of) => (/^[45]/.test(classOf(of)) ? { code: classOf(of) } : null),
    },
  },
  gpuproxy_latency_seconds: {
    ...histogram('Time until an answer began.', [], 1),
    sumOf: { metric: 'http_request_duration_seconds', labels: () => ({}) },
  },
  gpuproxy_active_instances: gauge('Instances that are not final.', ['provider'], 8),
  llm_requests_total: counter('Attempts at model providers.', ['provider', 'model', 'status'], 100),
  llm_tokens_total: counter('Tokens by type.', ['provider', 'model', 'type'], 140),
  cache_hits_total: counter('Cache hits.', ['cache', 'provider'], 30),
  cache_misses_total: counter('Cache misses.', ['cache', 'provider'], 30),
  context_condensations_total: counter('Long prompts that were to be made shorter.', ['outcome'], 4),
  models_discovered_total: counter('Models listed by a healthy refresh.', ['provider'], 30),
  discovery_duration_seconds: histogram('Time of a refresh.', ['provider'], 10),
  active_providers: gauge('Providers whose last refresh was healthy.'),
  provider_status: gauge('1 where a provider is active.', ['provider'], 30),
  health_checks_total: counter('Health checks.', ['component', 'result'], 30),
  proxyapi_attempts_total: counter('Attempts by outcome.', ['provider', 'outcome'], 80),
  proxyapi_breaker_state: gauge('1 where something of a provider is closed off.', ['provider'], 30),
  proxyapi_content_filter_total: counter('What content rules found, by what they do.', ['action'], 3),
  proxyapi_graphql_rejected_total: counter('GraphQL queries beyond a limit.', ['reason'], 10),
  proxyapi_fallbacks_total: counter('Attempts that went on elsewhere.', ['from', 'to', 'reason'], 50),
  proxyapi_overhead_seconds: histogram(
    'Our own time of an inference call.',
    ['phase'],
    4,
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1],
  ),
  proxyapi_open_streams: gauge('Streams that are open.'),
  proxyapi_discovery_fetch_total: counter('Fetches of model lists.', ['provider', 'verdict'], 60),
  proxyapi_discovery_age_seconds: gauge('Age of the newest healthy list.', ['provider'], 30),
  proxyapi_catalog_rows: gauge('Models in the catalog.', ['state'], 6),
  proxyapi_model_changes_total: counter('Changes of the catalog.', ['kind'], 8),
  proxyapi_model_search_seconds: histogram(
    'Time of a search.',
    [],
    1,
    [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05],
  ),
  proxyapi_gpu_offers: gauge('Offers in the snapshot.', ['provider'], 8),
  proxyapi_gpu_cloud_calls_total: counter('Calls of GPU clouds.', ['provider', 'op', 'outcome'], 60),
  proxyapi_gpu_attempts_total: counter('Attempts to create an instance.', ['provider', 'phase'], 60),
  proxyapi_gpu_orphans_total: counter('Instances at a cloud that no contract owns.', ['action'], 4),
  proxyapi_gpu_ready_seconds: histogram('From create to ready.', ['provider'], 8, [5, 15, 30, 60, 120, 300, 600, 1800]),
  proxyapi_operator_loss_usd_total: counter('What the operator paid without being paid.', ['kind'], 4),
  proxyapi_limit_instances: gauge('Processes that share limits, as this one counts them.'),
  proxyapi_outbox_pending: gauge('Events that wait for fan-out.'),
  proxyapi_outbox_lag_seconds: gauge('Age of the oldest event that waits.'),
  proxyapi_webhook_deliveries_total: counter('Webhook deliveries by result.', ['result'], 8),
  proxyapi_integration_requests_total: counter(
    'Attempts at registered services by what came of them.',
    ['outcome'],
    12,
  ),
  proxyapi_sync_lag_seconds: gauge('How long the sync that waits longest has been due.'),
  proxyapi_sockets_open: gauge('Sockets of the feed that are open.'),
  proxyapi_escrow_slices_open: gauge('Open escrow slices.'),
  proxyapi_ledger_drift: gauge('1 where an invariant of the ledger does not hold.'),
  proxyapi_seal_lag_seconds: gauge('Age of the oldest row that has no place in its chain yet.', ['chain'], 2),
  proxyapi_limited_total: counter('Requests that a limit refused.', ['layer'], 8),
  proxyapi_config_reloads_total: counter('Readings of the configuration by what came of them.', ['result'], 3),
  proxyapi_config_last_reload_success: gauge('1 where the last reading of the configuration was sound.'),
  proxyapi_config_last_reload_timestamp_seconds: gauge('When the configuration was last read and sound.'),
  proxyapi_config_restart_required: gauge('Keys of the configuration that wait for a restart.'),
  proxyapi_config_info: { ...gauge('Always 1: the configuration that was read last.', ['hash'], 1), latest: true },
  proxyapi_build_info: gauge('Always 1.', ['version'], 1),
  proxyapi_event_loop_lag_seconds: gauge('99th percentile of the event loop’s lag.'),
  proxyapi_memory_rss_bytes: gauge('Resident memory.'),
  proxyapi_logs_dropped_total: counter('Log lines that a sink did not take.', ['sink'], 3),
  proxyapi_traces_dropped_total: counter('Spans that no collector took.'),
  proxyapi_metrics_dropped_series_total: counter('Label sets that were counted as other.'),
} as const satisfies Record<string, MetricRow>
