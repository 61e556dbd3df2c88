/** Follows the frames of one direction of a WebSocket (RFC 6455 §5.2) as its bytes pass, in whatever pieces. */
export class FrameScan {
  readonly #messageBytesMax: number
  /** The head of a frame that has not come whole. */
  #held: Uint8Array = nothing
  #payloadLeft = 0
  #messageBytes = 0

  constructor(messageBytesMax: number) {
    this.#messageBytesMax = messageBytesMax
  }

  /** What has passed so far ends with a whole frame: another may follow. */
  get isBetween(): boolean {
    return this.#payloadLeft === 0
  }

  /** What may pass now. `isTooLong`: it ends before the frame with which a message would grow beyond the limit. */
  pass(chunk: Uint8Array): { bytes: Uint8Array; isTooLong: boolean } {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = nothing
    let at = Math.min(this.#payloadLeft, bytes.length)
    this.#payloadLeft -= at
    while (at < bytes.length) {
      const head = readHead(bytes, at)
      if (head === null) {
        this.#held = bytes.slice(at)
        break
      }
      if (!this.#admit(head)) return { bytes: bytes.subarray(0, at), isTooLong: true }
      const end = Math.min(at + head.bytes + head.payload, bytes.length)
      this.#payloadLeft = at + head.bytes + head.payload - end
      at = end
    }
    return { bytes: bytes.subarray(0, at), isTooLong: false }
  }

  /** Control frames stand between the frames of a message and are none of it. */
  #admit({ isControl, isFinal, payload }: Head): boolean {
    if (isControl) return true
    this.#messageBytes += payload
    if (this.#messageBytes > this.#messageBytesMax) return false
    if (isFinal) this.#messageBytes = 0
    return true
  }
}

interface Head {
  bytes: number
  payload: number
  isControl: boolean
  isFinal: boolean
}

const nothing = new Uint8Array(0)
const maskBytes = 4

/** The head of the frame that begins here; null where it is not there whole. */
function readHead(bytes: Uint8Array, at: number): Head | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at)
  if (view.byteLength < 2) return null
  const [first, second] = [view.getUint8(0), view.getUint8(1)]
  const short = second & 0x7f
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0
  const headBytes = 2 + lengthBytes + (second & 0x80 ? maskBytes : 0)
  if (view.byteLength < headBytes) return null
  const payload = lengthBytes === 8 ? Number(view.getBigUint64(2)) : lengthBytes === 2 ? view.getUint16(2) : short
  return { bytes: headBytes, payload, isControl: (first & 0x08) !== 0, isFinal: (first & 0x80) !== 0 }
}

/** A close frame, masked where a client says it. The mask hides nothing: what it carries is no one's data. */
export function closeFrame(code: number, reason: string, isFromClient: boolean): Uint8Array {
  const text = Buffer.from(reason)
  const payload = Buffer.alloc(2 + text.length)
  payload.writeUInt16BE(code)
  text.copy(payload, 2)
  const head = isFromClient ? [0x88, 0x80 | payload.length, 0, 0, 0, 0] : [0x88, payload.length]
  return Buffer.concat([Uint8Array.from(head), payload])
}
