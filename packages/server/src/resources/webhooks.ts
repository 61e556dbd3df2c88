import { accepted, type components, created, type Handlers, ok, success } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import type { PageOf } from '../events/webhooks.ts'

const page = <T>({ items, nextCursor }: PageOf<T>) =>
  ok(success(items, { count: items.length, next_cursor: nextCursor }))

const answerOf = (made: components['schemas']['NewWebhook']) => created(success(made))

export const webhooks = {
  async createWebhook({ body }, context) {
    const { webhooks, keepAnswer } = context
    return answerOf(await webhooks.create(context, body, 'all', (tx, made) => keepAnswer(tx, answerOf(made))))
  },
  async createBillingWebhook({ body }, context) {
    const { webhooks, keepAnswer } = context
    return answerOf(await webhooks.create(context, body, 'billing', (tx, made) => keepAnswer(tx, answerOf(made))))
  },
  async listWebhooks({ query }, { principal, webhooks }) {
    return page(await webhooks.list(principal, query))
  },
  async getWebhook({ path }, { principal, webhooks }) {
    return ok(success(await webhooks.get(principal, path.webhook_id)))
  },
  async updateWebhook({ path, body }, context) {
    return ok(success(await context.webhooks.update(context, path.webhook_id, body)))
  },
  async deleteWebhook({ path }, context) {
    return ok(success(await context.webhooks.delete(context, path.webhook_id)))
  },
  async rotateWebhookSecret({ path, body }, context) {
    return ok(success(await context.webhooks.rotateSecret(context, path.webhook_id, body?.overlap_hours)))
  },
  async testWebhook({ path }, { principal, webhooks }) {
    return ok(success(await webhooks.test(principal, path.webhook_id)))
  },
  async listWebhookDeliveries({ path, query }, { principal, webhooks }) {
    return page(await webhooks.deliveries(principal, path.webhook_id, query))
  },
  async replayWebhook({ path, body }, { principal, webhooks }) {
    return accepted(success(await webhooks.replay(principal, path.webhook_id, body)))
  },
  async retryWebhookDelivery({ path }, { principal, webhooks }) {
    return accepted(success(await webhooks.retry(principal, path.delivery_id)))
  },
  receiveWebhook: async ({ body, bytes, headers }, { incoming }) =>
    ok(await incoming.receive({ headers, bytes }, body)),
} satisfies Handlers<
  Context,
  | 'createWebhook'
  | 'createBillingWebhook'
  | 'listWebhooks'
  | 'getWebhook'
  | 'updateWebhook'
  | 'deleteWebhook'
  | 'rotateWebhookSecret'
  | 'testWebhook'
  | 'listWebhookDeliveries'
  | 'replayWebhook'
  | 'retryWebhookDelivery'
  | 'receiveWebhook'
>
