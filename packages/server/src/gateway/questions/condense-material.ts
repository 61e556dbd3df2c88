import { ApiError } from '@proxyapi/contract/errors'
import { noExtra, type Turn } from '@proxyapi/providers'
import type { Ask, Asker, Condense, Material } from '../../question.ts'
import { tenantOf } from '../cache/cache-key.ts'
import type { CondenseSettings } from '../condense/condense-settings.ts'
import { Condenser, type CondenserParts, type CondenseWork } from '../condense/condenser.ts'
import { summarizers } from '../condense/summarizers.ts'
import { tokenWeight } from '../estimate.ts'
import type { Names } from '../names.ts'
import { defaultModel } from './default-model.ts'

interface CondenseParts extends Omit<CondenserParts, 'cache'> {
  readonly ask: Ask
  names(): Names
}

/** Of a piece that is summarized for itself: what most models can read. */
const pieceChars = 60_000
/** Summaries that are too long together are summarized once more. */
const roundsMax = 3

/** Makes any conversation one text as prompts that do not fit are made shorter, but by what its caller asks for. */
export function createCondense(parts: CondenseParts): Condense {
  return async (material, asker) => {
    const settings = (): CondenseSettings => {
      const given = parts.settings()
      return {
        ...given,
        adaptiveFactor: null,
        summaryTokensMax: material.maxTokens,
        model: material.model ?? given.model,
      }
    }
    const condenser = new Condenser({ ...parts, settings, cache: () => null })
    const asking = askingOf(material, asker, parts)
    let turns = inChunks(material.turns.map(turnOf))
    let text: string | null = null
    for (let round = 1; round <= roundsMax; round++) {
      const summaries = await condenser.summaries(workOf(turns, material, asker, asking.ask, parts))
      if (summaries === null) break
      text = summaries.join('\n\n')
      if (summaries.length === 1 || tokenWeight(text) <= material.maxTokens) break
      turns = inChunks([turnOf({ role: 'assistant', text })])
    }
    if (text === null && asking.refusal() !== null) throw asking.refusal()
    return { text, headers: { 'x-proxyapi-cost': String(asking.cost()) } }
  }
}

function workOf(
  turns: readonly Turn[],
  { model }: Material,
  { principal, signal }: Asker,
  ask: CondenseWork['ask'],
  { names }: CondenseParts,
): CondenseWork {
  const allow = principal.modelsAllow
  return {
    plan: { pieces: inPieces(turns), kept: [], at: 0 },
    tenant: tenantOf(principal),
    lastHalf: false,
    summarizers(inputTokens, outputTokens) {
      if (model !== null) return []
      const found = summarizers(names(), { inputTokens, outputTokens, allow })
      return found.length > 0 ? found : [defaultModel(names(), allow)]
    },
    ask,
    signal,
  }
}

/** Asks as the caller, and keeps what that cost and what refused it. */
function askingOf({ operation }: Material, asker: Asker, { ask }: CondenseParts) {
  let cost = 0
  let refused: ApiError | null = null
  const asked: CondenseWork['ask'] = async (model, [system, user], maxTokens, signal) => {
    const question = {
      ...{ operation, model, maxTokens, temperature: null },
      system: [system?.content ?? ''],
      turns: [{ role: 'user' as const, text: user?.content ?? '' }],
      body: { proxyapi: { condense: 'off', cache: 'off' } },
    }
    try {
      // A key is good for one call, and it may take several.
      const answer = await ask(question, { ...asker, idempotencyKey: null, signal })
      cost += answer.cost ?? 0
      return answer.text
    } catch (error) {
      if (error instanceof ApiError && error.status < 500) refused = error
      throw error
    }
  }
  return { ask: asked, cost: () => cost, refusal: (): ApiError | null => refused }
}

const turnOf = ({ role, text }: Material['turns'][number]): Turn => ({
  role,
  parts: [{ type: 'text', text, extra: noExtra }],
  extra: noExtra,
})

/** No turn is longer than a piece. */
const inChunks = (turns: readonly Turn[]): Turn[] =>
  turns.flatMap((turn) => {
    const text = textOf(turn)
    const chunks = Math.max(1, Math.ceil(text.length / pieceChars))
    return Array.from({ length: chunks }, (_, n) =>
      turnOf({ role: turn.role, text: text.slice(n * pieceChars, (n + 1) * pieceChars) }),
    )
  })

function inPieces(turns: readonly Turn[]): Turn[][] {
  const pieces: Turn[][] = []
  let room = 0
  for (const turn of turns) {
    const { length } = textOf(turn)
    if (pieces.length === 0 || length > room) {
      pieces.push([])
      room = pieceChars
    }
    pieces.at(-1)?.push(turn)
    room -= length
  }
  return pieces
}

const textOf = ({ parts: [part] }: Turn): string => (part?.type === 'text' ? part.text : '')
