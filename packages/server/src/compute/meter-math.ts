const msPerHour = 3_600_000n

/**
 * Micro-USD for so many ms at a rate of micro-USD an hour. What rounding (half up) leaves over is carried from call to
 * call, so that the parts of a time add up to what the whole would cost.
 */
export function charge(rate: number, rest: number, ms: number): { amount: number; rest: number } {
  const exact = BigInt(rest) + BigInt(rate) * BigInt(ms)
  const amount = (exact + msPerHour / 2n) / msPerHour
  return { amount: Number(amount), rest: Number(exact - amount * msPerHour) }
}

/** What the tenant pays an hour for what costs us so much. */
export const tenantRate = (costRate: number, marginPercent: number): number =>
  marginPercent === 0 ? costRate : Math.round(costRate * (1 + marginPercent / 100))

const minHoldMs = 3_600_000

/** Held ahead: an hour at the cap, or what the cloud charges at least; never more than may be spent. */
export function holdAmount(priceMax: number, minBillableSeconds: number, leftToSpend: number | null): number {
  const ms = Math.max(minHoldMs, minBillableSeconds * 1_000)
  const amount = Number((BigInt(priceMax) * BigInt(ms) + msPerHour - 1n) / msPerHour)
  return leftToSpend === null ? amount : Math.min(amount, Math.max(0, leftToSpend))
}

/** For how long a machine is charged that was used for so long: clouds have least times, and some count whole minutes. */
export function billedMs(usedMs: number, { least, step }: { least: number; step: number }): number {
  // Seconds are counted as they pass; what is rounded is what a cloud sells in larger pieces.
  const stepMs = step > 1 ? step * 1_000 : 1
  const leastMs = least > 1 ? least * 1_000 : 0
  return Math.max(leastMs, Math.ceil(usedMs / stepMs) * stepMs)
}
