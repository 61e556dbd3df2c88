import type { Clock } from '../../runtime.ts'

/** Looks at a model and returns sentences; null and nothing mean none. */
export type RuleFunction<Registry> = (
  modelId: string,
  registry: Registry,
) => readonly string[] | null | undefined | Promise<readonly string[] | null | undefined>

/** A rule that is ready to run. */
export interface RunnableRule {
  name: string
  run(): ReturnType<RuleFunction<unknown>>
}

const ruleMs = 1_000
const sentencesMax = 100
const sentenceLengthMax = 1_000

/** The sentences of all rules, in their order. One that throws, or takes longer than a second, says so and stops no other. */
export async function runRules(rules: readonly RunnableRule[], clock: Pick<Clock, 'sleep'>): Promise<string[]> {
  const results = await Promise.all(rules.map((rule) => outcomeOf(rule, clock)))
  return results.flat()
}

async function outcomeOf({ name, run }: RunnableRule, clock: Pick<Clock, 'sleep'>): Promise<string[]> {
  const done = new AbortController()
  const late = clock.sleep(ruleMs, done.signal).then(() => {
    if (!done.signal.aborted) throw new Error('no answer within 1 s')
    return []
  })
  try {
    return sentencesOf(await Promise.race([invoked(run), late]))
  } catch (error) {
    return [
      `Rule ${name} failed: ${error instanceof Error ? error.message : String(error)}`.slice(0, sentenceLengthMax),
    ]
  } finally {
    done.abort()
  }
}

/** So that what is thrown before the first wait is a rejection too. */
const invoked = async (run: RunnableRule['run']) => run()

function sentencesOf(found: unknown): string[] {
  if (found === null || found === undefined) return []
  if (!Array.isArray(found) || !found.every((sentence) => typeof sentence === 'string'))
    throw new TypeError('it did not return a list of sentences')
  return found.slice(0, sentencesMax).map((sentence) => sentence.slice(0, sentenceLengthMax))
}
