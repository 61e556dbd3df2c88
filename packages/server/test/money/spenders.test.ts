/** Many spend at once what is enough for few, over every route that spends, through the whole app. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Micros } from '../../src/ledger/ledger.ts'
import { postgresUrl } from '../postgres.ts'
import { type Account, type Office, openOffice } from './office.ts'
import { inferenceSpends } from './spends.ts'

/** SPENDER_ROUNDS=1000 runs what is promised, about 90 s a database; the default is two rounds a route. */
const rounds = Number(process.env.SPENDER_ROUNDS ?? 12)
const spenders = 64
const enough = 10

const rent = 'rent a GPU'
const allRoutes = [...Object.keys(inferenceSpends), rent]
const missing = 'missing' in postgresUrl()

describe.each([
  ['sqlite', 1],
  ['postgres', 1],
  ['postgres', 2],
] as const)('on %s, %i at work', (name, processes) => {
  describe.skipIf(name === 'postgres' && missing)('with what is enough for 10', () => {
    spending(rounds, allRoutes, () => openOffice(name, processes))
  })
})

describe.skipIf(missing)('with a database 2 ms away', () => spending(1, [rent], () => openOffice('postgres', 1, 2)))

function spending(rounds: number, routes: readonly string[], open: () => Promise<Office>): void {
  let office: Office
  beforeAll(async () => {
    office = await open()
  })
  afterAll(() => office.close())

  test(`64 at once are 10 answers and 54 refusals, in ${rounds} of ${rounds} rounds, by balance and by budget`, async () => {
    const costs = await costsOf(office, routes)
    const counts: Record<string, number[]> = Object.fromEntries(routes.map((route) => [route, []]))
    for (let round = 0; round < rounds; round++) {
      const route = routes[round % routes.length]!
      const funds = enough * costs[route]!
      const byBudget = Math.floor(round / routes.length) % 2 === 1
      const terms = byBudget ? { credits: 100 * funds, budget: { amount: funds, period: 'total' } } : { credits: funds }
      counts[route]?.push(await granted(office, await office.account(terms), route))
    }
    for (const route of routes)
      expect({ route, not: counts[route]?.filter((n) => n !== enough) }).toEqual({ route, not: [] })
    expect(Object.values(counts).flat()).toHaveLength(rounds)
  }, 3_600_000)
}

/** What a request of each route holds, seen while its upstream has not answered: one with a key has a hold of its own. */
async function costsOf(
  { gate, store, account, post, aMachine }: Office,
  routes: readonly string[],
): Promise<Record<string, Micros>> {
  const costs: Record<string, Micros> = {}
  for (const route of routes) {
    const asker = await account({ credits: 100_000_000 })
    const spend = inferenceSpends[route] ?? (await aMachine(asker))
    gate.shut()
    const answer = post(asker, spend, 'a-key')
    await (route === rent ? answer : gate.until(1))
    const holds = await store.db.selectFrom('ledger_holds').select('held').where('user_id', '=', asker.userId).execute()
    gate.open()
    await (await answer).arrayBuffer()
    costs[route] = holds[0]!.held
  }
  return costs
}

/** How many of the spenders got in: nobody is answered before everybody is decided on, so that no money comes back. */
async function granted({ gate, post, aMachine }: Office, account: Account, route: string): Promise<number> {
  const spend = inferenceSpends[route] ?? (await aMachine(account))
  gate.shut()
  let answered = 0
  const answers = Array.from({ length: spenders }, async (_, n) => {
    const answer = await post(account, spend, route === rent ? `rent-${n}` : undefined, n)
    answered += 1
    return answer
  })
  while (answered + gate.waiting() < spenders) await new Promise((resolve) => setImmediate(resolve))
  gate.open()
  const ends = await Promise.all(
    answers.map(async (answer) => ({ status: (await answer).status, text: await (await answer).text() })),
  )
  const isIn = ({ status }: { status: number }) => status === (route === rent ? 201 : 200)
  expect({ route, others: ends.filter((end) => !isIn(end) && end.status !== 402) }).toEqual({ route, others: [] })
  return ends.filter(isIn).length
}
