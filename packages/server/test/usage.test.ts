/** What a caller, and an administrator, is told over HTTP of what was used. */
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { usd } from './ledger.ts'
import { type Account, type Office, openOffice } from './money/office.ts'

let office: Office
let account: Account
let read: (path: string, who?: Account) => Promise<{ status: number; body: Record<string, unknown> }>

beforeAll(async () => {
  office = await openOffice('sqlite')
  office.gate.open()
  account = await office.account({ credits: usd(5) })
  const checked = conformingFetch((request) => office.apps[0]!.fetch(request))
  read = async (path, { secret } = account) => {
    const response = await checked(new Request(`http://127.0.0.1:8000${path}`, { headers: { 'x-api-key': secret } }))
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const body = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 20 }
  for (let n = 0; n < 2; n++) {
    const answer = await office.post(account, { path: '/v1/chat/completions', body })
    expect(answer.status).toBe(200)
    await answer.text()
  }
})
afterAll(() => office.close())

test('the usage of an account is what its balance lost', async () => {
  await vi.waitFor(async () => {
    const { data } = (await read('/api/v1/user/usage?group_by=model')).body as {
      data: { total: { requests: number; cost: number }; rows: { group: string }[] }
    }
    expect(data.total.requests).toBe(2)
    const credits = (await read('/api/v1/user/credits')).body as { data: { credits_used: number } }
    expect(data.total.cost).toBeGreaterThan(0)
    expect(data.total.cost).toBe(credits.data.credits_used)
    expect(data.rows.map(({ group }) => group)).toEqual(['openai:gpt-4o-mini'])
  })
})

test.each(['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'from=2020-01-01T00:00:00Z', 'group_by=colour'])(
  'usage of %s is 400',
  async (query) => {
    expect(await read(`/api/v1/user/usage?${query}`)).toMatchObject({ status: 400 })
  },
)

test('an account that used nothing sees nothing of the others', async () => {
  const other = await office.account({ credits: usd(5) })
  const { data } = (await read('/api/v1/user/usage', other)).body as { data: { rows: unknown[] } }
  expect(data.rows).toEqual([])
})

test('administrators read the requests of all users, and that is in the audit log', async () => {
  const log = office.apps[0]!.rooms.gateway.jobs().find(({ name }) => name === 'inference-log')
  await log?.run(new AbortController().signal)
  const page = await read(`/api/v1/admin/requests?user_id=${account.userId}&limit=1`)
  expect(page).toMatchObject({ status: 200, body: { count: 1, next_cursor: expect.any(String) } })
  const [entry] = page.body.data as Record<string, unknown>[]
  expect(entry).toMatchObject({
    operation: 'createChatCompletion',
    model: 'openai:gpt-4o-mini',
    status: 200,
    user_id: account.userId,
    attempts: [{ provider: 'openai', code: null }],
  })
  const rows = await office.store.db
    .selectFrom('audit_entries')
    .selectAll()
    .where('action', '=', 'requests.read')
    .execute()
  expect(rows).toMatchObject([{ actor_id: expect.any(String), target_id: account.userId }])
})
