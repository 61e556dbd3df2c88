/** Who may call what, written down beside the document and not read from it: a new operation is refused until it stands here. */
import type { OperationId } from '@proxyapi/contract'

/** By what it needs; `public` needs nothing, `authenticated` any good credential. */
export const access = {
  public:
    'getDashboard getHealth getOpenApi getDocs receiveStripeWebhook receiveWebhook getLiveness getReadiness createToken setPassword oauthLogin oauthCallback checkInGpuInstance',
  authenticated: 'revokeToken',
  'models:read':
    'graphql listInferenceModels getInferenceModel listModels listProviders searchModels listModelChanges getModelSelections getProvidersStatus getModel',
  'models:refresh': 'refreshModels',
  'models:select': 'setModelSelections',
  'registry:read':
    'listRegisteredModels listOptimizationRules getRegisteredModelByName getRegisteredModel listModelPerformance checkModelPerformance listModelRecommendations',
  'registry:write':
    'registerModel putOptimizationRule deleteOptimizationRule activateRegisteredModel deactivateRegisteredModel recordModelPerformance setModelThreshold deleteModelThreshold',
  'inference:call':
    'createCompletion createEmbedding createResponse createRerank createModeration createMessage createChatCompletion createImage createSpeech createTranscription countMessageTokens aiGenerate aiChat aiCode aiAnalyze aiEmbed aiClassify',
  'gpu:read': 'listGpuOffers listGpuContracts listGpuDeployments getGpuContract getGpuDeployment getGpuInstanceLogs',
  'gpu:write':
    'createGpuDeployment updateGpuContract updateGpuDeployment deleteGpuDeployment startGpuInstance stopGpuInstance rebootGpuInstance createGpuInstance destroyGpuInstance',
  'gpu:proxy':
    'proxyRequest passToInstanceGet passToInstancePut passToInstance passToInstancePatch passToInstanceDelete',
  'keys:read': 'listApiKeys',
  'keys:write': 'createApiKey updateApiKey revokeApiKey',
  'account:read': 'getCurrentUser getCredits getUsage getPreferences',
  'account:write': 'setPreferences',
  'account:export': 'exportUser',
  'billing:read': 'listTransactions',
  'billing:write': 'createCheckout createBillingPortal',
  'webhooks:read': 'listWebhooks getWebhook listWebhookDeliveries',
  'webhooks:write':
    'createWebhook createBillingWebhook retryWebhookDelivery updateWebhook deleteWebhook rotateWebhookSecret testWebhook replayWebhook',
  'events:read': 'connectRealtime createWsTicket',
  'integration:read':
    'listIntegrations listSyncs getIntegrationStatus getIntegration getSync listIntegrationAudit listSyncRecords',
  'integration:write':
    'callIntegration sendIntegrationWebhook runSync putIntegration deleteIntegration putSync deleteSync',
  'workflow:read': 'getWorkflowStatus listWorkflowHistory',
  'workflow:write': 'executeWorkflow cancelWorkflow resumeWorkflow',
  'data:read': 'listLogs getUsageMetrics listVectors listContexts listMemory queryVectors recallMemory getContext',
  'data:write': 'upsertVectors deleteVectors createContext addMemory deleteMemory deleteContext',
  'config:write': 'reloadConfig',
  'metrics:read': 'scrapeMetrics',
  'requests:read': 'listRequests',
  'users:read': 'listUsers getUser',
  'users:write': 'createUser updateUser disableUser',
  'users:export': 'exportUsers',
  'credits:write': 'addCredits',
  'audit:read': 'listAuditEntries',
} as const

type Need = keyof typeof access

export const needs: ReadonlyMap<string, Need> = new Map(
  Object.entries(access).flatMap(([need, ids]) =>
    ids.split(' ').map((id) => [id as OperationId, need as Need] as const),
  ),
)

const user: readonly Need[] = [
  'models:read',
  'models:refresh',
  'registry:read',
  'inference:call',
  'gpu:read',
  'gpu:write',
  'gpu:proxy',
  'keys:read',
  'keys:write',
  'account:read',
  'account:write',
  'account:export',
  'billing:read',
  'billing:write',
  'webhooks:read',
  'webhooks:write',
  'events:read',
  'integration:read',
  'integration:write',
  'workflow:read',
  'workflow:write',
  'data:read',
  'data:write',
]
const operator: readonly Need[] = [
  ...user,
  'models:select',
  'registry:write',
  'config:write',
  'metrics:read',
  'requests:read',
]
const admin: readonly Need[] = [...operator, 'users:read', 'users:write', 'users:export', 'credits:write', 'audit:read']

/** Principals by what they hold. `bad`: no operation lets in a credential that is none any more. */
export const held: Readonly<Record<string, readonly Need[] | 'anonymous' | 'bad'>> = {
  'nobody, in production': 'anonymous',
  user,
  operator,
  admin,
  'static key': operator,
  'key by default': user.filter((need) => need !== 'keys:write'),
  'key of the preset inference': ['inference:call', 'models:read'],
  'key of the preset management': user.filter((need) => !/^(inference|gpu):/.test(need)),
  'key of a user with the scopes of an administrator': user,
  'key of a disabled user': 'bad',
  'expired key': 'bad',
  'revoked key': 'bad',
}
