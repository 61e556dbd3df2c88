import type { Handlers } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { notImplemented } from './not-implemented.ts'

export const integration = {
  putIntegration: notImplemented,
  getIntegration: notImplemented,
  listIntegrations: notImplemented,
  deleteIntegration: notImplemented,
  callIntegration: notImplemented,
  listIntegrationAudit: notImplemented,
  sendIntegrationWebhook: notImplemented,
  putSync: notImplemented,
  getSync: notImplemented,
  listSyncs: notImplemented,
  deleteSync: notImplemented,
  listSyncRecords: notImplemented,
  runSync: notImplemented,
  getIntegrationStatus: notImplemented,
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
