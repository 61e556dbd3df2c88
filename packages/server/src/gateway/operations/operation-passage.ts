import { carrierOf, type OperationAnswer, type OperationCall, type Usage } from '@proxyapi/providers'
import { parsed } from '../answer-reader.ts'
import type { Passage, PassageOwner, ReplyHead, WholeAnswer } from '../passage.ts'

interface Reading {
  readonly call: OperationCall
  /** Where the upstream does not tell. */
  readonly expected: Usage
  /** The answer as its caller gets it. */
  compose(answer: OperationAnswer, bytes: Buffer<ArrayBuffer>, type: string): WholeAnswer
}

/** A whole reply: nothing of it is an answer before its last byte. */
export function wholePassage({ type }: ReplyHead, owner: PassageOwner, { call, expected, compose }: Reading): Passage {
  const { brand } = owner.prepared.lane.provider
  const chunks: Buffer[] = []
  return {
    push: (chunk) => void chunks.push(chunk),
    end() {
      const bytes = Buffer.concat(chunks)
      const body = parsed(bytes) ?? (type === 'text/html' ? undefined : bytes.toString())
      const answer = carrierOf(call.operation, brand)?.reply(body, call, brand.quirks)
      if (answer === undefined) return
      if ('error' in answer) {
        owner.see({ type: 'error', error: answer.error })
        return
      }
      owner.see({ type: 'start', ...(answer.id !== undefined && { id: answer.id }) })
      owner.see({ type: 'usage', usage: answer.usage ?? expected })
      owner.see({ type: 'finish', choice: 0, reason: 'stop', native: null })
      owner.answered(compose(answer, bytes, type))
    },
    finishSeen: () => false,
  }
}

/** Sound goes to the caller from its first byte on; its price is that of the text, so it is known by then. */
export function soundPassage(reply: ReplyHead, owner: PassageOwner, reading: Reading): Passage {
  const { type } = reply
  if (!isSound(type)) return wholePassage(reply, owner, reading)
  let hasBegun = false
  return {
    type: type === '' ? 'application/octet-stream' : type,
    push(chunk) {
      owner.alive()
      if (!hasBegun) {
        hasBegun = true
        owner.see({ type: 'usage', usage: reading.expected })
        owner.see({ type: 'media', choice: 0, mediaType: type, data: '' })
      }
      owner.write(chunk)
    },
    end() {
      owner.see({ type: 'finish', choice: 0, reason: 'stop', native: null })
      owner.answered(null)
    },
    finishSeen: () => false,
  }
}

const isSound = (type: string): boolean =>
  type === '' || type.startsWith('audio/') || type === 'application/octet-stream'
