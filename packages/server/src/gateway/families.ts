/** What the gateway has to know of each family of callers, as data. */

export interface Family {
  readonly operation: string
  /** Headers of the caller that an upstream of the same dialect sees, lower case. */
  readonly passedHeaders: readonly string[]
  /** Beginning of the ids of answers. */
  readonly idPrefix: string
  /** An upstream of the same dialect keeps answers, and later calls refer to them by their ids. */
  readonly keepsAnswers?: true
  /** Events say their place in the stream, also those that tell of a failure. */
  readonly countsEvents?: true
  /** The last event of a complete stream. */
  readonly endMarker: string
  /**
   * Found in every event that holds usage, finish or error; all others are text on its way. Without the opening quote,
   * because a search begins at each place where its first character stands.
   */
  readonly marks: RegExp
  /** Whether an event only reports usage, which a caller who did not ask for it is not to see. */
  isUsageOnly(body: unknown): boolean
}

/** What chunks of Chat Completions and Completions share. */
const chunked = {
  passedHeaders: [],
  endMarker: 'data: [DONE]\n\n',
  // An error may also be the name of an event, or what `object` says.
  marks: /(?:finish_reason|usage)"\s*:(?!\s*null)|error(?:[\r\n]|"\s*(?:[,}]|:(?!\s*null)))/,
  isUsageOnly(body: unknown) {
    const { choices, usage } = Object(body) as { choices?: unknown; usage?: unknown }
    return Array.isArray(choices) && choices.length === 0 && usage != null
  },
}

export const families: ReadonlyMap<string, Family> = new Map<string, Family>([
  ['openai-chat', { ...chunked, operation: 'createChatCompletion', idPrefix: 'chatcmpl-' }],
  ['openai-completions', { ...chunked, operation: 'createCompletion', idPrefix: 'cmpl-' }],
  [
    'openai-responses',
    {
      operation: 'createResponse',
      passedHeaders: [],
      idPrefix: 'resp_',
      keepsAnswers: true,
      countsEvents: true,
      // The last event is the whole response, so there is nothing to say after it.
      endMarker: '',
      marks: /response\.(?:completed|incomplete|failed)["\r\n]|error["\r\n](?!\s*:\s*null)/,
      isUsageOnly: () => false,
    },
  ],
  [
    'anthropic-messages',
    {
      operation: 'createMessage',
      passedHeaders: ['anthropic-version', 'anthropic-beta'],
      idPrefix: 'msg_',
      endMarker: 'event: message_stop\ndata: {"type":"message_stop"}\n\n',
      marks: /message_(?:start|delta|stop)"|error"/,
      isUsageOnly: () => false,
    },
  ],
])
