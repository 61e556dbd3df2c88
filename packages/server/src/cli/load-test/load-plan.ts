/** Who asks what and when; pure: equal seeds have equal plans. */
import { type LoadTesting, type ScenarioName, scenarioNames, type TierName } from '../../config/load-testing.ts'

export interface LoadPlan {
  readonly tier: TierName
  readonly seed: number
  readonly users: number
  readonly durationMs: number
  readonly expectedRps: number
  /** When a user begins, in milliseconds from the start. */
  startOf(user: number): number
  /** What a user asks, one after the other, without end. */
  scenariosOf(user: number): () => ScenarioName
}

export interface PlanChange {
  users?: number | undefined
  durationMs?: number | undefined
}

export function loadPlanOf(section: LoadTesting, tier: TierName, seed: number, change: PlanChange = {}): LoadPlan {
  const { ramp_up, expected_rps, scenarios, ...row } = section.tiers[tier]
  const { users = row.users, durationMs = row.duration } = change
  const names = scenarios.includes('all') ? scenarioNames : scenarioNames.filter((name) => scenarios.includes(name))
  const weighted = names.map((name) => [name, section.scenarios[name].weight] as const)
  const rampMs = Math.min(ramp_up, durationMs / 2)
  return {
    tier,
    seed,
    users,
    durationMs,
    expectedRps: (expected_rps * users) / row.users,
    startOf: (user) => (rampMs * user) / users,
    scenariosOf(user) {
      const dice = mulberry32(seed + user)
      return () => drawn(weighted, dice())
    },
  }
}

function drawn(weighted: readonly (readonly [ScenarioName, number])[], at: number): ScenarioName {
  let left = at * weighted.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [name, weight] of weighted) {
    left -= weight
    if (left < 0) return name
  }
  return weighted.at(-1)?.[0] ?? 'chat_completion'
}

/** Small and seeded: the same sequence on every machine. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
