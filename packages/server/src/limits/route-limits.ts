import { type OperationMeta, operations } from '@proxyapi/contract'
import type { Rate } from './gcra.ts'

const windows: Record<string, number> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }
const known = Object.values(operations) as OperationMeta[]

const defaults: Record<string, string> = {
  refreshModels: '10/minute',
  reloadConfig: '6/minute',
  exportUser: '6/hour',
  exportUsers: '6/hour',
}

interface Problem {
  readonly path: readonly string[]
  readonly message: string
}

/** `500/minute` or `500 per minute`; null where it is neither. */
export function rateOf(text: string): Rate | null {
  const [, count = '', unit = ''] = /^(\d{1,9})\s*(?:\/|per)\s*(second|minute|hour|day)s?$/i.exec(text.trim()) ?? []
  const limit = Number(count)
  return limit > 0 ? { limit, windowMs: windows[unit.toLowerCase()] as number, burst: limit } : null
}

/** Limits by operation, from rows of a path or an operation and a rate; what is not written keeps its default. */
export function compileRouteLimits(rows: Readonly<Record<string, string>>): {
  routes: Map<string, Rate>
  problems: Problem[]
} {
  const routes = new Map(Object.entries(defaults).map(([id, text]) => [id, rateOf(text) as Rate]))
  const problems: Problem[] = []
  for (const [name, text] of Object.entries(rows)) {
    const path = name.replace(/^\/api\/(?!v\d)/, '/api/v1/')
    const meant = known.filter((operation) => operation.id === name || operation.path === path)
    const rate = rateOf(text)
    if (meant.length === 0) problems.push({ path: [name], message: 'is no path and no operation of the API' })
    if (rate === null) problems.push({ path: [name], message: `'${text}' is not a rate such as 500/minute` })
    else for (const { id } of meant) routes.set(id, rate)
  }
  return { routes, problems }
}
