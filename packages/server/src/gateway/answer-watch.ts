import { type AnswerEvent, type FinishReason, mergeUsage, type UpstreamError, type Usage } from '@proxyapi/providers'
import { tokenWeight } from './estimate.ts'

/** What the events of one answer have said so far. */
export class AnswerWatch {
  /** Something that a caller reads was said: from here on nothing can be taken back. */
  begun = false
  /** A finish came: the answer is complete. */
  finished = false
  error: UpstreamError | null = null
  usage: Usage | undefined = undefined
  /** The upstream's own id of the answer. */
  id: string | undefined = undefined
  /** What the upstream calls the model that answers. */
  model: string | undefined = undefined
  /** Why the answer, or its last choice, came to its end. */
  finish: FinishReason | undefined = undefined
  #starts = 0
  #outputTokens = 0
  /** Said, and not yet counted: of most answers the usage is told, and nobody asks for our count. */
  #uncounted: string[] = []

  /** Our count of output tokens, for answers whose usage is not told. */
  get outputTokens(): number {
    if (this.#uncounted.length === 0) return this.#outputTokens
    for (const text of this.#uncounted) this.#outputTokens += tokenWeight(text)
    this.#uncounted = []
    return this.#outputTokens
  }

  set outputTokens(tokens: number) {
    this.#uncounted = []
    this.#outputTokens = tokens
  }

  /** True for the second of two starts: what came before it is void. */
  see(event: AnswerEvent): boolean {
    switch (event.type) {
      case 'start':
        this.id = event.id ?? this.id
        this.model = event.model ?? this.model
        return ++this.#starts > 1
      case 'text':
      case 'refusal':
        this.begun ||= event.text !== ''
        this.#uncounted.push(event.text)
        return false
      case 'reasoning':
        this.begun ||= event.text !== '' || event.encrypted !== undefined
        this.#uncounted.push(event.text)
        return false
      case 'tool-call':
        this.begun = true
        this.#uncounted.push(event.arguments, event.name ?? '')
        return false
      case 'media':
      case 'raw':
      case 'citation':
        this.begun = true
        return false
      case 'logprobs':
        return false
      case 'usage':
        this.usage = mergeUsage(this.usage, event.usage)
        return false
      case 'finish':
        this.finished = true
        this.finish = event.reason
        return false
      case 'error':
        this.error = event.error
        return false
    }
  }
}
