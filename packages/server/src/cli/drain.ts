import { type IncomingMessage, Server, type ServerResponse } from 'node:http'

/**
 * Takes no new connection, answers what still comes over those that are open and closes them with the answer, resolves when
 * the last request has ended. When the time is over, what still runs is told so by `isOver` and has a moment for its last words.
 */
export type Drain = (timeoutMs: number, isOver: () => void) => Promise<void>

/** Who has asked nothing for so long is not about to ask: closing on him loses no request. */
const idleGraceMs = 250
const idleSweepMs = 50
const lastWordsMs = 250

/** Of a server for any protocol: that for HTTP cuts at once whoever is between two requests. */
const stopListening = (Object.getPrototypeOf(Server.prototype) as Pick<Server, 'close'>).close

/** How a server ends without losing what it was asked. Wants to hear of requests before whoever answers them. */
export function drainOf(http: Server): Drain {
  const latest = new Map<IncomingMessage['socket'], ServerResponse>()
  let isDraining = false
  http.on('request', ({ socket }, outgoing) => {
    if (isDraining) outgoing.shouldKeepAlive = false
    if (!latest.has(socket)) socket.once('close', () => latest.delete(socket))
    latest.set(socket, outgoing)
  })

  return (timeoutMs, isOver) =>
    new Promise((resolve) => {
      isDraining = true
      for (const outgoing of latest.values()) if (!outgoing.headersSent) outgoing.shouldKeepAlive = false
      let sweep: NodeJS.Timeout | undefined
      const grace = setTimeout(
        () => {
          sweep = setInterval(() => http.closeIdleConnections(), idleSweepMs)
          http.closeIdleConnections()
        },
        Math.min(idleGraceMs, timeoutMs),
      )
      const end = setTimeout(isOver, timeoutMs)
      const cut = setTimeout(() => http.closeAllConnections(), timeoutMs + lastWordsMs)
      stopListening.call(http, () => {
        for (const timer of [grace, sweep, end, cut]) clearTimeout(timer)
        http.close()
        resolve()
      })
    })
}
