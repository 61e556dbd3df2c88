import type { Contract } from './bundle.ts'
import { banner, type Files } from './contract-files.ts'

/** The example pairs, for mocks and tests. */
export function mocksFiles({ examples, events }: Contract): Files {
  const pairs = Object.entries(examples).map(([id, list]) => `  ${id}: ${JSON.stringify(list)},`)
  return {
    'packages/mocks/src/generated/examples.ts': `${banner}import type { Example } from '../example.ts'

/** Request and response pairs by operationId; the first one of each is what mocks answer. */
export const examples: Record<string, Example[]> = {
${pairs.join('\n')}
}

/** Example \`data\` by event name. */
export const events: Record<string, unknown> = ${JSON.stringify(events)}
`,
  }
}
