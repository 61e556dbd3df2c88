import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { assets, dashboardPage } from './pages.ts'

/** A browser, as far as the page needs one. */
async function visited(hash: string, answer: () => Promise<{ ok: boolean; json(): Promise<object> }>) {
  const shown: Record<string, string> = {}
  const asked: { url: string; body: unknown }[] = []
  let address = `/${hash}`
  const elements = new Map(
    ['signed-in', 'token'].map((id) => [
      id,
      {
        set textContent(text: string) {
          shown[id] = text
        },
      },
    ]),
  )
  runInNewContext(String(assets.get('/docs/signed-in.js')?.().content), {
    URLSearchParams,
    location: { hash },
    history: {
      replaceState: (_state: unknown, _title: string, url: string) => {
        address = url
      },
    },
    document: { getElementById: (id: string) => elements.get(id) },
    fetch: (url: string, { body }: { body: string }) => {
      asked.push({ url, body: JSON.parse(body) })
      return answer()
    },
  })
  await new Promise((resolve) => setImmediate(resolve))
  return { shown, asked, address }
}

const good = async () => ({ ok: true, json: async () => ({ access_token: 'a.b.c', expires_in: 3_600 }) })

test('the code of a login is traded once, shown as a token, and gone from the address', async () => {
  const { shown, asked, address } = await visited('#code=abc', good)
  expect(asked).toEqual([{ url: '/api/v1/auth/token', body: { grant_type: 'authorization_code', code: 'abc' } }])
  expect([shown.token, address]).toEqual(['a.b.c', '/'])
  expect(shown['signed-in']).toContain('60 minutes')
})

test('a refusal is told, and nothing is asked without a code', async () => {
  const refused = async () => ({ ok: false, json: async () => ({ error: 'The code was used.' }) })
  expect((await visited('#code=abc', refused)).shown).toEqual({ 'signed-in': 'The code was used.' })
  expect((await visited('#code=abc', () => Promise.reject(new Error('offline')))).shown['signed-in']).toMatch(
    /sign in again/,
  )
  expect((await visited('#elsewhere', good)).asked).toEqual([])
})

test('every script and style of the page is one of the assets', () => {
  const named = [...dashboardPage.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, path]) => `${path}`)
  expect(named.length).toBeGreaterThan(1)
  for (const path of named) expect(assets.has(path)).toBe(true)
})
