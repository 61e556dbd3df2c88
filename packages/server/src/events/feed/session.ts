import { asApiError, type Types } from '@proxyapi/contract'
import type { Principal } from '../../identity/principal.ts'
import type { EventRow } from '../../store/events.ts'
import { Backlog } from './backlog.ts'
import { refusalOf, type StreamName, streamsOf } from './channels.ts'
import { GONE_AFTER_MS, MESSAGES_WAITING_MAX, PING_AFTER_MS } from './limits.ts'
import { hear, type Manners, newcomer } from './manners.ts'
import { closeCodes, type FeedParts, type Peer, type Visitor } from './parts.ts'
import { type Sink, StreamReader } from './stream-reader.ts'

type Subscribe = Types.RealtimeSubscribe

/** One connection to the feed, from its upgrade to its end. */
export class Session implements Sink {
  principal: Principal
  isOpen = true
  readonly #peer: Peer
  readonly #visitor: Visitor
  readonly #parts: FeedParts
  readonly #backlog = new Backlog()
  readonly #channels = new Set<string>()
  readonly #readers = new Map<StreamName, StreamReader>()
  #manners: Manners
  #work = Promise.resolve()
  #messagesWaiting = 0
  /** It will be closed for what it sent. */
  #isDeaf = false
  #heardAt: number
  #pingedAt: number

  constructor(visitor: Visitor, peer: Peer, parts: FeedParts) {
    this.principal = visitor.principal
    this.#visitor = visitor
    this.#peer = peer
    this.#parts = parts
    const nowMs = parts.clock.monotonic()
    this.#manners = newcomer(nowMs)
    this.#heardAt = nowMs
    this.#pingedAt = nowMs
  }

  /** A message of the client; null for one that is not text. Each is answered after those before it. */
  receive(message: Uint8Array | null): void {
    if (!this.isOpen || this.#isDeaf) return
    this.heard()
    const [manners, heard] = hear(this.#manners, message, this.#heardAt)
    this.#manners = manners
    this.#isDeaf = heard.kind === 'close'
    if (heard.kind === 'close') this.#after(async () => this.close(closeCodes.badManners, heard.reason))
    else if (heard.kind === 'error') this.#after(async () => this.#reply(heard.frame))
    else this.#after(() => this.#answer(heard.frame))
  }

  /** It lives. */
  heard(): void {
    this.#heardAt = this.#parts.clock.monotonic()
  }

  /** Pings who is silent, and cuts who stays so. */
  lookAfter(): void {
    if (!this.isOpen) return
    const nowMs = this.#parts.clock.monotonic()
    if (nowMs - this.#heardAt >= GONE_AFTER_MS) this.#peer.cut()
    else if (nowMs - Math.max(this.#heardAt, this.#pingedAt) >= PING_AFTER_MS) {
      this.#pingedAt = nowMs
      this.#peer.ping()
    }
  }

  /** Closes where the credential ended; takes away what it may not read any more. */
  async askAgain(): Promise<void> {
    if (!this.isOpen) return
    try {
      const principal = await this.#visitor.ask()
      if (!principal.permissions.has('events:read')) return this.close(closeCodes.ended, 'The permission has ended.')
      this.principal = principal
    } catch (error) {
      const { status } = asApiError(error)
      // Where it cannot be known, nothing is committed either, and so nothing is told.
      if (status === 401 || status === 403) this.close(closeCodes.ended, 'The credential has ended.')
      return
    }
    const lost = [...this.#channels].filter((channel) => refusalOf(channel, this.principal) !== null)
    if (lost.length > 0) this.#after(async () => this.#unsubscribe(lost))
  }

  close(code: number, reason: string): void {
    if (!this.isOpen) return
    this.end()
    this.#peer.close(code, reason)
  }

  cut(): void {
    this.#peer.cut()
  }

  /** The connection has gone, or is to go. */
  end(): void {
    this.isOpen = false
    for (const reader of this.#readers.values()) reader.close()
    this.#backlog.release()
  }

  send(row: EventRow, stream: StreamName, channel: string): void {
    this.#put(this.#parts.texts.of(row, stream, channel))
  }

  lost(stream: StreamName, head: number): void {
    this.#reply({ type: 'resync_required', payload: { stream, head } })
  }

  ready(): Promise<void> {
    return this.#backlog.low()
  }

  failed(error: unknown): void {
    this.#parts.log.warn('A socket could not be told what it missed', { error })
    this.close(closeCodes.failed, 'The events could not be read; connect again and resume.')
  }

  #after(work: () => Promise<void>): void {
    if (++this.#messagesWaiting > MESSAGES_WAITING_MAX) {
      this.close(closeCodes.badManners, 'Too many messages wait for an answer.')
      return
    }
    this.#work = this.#work.then(work).then(
      () => void this.#messagesWaiting--,
      (error: unknown) => {
        this.#messagesWaiting--
        const { code, message } = asApiError(error)
        if (code === 'INTERNAL_ERROR') this.#parts.log.error('A message of a socket failed', { error })
        this.#reply({ type: 'error', payload: { code, message } })
      },
    )
  }

  async #answer(frame: Types.RealtimeClientFrame): Promise<void> {
    if (frame.type === 'ping') this.#reply({ type: 'pong' })
    else if (frame.type === 'unsubscribe') this.#unsubscribe(frame.channels)
    else await this.#subscribe(frame)
  }

  async #subscribe({ channels, resume = {} }: Subscribe): Promise<void> {
    const asked = [...new Set(channels)].map((channel) => ({ channel, code: refusalOf(channel, this.principal) }))
    const rejected = asked.flatMap(({ channel, code }) => (code === null ? [] : [{ channel, code }]))
    const added = asked.filter(({ channel, code }) => code === null && !this.#channels.has(channel))
    const streams = new Set<StreamName>(['public', ...(this.principal.userId === null ? [] : ['account' as const])])
    for (const { channel } of added) for (const stream of streamsOf(channel, this.principal)) streams.add(stream)
    for (const stream of streams) await this.#open(stream)
    const starts = await Promise.all([...this.#readers.values()].map((reader) => startOf(reader, resume)))
    if (!this.isOpen) return
    for (const { channel } of added) this.#channels.add(channel)
    this.#reply({ type: 'subscribed', channels: [...this.#channels], rejected, head: this.#heads() })
    for (const { reader, isLost } of starts) if (isLost) this.lost(reader.stream, reader.head)
    for (const { reader, from } of starts) {
      const own = added.filter(({ channel }) => streamsOf(channel, this.principal).includes(reader.stream))
      const names = own.map(({ channel }) => channel)
      reader.want(names, from)
    }
  }

  async #open(stream: StreamName): Promise<void> {
    if (this.#readers.has(stream)) return
    const reader = new StreamReader(stream, this.#parts, this)
    await reader.open()
    if (this.isOpen) this.#readers.set(stream, reader)
    else reader.close()
  }

  #heads(): Types.RealtimeHead {
    const headOf = (stream: StreamName) => this.#readers.get(stream)?.head ?? null
    const operator = this.#channels.has('admin_events') ? headOf('operator') : null
    return { account: headOf('account'), public: headOf('public') ?? 0, ...(operator !== null && { operator }) }
  }

  #unsubscribe(channels: readonly string[]): void {
    for (const channel of channels) this.#channels.delete(channel)
    for (const reader of this.#readers.values()) reader.drop(channels)
    this.#reply({ type: 'unsubscribed', channels: [...this.#channels] })
  }

  #reply(frame: Types.RealtimeServerFrame): void {
    this.#put(JSON.stringify(frame))
  }

  #put(text: string): void {
    if (!this.isOpen) return
    const bytes = Buffer.byteLength(text)
    const fits = this.#backlog.add(bytes)
    this.#peer.send(text, () => this.#backlog.left(bytes))
    if (!fits) this.close(closeCodes.slow, JSON.stringify(this.#places()))
  }

  #places(): Types.RealtimeResume {
    return Object.fromEntries([...this.#readers].map(([stream, reader]) => [stream, reader.place]))
  }
}

/** Where a reader begins; null: at what comes next. */
async function startOf(reader: StreamReader, resume: Types.RealtimeResume) {
  const place = resume[reader.stream]
  if (place === undefined) return { reader, from: null, isLost: false }
  const isKept = await reader.keeps(place)
  return { reader, from: isKept ? place : null, isLost: !isKept }
}
