import type { Caller } from '../core/caller.ts'
import { ConfigurationError, ProxyAPIError } from '../core/errors.ts'
import type { ModelsEventData, WsTicketAnswer } from '../generated/types.ts'
import type { Channel, FeedEvent, Position } from './events.ts'
import type { ModelUpdate } from './model-updates.ts'
import { Subscription } from './subscription.ts'
import type { WebSocketConstructor } from './web-socket.ts'

export interface SubscribeOptions {
  /** The `position` of an earlier subscription: what came after it is told first, for 24 hours or 10,000 events. */
  resume?: Position
  /** Ends the subscription. */
  signal?: AbortSignal
}

/** Events as they happen. */
export class Realtime {
  readonly #caller: Caller
  readonly #open = new Set<AbortController>()

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Subscribes to channels: `gpu_updates`, `model_updates`, `billing_events`, `account_events`, `admin_events`. Connects by
   * itself, again where a connection is lost; nothing is missed and nothing comes twice. Without a credential only public
   * channels are to be had.
   */
  subscribe(
    channels: readonly (Channel | (string & {}))[],
    { resume = {}, signal }: SubscribeOptions = {},
  ): Subscription {
    const webSocket = this.#webSocket()
    if (webSocket === undefined)
      throw new ConfigurationError('This runtime has no WebSocket: give the one of the package ws as option webSocket')
    const { settings, logger, timing } = this.#caller.shared
    const stop = this.#begin(signal)
    const subscription = new Subscription({ resume, logger, close: () => stop.abort() })
    const feed = `${settings.baseURL.replace(/^http/, 'ws')}/ws`
    const parts = {
      channels,
      subscription,
      webSocket,
      timing,
      signal: stop.signal,
      warn: (message: string) => logger.warn(message),
      seen: ({ name }: FeedEvent) => {
        if (name.startsWith('models.')) this.#caller.cache?.clear()
      },
      address: async () => `${feed}${await this.#ticket(stop.signal)}`,
    }
    // Loaded by who subscribes, since most clients never do.
    import('./keep-connected.ts')
      .then(({ keepConnected }) => keepConnected(parts))
      .then(
        () => subscription.end({ error: null }),
        (error: unknown) => subscription.end({ error }),
      )
    return subscription
  }

  /** Calls back when models were found or have changed. Without a WebSocket it asks every 15 seconds. Returns what ends it. */
  onModelUpdate(callback: (update: ModelUpdate) => void): () => void {
    if (this.#webSocket() === undefined) return this.#pollModels(callback)
    const subscription = this.subscribe(['model_updates'])
    for (const name of ['models.discovered', 'models.updated'] as const)
      subscription.on(name, ({ payload }) => callback({ name, ...updateOf(payload) }))
    return () => subscription.close()
  }

  /** Ends all subscriptions. */
  close(): void {
    for (const stop of this.#open) stop.abort()
  }

  #begin(signal?: AbortSignal): AbortController {
    if (this.#caller.shared.closed()) throw new ProxyAPIError('CLIENT_CLOSED', 'The client was closed')
    const stop = new AbortController()
    this.#open.add(stop)
    const abort = () => stop.abort()
    signal?.addEventListener('abort', abort)
    stop.signal.addEventListener('abort', () => {
      this.#open.delete(stop)
      signal?.removeEventListener('abort', abort)
    })
    if (signal?.aborted) abort()
    return stop
  }

  #pollModels(callback: (update: ModelUpdate) => void): () => void {
    const { logger, timing } = this.#caller.shared
    const stop = this.#begin()
    logger.warn('this runtime has no WebSocket: models are asked for every 15 seconds')
    const { signal } = stop
    const warn = (message: string) => logger.warn(message)
    const ask = (query: object) => this.#caller.call<never>('listModelChanges', { query: { ...query } }, { signal })
    void import('./model-updates.ts').then(({ pollModels }) => pollModels({ ask, timing, signal, callback, warn }))
    return () => stop.abort()
  }

  #webSocket(): WebSocketConstructor | undefined {
    return this.#caller.shared.settings.webSocket ?? (globalThis.WebSocket as WebSocketConstructor | undefined)
  }

  /** Fresh for each connection; none without a credential. */
  async #ticket(signal: AbortSignal): Promise<string> {
    const { apiKey, token } = this.#caller.shared.settings
    if ((apiKey ?? token) === null) return ''
    const { ticket } = await this.#caller.call<WsTicketAnswer['data']>('createWsTicket', {}, { signal })
    return `?ticket=${encodeURIComponent(ticket)}`
  }
}

const updateOf = ({ provider, timestamp, count, changes, truncated }: ModelsEventData) => ({
  provider,
  timestamp,
  count,
  changes,
  truncated,
})
