/** What must be true of money and machines once everything has come to rest. */
import { expect } from 'vitest'
import type { GpuWorld } from './world.ts'

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0)

/**
 * Nothing of ours lives; what we booked for each machine is what its cloud charges; what tenants paid and what the operator
 * lost is that too (without margin); nothing is held; no attempt was sent twice.
 */
export async function expectSettled(world: GpuWorld): Promise<{ tenant: number; operator: number }> {
  const { simulator, books } = world
  const ours = simulator.bill().filter(({ foreign }) => !foreign)
  const postings = await books.postings()
  expect(simulator.instances().filter(({ foreign, state }) => !foreign && state !== 'destroyed')).toEqual([])
  const payable = postings.filter(({ credit }) => credit === `provider_payable:${world.provider}`)
  for (const { label, micro_usd } of ours) {
    const booked = sum(payable.filter(({ key }) => key.startsWith(`cost:seg:${label}:`)).map(({ amount }) => amount))
    expect({ label, booked }).toEqual({ label, booked: micro_usd })
  }
  const tenant = sum(postings.filter(({ credit }) => credit === 'revenue:gpu').map(({ amount }) => amount))
  const operator = sum(payable.filter(({ debit }) => debit === 'operator_loss').map(({ amount }) => amount))
  expect(tenant + operator).toBe(sum(ours.map(({ micro_usd }) => micro_usd)))
  expect(await books.openHolds()).toBe(0)
  await books.check()
  expectSentOnce(world)
  return { tenant, operator }
}

/** Creates that reached the cloud, by tag: never two of one. */
export function expectSentOnce({ simulator }: GpuWorld): number {
  const tags = createsOf(simulator).map(({ tag }) => tag)
  expect(new Set(tags).size).toBe(tags.length)
  return tags.length
}

export const createsOf = (simulator: GpuWorld['simulator']) =>
  simulator
    .requests()
    .filter(({ method, path }) => method === 'PUT' && path.startsWith('/api/v0/asks/'))
    .map(({ path, body }) => ({ path, tag: (body as { label: string }).label }))

/** Requests that change something at an instance. */
export const mutationsOf = (simulator: GpuWorld['simulator'], id: string) =>
  simulator.requests().filter(({ method, path }) => method !== 'GET' && path.includes(`/instances/${id}/`))
