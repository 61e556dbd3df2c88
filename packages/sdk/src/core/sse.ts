/** Server-Sent Events from bytes: CR, LF, CRLF, BOM, several data lines, comments, UTF-8 cut anywhere. */
export interface SseEvent {
  event: string | null
  data: string
  id: string | null
}

const eventLengthMax = 8 * 2 ** 20

export function createSseParser(): (chunk: Uint8Array) => SseEvent[] {
  const utf8 = new TextDecoder('utf-8')
  let rest = ''
  let data: string[] = []
  let length = 0
  let event: string | null = null
  let id: string | null = null

  return (chunk) => {
    const events: SseEvent[] = []
    rest += utf8.decode(chunk, { stream: true })
    let start = 0
    for (let end = lineEnd(rest, start); end >= 0; end = lineEnd(rest, start)) {
      // A CR at the very end may be half of a CRLF: wait for the next byte.
      if (rest[end] === '\r' && end === rest.length - 1) break
      take(rest.slice(start, end), events)
      start = rest[end] === '\r' && rest[end + 1] === '\n' ? end + 2 : end + 1
    }
    rest = rest.slice(start)
    if (length + rest.length > eventLengthMax) throw new RangeError('An event of the stream is larger than 8 MB')
    return events
  }

  function take(line: string, events: SseEvent[]): void {
    if (line === '') {
      if (data.length > 0) events.push({ event, data: data.join('\n'), id })
      data = []
      length = 0
      event = null
      return
    }
    const colon = line.indexOf(':')
    if (colon === 0) return
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'data') {
      data.push(value)
      length += value.length
    } else if (field === 'event') event = value
    else if (field === 'id' && !value.includes('\0')) id = value
  }
}

function lineEnd(text: string, from: number): number {
  const lf = text.indexOf('\n', from)
  const cr = text.indexOf('\r', from)
  return cr < 0 ? lf : lf < 0 ? cr : Math.min(lf, cr)
}
