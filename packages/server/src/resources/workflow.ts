import type { Handlers } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { notImplemented } from './not-implemented.ts'

export const workflow = {
  executeWorkflow: notImplemented,
  getWorkflowStatus: notImplemented,
  listWorkflowHistory: notImplemented,
  cancelWorkflow: notImplemented,
  resumeWorkflow: notImplemented,
} satisfies Handlers<
  Context,
  'executeWorkflow' | 'getWorkflowStatus' | 'listWorkflowHistory' | 'cancelWorkflow' | 'resumeWorkflow'
>
