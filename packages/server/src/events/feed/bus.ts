import type { Log } from '../../runtime.ts'
import type { Tx } from '../../store/database.ts'

/** What carries short messages between processes; any may be lost. */
export interface Wire {
  /** To all processes, this one too. */
  send(messages: readonly string[]): Promise<unknown>
  /** The same with the commit of a transaction, where the wire can. */
  sendWith?(tx: Tx, messages: readonly string[]): Promise<unknown>
  close(): Promise<void>
}

/** Opens a wire; `heard` gets each message. */
export type OpenWire = (heard: (message: string) => void) => Wire

export interface Bus {
  /** Says in every process how far streams have come. Never throws: what is lost is found by the poll. */
  publish(heads: ReadonlyMap<string, number>): void
  /** For what one transaction makes so: before its commit, as far as the wire can. `committed` is to be called after it. */
  enlist(tx: Tx, heads: ReadonlyMap<string, number>): Promise<void>
  committed(heads: ReadonlyMap<string, number>): void
  close(): Promise<void>
}

/** Here at once, elsewhere by wire as `<stream>:<seq>`; without a wire only here. */
export function createBus(
  openWire: OpenWire | null,
  announced: (heads: ReadonlyMap<string, number>) => void,
  log: Log,
): Bus {
  const wire = openWire?.((message) => {
    const head = readHead(message)
    if (head) announced(new Map([head]))
  })
  const messagesOf = (heads: ReadonlyMap<string, number>) => [...heads].map(([stream, seq]) => `${stream}:${seq}`)
  return {
    async enlist(tx, heads) {
      await wire?.sendWith?.(tx, messagesOf(heads))
    },
    committed(heads) {
      if (wire?.sendWith) announced(heads)
      else this.publish(heads)
    },
    publish(heads) {
      announced(heads)
      wire
        ?.send(messagesOf(heads))
        .catch((error: unknown) => log.debug('Other processes were not told of events', { error }))
    },
    close: async () => wire?.close(),
  }
}

/** Null for what nobody of ours has sent. */
export function readHead(message: string): [stream: string, seq: number] | null {
  const found = /^([\w-]{1,64}):(\d{1,15})$/.exec(message)
  return found === null ? null : [found[1] as string, Number(found[2])]
}
