import { type Handlers, ok } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { cacheable } from './cacheable.ts'
import { notImplemented } from './not-implemented.ts'

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

export const models = {
  listModels: ({ query, headers }, { discovery }) => cacheable(headers, discovery.list(query)),

  searchModels: ({ query, headers }, { discovery }) => cacheable(headers, discovery.search(query)),

  getModel: ({ path, query, headers }, { discovery }) =>
    cacheable(headers, discovery.get(path.model_id, query, { providerOrder: [] })),

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

  graphql: notImplemented,
} satisfies Handlers<Context, ModelOperation>
