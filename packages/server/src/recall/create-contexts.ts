import { createHash } from 'node:crypto'
import { ApiError } from '@proxyapi/contract/errors'
import { canonicalJson } from '../canonical-json.ts'
import type { Asker, Condense, CountTokens, QuestionTurn } from '../question.ts'
import type { Clock } from '../runtime.ts'
import {
  contextAt,
  contextPage,
  countContexts,
  deleteContextAt,
  forgetContexts,
  putContext,
  renewContext,
  type StoredContext,
} from '../store/contexts.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Store } from '../store/database.ts'
import { ulid } from '../store/ids.ts'
import type { Job } from '../worker.ts'
import { wrongField } from '../wrong-field.ts'
import { clippedEnd, clippedStart } from './clip.ts'
import type { RecallReply, Schemas } from './recall-parts.ts'

export interface ContextParts {
  readonly store: Store
  readonly clock: Pick<Clock, 'now'>
  readonly cursors: Cursors
  readonly condense: Condense
  readonly countTokens: CountTokens
  /** Life of a context that says nothing else. */
  ttlMs(): number
}

interface ListQuery {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Long texts and conversations, made short once and used by their id. */
export interface Contexts {
  /** The same again is the same context, costs nothing and lives on. Throws INVALID_REQUEST, LIMIT_REACHED and what asking throws. */
  create(userId: string, input: Schemas['ContextInput'], asker: Asker): Promise<RecallReply<Schemas['ContextCreated']>>
  /** Newest first. Throws INVALID_CURSOR. */
  list(userId: string, query: ListQuery): Promise<Schemas['ContextList']>
  /** Throws NOT_FOUND, also for one that has expired. */
  get(userId: string, id: string): Promise<Schemas['Context']>
  /** Throws NOT_FOUND. */
  remove(userId: string, id: string): Promise<Schemas['ContextDeleted']>
  jobs(): Job[]
}

const contextsMax = 10_000
const forgetEveryMs = 60_000
const forgottenAtOnce = 1_000

export function createContexts({ store, clock, cursors, condense, countTokens, ttlMs }: ContextParts): Contexts {
  return {
    async create(userId, input, asker) {
      const turns = turnsIn(input)
      const id = idOf(userId, input)
      const expires_at = clock.now() + (input.ttl_seconds === undefined ? ttlMs() : input.ttl_seconds * 1_000)
      const known = await contextAt(store.db, userId, id, clock.now())
      // What was only cut is made anew: a model may answer now.
      if (known !== undefined && known.strategy !== 'truncate') {
        const renewed = { ...known, expires_at }
        if (await store.write((tx) => renewContext(tx, renewed)))
          return { data: { ...toldOf(renewed), cached: true }, headers: { 'x-proxyapi-cost': '0' } }
      }
      if (known === undefined && (await countContexts(store.db, userId, clock.now())) >= contextsMax)
        throw new ApiError('LIMIT_REACHED')
      const { headers, ...made } = await condensed(input, turns, asker)
      const row = { user_id: userId, id, ...made, created_at: clock.now(), expires_at }
      await store.write((tx) => putContext(tx, row))
      return { data: { ...toldOf(row), cached: false }, headers }
    },
    async list(userId, { limit, cursor }) {
      const scope = `contexts ${userId}`
      const after = cursor === undefined ? null : JSON.parse(cursors.read(scope, cursor))
      const found = await contextPage(store.db, userId, { now: clock.now(), after, limit: limit + 1 })
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const mark = last && JSON.stringify({ created_at: last.created_at, id: last.id })
      const next_cursor = found.length > limit && mark ? cursors.write(scope, mark) : null
      return { items: page.map(infoOf), count: page.length, next_cursor }
    },
    async get(userId, id) {
      const row = await contextAt(store.db, userId, id, clock.now())
      if (row === undefined) throw new ApiError('NOT_FOUND')
      return toldOf(row)
    },
    async remove(userId, id) {
      const isGone = await store.write((tx) => deleteContextAt(tx, userId, id, clock.now()))
      if (!isGone) throw new ApiError('NOT_FOUND')
      return { context_id: id, deleted: true }
    },
    jobs: () => [
      {
        name: 'contexts.forget',
        everyMs: forgetEveryMs,
        run: () => forgetContexts(store, clock.now(), forgottenAtOnce),
      },
    ],
  }

  async function condensed({ max_tokens, model }: Schemas['ContextInput'], turns: QuestionTurn[], asker: Asker) {
    const text = textOf(turns)
    const tokens_before = countTokens(text)
    if (tokens_before <= max_tokens) {
      const strategy = 'none' as const
      return {
        summary: text,
        tokens_before,
        tokens_after: tokens_before,
        strategy,
        headers: { 'x-proxyapi-cost': '0' },
      }
    }
    const material = { operation: 'createContext', model: model ?? null, turns, maxTokens: max_tokens }
    const { text: short, headers } = await condense(material, asker)
    const room = { tokens: max_tokens, countTokens }
    const summary = short === null ? clippedStart(text, room) : clippedEnd(short, room)
    const strategy = short === null ? ('truncate' as const) : ('summary' as const)
    return { summary, tokens_before, tokens_after: countTokens(summary), strategy, headers }
  }
}

/** Throws INVALID_REQUEST unless exactly one of the two is said. */
function turnsIn({ content, messages }: Schemas['ContextInput']): QuestionTurn[] {
  if ((content === undefined) === (messages === undefined))
    throw wrongField('', 'needs exactly one of `content` and `messages`')
  if (content !== undefined) return [{ role: 'user', text: content }]
  return (messages ?? []).map(({ role, content: text }) => ({ role, text }))
}

const speakers = { system: 'System', user: 'User', assistant: 'Assistant' }

/** One text is told as it is; of several it is said who said them. */
const textOf = (turns: readonly QuestionTurn[]): string =>
  turns.length === 1 ? (turns[0]?.text ?? '') : turns.map(({ role, text }) => `${speakers[role]}: ${text}`).join('\n')

/** Derives from all that decides the summary, so that the same again is found. */
function idOf(userId: string, { content, messages, max_tokens, model }: Schemas['ContextInput']): string {
  const said = canonicalJson([userId, content, messages, max_tokens, model])
  const hash = createHash('sha256').update(said).digest()
  return `ctx_${ulid(hash.readUIntBE(0, 6), hash.subarray(6, 16))}`
}

const infoOf = (row: Omit<StoredContext, 'summary'>): Schemas['ContextInfo'] => ({
  context_id: row.id,
  tokens_before: row.tokens_before,
  tokens_after: row.tokens_after,
  strategy: row.strategy,
  created_at: new Date(row.created_at).toISOString(),
  expires_at: new Date(row.expires_at).toISOString(),
})

const toldOf = (row: StoredContext): Schemas['Context'] => ({ ...infoOf(row), summary: row.summary })
