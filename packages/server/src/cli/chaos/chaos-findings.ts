/** What a chaos run saw, and what of it breaks a promise; pure. */

/** Requests for the models of one provider, while it was well or while it was broken in one way. */
export interface Phase {
  readonly provider: string
  readonly fallback: string
  /** Null: nothing was broken. */
  readonly fault: string | null
  readonly requests: number
  readonly failed: number
  /** Streams that ended without an end and without an error. */
  readonly truncated: number
  readonly errors: readonly { error: string; times: number }[]
}

/** Each is a promise that was broken. */
export function chaosFindings(
  phases: readonly Phase[],
  violations: readonly string[],
  failureRateMax: number,
): string[] {
  return [
    ...phases.flatMap((phase) => phaseFindings(phase, failureRateMax)),
    ...violations.map((said) => `ledger: ${said}`),
  ]
}

function phaseFindings(phase: Phase, failureRateMax: number): string[] {
  const { provider, fallback, fault, requests, failed, truncated, errors } = phase
  const rate = requests === 0 ? 1 : failed / requests
  const where =
    fault === null ? `${provider}: ` : `${provider} with ${fault}: its fallback ${fallback} does not stand in: `
  const most = errors.toSorted((a, b) => b.times - a.times)[0]?.error ?? 'no request was made'
  return [
    ...(rate > failureRateMax ? [`${where}${Math.round(rate * 100)} % of requests failed, most with ${most}`] : []),
    ...(truncated > 0 ? [`${provider}: ${truncated} streams were cut without a word`] : []),
  ]
}
