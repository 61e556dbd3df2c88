import type { Citation } from '../../answer.ts'
import { array, record, text } from '../../lenient.ts'

export const id = 'cohere-v2'

/** What the vendor calls a document that came without an id of its own. */
const documentId = /^doc:(\d{1,6})$/

/** A statement and its first source: a document that the caller gave, or what a tool answered. */
export function citationOf(value: unknown): Citation {
  const source = record(array(record(value).sources)[0])
  const cited = record(source.document ?? source.tool_output)
  const url = text(cited.url)
  const title = text(cited.title)
  const quote = text(cited.text) ?? text(cited.snippet)
  const place = text(source.id)?.match(documentId)?.[1]
  return {
    ...(url && { url }),
    ...(title && { title }),
    ...(quote && { quote }),
    ...(place !== undefined && { document: Number(place) }),
    native: { dialect: id, value },
  }
}
