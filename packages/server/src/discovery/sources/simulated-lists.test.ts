/** Every brand that has a list is discovered from its own shape, over the simulators that npm start uses. */
import { brands, dialects } from '@proxyapi/providers'
import { type FlavourName, flavourNames, flavours, simulateAll, simulateBrand } from '@proxyapi/simulators'
import { expect, it, onTestFinished } from 'vitest'
import { provider, settings, skippingClock } from '../../../test/discovery/parts.ts'
import { egressFor } from '../../../test/egress/loopback.ts'
import { testRandom } from '../../../test/runtime.ts'
import { fetchList } from './provider-list.ts'

const none = { etag: null, lastModified: null }

async function listed(brand: string, baseUrl: string, query?: Record<string, string>) {
  const row = provider(brand, { baseUrl })
  const list = row.brand.list ?? expect.fail(`${brand} has no list`)
  const asked = query ? { ...row, brand: { ...row.brand, list: { ...list, query } } } : row
  const clock = skippingClock()
  const parts = { egress: egressFor([Number(new URL(baseUrl).port)]), clock, random: testRandom(), dialects }
  const result = await fetchList(
    asked,
    none,
    settings({ maxRetries: 0, readTimeoutMs: 300, timeoutMs: 3_000 }),
    parts,
    new AbortController().signal,
  )
  if (result.outcome !== 'list') return expect.fail(`${brand}: ${JSON.stringify(result)}`)
  expect(result.rejected).toBe(0)
  return result.statements
}

const own = ['openai', 'anthropic', 'cohere', 'google', 'perplexity'] as const
const smallPages: Readonly<Record<string, Record<string, string>>> = {
  anthropic: { limit: '5' },
  google: { pageSize: '5' },
}

it.each(own)('%s, and in two pages where it has pages', async (brand) => {
  const all = await simulateAll()
  onTestFinished(() => all.close())
  const { baseUrl } = brands.get(brand) ?? expect.fail(brand)
  const { url } = brand === 'google' ? all.gemini : all[brand]
  const base = `${url}${new URL(baseUrl ?? '').pathname.replace(/\/$/, '')}`
  const whole = await listed(brand, base)
  expect(whole.length).toBeGreaterThan(5)
  const pages = smallPages[brand]
  if (pages) expect(await listed(brand, base, pages)).toEqual(whole)
})

const others = flavourNames.filter((name) => brands.get(name)?.list !== null)

it.each(others)('%s', async (name: FlavourName) => {
  const simulator = await simulateBrand(name)
  onTestFinished(() => simulator.close())
  const base = brands.get(name)?.list?.path.startsWith('/api/') ? '' : flavours[name].bases[0]
  const found = await listed(name, `${simulator.url}${name === 'azure_openai' ? '' : base}`)
  const ids = found.map(({ sourceKey }) => sourceKey)
  for (const { id } of flavours[name].models) expect(ids).toContain(id)
})

it('no brand with a list is left out', () => {
  const tested = new Set<string>([...own, ...others])
  expect([...brands.values()].filter(({ id, list }) => list !== null && !tested.has(id)).map(({ id }) => id)).toEqual(
    [],
  )
})
