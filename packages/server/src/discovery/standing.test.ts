import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CatalogSource, Observation } from './model.ts'
import { isRemovable, missed, type StandingFacts, standingOf } from './standing.ts'

const now = Date.UTC(2026, 10, 20, 12)
const hour = 3_600_000
const rules = { removalMisses: 3, removalHoldMs: 24 * hour }
const alive: StandingFacts = { shutdownDate: null, isProvenGone: true, wasRemoved: false }

const by = (source: CatalogSource, misses = 0, hoursMissing: number | null = null): Observation => ({
  uid: 'p:m',
  sourceId: source,
  source,
  sourceKey: null,
  url: null,
  facts: {},
  inferred: {},
  suspects: [],
  firstSeen: 0,
  fetchedAt: now,
  misses,
  missingSince: hoursMissing === null ? null : now - hoursMissing * hour,
})

describe('standingOf', () => {
  it.each<[string, Observation[], Partial<StandingFacts>, string]>([
    ['in the list', [by('provider_api')], {}, 'listed'],
    ['in one of two lists', [by('provider_api', 9, 99), { ...by('provider_api'), sourceId: 'list:b' }], {}, 'listed'],
    ['one miss shows at once', [by('provider_api', 1, 0)], {}, 'missing'],
    ['three misses within minutes', [by('provider_api', 3, 1)], {}, 'missing'],
    ['two misses over days', [by('provider_api', 2, 72)], {}, 'missing'],
    ['three misses over a day', [by('provider_api', 3, 24)], {}, 'removed'],
    ['the same, but the provider still knows it', [by('provider_api', 3, 24)], { isProvenGone: false }, 'missing'],
    [
      'once removed it stays removed',
      [by('provider_api', 4, 48)],
      { isProvenGone: false, wasRemoved: true },
      'removed',
    ],
    ['back after removal', [by('provider_api')], { wasRemoved: true }, 'listed'],
    ['absent past its shutdown', [by('provider_api', 1, 0)], { shutdownDate: '2026-11-20' }, 'removed'],
    ['listed past its shutdown', [by('provider_api')], { shutdownDate: '2026-10-23' }, 'listed'],
    ['absent before its shutdown', [by('provider_api', 1, 0)], { shutdownDate: '2026-11-21' }, 'missing'],
    ['named by the configuration', [by('provider_api', 3, 24), by('config')], {}, 'unverified'],
    ['named by the configuration alone', [by('config')], {}, 'unverified'],
    ['only in the built-in catalog', [by('static')], { shutdownDate: '2020-01-01' }, 'unverified'],
    ['the built-in catalog does not save it', [by('provider_api', 3, 24), by('static')], {}, 'removed'],
    ['nobody says anything', [], {}, 'removed'],
  ])('%s', (_, observations, facts, state) => {
    expect(standingOf(observations, { ...alive, ...facts }, rules, now).state).toBe(state)
  })
})

it('no sequence of fetches gives a row up before 3 misses and 24 hours', () => {
  const steps = fc.array(fc.record({ isListed: fc.boolean(), hours: fc.integer({ min: 0, max: 30 }) }), {
    maxLength: 20,
  })
  fc.assert(
    fc.property(steps, (fetches) => {
      let observation = by('provider_api')
      let at = now
      let misses = 0
      let since = 0
      for (const { isListed, hours } of fetches) {
        at += hours * hour
        observation = isListed ? { ...observation, misses: 0, missingSince: null } : missed(observation, at)
        if (isListed) misses = 0
        else if (misses++ === 0) since = at
        const isAllowed = misses >= 3 && at - since >= 24 * hour
        expect(isRemovable(observation, rules, at)).toBe(isAllowed)
      }
    }),
  )
})
