import { ApiError } from '@proxyapi/contract/errors'
import type { AnswerShape, Asker } from '../question.ts'
import { closedObject } from './closed-object.ts'
import { findingsIn, severities, type ToldFinding } from './findings.ts'
import { judgeValue } from './judge-value.ts'
import { textData } from './task-data.ts'
import type { Schemas, TaskParts, TaskReply } from './task-parts.ts'
import { wantedSchema } from './wanted-schema.ts'

type Analyze = Schemas['AiAnalyze']

/** What the model answers; its other members are those of the schema. */
interface Told {
  readonly summary: string
  readonly findings: readonly ToldFinding[]
  readonly structured?: Schemas['JsonValue']
}

const inputBytesMax = 204_800

/** What stands out in a text, each finding with quotes that were looked up in it. Throws PAYLOAD_TOO_LARGE, INVALID_REQUEST. */
export async function analyze(
  body: Analyze,
  asker: Asker,
  { ask, prompt }: TaskParts,
): Promise<TaskReply<Schemas['AiAnalyzeData']>> {
  const text = typeof body.input === 'string' ? body.input : JSON.stringify(body.input, null, 2)
  if (Buffer.byteLength(text) > inputBytesMax)
    throw new ApiError('PAYLOAD_TOO_LARGE', `The input is larger than ${inputBytesMax} bytes.`)
  const shape = analysisShape(body.schema)
  const task = prompt('analyze', {
    kind: body.kind,
    question: body.question ?? '',
    structured: body.schema !== undefined,
  })
  const answer = await ask(
    {
      operation: 'aiAnalyze',
      model: body.model ?? null,
      system: [task.text],
      turns: [{ role: 'user', text }],
      maxTokens: body.max_tokens,
      temperature: body.temperature,
      body,
      shape,
    },
    asker,
  )
  const { summary, findings, structured } = answer.value as Told
  const data = {
    ...textData({ ...answer, text: summary }, task),
    summary,
    findings: findingsIn(text, findings),
    ...(structured !== undefined && { structured }),
  }
  return { data, headers: answer.headers }
}

const text = { type: 'string' }
const finding = closedObject({
  category: text,
  severity: { type: 'string', enum: severities },
  title: text,
  detail: text,
  confidence: { type: 'number', description: 'From 0 to 1.' },
  quotes: { type: 'array', items: text, description: 'Word by word from the text.' },
})
const analysis = { summary: text, findings: { type: 'array', items: finding } }

/** Ours is judged beside the caller's, which may use what models do not take as a schema of theirs. */
function analysisShape(wanted: Analyze['schema']): AnswerShape {
  const own = closedObject(analysis)
  if (wanted === undefined)
    return { name: 'analysis', schema: own, isClosed: true, problems: (value) => judgeValue(own, value, '') }
  const judge = wantedSchema(wanted)
  const schema = closedObject({ ...analysis, structured: wanted })
  const loose = closedObject({ ...analysis, structured: {} })
  const problems = (value: unknown) => {
    const mistakes = judgeValue(loose, value, '')
    return mistakes.length > 0 ? mistakes : judge((value as Told).structured)
  }
  return { name: 'analysis', schema, isClosed: false, problems }
}
