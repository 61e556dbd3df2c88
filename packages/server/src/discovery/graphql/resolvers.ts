import { type components, judgeQuery } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { wireNames } from '@proxyapi/contract/graphql'
import type { GraphQLResolveInfo } from 'graphql'
import type { Discovery } from '../discovery.ts'
import { selectedBelow } from './selected.ts'

type Schemas = components['schemas']
/** What a resolver may ask; the same that REST asks. */
export type GraphqlReads = Pick<Discovery, 'listAll' | 'searchAll' | 'getAny' | 'status' | 'changes'>

/** Of the one who asks. */
export interface ResolverContext {
  /** Providers that he likes, the best first. */
  providerOrder(): Promise<readonly string[]>
}

type Arguments = Readonly<Record<string, unknown>>
type Resolver = (args: Arguments, context: ResolverContext, info: GraphQLResolveInfo) => unknown

const included = ['provenance', 'conflicts', 'sources', 'score'] as const
const facets = ['provider', 'brand', 'family', 'capabilities', 'input_modality', 'output_modality', 'status'] as const

/** By field of `Query`. They throw what the operations of REST throw. */
export const resolversOf = (reads: GraphqlReads): Record<string, Resolver> => ({
  async models(args, _, info) {
    const answer = await reads.listAll(judgeQuery('listModels', parametersOf(args, info)))
    return answer.body().models
  },

  async searchModels({ query, ...args }, _, info) {
    const parameters = { ...parametersOf(args, info), q: query }
    const answer = await reads.searchAll(judgeQuery('searchModels', parameters))
    return answer.body().models
  },

  async modelPage({ query, sort, after, ...args }, _, info) {
    const wantsFacets = selectedBelow(info, []).has('facets')
    const parameters = {
      ...parametersOf(args, info, ['models']),
      ...present({ q: query, sort, cursor: after, facets: wantsFacets ? facets : null }),
    }
    const answer = await reads.listAll(judgeQuery('listModels', parameters))
    return answer.body()
  },

  async model({ id, provider }, { providerOrder }) {
    const query = judgeQuery('getModel', present({ provider }))
    const preference = { providerOrder: await providerOrder() }
    try {
      const answer = await reads.getAny(String(id), query, preference)
      return answer.body().model
    } catch (error) {
      if (error instanceof ApiError && error.code === 'MODEL_NOT_FOUND') return null
      throw error
    }
  },

  providers: (): Schemas['ProviderStatus'][] => Object.values(reads.status().body().providers),

  async modelChanges({ since, first }) {
    const answer = await reads.changes(judgeQuery('listModelChanges', present({ since, limit: first })))
    return answer.body().changes
  },
})

/** The parameters of REST for what is asked here; what costs extra only where it is selected. */
function parametersOf(
  { provider, filters, first }: Arguments,
  info: GraphQLResolveInfo,
  path: readonly string[] = [],
): Record<string, unknown> {
  const conditions = Object.entries((filters ?? {}) as Arguments).map(([name, value]) => [
    wireNames[name] ?? name,
    value,
  ])
  const written = present(Object.fromEntries(conditions))
  if (provider !== undefined && provider !== null) {
    if (written.provider !== undefined)
      throw new ApiError('INVALID_REQUEST', 'Send provider once: beside or in filters.')
    written.provider = [provider]
  }
  const selected = selectedBelow(info, path)
  return { ...written, ...present({ limit: first }), include: included.filter((name) => selected.has(name)) }
}

/** Null means absent. */
const present = (values: Arguments): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined))
