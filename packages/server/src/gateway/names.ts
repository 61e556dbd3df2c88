import { ApiError } from '@proxyapi/contract/errors'
import type { ModelFacts, ModelLookup } from './lane.ts'
import { nearNames } from './near-names.ts'
import type { Lane, ProviderSettings } from './provider-settings.ts'
import type { Route } from './routes.ts'

/** What names are resolved against: one snapshot of configuration and catalog. */
export interface Names {
  readonly providers: readonly ProviderSettings[]
  readonly routes: ReadonlyMap<string, Route>
  readonly aliases: Readonly<Record<string, string>>
  readonly models: ModelLookup
  /** Provider → the model that its name alone means; absent: the first of its `models`. */
  readonly selections: ReadonlyMap<string, string>
}

const nearMax = 3

/**
 * The lanes that the name of a model means, in order of preference; the first kind of name that hits wins. Empty where it
 * means none. Matched exactly: no trimming, no folding.
 */
export function lanesOf(name: string, names: Names): Lane[] {
  const direct = directLanes(name, names)
  if (direct.length > 0) return direct
  const alias = Object.hasOwn(names.aliases, name) ? names.aliases[name] : undefined
  const aliased = alias === undefined ? [] : directLanes(alias, names)
  if (aliased.length > 0) return aliased
  const joined = catalogAliasLanes(name, names)
  return joined.length > 0 ? joined : retiredLanes(name, names)
}

export const notAllowed = (name: string): ApiError =>
  new ApiError('MODEL_NOT_ALLOWED', `This key may not use the model ${name}.`, { param: 'model' })

/** Judged on the lane itself, so that no alias or fallback opens what the key does not name. */
export function isAllowed({ id, provider, model, names: further = [] }: Lane, allow: readonly string[]): boolean {
  const names = [id, model.id, `${provider.brand.id}/${model.id}`, ...further]
  if (model.canonicalId !== null) names.push(model.canonicalId)
  return allow.some((rule) =>
    rule.endsWith('*') ? names.some((name) => name.startsWith(rule.slice(0, -1))) : names.includes(rule),
  )
}

/** Where a lane's provider sends calls that all lanes of the model failed: to the same model there, or a named other. */
export function fallbackLanes({ provider, model }: Lane, names: Names): Lane[] {
  const target = names.providers.find(({ name }) => name === provider.fallbackProvider)
  if (target === undefined) return []
  const named = Object.hasOwn(provider.fallbackModels, model.id) ? provider.fallbackModels[model.id] : undefined
  const joined = model.canonicalId === null ? [] : names.models.named(model.canonicalId)
  const ids = [named, model.id, ...joined.map(({ id }) => id), firstModel(target, names)]
  for (const id of ids) {
    const lane = id === undefined ? undefined : laneOf(target, id, names)
    if (lane !== undefined) return [lane]
  }
  return []
}

/** All that can be called, each lane once; what `listInferenceModels` shows. */
export function allLanes(names: Names): Lane[] {
  return byPriority(names.providers).flatMap((provider) => {
    const listed = provider.models.filter((id) => id !== '*')
    const found = provider.models.includes('*') ? catalogOf(provider, names).map(({ id }) => id) : []
    return [...new Set([...listed, ...found])]
      .map((id) => laneOf(provider, id, names))
      .filter((lane) => lane !== undefined)
  })
}

function directLanes(name: string, names: Names): Lane[] {
  const slash = name.indexOf('/')
  if (slash > 0) {
    const lanes = providersNamed(name.slice(0, slash), names).map((provider) =>
      laneOf(provider, name.slice(slash + 1), names),
    )
    const found = lanes.filter((lane) => lane !== undefined)
    if (found.length > 0) return found
  }
  const provider = names.providers.find((row) => row.name === name)
  if (provider !== undefined) {
    const selected = firstModel(provider, names)
    const lane = selected === undefined ? undefined : laneOf(provider, selected, names)
    if (lane !== undefined) return [lane]
  }
  return byPriority(names.providers)
    .map((row) => laneOf(row, name, names))
    .filter((lane) => lane !== undefined)
}

/** Aliases and canonical ids of the catalog, which join one model across providers. */
function catalogAliasLanes(name: string, names: Names): Lane[] {
  const rows = names.models.named(name)
  return byPriority(names.providers).flatMap((provider) => {
    const own = rows.filter((row) => row.provider === provider.name || row.provider === provider.brand.id)
    const lanes = own.map((row) => laneOf(provider, row.id, names))
    return lanes.find((lane) => lane !== undefined) ?? []
  })
}

/** Names of the past, which no list holds any more and which a brand still answers to. */
function retiredLanes(name: string, names: Names): Lane[] {
  return byPriority(names.providers).flatMap((provider) => {
    const id = name.startsWith(`${provider.name}/`) ? name.slice(provider.name.length + 1) : name
    const isKnown = Object.hasOwn(provider.brand.quirks.retired?.presets ?? {}, id)
    if (!isKnown || !provider.enabled || !provider.models.includes('*')) return []
    return [{ id: `${provider.name}/${id}`, provider, model: unknownModel(provider.name, id, names) }]
  })
}

/** A provider of that name, else all of that brand. */
function providersNamed(name: string, { providers }: Names): ProviderSettings[] {
  const exact = providers.find((provider) => provider.name === name)
  if (exact !== undefined) return [exact]
  return byPriority(providers.filter(({ brand }) => brand.id === name || brand.aliases.includes(name)))
}

function laneOf(provider: ProviderSettings, id: string, names: Names): Lane | undefined {
  if (!provider.enabled || id === '*') return undefined
  const listed = provider.models.includes(id)
  if (!listed && !provider.models.includes('*')) return undefined
  const facts = names.models.find(provider.name, id) ?? names.models.find(provider.brand.id, id)
  if (facts === undefined && !listed) return undefined
  return { id: `${provider.name}/${id}`, provider, model: facts ?? unknownModel(provider.name, id, names) }
}

function firstModel(provider: ProviderSettings, names: Names): string | undefined {
  const first = names.selections.get(provider.name) ?? provider.models.find((id) => id !== '*')
  return first ?? catalogOf(provider, names).find((row) => row.supportsChat !== false)?.id
}

function catalogOf(provider: ProviderSettings, { models }: Names): readonly ModelFacts[] {
  const own = models.of(provider.name)
  return own.length > 0 ? own : models.of(provider.brand.id)
}

const byPriority = (providers: readonly ProviderSettings[]) => [...providers].sort((a, b) => a.priority - b.priority)

/** A model that the operator named and the catalog does not know. */
function unknownModel(provider: string, id: string, { models }: Names): ModelFacts {
  const facts: ModelFacts = {
    uid: `${provider}:${id}`,
    id,
    provider,
    canonicalId: null,
    aliases: [],
    contextLength: null,
    maxOutputTokens: null,
    supportsChat: null,
    capabilities: [],
    supports: {},
    price: null,
  }
  return models.written?.(facts) ?? facts
}

/** Names of what the key may not use are not told. */
export function notFound(name: string, names: Names, allow: readonly string[] | null): ApiError {
  const known = allLanes(names).filter((lane) => allow === null || isAllowed(lane, allow))
  const given = [...names.routes.keys(), ...Object.keys(names.aliases)]
  const near = nearNames(name, [...known.map(({ id }) => id), ...given], nearMax)
  const hint = near.length > 0 ? ` Did you mean ${near.join(', ')}?` : ''
  return new ApiError('MODEL_NOT_FOUND', `There is no model ${JSON.stringify(name.slice(0, 200))}.${hint}`, {
    param: 'model',
  })
}
