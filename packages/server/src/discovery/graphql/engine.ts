/** The libraries of GraphQL, loaded with the first query: an idle server does without them. */
import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor'
import { ApiError } from '@proxyapi/contract/errors'
import { schemaText, wireNames } from '@proxyapi/contract/graphql'
import {
  buildSchema,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  isObjectType,
  NoSchemaIntrospectionCustomRule,
  type ValidationRule,
} from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'
import {
  ALIASES_MAX,
  COST_MAX,
  DEPTH_MAX,
  DIRECTIVES_MAX,
  FIRST_MAX,
  type LimitReason,
  ROWS_MAX,
  SEARCH_FIRST_MAX,
  TOKENS_MAX,
  TooComplex,
} from './limits.ts'
import { measure } from './measure.ts'
import { type GraphqlReads, type ResolverContext, resolversOf } from './resolvers.ts'

/** One query, as it came. */
export interface EngineRequest {
  query: string
  operationName?: string | null
  variables?: Record<string, unknown> | null
}

export interface EngineContext extends ResolverContext {
  requestId: string
}

/** Told what broke on our side, of which the caller learns nothing. */
type OnError = (error: unknown, requestId: string | null) => void

/** Errors carry what was thrown, where that was one of ours. */
export interface EngineResult {
  data?: Record<string, unknown> | null
  errors?: readonly {
    message: string
    locations?: { line: number; column: number }[]
    path?: (string | number)[]
    extensions?: { code?: string; reason?: LimitReason }
  }[]
}

export type Engine = (request: EngineRequest, context: EngineContext) => Promise<EngineResult>

const internal = new ApiError('INTERNAL_ERROR')
const address = 'http://graphql.internal/graphql'

/** `showsSchema`: introspection answers, and errors suggest names. */
export function createEngine(reads: GraphqlReads, showsSchema: boolean, onError: OnError): Engine {
  const yoga = createYoga<EngineContext>({
    schema: executable(reads, onError),
    plugins: [armor(showsSchema), ownLimits, ...(showsSchema ? [] : [hiddenSchema])],
    maskedErrors: { maskError: (error) => shown(error, onError) },
    parserAndValidationCache: false,
    batching: false,
    multipart: false,
    graphiql: false,
    landingPage: false,
    logging: false,
    cors: false,
  })
  return async ({ query, operationName, variables }, context) => {
    const request = new Request(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, operationName, variables }),
    })
    const response = await yoga.fetch(request, context)
    return (await response.json()) as EngineResult
  }
}

function executable(reads: GraphqlReads, onError: OnError): GraphQLSchema {
  const schema = buildSchema(schemaText)
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || type === schema.getQueryType()) continue
    for (const field of Object.values(type.getFields())) {
      const name = wireNames[field.name] ?? field.name
      field.resolve = (row: Record<string, unknown>) => row[name]
    }
  }
  const resolvers = resolversOf(reads)
  for (const [name, field] of Object.entries(schema.getQueryType()?.getFields() ?? {})) {
    const resolver = resolvers[name]
    if (resolver === undefined) throw new Error(`The schema has a field ${name} that nothing answers`)
    field.resolve = async (_, args, context: EngineContext, info) => {
      try {
        return await resolver(args, context, info)
      } catch (error) {
        if (error instanceof ApiError) throw new GraphQLError(error.message, { extensions: { code: error.code } })
        onError(error, context.requestId)
        throw new GraphQLError(internal.message, { extensions: { code: internal.code } })
      }
    }
  }
  return schema
}

/** What GraphQL itself says of a query is the caller's to read; anything else that breaks is ours. */
function shown(error: unknown, onError: OnError): GraphQLError {
  const isSaid = error instanceof GraphQLError && (error.originalError ?? error) instanceof GraphQLError
  if (isSaid) return error
  onError(error, null)
  const { nodes, path } = error as Partial<GraphQLError>
  return new GraphQLError(internal.message, {
    ...(nodes && { nodes }),
    ...(path && { path }),
    extensions: { code: internal.code },
  })
}

const tooComplex = ({ message, code, reason }: TooComplex): GraphQLError =>
  new GraphQLError(message, { extensions: { code, reason } })

/** Cost is counted by `ownLimits`: this library multiplies it by a `first` that is written out, and by no other. */
function armor(showsSchema: boolean): Plugin {
  const limit = (reason: LimitReason) => ({ onReject: [() => refuse(reason)] })
  return EnvelopArmorPlugin({
    maxDepth: { n: DEPTH_MAX, ...limit('depth') },
    maxAliases: { n: ALIASES_MAX, ...limit('aliases') },
    maxDirectives: { n: DIRECTIVES_MAX, ...limit('directives') },
    maxTokens: { n: TOKENS_MAX, ...limit('tokens') },
    costLimit: { enabled: false },
    blockFieldSuggestion: { enabled: !showsSchema },
  }) as Plugin
}

function refuse(reason: LimitReason): never {
  throw tooComplex(new TooComplex(reason))
}

const ownLimits: Plugin = {
  onValidate({ addValidationRule }) {
    addValidationRule(queriesOnly)
  },
  onExecute({ args, setResultAndStopExecution }) {
    const reason = excess(args as ExecutionArgs)
    if (reason !== null) setResultAndStopExecution({ errors: [tooComplex(new TooComplex(reason))] })
  },
}

const queriesOnly: ValidationRule = (context) => ({
  OperationDefinition(node) {
    if (node.operation !== 'query') context.reportError(new GraphQLError('Only queries are taken.', { nodes: node }))
  },
})

function excess({ document, operationName, variableValues, schema }: ExecutionArgs): LimitReason | null {
  const operation = getOperationAST(document, operationName)
  if (!operation) return null
  const { rows, firsts, cost } = measure(document, operation, variableValues ?? {}, schema)
  const isBeyond = ({ field, first }: (typeof firsts)[number]) =>
    first > (field === 'searchModels' ? SEARCH_FIRST_MAX : FIRST_MAX)
  if (firsts.some(isBeyond)) return 'first'
  if (rows > ROWS_MAX) return 'rows'
  return cost > COST_MAX ? 'cost' : null
}

const hiddenSchema: Plugin = {
  onValidate({ addValidationRule }) {
    addValidationRule(NoSchemaIntrospectionCustomRule)
  },
}
