import { ApiError } from '@proxyapi/contract/errors'
import type { WebhookKind } from '../store/event-tables.ts'
import { eventKinds } from './catalog.ts'

/** Further names under which an event is sent to those who asked for it by them. */
const aliases: Readonly<Record<string, string>> = { 'payment.success': 'payment.completed' }

const groupOf = (name: string) => `${name.slice(0, name.indexOf('.'))}.*`

const names = [...eventKinds].filter(([, kind]) => !kind.feedOnly).map(([name]) => name)
const moneyGroups: ReadonlySet<string> = new Set(['payment.*', 'subscription.*', 'billing.*', 'budget.*'])

const allTopics = [...names, ...Object.keys(aliases), ...new Set(names.map(groupOf)), '*']
const topicsOfKind: Readonly<Record<WebhookKind, readonly string[]>> = {
  all: allTopics,
  billing: allTopics.filter((topic) => moneyGroups.has(groupOf(topic))),
}

/** Refuses what an endpoint of this kind cannot subscribe to: INVALID_REQUEST, whose text lists what it can. */
export function checkTopics(topics: readonly string[], kind: WebhookKind): void {
  const known = topicsOfKind[kind]
  const details = topics.flatMap((topic, index) =>
    known.includes(topic) ? [] : [{ path: `/events/${index}`, message: `There is no event ${topic}.` }],
  )
  if (details.length === 0) return
  throw new ApiError('INVALID_REQUEST', `Unknown events. There are: ${known.join(', ')}.`, { details })
}

/** Every topic by which an endpoint can receive this event. */
export const topicsOf = (name: string): string[] => [
  name,
  ...Object.keys(aliases).filter((alias) => aliases[alias] === name),
  groupOf(name),
  '*',
]

/** The name that an endpoint with these topics receives the event under: an alias only where nothing else fits. */
export function sentAs(name: string, topics: ReadonlySet<string>): string | null {
  if (topics.has(name) || topics.has(groupOf(name)) || topics.has('*')) return name
  return topicsOf(name).find((topic) => topics.has(topic)) ?? null
}
