import type { AnswerEvent } from './answer.ts'

const callsMax = 1_024

/** What an upstream says of a tool call at once: a whole call, or a piece of one. */
export interface ToolCallPiece {
  /** The upstream's own index; absent where it has none. */
  key?: number | undefined
  id?: string | undefined
  name?: string | undefined
  arguments: string
  signature?: string | undefined
}

/**
 * Makes one sequence of events out of the tool calls of one choice: numbers them from 0 by appearance, gives every call an
 * id of its own, and turns absent, empty and `null` arguments into `{}`.
 */
export interface ToolCalls {
  push(piece: ToolCallPiece, events: AnswerEvent[]): void
  /** Ends one call: what follows under its key is another. */
  close(key: number, events: AnswerEvent[]): void
  /** Ends all; false where a call never got a name, or where there were more than anybody can run. */
  closeAll(events: AnswerEvent[]): boolean
  readonly count: number
}

interface OpenCall {
  /** As the upstream wrote it. */
  upstreamId: string
  name: string
  /** Its place in the answer, once it was announced. */
  index: number | undefined
  /** Arguments that may still turn out to be none. */
  held: string
  flowing: boolean
  /** A signature that came before the name. */
  signature: string | undefined
  closed: boolean
}

export function toolCalls(choice: number): ToolCalls {
  const calls: OpenCall[] = []
  const byKey = new Map<number, OpenCall>()
  const ids = new Set<string>()
  let announced = 0
  let tooMany = false

  function find(piece: ToolCallPiece): OpenCall | undefined {
    const { key, id, name } = piece
    if (key === undefined) {
      // Where there are no indexes, a name begins a call.
      if (name) return undefined
      return (id && calls.find((call) => call.upstreamId === id)) || calls.at(-1)
    }
    const call = byKey.get(key)
    if (call === undefined || call.closed) return undefined
    // Some upstreams give every parallel call the index 0.
    const another = id && name && call.upstreamId !== '' && call.upstreamId !== id
    return another ? undefined : call
  }

  function open(piece: ToolCallPiece): OpenCall {
    const call: OpenCall = {
      upstreamId: piece.id ?? '',
      name: '',
      index: undefined,
      held: '',
      flowing: false,
      signature: undefined,
      closed: false,
    }
    calls.push(call)
    if (piece.key !== undefined) byKey.set(piece.key, call)
    return call
  }

  function freeId(wanted: string): string {
    let id = wanted
    for (let n = 2; ids.has(id); n++) id = `${wanted}_${n}`
    ids.add(id)
    return id
  }

  function send(call: OpenCall, args: string, events: AnswerEvent[]): void {
    const { signature } = call
    call.signature = undefined
    if (call.index !== undefined) {
      if (args === '' && signature === undefined) return
      events.push({ type: 'tool-call', choice, index: call.index, arguments: args, ...(signature && { signature }) })
      return
    }
    const index = announced++
    call.index = index
    const id = freeId(call.upstreamId === '' ? `call_${index}` : call.upstreamId)
    events.push({
      type: 'tool-call',
      choice,
      index,
      id,
      name: call.name,
      arguments: args,
      ...(signature && { signature }),
    })
  }

  function push(piece: ToolCallPiece, events: AnswerEvent[]): void {
    let call = find(piece)
    if (call === undefined) {
      if (calls.length >= callsMax) {
        tooMany = true
        return
      }
      call = open(piece)
    }
    if (call.name === '' && piece.name) call.name = piece.name
    if (piece.signature !== undefined) call.signature = piece.signature
    if (call.flowing) {
      send(call, piece.arguments, events)
      return
    }
    call.held += piece.arguments
    // Nothing is said of a call whose name is still to come.
    if (call.name === '') return
    let args = ''
    if (!mayBeNone(call.held)) {
      call.flowing = true
      args = call.held
      call.held = ''
    }
    send(call, args, events)
  }

  function end(call: OpenCall, events: AnswerEvent[]): void {
    if (call.closed) return
    call.closed = true
    if (!call.flowing && call.name !== '') send(call, '{}', events)
  }

  return {
    push,
    close(key, events) {
      const call = byKey.get(key)
      if (call !== undefined) end(call, events)
    },
    closeAll(events) {
      for (const call of calls) end(call, events)
      return !tooMany && calls.every((call) => call.name !== '')
    },
    get count() {
      return calls.length
    },
  }
}

/** Whether these first characters may be all there is of no arguments. */
const mayBeNone = (text: string): boolean => text.length <= 64 && 'null'.startsWith(text.trim())
