/** `models …` and `registry …`: the catalog and the registry of a running server, for people and for scripts. */
import type { components } from '@proxyapi/contract'
import { askServer, type ServerOptions } from './ask-server.ts'
import type { Shell } from './shell.ts'
import { textTable } from './text-table.ts'

type Schemas = components['schemas']

export interface ListOptions extends ServerOptions {
  provider?: string[]
  filter?: string[]
  sort?: string
  limit?: string
}

/** A list, or with a text a search. */
export async function listModels(shell: Shell, options: ListOptions, text?: string): Promise<number> {
  const path = text === undefined ? '/api/v1/models' : '/api/v1/models/search'
  const { provider, sort, limit } = options
  const query = { ...filtersOf(options.filter ?? []), provider, sort, limit, q: text }
  const answer = await askServer<Schemas['ModelListAnswer']>(shell, options, { method: 'GET', path, query })
  if (options.json === true) return printJson(shell, answer)
  const rows = answer.models.map((model) => [
    model.uid,
    model.context_length,
    model.max_tokens,
    model.input_cost,
    model.output_cost,
    model.status,
  ])
  shell.write(textTable(['model', 'window', 'output', 'input $/1K', 'output $/1K', 'status'], rows))
  shell.write(`${answer.count} of ${answer.total}\n`)
  return 0
}

/** One model, with where its values come from. */
export async function showModel(
  shell: Shell,
  options: ServerOptions & { provider?: string },
  id: string,
): Promise<number> {
  const path = `/api/v1/models/${encodeURIComponent(id)}`
  const query = { provider: options.provider }
  const answer = await askServer<Schemas['ModelAnswer']>(shell, options, { method: 'GET', path, query })
  if (options.json === true) return printJson(shell, answer)
  const { provenance = {}, conflicts: _, sources: __, metadata: ___, ...model } = answer.model
  const rows = Object.entries(model).map(([name, value]) => [
    name,
    typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '-'),
    provenance[name]?.source ?? null,
  ])
  shell.write(textTable(['field', 'value', 'source'], rows))
  if (answer.also_at.length > 0) shell.write(`also at: ${answer.also_at.join(', ')}\n`)
  return 0
}

/** Asks the providers for their lists now; 1 where one of them failed. */
export async function refreshModels(
  shell: Shell,
  options: ServerOptions & { force?: boolean },
  providers: readonly string[],
): Promise<number> {
  const body = { ...(providers.length > 0 && { providers }), force: options.force === true }
  const question = { method: 'POST' as const, path: '/api/v1/models/refresh', body }
  const answer = await askServer<Schemas['ModelRefreshAnswer']>(shell, options, question)
  if (options.json === true) printJson(shell, answer)
  else {
    const rows = Object.entries(answer.results).map(([name, one]) => [
      name,
      one.result,
      one.models,
      one.added,
      one.changed,
      one.missing,
      one.error?.message ?? '',
    ])
    shell.write(textTable(['provider', 'result', 'models', 'added', 'changed', 'missing', ''], rows))
  }
  return answer.status === 'success' ? 0 : 1
}

/** The change log, oldest first. */
export async function listChanges(
  shell: Shell,
  options: ServerOptions & { since?: string; limit?: string },
): Promise<number> {
  const { since, limit } = options
  const question = { method: 'GET' as const, path: '/api/v1/models/changes', query: { since, limit } }
  const answer = await askServer<Schemas['ModelChangesAnswer']>(shell, options, question)
  if (options.json === true) return printJson(shell, answer)
  const rows = answer.changes.map(({ seq, timestamp, kind, uid, fields = {} }) => [
    seq,
    timestamp,
    kind,
    uid,
    Object.entries(fields)
      .map(([name, change]) => `${name}: ${JSON.stringify(change.old)} → ${JSON.stringify(change.new)}`)
      .join(', '),
  ])
  shell.write(textTable(['seq', 'time', 'kind', 'model', 'fields'], rows))
  shell.write(`snapshot: ${answer.snapshot}\n`)
  return 0
}

/** Models of the registry. */
export async function listRegistered(shell: Shell, options: ServerOptions): Promise<number> {
  const question = { method: 'GET' as const, path: '/api/v1/registry/models', query: { limit: '1000' } }
  const answer = await askServer<Schemas['RegisteredModelListAnswer']>(shell, options, question)
  if (options.json === true) return printJson(shell, answer)
  const rows = answer.data.map((model) => [
    model.model_id,
    model.model_name,
    model.version,
    model.provider,
    model.is_active ? 'active' : 'inactive',
  ])
  shell.write(textTable(['id', 'name', 'version', 'provider', 'state'], rows))
  return 0
}

/** A registered model against its thresholds, with what is recommended; 1 where one is violated. */
export async function checkRegistered(shell: Shell, options: ServerOptions, id: string): Promise<number> {
  const path = `/api/v1/registry/models/${encodeURIComponent(id)}`
  const ask = <Answer>(last: string) => askServer<Answer>(shell, options, { method: 'GET', path: `${path}/${last}` })
  const { data: check } = await ask<Schemas['PerformanceCheckAnswer']>('check')
  const { data: advice } = await ask<Schemas['ModelRecommendationsAnswer']>('recommendations')
  if (options.json === true) printJson(shell, { ...check, ...advice })
  else {
    shell.write(
      `${id}: ${check.is_performing_well ? 'performs well' : `${check.violations.length} thresholds violated`}\n`,
    )
    for (const sentence of advice.recommendations) shell.write(`- ${sentence}\n`)
  }
  return check.is_performing_well ? 0 : 1
}

function filtersOf(written: readonly string[]): Record<string, string[]> {
  const filters: Record<string, string[]> = {}
  for (const text of written) {
    const [, name, value] = /^([a-z_]+)=(.*)$/s.exec(text) ?? []
    if (name === undefined || value === undefined) throw new Error(`--filter ${text}: write <parameter>=<value>`)
    filters[name] = [...(filters[name] ?? []), value]
  }
  return filters
}

function printJson(shell: Shell, value: unknown): 0 {
  shell.write(`${JSON.stringify(value, null, 2)}\n`)
  return 0
}
