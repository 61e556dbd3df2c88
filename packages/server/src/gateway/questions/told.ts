import type { PlainReply } from '@proxyapi/contract'
import type { Usage } from '@proxyapi/providers'
import type { Answered } from '../../question.ts'
import { type CallIdentity, costOfAnswer, type Run, settlementOf } from '../meter.ts'
import { usdOf } from '../price.ts'

type Told = Omit<Answered, 'headers'>

/** What a run that answered used, as it is charged. */
export function toldOf(run: Run, identity: CallIdentity): Told {
  const { provider, model, inputTokens, outputTokens } = settlementOf(run, identity).record
  const cost = costOfAnswer(run, identity.inputTokens)
  const calls = run.parts?.length ?? 1
  return { provider: provider ?? '', model, inputTokens, outputTokens, cost: cost === null ? null : usdOf(cost), calls }
}

/** What an answer used that was given before: it is told again, and costs nothing. */
export const toldAgain = ({ headers }: PlainReply, usage: Usage | null): Told => ({
  provider: headers?.['x-proxyapi-provider'] ?? '',
  model: headers?.['x-proxyapi-model'] ?? '',
  inputTokens: usage?.input ?? 0,
  outputTokens: usage?.output ?? 0,
  cost: 0,
  calls: 1,
})
