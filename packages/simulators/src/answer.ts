/**
 * A piece of an answer that is written at once: the whole body, or one event of a stream. A frame says nothing of the
 * answer yet; the first part that does is when input becomes due.
 */
export interface Part {
  kind: 'whole' | 'frame' | 'token' | 'finish' | 'usage' | 'end'
  text: string | Buffer
  /** Output tokens that this part carries. */
  tokens: number
}

/** What a simulator answers if nothing goes wrong. */
export interface Answer {
  status: number
  headers: Record<string, string>
  parts: Part[]
}

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return wholeAnswer(status, JSON.stringify(body), headers)
}

/** A whole body, of JSON unless a header says otherwise, that carries so many output tokens. */
export function wholeAnswer(status: number, text: string, headers: Record<string, string> = {}, tokens = 0): Answer {
  const length = `${Buffer.byteLength(text)}`
  return {
    status,
    headers: { 'content-type': 'application/json', 'content-length': length, ...headers },
    parts: [{ kind: 'whole', text, tokens }],
  }
}
