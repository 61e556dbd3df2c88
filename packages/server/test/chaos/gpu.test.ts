/** CHAOS_SEED and CHAOS_CYCLES say more than what a change is judged by; `pnpm chaos gpu` draws seeds. */
import { expect, test } from 'vitest'
import { type ChaosReport, chaosGpu } from './gpu.ts'
import { type SabotageName, sabotages } from './sabotage.ts'

const seed = Number(process.env.CHAOS_SEED ?? 1)
const cycles = Number(process.env.CHAOS_CYCLES ?? 10)
const limitMs = 60_000 + cycles * 2_000

function shown({ cycles, refused, kills, lost, places, faults, orphans, doubles, drift }: ChaosReport): string {
  const most = (counts: Map<string, number>) =>
    [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `  ${String(count).padStart(6)} ${name}`)
  return [
    `seed ${seed}: ${cycles} cycles (${refused} refused at once), ${kills} ends of a process at ${places.size} places, ${lost} answers lost`,
    ...most(places),
    ...most(faults),
    `${orphans} orphans / ${doubles} double rents / $${(drift / 1e6).toFixed(6)} off the bill`,
  ].join('\n')
}

test('no orphan, no double rent, no micro-dollar, whatever fails and wherever the process ends', {
  timeout: limitMs,
}, async () => {
  const report = await chaosGpu(seed, cycles)
  if (process.env.CHAOS_CYCLES !== undefined) console.info(shown(report))
  expect(report.broken).toEqual([])
  expect([report.orphans, report.doubles, report.drift]).toEqual([0, 0, 0])
  expect(report.kills).toBeGreaterThan(cycles / 2)
  expect(report.places.size).toBeGreaterThan(5)
})

test.each(Object.keys(sabotages) as SabotageName[])('%s: seen', { timeout: 120_000 }, async (name) => {
  const { orphans, doubles, drift, broken } = await chaosGpu(seed, 5, name)
  expect(orphans + doubles + drift + broken.length).toBeGreaterThan(0)
})
