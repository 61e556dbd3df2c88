import { sseText } from '../../sse.ts'

/** One content block on its way to the caller. */
export interface Block {
  kind: string
  /** The block as `content_block_start` shows it. */
  start: Record<string, unknown>
  /** Nothing more will come for it. */
  done(): boolean
}

/**
 * Blocks of a message come one after another, each whole before the next. Upstreams may mix them (parallel tool calls), so
 * what comes for a later block waits until those before it are done.
 */
export interface BlockQueue {
  /** The newest block. */
  last(): Block | undefined
  add(block: Block): string
  delta(block: Block, delta: Record<string, unknown>): string
  /** Every block that is left, to its end. */
  flush(): string
}

export function blockQueue(): BlockQueue {
  /** The first is open, the others wait. */
  const waiting: { block: Block; deltas: string[] }[] = []
  let index = 0

  const start = (block: Block): string =>
    event('content_block_start', `"index":${index},"content_block":${JSON.stringify(block.start)}`)
  const wrapped = (delta: string): string => event('content_block_delta', `"index":${index},"delta":${delta}`)

  /** Closes the open block and opens the next, with what has gathered for it. */
  function next(): string {
    let out = event('content_block_stop', `"index":${index++}`)
    waiting.shift()
    const [opened] = waiting
    if (opened === undefined) return out
    out += start(opened.block)
    for (const delta of opened.deltas) out += wrapped(delta)
    return out
  }

  function advance(): string {
    let out = ''
    while (waiting.length > 1 && waiting[0]?.block.done() === true) out += next()
    return out
  }

  return {
    last: () => waiting.at(-1)?.block,
    add(block) {
      waiting.push({ block, deltas: [] })
      return waiting.length === 1 ? start(block) : advance()
    },
    delta(block, delta) {
      const json = JSON.stringify(delta)
      if (waiting[0]?.block === block) return wrapped(json) + advance()
      waiting.find((entry) => entry.block === block)?.deltas.push(json)
      return ''
    },
    flush() {
      let out = ''
      while (waiting.length > 0) out += next()
      return out
    },
  }
}

/** One event of the stream: its name stands in the frame and in the data. */
export const event = (type: string, members: string): string =>
  sseText({ event: type, data: `{"type":"${type}"${members === '' ? '' : `,${members}`}}` })
