import { type Call, noExtra } from '@proxyapi/providers'
import type { AnswerShape } from '../../question.ts'
import type { ModelFacts } from '../lane.ts'

/**
 * The ways in which a model may be asked for an object, the surest first: by its own structured output, by a tool that it has
 * to call, by words. What the catalog does not say that it can is not asked of it.
 */
export function shapedCalls(call: Call, shape: AnswerShape, { supports }: Pick<ModelFacts, 'supports'>): Call[] {
  // Some take closed schemas only, and refuse the call otherwise.
  const isNative = supports.structured_output === true && shape.isClosed
  return [
    ...(isNative ? [asFormat(call, shape)] : []),
    ...(supports.tools === true ? [asTool(call, shape)] : []),
    inWords(call, shape),
  ]
}

const asFormat = (call: Call, { name, schema }: AnswerShape): Call => ({
  ...call,
  output: { ...call.output, format: { type: 'json-schema', name, schema, strict: true } },
})

const asTool = (call: Call, { name, schema }: AnswerShape): Call => ({
  ...call,
  tools: [{ name, description: 'Takes the answer.', parameters: schema, extra: noExtra }],
  toolChoice: { type: 'tool', name },
})

const inWords = (call: Call, { schema }: AnswerShape): Call => ({
  ...call,
  system: [...call.system, { type: 'text', text: `${wording}\n${JSON.stringify(schema)}`, extra: noExtra }],
})

const wording = 'Answer with one JSON object and nothing else. It has to be valid against this JSON Schema:'
