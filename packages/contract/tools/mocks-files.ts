import type { Contract, Example } from './bundle.ts'
import { banner, type Files } from './contract-files.ts'
import { type Document, type Located, operationsOf, resolve } from './document.ts'

/** The example pairs, for mocks and tests. */
export function mocksFiles({ document, examples, events }: Contract): Files {
  const located = new Map(operationsOf(document).map((each) => [each.id, each]))
  const pairs = Object.entries(examples).map(([id, list]) => {
    const typed = list.map((pair) => withType(document, located.get(id)!, pair))
    return `  ${id}: ${JSON.stringify(typed)},`
  })
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

/** Text and bytes need their media type; JSON and nothing do not. */
function withType(
  document: Document,
  { operation }: Located,
  pair: Example,
): Example & { response: { type?: string } } {
  const declared = operation.responses[pair.response.status]
  const types = Object.keys((declared && resolve(document, declared).content) ?? {}).filter(
    (type) => type !== 'application/json',
  )
  const { body } = pair.response
  const event =
    typeof body === 'string' && /^(event|data|id|:)/.test(body)
      ? types.find((type) => type === 'text/event-stream')
      : undefined
  const type = event ?? types.find((name) => name !== 'text/event-stream')
  const needed =
    typeof body === 'string' || (body === undefined && !declared?.content?.['application/json'] && type !== undefined)
  return needed && type ? { ...pair, response: { ...pair.response, type } } : pair
}
