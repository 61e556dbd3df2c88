import { APIPromise } from './api-promise.ts'
import { ConfigurationError, ProxyAPIError } from './errors.ts'

type Fetcher<T> = (cursor: string) => Promise<Page<T>>

interface PageParts<T> {
  items: T[]
  /** The last name of the items in the answer: `models`, `data`, `items`. */
  name: string
  count: number
  total: number | null
  next: string | null
  more: Fetcher<T>
}

/** One page of a list. It is an array of its items; what else the answer says stands beside them, not enumerable. */
export class Page<T> extends Array<T> {
  declare readonly data: Page<T>
  declare readonly count: number
  /** Items over all pages, where the server says. */
  declare readonly total: number | null
  declare readonly next_cursor: string | null
  /** null on the last page. */
  declare readonly nextPage: () => Promise<Page<T> | null>

  /** `map`, `filter` and the like give plain arrays. */
  static override get [Symbol.species]() {
    return Array
  }

  static of_<T>(parts: PageParts<T>): Page<T> {
    const page = new Page<T>()
    for (const item of parts.items) page.push(item)
    const nextPage = async () => (parts.next === null ? null : parts.more(parts.next))
    const extras = {
      data: page,
      [parts.name]: page,
      count: parts.count,
      total: parts.total,
      next_cursor: parts.next,
      nextPage,
    }
    for (const [name, value] of Object.entries(extras)) Object.defineProperty(page, name, { value, configurable: true })
    return page
  }
}

/** Of `all()`, unless it says another limit. */
export const itemsMax = 10_000

/** Await it for the first page, iterate it for all items. */
export class PagePromise<T> extends APIPromise<Page<T>> implements AsyncIterable<T> {
  async *pages(): AsyncGenerator<Page<T>> {
    const seen = new Set<string>()
    for (let page: Page<T> | null = await this; page; page = await page.nextPage()) {
      yield page
      if (page.next_cursor === null) return
      if (seen.has(page.next_cursor))
        throw new ProxyAPIError('PAGINATION_LOOP', 'The server gave the same cursor twice')
      seen.add(page.next_cursor)
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for await (const page of this.pages()) yield* page
  }

  /** All items of all pages as one page. More than `limit` is an error, never a silent cut. */
  async all({ limit = itemsMax }: { limit?: number } = {}): Promise<Page<T>> {
    if (!(limit > 0)) throw new ConfigurationError('limit must be positive')
    const items: T[] = []
    let name = 'data'
    for await (const page of this.pages()) {
      items.push(...page)
      name =
        Object.getOwnPropertyNames(page).find(
          (key) => key !== 'data' && (page as unknown as Record<string, unknown>)[key] === page,
        ) ?? name
      if (items.length > limit)
        throw new ProxyAPIError('TOO_MANY_ITEMS', `There are more than ${limit} items: raise limit, or iterate`)
    }
    return Page.of_({
      items,
      name,
      count: items.length,
      total: items.length,
      next: null,
      more: () => Promise.reject(new Error('no next page')),
    })
  }
}
