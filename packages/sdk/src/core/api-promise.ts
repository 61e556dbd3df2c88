/** What a call gives: await it for the value, or ask for the response too. The request starts at once, the body is read once. */
export interface FullAnswer<T> {
  data: T
  response: Response
  requestId: string | null
  attempts: number
}

export interface Exchange<T> {
  /** Reads and unwraps the body; called once. */
  read(): Promise<T>
  response: Response
  attempts: number
}

export class APIPromise<T> implements Promise<T> {
  readonly #exchange: Promise<Exchange<T>>
  #value: Promise<T> | undefined
  readonly [Symbol.toStringTag] = 'APIPromise'

  constructor(exchange: Promise<Exchange<T>>) {
    this.#exchange = exchange
    exchange.catch(() => {}) // whoever awaits sees it; an unawaited asResponse must not end the process
  }

  #read(): Promise<T> {
    this.#value ??= this.#exchange.then((exchange) => exchange.read())
    return this.#value
  }

  async withResponse(): Promise<FullAnswer<T>> {
    const { response, attempts } = await this.#exchange
    return { data: await this.#read(), response, attempts, requestId: response.headers.get('x-request-id') }
  }

  /** The answer with its body unread. */
  async asResponse(): Promise<Response> {
    return (await this.#exchange).response
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise
  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#read().then(fulfilled, rejected)
  }

  catch<B = never>(rejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.#read().catch(rejected)
  }

  finally(settled?: (() => void) | null): Promise<T> {
    return this.#read().finally(settled)
  }
}
