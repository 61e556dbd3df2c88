import { describe, expect, it } from 'vitest'
import { row } from '../../test/discovery/rows.ts'
import type { CatalogRow } from './model.ts'
import { priorsOf } from './row-priors.ts'
import { rowTokens } from './row-tokens.ts'

const priors = (rows: readonly CatalogRow[]) =>
  priorsOf(
    rows,
    rows.map(({ doc }) => rowTokens(doc)),
  )
const better = (...rows: CatalogRow[]) => {
  const found = priors(rows)
  return rows.map(({ doc }, place) => ({ uid: doc.uid, prior: found[place] ?? 0 })).sort((a, b) => b.prior - a.prior)[0]
    ?.uid
}

describe('all else equal', () => {
  it('of a family whose dates are unknown the highest version is better', () => {
    const family = { family: 'opus' }
    expect(
      better(row('anthropic:opus-4-9', family), row('anthropic:opus-4-10', family), row('anthropic:opus-3', family)),
    ).toBe('anthropic:opus-4-10')
  })

  it('sizes and dates are no versions', () => {
    const family = { family: 'm' }
    const [small, dated] = priors([
      row('openai:m-2-7b', family),
      row('openai:m-2-20250101', family),
      row('openai:m-3', family),
    ])
    expect(small).toBe(dated)
  })

  it('a release date says more than a version', () => {
    const rows = [row('openai:m-9', { family: 'm' }), row('openai:m-1', { family: 'm', release_date: '2026-01-01' })]
    expect(better(...rows)).toBe('openai:m-1')
  })

  it('an unknown provider whose name others put before its models is their maker', () => {
    const rows = [row('acme:m-1'), row('reseller:m-1'), row('openrouter:acme/m-1'), row('kiosk:acme/m-1')]
    expect(better(...rows)).toBe('acme:m-1')
    const [own, resold] = priors([row('acme:m-1'), row('reseller:m-1'), row('openrouter:acme/m-1')])
    expect(own).toBe(resold)
  })

  it('what a maker resells is not its own', () => {
    const [resold, own] = priors([
      row('acme:other/m-1'),
      row('acme:m-1'),
      row('openrouter:acme/m-1'),
      row('kiosk:acme/m-1'),
    ])
    expect(resold).toBeLessThan(own ?? 0)
  })
})
