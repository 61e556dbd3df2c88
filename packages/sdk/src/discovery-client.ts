import { ProxyAPI } from './client.ts'
import { wireNames } from './core/camel.ts'
import type { CallOptions } from './core/options.ts'
import type { Page } from './core/page.ts'
import type { Answer, ItemOf, QueryOf } from './core/shapes.ts'
import type { ModelUpdate } from './realtime/model-updates.ts'

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S
type CamelKeys<T> = { [K in keyof T as K extends string ? Camel<K> : K]?: T[K] }
type Filters = QueryOf<'listModels'> | CamelKeys<QueryOf<'listModels'>>
type SearchFilters = Omit<QueryOf<'searchModels'>, 'q'> | CamelKeys<Omit<QueryOf<'searchModels'>, 'q'>>
type Model = ItemOf<'listModels'>

/** The model catalog under the names of the discovery client that came before. Filters in camelCase or as on the wire. */
export class DiscoveryClient extends ProxyAPI {
  /** All models that pass the filters, of all pages; `useCache` as in CallOptions. */
  async getModels(filters: Filters & Pick<CallOptions, 'useCache'> = {}): Promise<Page<Model>> {
    const { useCache, use_cache, ...rest } = filters as Record<string, unknown>
    const options = { useCache: (useCache ?? use_cache) as boolean | undefined }
    return this.models.list(wireNames(rest), options).all()
  }

  /** What fits a text best: `searchModels('gpt-4', { minContext: 8000, maxCost: 0.05 })`. */
  async searchModels(query: string, filters: SearchFilters = {}): Promise<Page<Model>> {
    return this.models.search({ q: query, ...wireNames(filters) })
  }

  /** One model by its id, uid or alias. */
  async getModel(id: string): Promise<Answer<'getModel'>['model']> {
    return (await this.models.get(id)).model
  }

  /** Calls back when models were found or have changed. Returns what ends that. */
  onModelUpdate(callback: (update: ModelUpdate) => void): () => void {
    return this.realtime.onModelUpdate(callback)
  }

  /** Fetches the lists of the providers (all, if none is named) and answers a summary. */
  async refreshModels(request: { providers?: string[]; force?: boolean } = {}): Promise<Answer<'refreshModels'>> {
    const summary = await this.models.refresh(request)
    this.cache.clear()
    return summary
  }
}
