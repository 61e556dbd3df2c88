import { accepted, created, type Handlers } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { readHops } from '../egress/headers.ts'
import { ownerOf } from '../identity/principal.ts'
import { done } from './task-reply.ts'

export const integration = {
  async putIntegration({ path, body }, context) {
    const { integration, isNew } = await context.integrations.put(context, path.integration_id, body)
    const reply = done(integration, context)
    return isNew ? created(reply.body) : reply
  },
  async getIntegration({ path }, context) {
    return done(await context.integrations.get(ownerOf(context.principal), path.integration_id), context)
  },
  async listIntegrations({ query }, context) {
    return done(await context.integrations.list(ownerOf(context.principal), query), context)
  },
  async deleteIntegration({ path }, context) {
    return done(await context.integrations.delete(context, path.integration_id), context)
  },
  async callIntegration({ body, headers, signal }, context) {
    const caller = { ...context, hops: readHops(headers.get('x-proxyapi-hops') ?? undefined) }
    const outcome = await context.integrations.call(caller, body, context.idempotencyKey, signal)
    if (outcome.kind !== 'answered') throw outcome.error
    return done(outcome.result, context)
  },
  async listIntegrationAudit({ path, query }, context) {
    return done(await context.integrations.audit(ownerOf(context.principal), path.integration_id, query), context)
  },
  async sendIntegrationWebhook({ body }, context) {
    const sent = await context.integrations.webhooks.send(context, body, context.idempotencyKey)
    return sent.delivered ? done(sent, context) : accepted(done(sent, context).body)
  },
  async putSync({ path, body }, context) {
    const { sync, isNew } = await context.integrations.syncs.put(context, path.sync_id, body)
    const reply = done(sync, context)
    return isNew ? created(reply.body) : reply
  },
  async getSync({ path }, context) {
    return done(await context.integrations.syncs.get(ownerOf(context.principal), path.sync_id), context)
  },
  async listSyncs({ query }, context) {
    return done(await context.integrations.syncs.list(ownerOf(context.principal), query), context)
  },
  async deleteSync({ path }, context) {
    return done(await context.integrations.syncs.delete(context, path.sync_id), context)
  },
  async listSyncRecords({ path, query }, context) {
    return done(await context.integrations.syncs.records(ownerOf(context.principal), path.sync_id, query), context)
  },
  async runSync({ body }, context) {
    const answer = (started: { run_id: string }) => accepted(done(started, context).body)
    return answer(
      await context.integrations.syncs.run(context, body.sync_id, (tx, started) =>
        context.keepAnswer(tx, answer(started)),
      ),
    )
  },
  async getIntegrationStatus({ query }, context) {
    return done(await context.integrations.status(ownerOf(context.principal), query.integration_id), context)
  },
} satisfies Handlers<
  Context,
  | 'putIntegration'
  | 'getIntegration'
  | 'listIntegrations'
  | 'deleteIntegration'
  | 'callIntegration'
  | 'listIntegrationAudit'
  | 'sendIntegrationWebhook'
  | 'putSync'
  | 'getSync'
  | 'listSyncs'
  | 'deleteSync'
  | 'listSyncRecords'
  | 'runSync'
  | 'getIntegrationStatus'
>
