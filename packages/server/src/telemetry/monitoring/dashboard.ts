/** The dashboard for Grafana: a panel each for what is asked first when something is wrong. */
import { metricCatalog } from '../catalog.ts'
import { errorRatio, type MetricName, quantile, rate, sumBy } from './expressions.ts'

interface Panel {
  title: string
  /** Whose help explains the panel. */
  of: MetricName
  unit: string
  /** Legend → expression. */
  lines: Readonly<Record<string, string>>
}

const perSecond = 'reqps'
const share = 'percentunit'
const seconds = 's'

const cacheRatio = `${sumBy('cache', rate('cache_hits_total'))} / (${sumBy('cache', rate('cache_hits_total'))} + ${sumBy('cache', rate('cache_misses_total'))})`

export const panels: readonly Panel[] = [
  {
    title: 'Request rate',
    of: 'http_requests_total',
    unit: perSecond,
    lines: { '{{tag}}': sumBy('tag', rate('http_requests_total')) },
  },
  {
    title: 'Errors',
    of: 'http_requests_total',
    unit: share,
    lines: {
      '5xx': errorRatio('5m'),
      '4xx': `${sumBy('', rate('http_requests_total', { where: 'status=~"4.."' }))} / ${sumBy('', rate('http_requests_total'))}`,
    },
  },
  {
    title: 'Latency',
    of: 'http_request_duration_seconds',
    unit: seconds,
    lines: {
      p50: quantile(0.5, 'http_request_duration_seconds'),
      p95: quantile(0.95, 'http_request_duration_seconds'),
      p99: quantile(0.99, 'http_request_duration_seconds'),
    },
  },
  {
    title: 'Our own time',
    of: 'proxyapi_overhead_seconds',
    unit: seconds,
    lines: {
      'p50 {{phase}}': quantile(0.5, 'proxyapi_overhead_seconds', 'phase'),
      'p99 {{phase}}': quantile(0.99, 'proxyapi_overhead_seconds', 'phase'),
    },
  },
  {
    title: 'Calls of models',
    of: 'llm_requests_total',
    unit: perSecond,
    lines: { '{{provider}} {{status}}': sumBy('provider, status', rate('llm_requests_total')) },
  },
  {
    title: 'Tokens',
    of: 'llm_tokens_total',
    unit: 'short',
    lines: { '{{type}}': sumBy('type', rate('llm_tokens_total')) },
  },
  {
    title: 'Fallbacks',
    of: 'proxyapi_fallbacks_total',
    unit: perSecond,
    lines: { '{{from}} to {{to}}: {{reason}}': sumBy('from, to, reason', rate('proxyapi_fallbacks_total')) },
  },
  {
    title: 'Provider health',
    of: 'provider_status',
    unit: 'bool_on_off',
    lines: { '{{provider}}': 'max by (provider) (provider_status)' },
  },
  {
    title: 'Cache',
    of: 'cache_hits_total',
    unit: share,
    lines: { '{{cache}}': cacheRatio },
  },
  {
    title: 'Age of model lists',
    of: 'proxyapi_discovery_age_seconds',
    unit: seconds,
    lines: { '{{provider}}': 'min by (provider) (proxyapi_discovery_age_seconds)' },
  },
  {
    title: 'Refresh time',
    of: 'discovery_duration_seconds',
    unit: seconds,
    lines: { 'p95 {{provider}}': quantile(0.95, 'discovery_duration_seconds', 'provider') },
  },
  {
    title: 'Instances',
    of: 'gpuproxy_active_instances',
    unit: 'short',
    lines: { '{{provider}}': 'max by (provider) (gpuproxy_active_instances)' },
  },
  {
    title: 'Time to ready',
    of: 'proxyapi_gpu_ready_seconds',
    unit: seconds,
    lines: { 'p95 {{provider}}': quantile(0.95, 'proxyapi_gpu_ready_seconds', 'provider') },
  },
  {
    title: 'What the operator paid alone',
    of: 'proxyapi_operator_loss_usd_total',
    unit: 'currencyUSD',
    lines: { '{{kind}}': `${sumBy('kind', 'increase(proxyapi_operator_loss_usd_total[1h])')}` },
  },
  {
    title: 'Webhook deliveries',
    of: 'proxyapi_webhook_deliveries_total',
    unit: perSecond,
    lines: { '{{result}}': sumBy('result', rate('proxyapi_webhook_deliveries_total')) },
  },
  {
    title: 'Outbox lag',
    of: 'proxyapi_outbox_lag_seconds',
    unit: seconds,
    lines: { lag: 'max(proxyapi_outbox_lag_seconds)' },
  },
  {
    title: 'Refused by a limit',
    of: 'proxyapi_limited_total',
    unit: perSecond,
    lines: { '{{layer}}': sumBy('layer', rate('proxyapi_limited_total')) },
  },
  {
    title: 'Memory',
    of: 'proxyapi_memory_rss_bytes',
    unit: 'bytes',
    lines: { '{{instance}}': 'max by (instance) (proxyapi_memory_rss_bytes)' },
  },
]

const columns = 2
const width = 24 / columns
const height = 8
const datasource = { type: 'prometheus', uid: '$datasource' }

/** As Grafana imports it, and as its provisioning reads it. */
export const grafanaDashboard = () => ({
  uid: 'proxyapi',
  title: 'ProxyAPI',
  schemaVersion: 39,
  editable: true,
  refresh: '30s',
  time: { from: 'now-6h', to: 'now' },
  templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' }] },
  panels: panels.map(({ title, of, unit, lines }, i) => ({
    id: i + 1,
    type: 'timeseries',
    title,
    description: metricCatalog[of].help,
    datasource,
    gridPos: { x: (i % columns) * width, y: Math.floor(i / columns) * height, w: width, h: height },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: Object.entries(lines).map(([legendFormat, expr], line) => ({
      refId: String.fromCharCode(65 + line),
      datasource,
      expr,
      legendFormat,
    })),
  })),
})
