import type { Usage } from '../../answer.ts'
import { array, isRecord, record } from '../../lenient.ts'
import { tokens, usageOf } from '../../usage.ts'

/**
 * Usage of a reply or a chunk: thoughts are counted outside the candidates, what tools put into the prompt outside the prompt
 * (reference §1.1). Undefined where no token is told: some chunks only name the kind of traffic.
 */
export function geminiUsage(value: unknown): Usage | undefined {
  if (!isRecord(value)) return undefined
  const reasoning = tokens(value.thoughtsTokenCount)
  const usage = usageOf({
    input: tokens(value.promptTokenCount) + tokens(value.toolUsePromptTokenCount),
    cached: tokens(value.cachedContentTokenCount),
    inputAudio: audioIn(value.promptTokensDetails),
    output: tokens(value.candidatesTokenCount) + reasoning,
    reasoning,
    outputAudio: audioIn(value.candidatesTokensDetails),
  })
  return usage.input + usage.output > 0 ? usage : undefined
}

const audioIn = (details: unknown): number =>
  array(details)
    .map(record)
    .filter(({ modality }) => modality === 'AUDIO')
    .reduce((sum, { tokenCount }) => sum + tokens(tokenCount), 0)
