/** A discovery room over a real database and real loopback upstreams, with a clock that tests move. */
import {
  type AnthropicModel,
  type ModelSimulator,
  type OpenAIModel,
  simulateAnthropic,
  simulateOpenAI,
} from '@proxyapi/simulators'
import { onTestFinished } from 'vitest'
import { createDiscovery, type Discovery } from '../../src/discovery/discovery.ts'
import type { SelectionsFile } from '../../src/discovery/selections-file.ts'
import type { ConfiguredProvider, DiscoverySettings } from '../../src/discovery/settings.ts'
import { createEgress } from '../../src/egress/egress.ts'
import type { Events, NewEvent } from '../../src/events/events.ts'
import type { Metrics } from '../../src/runtime.ts'
import type { Store } from '../../src/store/database.ts'
import { keptLog, type Line, noMetrics, type TestClock, testClock, testRandom } from '../runtime.ts'
import { provider, settings as settingsWith, testCursors } from './parts.ts'

export interface Room {
  discovery: Discovery
  store: Store
  clock: TestClock
  /** Events that were written, oldest first. */
  told: NewEvent[]
  log: Line[]
  /** Names of jobs that were woken. */
  woken: string[]
  settings: DiscoverySettings
  /** Providers that the gateway's checks find silent; change it in place. */
  silent: Set<string>
}

export interface RoomOptions {
  store: Store
  providers: readonly ConfiguredProvider[]
  settings?: Partial<DiscoverySettings>
  clock?: TestClock
  selectionsFile?: SelectionsFile
  /** Instead of those that are kept in `told`. */
  events?: Events
  metrics?: Metrics
}

const everyPermission: ReadonlySet<string> = new Set(['models:read', 'models:refresh', 'models:select'])

export async function openRoom({
  store,
  providers,
  settings: over = {},
  clock = testClock(),
  selectionsFile,
  events: ownEvents,
  metrics = noMetrics,
}: RoomOptions): Promise<Room> {
  const told: NewEvent[] = []
  const log: Line[] = []
  const woken: string[] = []
  const silent = new Set<string>()
  const events: Events = ownEvents ?? {
    append: async (_, event) => {
      told.push(event)
      return `evt_${told.length}`
    },
    wake() {},
  }
  const catalogs = (over.catalogs ?? []).flatMap(({ url }) => url ?? [])
  const allow = [...providers.map(({ baseUrl }) => baseUrl), ...catalogs]
    .map((url) => new URL(url))
    .map(({ hostname, port }) => ({ host: hostname, port: Number(port) }))
  const egress = createEgress({ userAgent: 'proxyapi-test', rules: { allow } })
  const room = { settings: settingsWith({ providers, maxRetries: 0, ...over }) }
  const discovery = await createDiscovery({
    ...{
      store,
      events,
      egress,
      clock,
      random: testRandom(),
      log: keptLog(log),
      metrics,
      cursors: testCursors,
    },
    settings: () => room.settings,
    wake: (job) => void woken.push(job),
    selectionsFile: selectionsFile ?? null,
    isSilent: (name) => silent.has(name),
  })
  onTestFinished(async () => {
    await discovery.close()
    await egress.close()
  })
  return Object.assign(room, { discovery, store, clock, told, log, woken, silent })
}

export const refresh = (room: Room, request: Parameters<Discovery['refresh']>[0] = {}) =>
  room.discovery.refresh(request, everyPermission)

/** Runs a job of the room once. */
export const run = (room: Room, name: string) => {
  const job = room.discovery.jobs().find((one) => one.name === name)
  if (job === undefined) throw new Error(`no job ${name}`)
  return job.run(new AbortController().signal)
}

export interface Upstreams {
  openai: ModelSimulator
  anthropic: ModelSimulator
  /** The models that each of them lists; change them in place. */
  openaiModels: OpenAIModel[]
  anthropicModels: AnthropicModel[]
  providers: ConfiguredProvider[]
}

/** The real simulators, with few models. */
export async function startUpstreams(): Promise<Upstreams> {
  const openaiModels: OpenAIModel[] = [
    { id: 'gpt-4', created: 1_687_882_411, owned_by: 'openai', shutdown_date: '2026-10-23' },
    ...[
      'gpt-4o',
      'gpt-4o-mini',
      'gpt-5',
      'gpt-5-mini',
      'gpt-5.6',
      'o3',
      'text-embedding-3-small',
      'whisper-1',
      'tts-1',
    ].map((id) => ({ id, owned_by: 'system' })),
  ]
  const anthropicModels: AnthropicModel[] = [
    'claude-opus-5',
    'claude-sonnet-4-6',
    'claude-haiku-4-5-20251001',
    'claude-sonnet-4-5-20250929',
  ].map((id) => ({
    id,
    display_name: `Listed ${id}`,
    created_at: '2026-02-17T00:00:00Z',
    max_input_tokens: 200_000,
    max_tokens: 64_000,
  }))
  const openai = await simulateOpenAI({ models: openaiModels })
  const anthropic = await simulateAnthropic({ models: anthropicModels })
  onTestFinished(async () => {
    await Promise.all([openai.close(), anthropic.close()])
  })
  const providers = [
    provider('openai', { baseUrl: `${openai.url}/v1`, priority: 1 }),
    provider('anthropic', { baseUrl: `${anthropic.url}/v1`, priority: 2 }),
  ]
  return { openai, anthropic, openaiModels, anthropicModels, providers }
}
