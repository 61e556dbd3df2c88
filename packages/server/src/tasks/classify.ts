import type { Asker } from '../question.ts'
import { wrongField } from '../wrong-field.ts'
import { classificationOf, scoresShape, textName } from './label-scores.ts'
import { textData } from './task-data.ts'
import type { Schemas, TaskParts, TaskReply } from './task-parts.ts'

type Classify = Schemas['AiClassify']
type LabelInput = Schemas['AiLabelInput']

/** Scores of each text over the caller's labels, and never of another. Throws INVALID_REQUEST. */
export async function classify(
  body: Classify,
  asker: Asker,
  { ask, prompt }: TaskParts,
): Promise<TaskReply<Schemas['AiClassifyData']>> {
  const { input, multi_label: isMulti } = body
  const described = labelsOf(body)
  const names = described.map(({ name }) => name)
  const texts = typeof input === 'string' ? [input] : input
  const several = typeof input !== 'string'
  const task = prompt('classify', { multi_label: isMulti, other_label: body.other_label ?? '', several })
  const answer = await ask(
    {
      operation: 'aiClassify',
      model: body.model ?? null,
      system: [task.text, labelText(described, body.examples ?? [])],
      turns: [{ role: 'user', text: several ? numbered(texts) : input }],
      maxTokens: body.max_tokens,
      temperature: body.temperature,
      body,
      shape: scoresShape(names, texts.length, isMulti),
    },
    asker,
  )
  const told = answer.value as Readonly<Record<string, unknown>>
  const items = texts.map((_, index) => classificationOf(told[textName(index)], names, isMulti))
  const [only] = items
  const data = {
    ...textData({ ...answer, text: items.map(({ label }) => label).join('\n') }, task),
    ...(several ? { items } : only),
  }
  return { data, headers: answer.headers }
}

/** The caller's labels and the one for the rest, each name once. */
function labelsOf({ labels, other_label: other, examples = [] }: Classify): LabelInput[] {
  const described = labels.map((label) => (typeof label === 'string' ? { name: label } : label))
  const names = new Set<string>()
  for (const [index, { name }] of described.entries()) {
    if (names.has(name)) throw wrongField(`/labels/${index}`, 'is there twice')
    names.add(name)
  }
  if (other !== undefined && names.has(other)) throw wrongField('/other_label', 'is one of `labels`')
  if (other !== undefined) names.add(other)
  const foreign = examples.findIndex(({ label }) => !names.has(label))
  if (foreign >= 0) throw wrongField(`/examples/${foreign}/label`, 'is none of the labels')
  return other === undefined ? described : [...described, { name: other, description: 'None of the others applies.' }]
}

/** As JSON, so that no name or text of a caller can be taken for words of ours. */
function labelText(labels: readonly LabelInput[], examples: NonNullable<Classify['examples']>): string {
  const lines = (list: readonly object[]) => list.map((item) => `${JSON.stringify(item)}\n`).join('')
  const shown = examples.length === 0 ? '' : `Examples, one a line:\n${lines(examples)}`
  return `Labels, one a line:\n${lines(labels)}${shown}`.trimEnd()
}

const numbered = (texts: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(texts.map((text, index) => [textName(index), text])), null, 2)
