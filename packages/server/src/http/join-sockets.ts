import type { Duplex } from 'node:stream'
import { closeFrame, FrameScan } from './frame-scan.ts'

export interface JoinLimits {
  messageBytesMax: number
  /** Without a byte in either direction. */
  idleMs: number
}

/** Two sockets that speak WebSocket with each other, through us. */
export interface Joined {
  /** Tells both sides, where no frame is half sent, and ends them. */
  close(code: number, reason: string): void
  /** Resolves when both are closed. */
  readonly closed: Promise<void>
}

/** What a socket that is passed on is told by us; every other code is the other side's. */
const tooLongCode = 1009
const idleCode = 1001
const lastWordsMs = 1_000

/**
 * Passes bytes both ways as they come: frames, masks, pings and close codes are those of the two sides. Neither is read
 * faster than the other takes it. `onBytes` is called with each piece.
 */
export function joinSockets(client: Duplex, instance: Duplex, limits: JoinLimits, onBytes: () => void): Joined {
  const { messageBytesMax, idleMs } = limits
  const toInstance = new FrameScan(messageBytesMax)
  const toClient = new FrameScan(messageBytesMax)
  let isClosing = false
  const idle = setTimeout(() => close(idleCode, 'Nothing was said for too long.'), idleMs)
  const sides = [client, instance]
  const closed = Promise.all(sides.map(whenClosed)).then(() => clearTimeout(idle))

  function close(code: number, reason: string): void {
    if (isClosing) return
    isClosing = true
    if (toClient.isBetween) client.write(closeFrame(code, reason, false))
    if (toInstance.isBetween) instance.write(closeFrame(code, reason, true))
    for (const side of sides) side.end()
    cutSoon()
  }

  function cutSoon(): void {
    const cut = setTimeout(() => sides.map((side) => side.destroy()), lastWordsMs)
    void closed.then(() => clearTimeout(cut))
  }

  function pass(from: Duplex, to: Duplex, scan: FrameScan): void {
    from.on('data', (chunk: Uint8Array) => {
      if (isClosing) return
      idle.refresh()
      onBytes()
      const { bytes, isTooLong } = scan.pass(chunk)
      if (bytes.length > 0 && !to.write(bytes)) from.pause()
      if (isTooLong) close(tooLongCode, 'A message is too long.')
    })
    to.on('drain', () => from.resume())
    from.on('end', () => to.end())
    from.on('error', () => from.destroy())
    // What one side has said last still reaches the other.
    const left = () => {
      to.end()
      cutSoon()
    }
    if (from.destroyed) left()
    else from.on('close', left)
  }

  pass(client, instance, toInstance)
  pass(instance, client, toClient)
  return { close, closed }
}

const whenClosed = (socket: Duplex): Promise<void> =>
  new Promise((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve())))
