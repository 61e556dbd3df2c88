import { type Handlers, ok } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { dashboardPage, docsPage } from '../http/pages.ts'

type Ids =
  | 'getHealth'
  | 'getLiveness'
  | 'getReadiness'
  | 'scrapeMetrics'
  | 'reloadConfig'
  | 'getOpenApi'
  | 'getDocs'
  | 'getDashboard'

export const system = {
  getHealth: (_, { health }) => health.report(),
  getLiveness: () => ok({ status: 'alive' as const }),
  getReadiness: (_, { health }) => health.readiness(),
  scrapeMetrics: (_, { metricsPage }) => ({ status: 200, type: 'text/plain', content: metricsPage() }),
  async reloadConfig({ body }, context) {
    const data = await context.config.reload({ cause: 'request', dryRun: body?.dry_run === true, asker: context })
    return ok({ data, status: 'success' as const })
  },
  getOpenApi: (_, { document }) => ({ status: 200, type: 'application/json', content: document }),
  getDocs: () => ({ status: 200, type: 'text/html', content: docsPage }),
  getDashboard: () => ({ status: 200, type: 'text/html', content: dashboardPage }),
} satisfies Handlers<Context, Ids>
