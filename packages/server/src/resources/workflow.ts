import { accepted, type components, type Handlers, ok } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { ownerOf, type Principal } from '../identity/principal.ts'
import type { Actor } from '../workflows/verbs.ts'
import { done } from './task-reply.ts'

type State = components['schemas']['WorkflowRunState']

const actorOf = (principal: Principal): Actor => ({
  userId: ownerOf(principal),
  keyId: principal.keyId,
  granted: [...principal.permissions],
})

const begun = (state: State, context: Context) => accepted(done(state, context).body)

export const workflow = {
  async executeWorkflow({ body, query, signal }, context) {
    const waiting = { waitMs: query.wait_ms, signal }
    const { workflows, principal, keepAnswer } = context
    const state = await workflows.execute(actorOf(principal), body, waiting, (tx, now) =>
      keepAnswer(tx, begun(now, context)),
    )
    return begun(state, context)
  },
  async getWorkflowStatus({ query }, context) {
    return done(await context.workflows.status(ownerOf(context.principal), query.workflow_id), context)
  },
  async listWorkflowHistory({ query }, context) {
    return done(await context.workflows.history(ownerOf(context.principal), query), context)
  },
  async cancelWorkflow({ body }, context) {
    const { workflows, principal, keepAnswer } = context
    const reply = ({ state, isNew }: { state: State; isNew: boolean }) =>
      isNew ? begun(state, context) : ok(done(state, context).body)
    return reply(await workflows.cancel(ownerOf(principal), body, (tx, told) => keepAnswer(tx, reply(told))))
  },
  async resumeWorkflow({ body }, context) {
    const { workflows, principal, keepAnswer } = context
    const state = await workflows.resume(actorOf(principal), body, (tx, now) => keepAnswer(tx, begun(now, context)))
    return begun(state, context)
  },
} satisfies Handlers<
  Context,
  'executeWorkflow' | 'getWorkflowStatus' | 'listWorkflowHistory' | 'cancelWorkflow' | 'resumeWorkflow'
>
