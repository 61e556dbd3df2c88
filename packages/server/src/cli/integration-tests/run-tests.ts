import type { components } from '@proxyapi/contract'
import type { Clock } from '../../runtime.ts'

type Schemas = components['schemas']

/** A truthy result has passed, a falsy one failed; what it throws is an error. */
export interface IntegrationTest {
  readonly name: string
  run(): Promise<unknown>
}

/** One after another, in the shape of the seeds: errors count as failed. */
export async function runTests(
  tests: readonly IntegrationTest[],
  { clock, timeoutMs, told }: { clock: Clock; timeoutMs: number; told(name: string, result: Result): void },
): Promise<Schemas['IntegrationTestSummary']> {
  const last_run = new Date(clock.now()).toISOString()
  const test_results: Record<string, Result> = {}
  for (const test of tests) {
    const result = await resultOf(test, clock, timeoutMs)
    test_results[test.name] = result
    told(test.name, result)
  }
  const passed = Object.values(test_results).filter(({ status }) => status === 'passed').length
  const total_tests = Object.keys(test_results).length
  return { last_run, results: { total_tests, passed, failed: total_tests - passed, test_results } }
}

type Result = Schemas['IntegrationTestResult']

async function resultOf({ run }: IntegrationTest, clock: Clock, timeoutMs: number): Promise<Result> {
  const over = new AbortController()
  try {
    const late = clock.sleep(timeoutMs, over.signal).then(() => {
      if (!over.signal.aborted) throw new Error(`It took longer than ${timeoutMs / 1_000} seconds.`)
    })
    const result = await Promise.race([run(), late])
    return { status: result ? 'passed' : 'failed', result: jsonOf(result) }
  } catch (error) {
    return { status: 'error', error: error instanceof Error ? error.message : String(error) }
  } finally {
    over.abort()
  }
}

/** What JSON has no word for is null. */
const jsonOf = (value: unknown): Schemas['JsonValue'] => JSON.parse(JSON.stringify(value) ?? 'null')
