import type { components } from '@proxyapi/contract'
import { ApiError, type ErrorCode, errorTable } from '@proxyapi/contract/errors'
import type { Runtime } from '../../runtime.ts'
import type { Engine, EngineContext, EngineResult } from './engine.ts'
import { CHARACTERS_MAX, RUN_MS, TooComplex, VARIABLES_BYTES_MAX } from './limits.ts'
import type { GraphqlReads } from './resolvers.ts'

type Schemas = components['schemas']

export interface GraphqlSettings {
  enabled: boolean
  /** Who may ask for the schema, and is told near names. */
  schemaFor: 'everybody' | 'administrators' | 'nobody'
}

export interface GraphqlParts extends Pick<Runtime, 'clock' | 'log' | 'metrics'> {
  reads: GraphqlReads
  settings(): GraphqlSettings
}

/** Who asks. */
export interface Asker {
  requestId: string
  isAdministrator: boolean
  providerOrder(): Promise<readonly string[]>
}

/** The catalog in GraphQL: the answers of REST, as the caller cuts them. */
export interface Graphql {
  /**
   * What fields gave; a field that failed is null beside its error. Throws what keeps the whole query from running:
   * NOT_FOUND where it is switched off, INVALID_REQUEST, QUERY_TOO_COMPLEX.
   */
  answer(request: Schemas['GraphQLRequest'], asker: Asker): Promise<Schemas['GraphQLAnswer']>
}

export function createGraphql({ reads, settings, clock, log, metrics }: GraphqlParts): Graphql {
  const engines = new Map<boolean, Promise<Engine>>()

  return {
    async answer(request, asker) {
      const { enabled, schemaFor } = settings()
      if (!enabled) throw new ApiError('NOT_FOUND', 'GraphQL is switched off on this server.')
      const showsSchema = schemaFor === 'everybody' || (schemaFor === 'administrators' && asker.isAdministrator)
      try {
        judgeSize(request)
        const result = await bounded(await engineFor(showsSchema), request, asker)
        return answerOf(result, asker, showsSchema)
      } catch (error) {
        if (error instanceof TooComplex) metrics.count('proxyapi_graphql_rejected_total', { reason: error.reason })
        throw error
      }
    },
  }

  /** The libraries are loaded with the first query. */
  function engineFor(showsSchema: boolean): Promise<Engine> {
    const engine =
      engines.get(showsSchema) ??
      import('./engine.ts').then(({ createEngine }) => createEngine(reads, showsSchema, onError))
    engines.set(showsSchema, engine)
    return engine
  }

  function onError(error: unknown, requestId: string | null): void {
    log.error('A field of GraphQL broke', { request_id: requestId, error })
  }

  async function bounded(run: Engine, request: Schemas['GraphQLRequest'], context: EngineContext) {
    const done = new AbortController()
    const late = clock.sleep(RUN_MS, done.signal).then((): EngineResult => {
      if (done.signal.aborted) return {}
      throw new TooComplex('time')
    })
    try {
      return await Promise.race([run(request, context), late])
    } finally {
      done.abort()
    }
  }
}

function judgeSize({ query, variables }: Schemas['GraphQLRequest']): void {
  if (query.length > CHARACTERS_MAX) throw new TooComplex('characters')
  if (variables && Buffer.byteLength(JSON.stringify(variables)) > VARIABLES_BYTES_MAX) throw new TooComplex('variables')
}

function answerOf({ data, errors }: EngineResult, asker: Asker, showsSchema: boolean): Schemas['GraphQLAnswer'] {
  const said = (message: string) => (showsSchema ? message : withoutSuggestions(message))
  if (data === undefined) {
    const [first] = errors ?? []
    if (first?.extensions?.reason !== undefined) throw new TooComplex(first.extensions.reason)
    throw new ApiError(codeOf(first), said(first?.message ?? 'It cannot be run.'))
  }
  if (errors === undefined || errors.length === 0) return { data }
  return {
    data,
    errors: errors.map((error) => ({
      message: said(error.message),
      ...(error.locations && { locations: error.locations }),
      ...(error.path && { path: error.path }),
      extensions: { code: codeOf(error), request_id: asker.requestId },
    })),
  }
}

/** Words of the libraries for a query that is wrong are no codes of ours. */
function codeOf(error: NonNullable<EngineResult['errors']>[number] | undefined): ErrorCode {
  const code = error?.extensions?.code ?? ''
  return Object.hasOwn(errorTable, code) ? (code as ErrorCode) : 'INVALID_REQUEST'
}

/** Near names tell of the schema to those who may not see it. */
const withoutSuggestions = (message: string): string => message.replace(/ ?Did you mean .+\?/g, '')
