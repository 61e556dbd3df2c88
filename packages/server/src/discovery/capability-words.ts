import { type Facts, type Flag, type Modality, otherCapabilities, supportNames } from './model.ts'

/** Words that sources use for what a model can do, in lower case. */
const words: Readonly<Record<string, Flag>> = {
  ...Object.fromEntries(supportNames.map((name) => [name, `supports.${name}`] as const)),
  ...Object.fromEntries(otherCapabilities.map((name) => [name, `capabilities.${name}`] as const)),
  chat: 'supports_chat',
  chat_completion: 'supports_chat',
  completion_chat: 'supports_chat',
  generatecontent: 'supports_chat',
  completion: 'supports_completion',
  generate: 'supports_completion',
  embed: 'supports.embeddings',
  embedding: 'supports.embeddings',
  embedcontent: 'supports.embeddings',
  function_calling: 'supports.tools',
  tool_calling: 'supports.tools',
  tool_use: 'supports.tools',
  image_input: 'supports.vision',
  pdf_input: 'supports.pdf',
  response_format: 'supports.json_mode',
  parallel_tool_calls: 'supports.parallel_tools',
  web_search_options: 'supports.web_search',
  structured_outputs: 'supports.structured_output',
  thinking: 'supports.reasoning',
  batchgeneratecontent: 'capabilities.batch',
  createcachedcontent: 'supports.prompt_cache',
  fine_tune: 'capabilities.fine_tuning',
  language: 'supports_chat',
  code: 'supports_completion',
  image: 'capabilities.image_generation',
  transcribe: 'capabilities.transcription',
}

/** Words that name what can be asked of the model: a list that holds one holds them all. */
const endpoints: ReadonlySet<Flag> = new Set([
  'supports_chat',
  'supports_completion',
  'supports.embeddings',
  'supports.rerank',
])

/** The flags that lists of capability words mean, those that are there and those that are not, and the words that mean none. */
export function flagsOfWords(
  stated: readonly string[],
  lacks: readonly string[] = [],
): { flags: { [F in Flag]?: boolean }; rest: string[] } {
  const flags: { [F in Flag]?: boolean } = {}
  const rest: string[] = []
  for (const flag of lacks.map(flagOfWord)) if (flag !== undefined) flags[flag] = false
  for (const word of stated) {
    const flag = flagOfWord(word)
    if (flag === undefined) rest.push(word)
    else flags[flag] = true
  }
  const namesEndpoints = Object.entries(flags).some(([flag, has]) => has && endpoints.has(flag as Flag))
  if (namesEndpoints) return { flags: { supports_chat: false, supports_completion: false, ...flags }, rest }
  return { flags, rest }
}

function flagOfWord(word: string): Flag | undefined {
  const key = word.toLowerCase().replaceAll('-', '_')
  return Object.hasOwn(words, key) ? words[key] : undefined
}

const inputs: readonly [Flag, Modality][] = [
  ['supports_chat', 'text'],
  ['supports_completion', 'text'],
  ['supports.embeddings', 'text'],
  ['supports.rerank', 'text'],
  ['capabilities.moderation', 'text'],
  ['capabilities.image_generation', 'text'],
  ['capabilities.speech', 'text'],
  ['capabilities.transcription', 'audio'],
  ['supports.vision', 'image'],
  ['supports.audio', 'audio'],
  ['supports.pdf', 'pdf'],
]
const outputs: readonly [Flag, Modality][] = [
  ['supports_chat', 'text'],
  ['supports_completion', 'text'],
  ['capabilities.transcription', 'text'],
  ['supports.embeddings', 'embedding'],
  ['capabilities.image_generation', 'image'],
  ['capabilities.speech', 'audio'],
]

/** The modalities that follow from flags: who sees takes images. */
export function modalitiesOf(flags: { [F in Flag]?: boolean }): Pick<Facts, 'modalities.input' | 'modalities.output'> {
  const of = (table: readonly [Flag, Modality][]) => [
    ...new Set(table.filter(([flag]) => flags[flag] === true).map(([, modality]) => modality)),
  ]
  const input = of(inputs)
  const output = of(outputs)
  return {
    ...(input.length > 0 && { 'modalities.input': input }),
    ...(output.length > 0 && { 'modalities.output': output }),
  }
}

/** The flags that follow from stated modalities: who takes images sees, and who takes none does not. */
export function flagsOfModalities(
  input: readonly Modality[] | undefined,
  output: readonly Modality[] | undefined,
): { [F in Flag]?: boolean } {
  return {
    ...(input && {
      'supports.vision': input.includes('image'),
      'supports.pdf': input.includes('pdf'),
      'supports.audio': input.includes('audio') || output?.includes('audio') === true,
    }),
    ...(output?.includes('image') && { 'capabilities.image_generation': true }),
    ...(output?.includes('embedding') && { 'supports.embeddings': true }),
  }
}
