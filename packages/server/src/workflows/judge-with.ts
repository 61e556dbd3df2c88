import { judgeBody, judgeQuery } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import * as z from 'zod'
import type { EffectStep, Schemas } from './definition.ts'

/** The arguments of each type of step, with their defaults. */
export interface WithOf {
  chat: Schemas['AiChat']
  generate: Schemas['AiGenerate']
  code: Schemas['AiCode']
  analyze: Schemas['AiAnalyze']
  classify: Schemas['AiClassify']
  embed: Schemas['AiEmbed']
  http: Schemas['IntegrationCall']
  'models.refresh': Schemas['ModelRefresh']
  'memory.add': Schemas['MemoryInput']
  'vectors.upsert': Schemas['VectorUpsert']
  'gpu.create': {
    provider?: string | undefined
    instance_id?: string | undefined
    filter?: Record<string, unknown> | undefined
    config?: Schemas['GpuLaunch'] | undefined
  }
  'gpu.wait': { contract_id: string; until: string; timeout_seconds: number }
  'gpu.destroy': { contract_id: string }
}

const contractId = z.string().regex(/^inst_[0-9A-HJKMNP-TV-Z]{26}$/)
const states = [
  ...['requested', 'creating', 'create_unknown', 'provisioning', 'starting', 'ready', 'degraded'],
  ...['stopping', 'stopped', 'interrupted', 'terminating', 'terminated', 'failed'],
] as const
const gpuShapes = {
  'gpu.create': z.strictObject({
    provider: z.string().min(1).max(64).optional(),
    instance_id: z.string().min(1).max(256).optional(),
    filter: z.record(z.string(), z.unknown()).optional(),
    config: z.unknown().optional(),
  }),
  'gpu.wait': z.strictObject({
    contract_id: contractId,
    until: z.enum(states).default('ready'),
    timeout_seconds: z.int().min(1).max(86_400).default(1_800),
  }),
  'gpu.destroy': z.strictObject({ contract_id: contractId }),
}

const bodies = {
  chat: 'aiChat',
  generate: 'aiGenerate',
  code: 'aiCode',
  analyze: 'aiAnalyze',
  classify: 'aiClassify',
  embed: 'aiEmbed',
  http: 'callIntegration',
  'models.refresh': 'refreshModels',
  'memory.add': 'addMemory',
  'vectors.upsert': 'upsertVectors',
} as const

/** An item without an id gets one from run, step and position; this stands for it where they are not known yet. */
const anyId = '0'

/** The arguments of a step, judged as its operation does. Throws INVALID_REQUEST and other 400s, with pointers into them. */
export function judgeWith<Type extends EffectStep['type']>(
  type: Type,
  given: Readonly<Record<string, unknown>>,
  prefix = anyId,
): WithOf[Type] {
  if (type === 'gpu.create') return judgeRental(given) as WithOf[Type]
  if (type === 'gpu.wait') return shaped(gpuShapes['gpu.wait'], given, '') as WithOf[Type]
  if (type === 'gpu.destroy') return shaped(gpuShapes['gpu.destroy'], given, '') as WithOf[Type]
  const body = type === 'vectors.upsert' ? { ...given, items: identified(given.items, prefix) } : given
  return judgeBody(bodies[type as keyof typeof bodies], withoutUndefined(body)) as WithOf[Type]
}

/** An offer by its id, or the cheapest of a filter. */
function judgeRental(given: Readonly<Record<string, unknown>>): WithOf['gpu.create'] {
  const rental = shaped(gpuShapes['gpu.create'], given, '')
  const { provider, instance_id, filter, config } = rental
  const isNamed = provider !== undefined && instance_id !== undefined
  if (isNamed === (filter !== undefined) || (filter !== undefined && (provider ?? instance_id) !== undefined))
    throw wrong('', 'needs either `provider` and `instance_id` or a `filter`')
  if (filter !== undefined) under('/filter', () => judgeQuery('listGpuOffers', filter))
  const launch = config === undefined ? undefined : under('/config', () => judgeBody('createGpuInstance', config))
  return { ...rental, config: launch as Schemas['GpuLaunch'] | undefined }
}

const identified = (items: unknown, prefix: string): unknown =>
  Array.isArray(items)
    ? items.map((item, n) =>
        typeof item === 'object' && item !== null && !Object.hasOwn(item, 'id')
          ? { id: `${prefix}.${n}`, ...item }
          : item,
      )
    : items

const withoutUndefined = (body: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))

function shaped<Shape extends z.ZodType>(shape: Shape, value: unknown, path: string): z.infer<Shape> {
  const result = shape.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw wrong(
    `${path}${(issue?.path ?? []).map((part) => `/${String(part)}`).join('')}`,
    issue?.message ?? 'does not match',
  )
}

/** What is thrown points below a member. */
function under<T>(path: string, judge: () => T): T {
  try {
    return judge()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const [detail] = error.options.details ?? []
    throw wrong(`${path}${(detail?.path ?? '').replace(/^query\./, '/')}`, detail?.message ?? error.message)
  }
}

const wrong = (path: string, message: string): ApiError =>
  new ApiError('INVALID_REQUEST', `${path || 'with'}: ${message}`, { details: [{ path, message }] })
