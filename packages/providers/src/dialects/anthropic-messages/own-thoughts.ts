import type { Target } from '../../dialect.ts'
import { isMarked, readSignature } from '../../inbound/reasoning-maker.ts'
import { array, record, text } from '../../lenient.ts'
import type { Losses } from '../../losses.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * A caller's body of this dialect as its upstream may read it: thoughts that we marked go back to their maker only, and what
 * we added to calls goes to nobody. The same object where none of it is ours.
 */
export function withOwnThoughts(body: Json, target: Target, lost: Losses): Json {
  const messages = array(body.messages)
  if (!messages.some((message) => array(record(message).content).some(isOurs))) return body
  const own = messages.flatMap((message) => ownMessage(record(message), target, lost))
  if (!isEnabled(body.thinking) || canThinkOn(own)) return { ...body, messages: own }
  const { thinking: _, ...rest } = body
  lost.drop('thinking')
  return { ...rest, messages: own }
}

/** Where the mark of a maker can stand: the member of a block by its type. */
const proofs: Readonly<Record<string, string>> = { thinking: 'signature', redacted_thinking: 'data' }

const proofOf = (block: Json) => proofs[String(block.type)] ?? null

function isOurs(value: unknown): boolean {
  const block = record(value)
  const proof = proofOf(block)
  return proof === null ? isSignedCall(block) : isMarked(block[proof])
}

const isSignedCall = (block: Json) => block.type === 'tool_use' && block.extra_content !== undefined

/** None where all that it said was thoughts of others. */
function ownMessage(message: Json, target: Target, lost: Losses): Json[] {
  if (!array(message.content).some(isOurs)) return [message]
  const content = array(message.content).flatMap((block) => ownBlock(record(block), target, lost))
  return content.length === 0 ? [] : [{ ...message, content }]
}

function ownBlock(block: Json, target: Target, lost: Losses): Json[] {
  const proof = proofOf(block)
  if (proof === null) {
    const { extra_content: added, ...own } = block
    return [added !== undefined && isSignedCall(block) ? own : block]
  }
  if (!isMarked(block[proof])) return [block]
  const { signature, brand } = readSignature(text(block[proof]) ?? '')
  if (brand === target.brand.id) return [{ ...block, [proof]: signature }]
  lost.drop('messages[].reasoning')
  return []
}

const isEnabled = (thinking: unknown) => record(thinking).type === 'enabled'

/** Where tools are still being run, thinking goes on only from the signed thoughts that called them. */
function canThinkOn(messages: readonly Json[]): boolean {
  const isResult = (block: unknown) => record(block).type === 'tool_result'
  if (!array(messages.at(-1)?.content).some(isResult)) return true
  const caller = messages.findLast(({ role }) => role === 'assistant')
  const [first] = array(caller?.content)
  return proofOf(record(first)) !== null
}
