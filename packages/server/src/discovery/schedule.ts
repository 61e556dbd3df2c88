const failureFirstMs = 60_000
const failureMostMs = 3_600_000
/** A held list is looked at again as soon as it may be confirmed. */
const heldAgainMs = 15 * 60_000
const jitter = 0.1

/** When a source is fetched next: its interval ± 10 %, sooner to confirm a held list, 60 s × 2ⁿ up to an hour after failures. */
export function nextDueAt(
  {
    verdict,
    failures,
    intervalMs,
  }: { verdict: 'healthy' | 'held' | 'unhealthy'; failures: number; intervalMs: number },
  now: number,
  random: () => number,
): number {
  if (verdict === 'unhealthy') return now + Math.min(failureFirstMs * 2 ** Math.min(failures - 1, 10), failureMostMs)
  const spread = 1 - jitter + 2 * jitter * random()
  const interval = Math.round(intervalMs * spread)
  return now + (verdict === 'held' ? Math.min(heldAgainMs, interval) : interval)
}
