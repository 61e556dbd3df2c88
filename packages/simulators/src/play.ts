import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Part } from './answer.ts'
import type { Script, Step } from './script.ts'

/** How an answer ended: as HTTP wants it, by us in mid-answer, or by a caller who left. */
export type End = 'complete' | 'broken' | 'aborted'

/** Plays a script on a socket; `onPart` is called for each part that is handed to it. Never rejects. */
export async function play(script: Script, response: ServerResponse, onPart: (part: Part) => void): Promise<End> {
  const gone = new AbortController()
  if (response.closed || response.destroyed) return 'aborted'
  response.once('close', () => gone.abort())
  // Whoever writes to a caller who has just left gets an error; that he left is told by `close`.
  response.on('error', () => undefined)
  if (script.head) {
    response.writeHead(script.head.status, script.head.headers)
    if (script.steps[0]?.do !== 'send') response.flushHeaders()
  }
  for (const step of script.steps) {
    if (gone.signal.aborted) return 'aborted'
    const end = await take(step, response, gone.signal, onPart)
    if (end) return end
  }
  if (gone.signal.aborted) return 'aborted'
  response.end()
  await until(response, 'close', gone.signal)
  return response.writableFinished ? 'complete' : 'aborted'
}

async function take(
  step: Step,
  response: ServerResponse,
  gone: AbortSignal,
  onPart: (part: Part) => void,
): Promise<End | null> {
  switch (step.do) {
    case 'send':
      onPart(step.part)
      if (!response.write(step.part.text)) await until(response, 'drain', gone)
      return null
    case 'wait':
      await wait(step.ms, undefined, { signal: gone, ref: false }).catch(() => undefined)
      return null
    case 'silence':
      await until(response, 'close', gone)
      return 'aborted'
    case 'fin':
      await flushed(response)
      response.socket?.destroySoon()
      return 'broken'
    case 'reset':
      await flushed(response)
      response.socket?.resetAndDestroy()
      return 'broken'
  }
}

/** The event, or the end of the connection, whichever is first. */
async function until(response: ServerResponse, event: 'drain' | 'close', gone: AbortSignal): Promise<void> {
  if (!gone.aborted) await once(response, event, { signal: gone }).catch(() => undefined)
}

/** What was written has left for the kernel: a reset throws away what has not. */
function flushed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const { socket } = response
    if (!response.headersSent || !socket || socket.destroyed) resolve()
    else socket.write('', () => resolve())
  })
}
