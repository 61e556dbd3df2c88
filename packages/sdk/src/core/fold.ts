/** The whole answer that a stream's events add up to: chat chunks, Anthropic events, final `response.*` events. */
type Fields = Record<string, unknown>
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function foldEvents(events: readonly unknown[]): unknown {
  const first = events.find(isObject)
  if (!first) return null
  if (Array.isArray(first.choices)) return foldChat(events.filter(isObject))
  if (typeof first.type === 'string' && first.type.startsWith('response.'))
    return foldResponses(events.filter(isObject))
  if (typeof first.type === 'string') return foldMessages(events.filter(isObject))
  return events
}

function foldChat(chunks: Fields[]): Fields {
  const whole: Fields = {}
  const choices = new Map<
    number,
    { message: Fields; finish_reason: unknown; calls: Map<number, Fields>; text?: string }
  >()
  for (const { choices: parts, object: _, usage, ...head } of chunks) {
    Object.assign(whole, head, usage ? { usage } : {})
    for (const part of (parts as Fields[]) ?? []) foldChoice(choices, part)
  }
  const chat = chunks.some(({ object }) => object === 'chat.completion.chunk')
  const list = [...choices]
    .sort(([a], [b]) => a - b)
    .map(([index, { message, finish_reason, calls, text }]) => {
      if (calls.size > 0) message.tool_calls = [...calls].sort(([a], [b]) => a - b).map(([, call]) => call)
      return chat
        ? { index, message: { role: 'assistant', content: null, ...message }, finish_reason }
        : { index, text: text ?? '', finish_reason }
    })
  return { ...whole, object: chat ? 'chat.completion' : 'text_completion', choices: list }
}

function foldChoice(
  choices: Map<number, { message: Fields; finish_reason: unknown; calls: Map<number, Fields>; text?: string }>,
  part: Fields,
): void {
  const index = Number(part.index ?? 0)
  const known = choices.get(index) ?? { message: {}, finish_reason: null, calls: new Map<number, Fields>() }
  choices.set(index, known)
  known.finish_reason = part.finish_reason ?? known.finish_reason
  if (typeof part.text === 'string') known.text = (known.text ?? '') + part.text
  const { tool_calls: calls, ...delta } = isObject(part.delta) ? part.delta : {}
  for (const [name, value] of Object.entries(delta)) {
    const before = known.message[name]
    known.message[name] =
      typeof value === 'string' && typeof before === 'string' && name !== 'role'
        ? before + value
        : (value ?? before ?? null)
  }
  for (const call of Array.isArray(calls) ? (calls as Fields[]) : []) foldToolCall(known.calls, call)
}

function foldToolCall(calls: Map<number, Fields>, { index, ...part }: Fields): void {
  const known = calls.get(Number(index ?? 0)) ?? { type: 'function', function: { arguments: '' } }
  calls.set(Number(index ?? 0), known)
  const { function: piece, ...rest } = part
  for (const [name, value] of Object.entries(rest)) if (value !== null && value !== '') known[name] = value
  const own = known.function as Fields
  const { arguments: text, name } = isObject(piece) ? piece : {}
  if (name) own.name = name
  own.arguments = `${own.arguments ?? ''}${text ?? ''}`
}

function foldMessages(events: Fields[]): Fields {
  let message: Fields = {}
  const blocks: Fields[] = []
  for (const event of events) {
    if (event.type === 'message_start') message = { ...(event.message as Fields) }
    const block = blocks[Number(event.index ?? -1)]
    if (event.type === 'content_block_start') blocks[Number(event.index)] = { ...(event.content_block as Fields) }
    else if (event.type === 'content_block_delta' && block) foldBlock(block, event.delta as Fields)
    else if (event.type === 'message_delta') {
      Object.assign(message, event.delta, { usage: { ...(message.usage as Fields), ...(event.usage as Fields) } })
    }
  }
  return { ...message, content: blocks.filter(Boolean).map(finished) }
}

function foldBlock(block: Fields, delta: Fields): void {
  const add = (name: string, text: unknown) => {
    block[name] = `${block[name] ?? ''}${text}`
  }
  if (delta.type === 'text_delta') add('text', delta.text)
  else if (delta.type === 'thinking_delta') add('thinking', delta.thinking)
  else if (delta.type === 'signature_delta') block.signature = delta.signature
  else if (delta.type === 'input_json_delta') add('json', delta.partial_json)
}

function finished({ json, ...block }: Fields): Fields {
  if (typeof json !== 'string' || json === '') return block
  try {
    return { ...block, input: JSON.parse(json) as unknown }
  } catch {
    return { ...block, input: json } // cut off in the middle: the text is all there is
  }
}

function foldResponses(events: Fields[]): unknown {
  const last = events.findLast(({ response }) => isObject(response))
  return last?.response ?? events
}
