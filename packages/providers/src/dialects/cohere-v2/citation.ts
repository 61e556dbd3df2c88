import type { Citation } from '../../answer.ts'
import { array, record, text } from '../../lenient.ts'

export const id = 'cohere-v2'

/** A statement and its first source: a document that the caller gave, or what a tool answered. */
export function citationOf(value: unknown): Citation {
  const source = record(array(record(value).sources)[0])
  const cited = record(source.document ?? source.tool_output)
  const url = text(cited.url)
  const title = text(cited.title)
  const quote = text(cited.text) ?? text(cited.snippet)
  return { ...(url && { url }), ...(title && { title }), ...(quote && { quote }), native: { dialect: id, value } }
}
