import { isUsableId } from '../fact-values.ts'
import type { Statement } from '../model.ts'
import { type ConfiguredProvider, rowsNameOf } from '../settings.ts'
import { statementOf } from './listed-facts.ts'

/** What the configuration asserts: that the models and deployments that it names exist. It knows nothing else of them. */
export function configuredStatements(provider: ConfiguredProvider): Statement[] {
  const named = provider.models.filter((id) => id !== '*')
  const ids = [...new Set([...named, ...Object.keys(provider.deployments)])].filter(isUsableId)
  return ids.flatMap((id) => {
    const base = provider.deployments[id] ?? id
    const statement = statementOf({ id: base }, provider.brand.id, rowsNameOf(provider))
    if (statement === undefined) return []
    return [{ ...statement, uid: `${rowsNameOf(provider)}:${id}`, sourceKey: id, url: null }]
  })
}
