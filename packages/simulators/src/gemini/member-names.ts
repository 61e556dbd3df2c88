import { isObject } from '../json.ts'

/** Members of each message that a request may hold; the value names the message of the member, null for any JSON. */
const messages = {
  request: {
    model: null,
    contents: 'content',
    systemInstruction: 'content',
    tools: 'tool',
    toolConfig: 'toolConfig',
    safetySettings: null,
    generationConfig: 'generationConfig',
    cachedContent: null,
    serviceTier: null,
    store: null,
  },
  count: { contents: 'content', generateContentRequest: 'request' },
  embed: { model: null, content: 'content', taskType: null, title: null, outputDimensionality: null },
  batch: { requests: 'embed' },
  content: { role: null, parts: 'part' },
  part: {
    text: null,
    thought: null,
    thoughtSignature: null,
    inlineData: 'blob',
    fileData: 'file',
    functionCall: 'functionCall',
    functionResponse: 'functionResponse',
    executableCode: null,
    codeExecutionResult: null,
    videoMetadata: null,
    mediaResolution: null,
  },
  blob: { mimeType: null, data: null },
  file: { mimeType: null, fileUri: null },
  functionCall: { id: null, name: null, args: null },
  functionResponse: { id: null, name: null, response: null, parts: null, willContinue: null, scheduling: null },
  tool: {
    functionDeclarations: 'functionDeclaration',
    googleSearch: null,
    googleSearchRetrieval: null,
    codeExecution: null,
    urlContext: null,
    computerUse: null,
    googleMaps: null,
    fileSearch: null,
  },
  functionDeclaration: {
    name: null,
    description: null,
    behavior: null,
    parameters: 'schema',
    parametersJsonSchema: null,
    response: 'schema',
    responseJsonSchema: null,
  },
  toolConfig: { functionCallingConfig: 'functionCallingConfig', retrievalConfig: null },
  functionCallingConfig: { mode: null, allowedFunctionNames: null },
  generationConfig: {
    candidateCount: null,
    stopSequences: null,
    maxOutputTokens: null,
    temperature: null,
    topP: null,
    topK: null,
    seed: null,
    presencePenalty: null,
    frequencyPenalty: null,
    responseLogprobs: null,
    logprobs: null,
    responseMimeType: null,
    responseSchema: 'schema',
    responseJsonSchema: null,
    responseModalities: null,
    thinkingConfig: 'thinkingConfig',
    mediaResolution: null,
    speechConfig: null,
    imageConfig: null,
  },
  thinkingConfig: { includeThoughts: null, thinkingBudget: null, thinkingLevel: null },
  schema: {
    type: null,
    format: null,
    title: null,
    description: null,
    nullable: null,
    enum: null,
    items: 'schema',
    minItems: null,
    maxItems: null,
    properties: 'properties',
    required: null,
    minProperties: null,
    maxProperties: null,
    minimum: null,
    maximum: null,
    minLength: null,
    maxLength: null,
    pattern: null,
    example: null,
    anyOf: 'schema',
    propertyOrdering: null,
    default: null,
  },
} as const satisfies Record<string, Record<string, string | null>>

type MessageName = keyof typeof messages

/** What the strict reader of the API does not know, in the order of the body; both spellings of a name are known. */
export function strangers(value: unknown, message: MessageName, at = ''): { name: string; at: string }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => strangers(item, message, `${at}[${index}]`))
  if (!isObject(value)) return []
  const members: Record<string, string | null> = messages[message]
  return Object.entries(value).flatMap(([name, member]) => {
    const inner = members[camelCase(name)]
    if (inner === undefined) return [{ name, at }]
    const path = at === '' ? snakeCase(name) : `${at}.${snakeCase(name)}`
    if (inner === null) return []
    if (inner !== 'properties') return strangers(member, inner as MessageName, path)
    return Object.values(isObject(member) ? member : {}).flatMap((schema, index) =>
      strangers(schema, 'schema', `${path}[${index}].value`),
    )
  })
}

/** The same value with the members of messages in camel case: a body may spell them either way. */
export function spelled(value: unknown, message: MessageName): unknown {
  if (Array.isArray(value)) return value.map((item) => spelled(item, message))
  if (!isObject(value)) return value
  const members: Record<string, string | null> = messages[message]
  const entries = Object.entries(value).map(([name, member]) => {
    const inner = members[camelCase(name)]
    const known = inner === null || inner === undefined || inner === 'properties' ? null : (inner as MessageName)
    return [camelCase(name), known ? spelled(member, known) : member]
  })
  return Object.fromEntries(entries)
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
