import type { Brand } from '@proxyapi/providers'
import { type RowOwner, type Statement, uidOf } from '../../model.ts'
import { type ConfiguredProvider, ownsItsModels, rowsNameOf } from '../../settings.ts'
import type { ImportedRow } from './imported.ts'

/**
 * The rows of a catalog as statements on rows of ours. Where a brand's models belong to accounts, they are facts of what
 * the configuration names there, by id or base model; a foreign provider that is called like an account of ours is not it.
 */
export function placed(
  rows: readonly ImportedRow[],
  brands: ReadonlyMap<string, Brand>,
  providers: readonly ConfiguredProvider[],
): Statement[] {
  const accounts = providers.filter(ownsItsModels)
  const taken = new Set(providers.map(rowsNameOf))
  return rows.flatMap((row) => {
    const owners = accounts.filter(({ brand }) => brand.id === row.provider)
    if (owners.length > 0) return owners.flatMap((owner) => ofAccount(row, owner))
    if (!brands.has(row.provider) && taken.has(row.provider)) return []
    return [stated(row, row.id, { provider: row.provider, brand: row.provider })]
  })
}

function ofAccount(row: ImportedRow, { name, brand, models, deployments }: ConfiguredProvider): Statement[] {
  const owner = { provider: name, brand: brand.id }
  const named = Object.entries(deployments).flatMap(([id, base]) => (base === row.id ? [id] : []))
  const ids = models.includes(row.id) ? [row.id, ...named] : named
  return [...new Set(ids)].map((id) => stated(row, id, owner))
}

function stated({ provider: _, id: __, ...row }: ImportedRow, id: string, owner: RowOwner): Statement {
  return { ...row, uid: uidOf(owner.provider, id), owner }
}
