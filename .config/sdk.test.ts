/** What the SDK costs a page that bundles it, and whether it retries as the error table says. */
import { expect, test } from 'vitest'
import { bundleBytes } from '../packages/bench/src/sdk/bundle-bytes.ts'
import { errorTable } from '../packages/contract/src/errors.ts'
import { decideRetry } from '../packages/sdk/src/core/retry.ts'

/** The budgets are 15, 8 and 3 kB, and not reached yet: these limits keep what there is from growing. */
test.each([
  ['ProxyAPI', './index.ts', 17_200],
  ['DiscoveryClient', './index.ts', 17_400],
  ['verify', './webhooks/index.ts', 4_600],
] as const)('%s stays within its size', async (name, file, bytesMax) => {
  const bytes = await bundleBytes(name, file)
  expect(bytes).toBeLessThan(bytesMax)
  expect(bytes).toBeGreaterThan(bytesMax * 0.9)
})

test.each(Object.entries(errorTable))('%s is retried as the table says', (code, { status, retry }) => {
  const rules = { maxRetries: 1, retryDelay: 1, remainingMs: 1_000, repeatable: true }
  const verdict = decideRetry(0, { kind: 'answered', status, code }, rules, 0, () => 0)
  expect(verdict.retry).toBe(retry)
})
