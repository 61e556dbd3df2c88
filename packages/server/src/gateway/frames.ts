/** Events of a stream as bytes: where one ends, whatever its line breaks are. `sseParser` says what stands in it. */

const lf = 10
const cr = 13
const lfLf = Buffer.from('\n\n')
const crCr = Buffer.from('\r\r')
const lfCr = Buffer.from('\n\r')

/** Behind the blank line that ends the event at `from`; -1: it is not complete. `hasCr`: CR stands somewhere in the bytes. */
export function frameEnd(bytes: Buffer, from: number, hasCr: boolean): number {
  const plain = bytes.indexOf(lfLf, from)
  if (!hasCr) return plain === -1 ? -1 : plain + 2
  const breaks = [plain, bytes.indexOf(crCr, from), bytes.indexOf(lfCr, from)].filter((at) => at !== -1)
  return breaks.length === 0 ? -1 : behindBreak(bytes, Math.min(...breaks) + 2)
}

export const hasCr = (bytes: Buffer): boolean => bytes.indexOf(cr) !== -1

/** Of CR LF, which is one line break, the LF belongs to the line that it ends. */
const behindBreak = (bytes: Buffer, at: number) => (bytes[at - 1] === cr && bytes[at] === lf ? at + 1 : at)

/** Holds back the event that the last chunk left unfinished, so that what it hands out can always be followed by another. */
export class FrameCutter {
  #rest: Buffer[] = []
  #restBytes = 0

  /** Bytes of the unfinished event. */
  get restBytes(): number {
    return this.#restBytes
  }

  /** The complete events up to the end of this chunk, maybe none. */
  push(chunk: Buffer): Buffer {
    const end = this.#lastEnd(chunk)
    if (end === -1) {
      this.#keep(chunk)
      return nothing
    }
    const last = end === chunk.length ? chunk : chunk.subarray(0, end)
    const complete = this.#rest.length === 0 ? last : Buffer.concat([...this.#rest, last])
    this.#rest = []
    this.#restBytes = 0
    if (end < chunk.length) this.#keep(chunk.subarray(end))
    return complete
  }

  #keep(bytes: Buffer): void {
    this.#rest.push(bytes)
    this.#restBytes += bytes.length
  }

  #lastEnd(chunk: Buffer): number {
    if (chunk[chunk.length - 1] === lf && chunk[chunk.length - 2] === lf) return chunk.length
    const mixed = hasCr(chunk)
    let last = this.#straddling(chunk)
    for (let end = frameEnd(chunk, Math.max(last, 0), mixed); end !== -1; end = frameEnd(chunk, end, mixed)) last = end
    return last
  }

  /** A blank line of which one break came with the chunk before; -1: there is none. */
  #straddling(chunk: Buffer): number {
    const before = this.#rest.at(-1)
    const last = before?.[before.length - 1]
    const first = chunk[0]
    const isBlank = (last === lf && (first === lf || first === cr)) || (last === cr && first === cr)
    return isBlank ? behindBreak(chunk, 1) : -1
  }
}

const nothing = Buffer.alloc(0)
