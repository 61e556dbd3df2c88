import { created, type Handlers, ok, success } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import type { MadeKey } from '../identity/keys.ts'
import { ownerOf } from '../identity/principal.ts'

type Ids =
  | 'createToken'
  | 'revokeToken'
  | 'createWsTicket'
  | 'setPassword'
  | 'oauthLogin'
  | 'oauthCallback'
  | 'createApiKey'
  | 'listApiKeys'
  | 'updateApiKey'
  | 'revokeApiKey'

const newKey = ({ key, secret }: MadeKey) => created(success({ ...key, api_key: secret }, { api_key: secret }))

export const auth = {
  async createApiKey({ body }, context) {
    const { accounts, keepAnswer } = context
    return newKey(await accounts.createKey(context, body, (tx, made) => keepAnswer(tx, newKey(made))))
  },
  async listApiKeys({ query }, { accounts, principal }) {
    const { keys, next_cursor } = await accounts.listKeys(ownerOf(principal), query)
    return ok(success(keys, { count: keys.length, next_cursor }))
  },
  updateApiKey: async ({ path, body }, context) =>
    ok(success(await context.accounts.updateKey(context, path.key_id, body))),
  revokeApiKey: async ({ path }, context) => ok(success(await context.accounts.revokeKey(context, path.key_id))),
  async createToken({ body }, context) {
    const token = await context.accounts.sessions.create(context, body)
    return ok(success(token, { ...token }))
  },
  async revokeToken({ body }, context) {
    await context.accounts.sessions.revoke(context, body?.token)
    return ok(success({ status: 'revoked' as const }))
  },
  setPassword: async ({ body }, context) =>
    ok(success({ user_id: await context.accounts.passwords.set(context, body) })),
  createWsTicket: async ({ headers }, { feed }) => created(success(await feed.tickets.create(headers))),
  async oauthLogin(_, { accounts }) {
    const { location, cookie } = await accounts.logins.begin()
    return { status: 302, headers: { Location: location, 'Set-Cookie': cookie } }
  },
  async oauthCallback({ query, headers }, context) {
    const given = new URLSearchParams(query as Record<string, string>)
    const { location, cookie } = await context.accounts.logins.finish(context, given, headers.get('cookie'))
    return { status: 302, headers: { Location: location, 'Set-Cookie': cookie } }
  },
} satisfies Handlers<Context, Ids>
