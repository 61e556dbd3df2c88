import type { components } from '@proxyapi/contract'
import type { ProviderNames } from '../provider-names.ts'

type Preferences = components['schemas']['Preferences']

interface KnownModel {
  uid: string
  id: string
  provider: string
}

/** Preferences of now, as they are stored, joined with older ones: what is here already stands, what is only there is added. */
export function joined(
  stored: string | null,
  old: Preferences,
  models: readonly KnownModel[],
  names: Pick<ProviderNames, 'rowsOf'>,
): { whole: Preferences; unknown: string[] } {
  const now: Preferences =
    stored === null ? { favorites: [], filters: {}, provider_order: [] } : (JSON.parse(stored) as Preferences)
  const favorites = old.favorites.map((name) => ({ name, uid: uidNamed(name, models) }))
  const order = [...new Set(old.provider_order.map((name) => names.rowsOf(name)[0] ?? name))]
  return {
    whole: {
      favorites: [...new Set([...now.favorites, ...favorites.map(({ name, uid }) => uid ?? name)])],
      filters: { ...old.filters, ...now.filters },
      provider_order: now.provider_order.length > 0 ? now.provider_order : order,
    },
    unknown: favorites.filter(({ uid }) => uid === null).map(({ name }) => name),
  }
}

/** An id that one provider alone has, or a uid; null where that is nobody or not clear, so that nothing is guessed. */
function uidNamed(name: string, models: readonly KnownModel[]): string | null {
  if (models.some(({ uid }) => uid === name)) return name
  const named = models.filter(({ id, provider }) => id === name || `${provider}/${id}` === name)
  return named.length === 1 ? (named[0]?.uid ?? null) : null
}
