import type { OperationCall } from '@proxyapi/providers'
import type { Filtering } from '../filter/filtering.ts'
import { operationRows } from './operation-rows.ts'

/** The call as the content rules let it go out. Throws CONTENT_BLOCKED. */
export function screened(call: OperationCall, filtering: Filtering): OperationCall | Promise<OperationCall> {
  const { texts: members } = operationRows[call.operation]
  const texts: string[] = []
  for (const name of members) walked(call.body[name], (text) => texts[texts.push(text) - 1] ?? text)
  const judged = filtering.judgeTexts(texts)
  return judged instanceof Promise
    ? judged.then((said) => withTexts(call, texts, said))
    : withTexts(call, texts, judged)
}

/** The same call where nothing was changed. */
function withTexts(call: OperationCall, before: readonly string[], after: readonly string[]): OperationCall {
  if (after === before) return call
  let next = 0
  const body = { ...call.body }
  for (const name of operationRows[call.operation].texts) {
    if (body[name] !== undefined) body[name] = walked(body[name], (text) => after[next++] ?? text)
  }
  return { ...call, body }
}

/** The same value with each of its texts as `visit` gives it: a text, a list of texts, or documents with a `text`. */
function walked(value: unknown, visit: (text: string) => string): unknown {
  if (typeof value === 'string') return visit(value)
  if (Array.isArray(value)) return value.map((item) => walked(item, visit))
  if (typeof value !== 'object' || value === null || !('text' in value)) return value
  return { ...value, text: walked(value.text, visit) }
}
