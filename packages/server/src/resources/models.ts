import { type Handlers, ok } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import type { Principal } from '../identity/principal.ts'
import { cacheable } from './cacheable.ts'

type ModelOperation =
  | 'listModels'
  | 'searchModels'
  | 'getModel'
  | 'refreshModels'
  | 'listModelChanges'
  | 'getModelSelections'
  | 'setModelSelections'
  | 'listProviders'
  | 'getProvidersStatus'
  | 'graphql'

/** What the caller prefers where one name fits models of several providers. */
const providerOrderOf = async ({ userId }: Principal, { users }: Context['accounts']): Promise<readonly string[]> =>
  userId === null ? [] : (await users.preferences(userId)).provider_order

/** Who wants no cached answer gets what is stored now, not what this process last read of it. */
async function recheckFor(headers: Headers, { recheck }: Context['discovery']): Promise<void> {
  if (/(?:^|,)\s*no-cache\s*(?:,|$)/i.test(headers.get('cache-control') ?? '')) await recheck()
}

export const models = {
  async listModels({ query, headers }, { discovery }) {
    await recheckFor(headers, discovery)
    return cacheable(headers, await discovery.listAll(query))
  },

  async searchModels({ query, headers }, { discovery }) {
    await recheckFor(headers, discovery)
    return cacheable(headers, await discovery.searchAll(query))
  },

  async getModel({ path, query, headers }, { discovery, principal, accounts }) {
    await recheckFor(headers, discovery)
    const providerOrder = await providerOrderOf(principal, accounts)
    return cacheable(headers, await discovery.getAny(path.model_id, query, { providerOrder }))
  },

  refreshModels: async ({ body }, { discovery, principal }) =>
    ok(await discovery.refresh(body ?? {}, principal.permissions)),

  listModelChanges: async ({ query, headers }, { discovery }) => cacheable(headers, await discovery.changes(query)),

  getModelSelections: async ({ headers }, { discovery }) => cacheable(headers, await discovery.selections()),

  async setModelSelections({ body, headers }, context) {
    const { audit, discovery } = context
    const answer = await discovery.select(body, headers.get('if-match'), (tx, providers) =>
      audit.record(tx, context, {
        action: 'selections.updated',
        target: { type: 'selections', id: null },
        details: { providers },
      }),
    )
    return ok(answer.body(), { ETag: answer.etag })
  },

  listProviders: ({ headers }, { discovery }) => cacheable(headers, discovery.providers()),

  getProvidersStatus: ({ headers }, { discovery }) => cacheable(headers, discovery.status()),

  graphql: async ({ body }, { graphql, principal, requestId, accounts }) =>
    ok(
      await graphql.answer(body, {
        requestId,
        isAdministrator: principal.role === 'admin',
        providerOrder: () => providerOrderOf(principal, accounts),
      }),
    ),
} satisfies Handlers<Context, ModelOperation>
