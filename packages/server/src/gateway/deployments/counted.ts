import type { Outlet, PlainReply } from '@proxyapi/contract'
import type { Names } from '../names.ts'
import { lanesOf } from '../names.ts'
import type { DeploymentBook } from './deployment-book.ts'

interface Counted {
  readonly body: Readonly<Record<string, unknown>>
  readonly userId: string | null
  readonly signal: AbortSignal
}

/** Does the work; where it asks a deployment it counts there to its last byte, and waits for a first replica before it begins. */
export function counted<T extends object>(
  { body, userId, signal }: Counted,
  book: DeploymentBook,
  names: () => Names,
  work: () => Promise<T>,
): Promise<T> {
  const asked = typeof body.model === 'string' ? body.model : ''
  if (userId === null) return work()
  const own = { userId, signal }
  if (isName.test(asked) && book.find(asked, userId) === undefined)
    return book.refresh().then(() => countedNow(own, asked, book, names, work))
  return book.has(userId) ? countedNow(own, asked, book, names, work) : work()
}

/** What can name nothing but a deployment: one that this process has not heard of may have been made a moment ago. */
const isName = /^(?:deployment\/|dep_)/

function countedNow<T extends object>(
  { userId, signal }: { userId: string; signal: AbortSignal },
  asked: string,
  book: DeploymentBook,
  names: () => Names,
  work: () => Promise<T>,
): Promise<T> {
  const { aliases } = names()
  const name = Object.hasOwn(aliases, asked) ? (aliases[asked] ?? asked) : asked
  if (book.find(name, userId) === undefined) return work()
  const isMeant = book.asks(name, userId) || lanesOf(name, names()).length === 0
  return isMeant ? underWay(book, name, userId, signal, work) : work()
}

async function underWay<T extends object>(
  book: DeploymentBook,
  name: string,
  userId: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const leave = book.enter(name, userId)
  try {
    await book.ready(name, userId, signal)
    const reply = await work()
    const { content }: Pick<PlainReply, 'content'> = reply
    if (typeof content === 'function') return { ...reply, content: (outlet: Outlet) => content(outlet).finally(leave) }
    leave()
    return reply
  } catch (error) {
    leave()
    throw error
  }
}
