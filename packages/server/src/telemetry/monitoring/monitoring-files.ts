import { stringify } from 'yaml'
import { alertRules } from './alert-rules.ts'
import { grafanaDashboard } from './dashboard.ts'

/** What a monitoring system reads, by file: rules for Prometheus, a dashboard for Grafana. `guide` is the page that has a heading for each rule, `prefix` begins the names of our own metrics. */
export const monitoringFiles = (guide: string, prefix = 'proxyapi'): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(filesOf(guide)).map(([name, text]) => [name, text.replaceAll(/\bproxyapi_/g, `${prefix}_`)]),
  )

const filesOf = (guide: string) => ({
  'alert_rules.yml': `# Written by \`proxyapi monitoring export\`: change telemetry/monitoring/alert-rules.ts instead.\n${stringify(
    { groups: [{ name: 'proxyapi', rules: alertRules.map((rule) => ruleOf(rule, guide)) }] },
    { lineWidth: 0 },
  )}`,
  'grafana-dashboard.json': `${JSON.stringify(grafanaDashboard(), null, 2)}\n`,
})

const ruleOf = (
  { name, expression, holdsFor, severity, summary, description }: (typeof alertRules)[number],
  guide: string,
) => ({
  alert: name,
  expr: expression,
  for: holdsFor,
  labels: { severity },
  annotations: { summary, description, runbook_url: `${guide}#${name.toLowerCase()}` },
})
