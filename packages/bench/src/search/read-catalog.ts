import type { ListedRow } from '@proxyapi/server/catalog-search'

export const catalogFormats = ['models_dev', 'litellm', 'openrouter'] as const
export type CatalogFormat = (typeof catalogFormats)[number]

/** The rows of a file of a public catalog: as much of them as search looks at. */
export function readCatalog(text: string, format: CatalogFormat): ListedRow[] {
  return readers[format](JSON.parse(text))
}

type ModelsDev = Record<
  string,
  { models: Record<string, { id: string; name?: string; release_date?: string; status?: string }> }
>
type LiteLlm = Record<string, { litellm_provider?: string; deprecation_date?: string }>
type OpenRouter = { data: { id: string; name: string; created: number }[] }

const readers: Record<CatalogFormat, (body: unknown) => ListedRow[]> = {
  models_dev: (body) =>
    Object.entries(body as ModelsDev).flatMap(([provider, { models }]) =>
      Object.values(models).map(({ id, name, release_date, status }) => ({
        provider,
        id,
        name,
        releaseDate: release_date,
        isDeprecated: status === 'deprecated',
      })),
    ),
  litellm: (body) =>
    Object.entries(body as LiteLlm).flatMap(([key, { litellm_provider: stated, deprecation_date }]) => {
      if (stated === undefined || key === 'sample_spec') return []
      const id = key.startsWith(`${stated}/`) ? key.slice(stated.length + 1) : key
      return [{ provider: stated.replace(/_chat$/, ''), id, shutdownDate: deprecation_date }]
    }),
  openrouter: (body) =>
    (body as OpenRouter).data.map(({ id, name, created }) => ({
      provider: 'openrouter',
      id,
      name,
      releaseDate: new Date(created * 1000).toISOString().slice(0, 10),
    })),
}
