import type { Citation, FinishReason } from '../../answer.ts'
import type { AnswerHead } from '../../dialect.ts'
import { isRecord } from '../../lenient.ts'

export const id = 'openai-chat'

/** Clients know these words only. */
export function finishReason(reason: FinishReason): string {
  return reason === 'unknown' || reason === 'error' ? 'stop' : reason
}

/** A citation as the note that stands beside the text; undefined where there is nothing to link to. */
export function annotation({ native, url, title, quote }: Citation): unknown {
  if (native.dialect === id) return native.value
  if (url === undefined) return undefined
  const cited = { url, ...(title !== undefined && { title }), ...(quote !== undefined && { content: quote }) }
  return { type: 'url_citation', url_citation: cited }
}

/** Marks a block of reasoning with its maker. */
export const makerOf = ({ made }: AnswerHead): { format: string } | undefined =>
  made === undefined ? undefined : { format: made.brand }

/** Where clients of the compatible surface of Gemini look for the signature of a call. */
export const signedCall = (signature: string) => ({ extra_content: { google: { thought_signature: signature } } })

export const image = (mediaType: string, data: string) => ({
  type: 'image_url',
  image_url: { url: `data:${mediaType};base64,${data}` },
})

/** Members of a message that an upstream of this dialect sent and that we only carry. */
export const carriedMembers = (dialect: string, value: unknown): Record<string, unknown> | undefined =>
  dialect === id && isRecord(value) ? value : undefined
