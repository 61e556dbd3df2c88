import type { SseEvent } from '../src/dialect.ts'
import { noUsage } from '../src/usage.ts'
import type { ConformanceCase } from './conformance.ts'

const usageMetadata = {
  promptTokenCount: 29,
  candidatesTokenCount: 15,
  totalTokenCount: 91,
  cachedContentTokenCount: 20,
  toolUsePromptTokenCount: 2,
  thoughtsTokenCount: 45,
  promptTokensDetails: [
    { modality: 'TEXT', tokenCount: 25 },
    { modality: 'AUDIO', tokenCount: 4 },
  ],
}
/** What it means: thoughts are outside the candidates, what tools have put in is outside the prompt. */
const counted = { ...noUsage, input: 31, cached: 20, inputAudio: 4, output: 60, reasoning: 45 }

const tail = { modelVersion: 'gemini-1', responseId: 'resp-1', createTime: '2026-04-02T17:03:50.399550Z' }
const start = { id: 'resp-1', model: 'gemini-1', created: 1_775_149_430 }

export const event = (body: object): SseEvent => ({ data: JSON.stringify(body) })
export const candidate = (parts: object[], finishReason?: string, rest: object = {}) => ({
  content: { parts, role: 'model' },
  ...(finishReason !== undefined && { finishReason }),
  index: 0,
  ...rest,
})
/** A whole answer of one candidate. */
export const whole = (parts: object[], finishReason: string, rest: object = {}) => ({
  candidates: [candidate(parts, finishReason, rest)],
  usageMetadata,
  ...tail,
})
/** A piece of a stream, with the usage so far. */
export const piece = (parts: object[], finishReason?: string, rest: object = {}): SseEvent =>
  event({
    candidates: [candidate(parts, finishReason, rest)],
    usageMetadata:
      finishReason === undefined ? { ...usageMetadata, candidatesTokenCount: 1, totalTokenCount: 77 } : usageMetadata,
    ...tail,
  })
/** Vertex tells only the kind of traffic until the end. */
const quiet = (parts: object[]): SseEvent =>
  event({ candidates: [{ content: { role: 'model', parts } }], usageMetadata: { trafficType: 'ON_DEMAND' }, ...tail })

const text = (said: string) => ({ type: 'text' as const, text: said, citations: [] })
const stop = { reason: 'stop' as const, native: 'STOP' }
const toolStop = { reason: 'tool_calls' as const, native: 'STOP' }
const call = (n: number, name: string, args: string, signature?: string) => ({
  type: 'tool-call' as const,
  id: `call_${n}_resp-1`,
  name,
  arguments: args,
  ...(signature !== undefined && { signature }),
})
const functionCall = (name: string, args?: object) => ({ functionCall: { name, ...(args && { args }) } })

/** Answers of Gemini, whole and streamed, as recordings have shown them. */
export const geminiCases: ConformanceCase[] = [
  {
    name: 'text of many bytes a character; its signature is nothing to who sees no thoughts',
    whole: whole([{ text: 'Žluťoučký 🦊 漢字', thoughtSignature: 'c2ln' }], 'STOP'),
    stream: [
      piece([{ text: '' }]),
      piece([{ text: 'Žluť' }]),
      piece([{ text: 'oučký 🦊 漢字' }]),
      piece([{ text: '', thoughtSignature: 'c2ln' }], 'STOP'),
    ],
    answer: {
      ...start,
      choices: [
        {
          index: 0,
          parts: [text('Žluťoučký 🦊 漢字')],
          finish: stop,
        },
      ],
      usage: counted,
    },
  },
  {
    name: 'thoughts, then text, its signature late and on no text',
    whole: whole(
      [
        { text: 'Hm.', thought: true },
        { text: 'So it is.', thoughtSignature: 'c2ln' },
      ],
      'STOP',
    ),
    stream: [
      piece([{ text: 'Hm', thought: true }]),
      piece([{ text: '.', thought: true }, { text: 'So ' }]),
      piece([{ text: 'it is.' }]),
      piece([{ text: '', thoughtSignature: 'c2ln' }], 'STOP'),
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            { type: 'reasoning', text: 'Hm.' },
            text('So it is.'),
            { type: 'reasoning', text: '', signature: 'c2ln' },
          ],
          finish: stop,
        },
      ],
    },
  },
  {
    name: 'thoughts, then parallel calls, the first of them signed',
    whole: whole(
      [
        { text: 'Let me look.', thought: true },
        { ...functionCall('get_weather', { location: 'Łódź', days: [1, 2] }), thoughtSignature: 'c2ln' },
        functionCall('get_time'),
        functionCall('get_weather', { location: 'Bonn' }),
      ],
      'STOP',
      { finishMessage: 'Model generated function call(s).' },
    ),
    stream: [
      piece([{ text: 'Let me ', thought: true }]),
      piece([{ text: 'look.', thought: true }]),
      piece([
        { ...functionCall('get_weather', { location: 'Łódź', days: [1, 2] }), thoughtSignature: 'c2ln' },
        functionCall('get_time'),
      ]),
      piece([functionCall('get_weather', { location: 'Bonn' })]),
      piece([{ text: '' }], 'STOP'),
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            { type: 'reasoning', text: 'Let me look.' },
            call(0, 'get_weather', '{"location":"Łódź","days":[1,2]}', 'c2ln'),
            call(1, 'get_time', '{}'),
            call(2, 'get_weather', '{"location":"Bonn"}'),
          ],
          finish: toolStop,
        },
      ],
      usage: counted,
    },
  },
  {
    name: 'calls in pieces by path, ended by an empty call, by another call and by the end',
    whole: whole(
      [
        { ...functionCall('order', { items: [{ name: 'red "apple"', n: 3 }, { ok: true }], note: null }) },
        functionCall('list'),
        functionCall('order', { id: 'A' }),
      ],
      'STOP',
    ),
    stream: [
      quiet([{ functionCall: { name: 'order', willContinue: true } }]),
      quiet([
        {
          functionCall: {
            partialArgs: [
              { jsonPath: '$.items[0].name', stringValue: 'red ', willContinue: true },
              { jsonPath: '$.items[0].name', stringValue: '"apple"', willContinue: true },
            ],
            willContinue: true,
          },
        },
      ]),
      quiet([
        {
          functionCall: {
            partialArgs: [
              { jsonPath: '$.items[0].name', stringValue: '' },
              { jsonPath: '$.items[0].n', numberValue: 3 },
              { jsonPath: '$.items[1].ok', boolValue: true },
              { jsonPath: '$.note', nullValue: 'NULL_VALUE' },
            ],
            willContinue: true,
          },
        },
      ]),
      quiet([{ functionCall: {} }]),
      quiet([{ functionCall: { name: 'list', willContinue: true } }]),
      quiet([{ functionCall: { name: 'order', willContinue: true } }]),
      quiet([{ functionCall: { partialArgs: [{ jsonPath: "$['id']", stringValue: 'A' }], willContinue: true } }]),
      piece([{ text: '' }], 'STOP'),
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            call(0, 'order', '{"items":[{"name":"red \\"apple\\"","n":3},{"ok":true}],"note":null}'),
            call(1, 'list', '{}'),
            call(2, 'order', '{"id":"A"}'),
          ],
          finish: toolStop,
        },
      ],
      usage: counted,
    },
  },
  {
    name: 'an answer cut by its limit',
    whole: whole([{ text: 'Half an ans' }], 'MAX_TOKENS'),
    stream: [piece([{ text: 'Half' }]), piece([{ text: ' an ans' }], 'MAX_TOKENS')],
    answer: {
      choices: [{ index: 0, parts: [text('Half an ans')], finish: { reason: 'length', native: 'MAX_TOKENS' } }],
    },
  },
  {
    name: 'a blocked prompt',
    whole: { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata, ...tail },
    stream: [event({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata, ...tail })],
    answer: {
      choices: [{ index: 0, parts: [], finish: { reason: 'content_filter', native: 'PROHIBITED_CONTENT' } }],
      usage: counted,
    },
  },
  {
    name: 'a blocked answer, with what it had said',
    whole: whole([{ text: 'Well, ' }], 'SAFETY', { safetyRatings: [{ category: 'X', blocked: true }] }),
    stream: [piece([{ text: 'Well, ' }]), event({ candidates: [{ finishReason: 'SAFETY' }], usageMetadata, ...tail })],
    answer: {
      choices: [{ index: 0, parts: [text('Well, ')], finish: { reason: 'content_filter', native: 'SAFETY' } }],
    },
  },
  {
    name: 'sources, told more than once',
    whole: whole([{ text: 'It rains.' }], 'STOP', {
      citationMetadata: { citationSources: [{ uri: 'https://b.example', startIndex: 0, endIndex: 4 }] },
      groundingMetadata: { groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }] },
    }),
    stream: [
      piece([{ text: 'It ' }], undefined, {
        citationMetadata: { citationSources: [{ uri: 'https://b.example', startIndex: 0, endIndex: 4 }] },
      }),
      piece([{ text: 'rains.' }], undefined, {
        groundingMetadata: { groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }] },
      }),
      piece([{ text: '' }], 'STOP', {
        groundingMetadata: { groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }] },
      }),
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            {
              type: 'text',
              text: 'It rains.',
              citations: [
                {
                  url: 'https://b.example',
                  native: { dialect: 'gemini', value: { uri: 'https://b.example', startIndex: 0, endIndex: 4 } },
                },
                {
                  url: 'https://a.example',
                  title: 'A',
                  native: { dialect: 'gemini', value: { web: { uri: 'https://a.example', title: 'A' } } },
                },
              ],
            },
          ],
          finish: stop,
        },
      ],
    },
  },
]

/** Answers that not every caller's dialect can show. */
export const geminiOwnCases: ConformanceCase[] = [
  {
    name: 'two candidates, taking turns',
    whole: {
      candidates: [candidate([{ text: 'One' }], 'STOP'), candidate([{ text: 'Two' }], 'MAX_TOKENS', { index: 1 })],
      ...tail,
    },
    stream: [
      event({ candidates: [candidate([{ text: 'O' }])], ...tail }),
      event({ candidates: [candidate([{ text: 'Tw' }], undefined, { index: 1 })] }),
      event({
        candidates: [candidate([{ text: 'ne' }], 'STOP'), candidate([{ text: 'o' }], 'MAX_TOKENS', { index: 1 })],
      }),
    ],
    answer: {
      choices: [
        { index: 0, parts: [text('One')], finish: stop },
        { index: 1, parts: [text('Two')], finish: { reason: 'length', native: 'MAX_TOKENS' } },
      ],
    },
  },
  {
    name: 'a picture, and what only this dialect has',
    whole: whole(
      [
        { text: 'See:' },
        { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
        { executableCode: { language: 'PYTHON', code: '1' } },
      ],
      'STOP',
    ),
    stream: [
      piece([{ text: 'See:' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }]),
      piece([{ executableCode: { language: 'PYTHON', code: '1' } }], 'STOP'),
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            text('See:'),
            { type: 'media', mediaType: 'image/png', data: 'AAAA' },
            { type: 'raw', dialect: 'gemini', value: { executableCode: { language: 'PYTHON', code: '1' } } },
          ],
          finish: stop,
        },
      ],
    },
  },
  {
    name: 'ids of the upstream’s own, and a thought that is signed',
    whole: whole(
      [{ text: 'Hm', thought: true, thoughtSignature: 'c2ln' }, { functionCall: { id: 'fc-1', name: 'f', args: {} } }],
      'STOP',
    ),
    stream: [
      piece([{ text: 'Hm', thought: true, thoughtSignature: 'c2ln' }]),
      piece([{ functionCall: { id: 'fc-1', name: 'f', args: {} } }], 'STOP'),
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            { type: 'reasoning', text: 'Hm', signature: 'c2ln' },
            { type: 'tool-call', id: 'fc-1', name: 'f', arguments: '{}' },
          ],
          finish: toolStop,
        },
      ],
    },
  },
]
