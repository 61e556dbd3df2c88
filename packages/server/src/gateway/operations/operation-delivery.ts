import type { OperationCall } from '@proxyapi/providers'
import { costSoFar } from '../meter.ts'
import type { Answering, Delivery, WholeAnswer } from '../passage.ts'
import { usdOf } from '../price.ts'
import { soundPassage, wholePassage } from './operation-passage.ts'
import { operationRows } from './operation-rows.ts'

interface Telling {
  /** What the answer tells of its attempts; null where nobody asked. */
  trace(call: Answering): object | null
  /** For an answer without an id of its own. */
  id(): string
  /** The answer will be a part of another one, so its bytes are of no use. */
  readonly isPart: boolean
}

type Body = Record<string, unknown>

/** How the answer of an operation beside chat reaches its caller. */
export function operationDelivery(call: OperationCall, { trace, id, isPart }: Telling): Delivery {
  const { isSound, expected } = operationRows[call.operation]
  const usage = expected(call)
  return {
    stream: isSound,
    pings: false,
    passage(reply, owner) {
      const reading = {
        call,
        expected: usage,
        compose: ({ body }, bytes, type): WholeAnswer => {
          const told = trace(owner)
          if (typeof body === 'string') return { bytes: Buffer.from(body), type: 'text/plain; charset=utf-8' }
          if (body === null && ((told === null && !isPart) || type === 'text/plain')) return asItCame(bytes, type)
          const composed = body === null ? (JSON.parse(bytes.toString()) as Body) : named(body, owner, id)
          return { body: told === null ? composed : { ...composed, proxyapi: told } }
        },
      } satisfies Parameters<typeof wholePassage>[2]
      return isSound ? soundPassage(reply, owner, reading) : wholePassage(reply, owner, reading)
    },
    failure: () => null,
  }
}

const asItCame = (bytes: Buffer<ArrayBuffer>, type: string): WholeAnswer =>
  type === 'text/plain' ? { bytes, type: 'text/plain; charset=utf-8' } : { bytes }

/** With what the upstream cannot know: what its model is called here, and what the answer used and cost. */
function named(body: Body, owner: Answering, id: () => string): Body {
  const { usage } = owner.watch
  const cost = costSoFar(owner)
  const isList = 'data' in body
  const tokens = usage?.input ?? 0
  const used = isList ? { prompt_tokens: tokens, total_tokens: tokens } : body.usage
  return {
    ...('results' in body && body.id === undefined && { id: id() }),
    ...body,
    ...((isList || 'results' in body) && { model: owner.prepared.lane.model.id }),
    ...(used != null && { usage: { ...used, ...(cost !== null && { cost: usdOf(cost) }) } }),
  }
}
