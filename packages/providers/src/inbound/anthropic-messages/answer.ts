import type { Citation, FinishReason } from '../../answer.ts'
import type { AnswerHead } from '../../dialect.ts'
import { stopReasons } from '../../dialects/anthropic-messages/stream.ts'
import type { Choice } from '../../fold.ts'
import { markedSignature } from '../reasoning-maker.ts'

export const id = 'anthropic-messages'

const reasons: Partial<Record<FinishReason, string>> = {
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
}

/** Why the message ended, in this dialect's words: the upstream's own where it speaks them and means the same. */
export function stopReason(finish: Choice['finish'], refused: boolean): string {
  if (finish === undefined) return 'end_turn'
  if (finish.native !== null && stopReasons.get(finish.native) === finish.reason) return finish.native
  if (refused) return 'refusal'
  return reasons[finish.reason] ?? (finish.stopSequence === undefined ? 'end_turn' : 'stop_sequence')
}

/** A citation as a client of this dialect reads it; undefined where there is nothing to point at. */
export function citationBlock({ native, url, title, quote, document }: Citation): unknown {
  if (native.dialect === id) return native.value
  if (url === undefined) return document === undefined ? undefined : documentBlock(document, title, quote ?? '')
  return {
    type: 'web_search_result_location',
    url,
    title: title ?? null,
    cited_text: quote ?? '',
    // Another upstream has none; the field is required.
    encrypted_index: '',
  }
}

/** A whole document of the caller. */
const documentBlock = (index: number, title: string | undefined, text: string) => ({
  type: 'char_location',
  cited_text: text,
  document_index: index,
  document_title: title ?? null,
  start_char_index: 0,
  end_char_index: text.length,
  file_id: null,
})

/** A signature or an encrypted block, marked with its maker unless it is one of this dialect. */
export function sealed(value: string, head: AnswerHead): string {
  const { made } = head
  return made === undefined || made.dialect === id ? value : markedSignature(value, made.brand)
}

/** Signature of a tool call of another dialect; the client sends the block back as it got it. */
export const signedCall = (signature: string | undefined) =>
  signature === undefined ? undefined : { extra_content: { google: { thought_signature: signature } } }
