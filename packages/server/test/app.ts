/** The whole app in process, over an in-memory database and no upstream: for tests of the door. */

import { type App, createApp } from '../src/app.ts'
import { loadConfig } from '../src/config/load.ts'
import { noTemplates } from '../src/gateway/template/templates.ts'
import { createRegistry } from '../src/telemetry/metrics.ts'
import { quietLog, type TestClock, testClock, testRandom } from './runtime.ts'

/** What files of configuration take from the environment. */
const secretsOfTests = { API_KEY_ENV: 'k'.repeat(40), JWT_SECRET: 's'.repeat(40) }

export interface TestApp {
  app: App
  /** The development account's key: administrator, prepaid, $100. */
  key: string
  clock: TestClock
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Writes another file in the place of `yaml`, for the next reload. */
  rewrite(yaml: string): void
  close(): Promise<void>
}

/** So that a test of something else may ask as often as it likes, at one moment. */
const roomy = 'rate_limit: { requests_per_window: 1000000, ip_limits: { requests_per_minute: 1000000 } }'

/** `base` is a file that `yaml` overlays; `below` is one that both overlay. */
export async function startApp(
  yaml = '{}',
  {
    base = '{}',
    below = roomy,
    database = ':memory:',
    clock = testClock(),
    environment = {} as Record<string, string>,
    seed = 1,
    apiKey = null as string | null,
  } = {},
): Promise<TestApp> {
  let written = yaml
  const read = () => ({
    ...loadConfig({
      files: [
        { name: 'below.yaml', text: below },
        { name: 'base.yaml', text: base },
        { name: 'test.yaml', text: written },
      ],
      environment: { ...secretsOfTests, DATABASE_URL: database },
    }),
    templates: noTemplates,
    environment,
  })
  let keys = { encryption_key: Buffer.alloc(32, 7).toString('base64url'), api_key: apiKey }
  const app = await createApp({
    reading: read(),
    reread: read,
    keys: {
      read: () => keys,
      saveApiKey: (api_key) => {
        keys = { ...keys, api_key }
      },
    },
    clock,
    random: testRandom(seed),
    log: quietLog,
    registry: createRegistry(),
  })
  await app.start()
  return {
    app,
    key: keys.api_key!,
    clock,
    fetch: async (path, init) => app.fetch(new Request(`http://127.0.0.1:8000${path}`, init)),
    rewrite(yaml) {
      written = yaml
    },
    close: () => app.close(),
  }
}
