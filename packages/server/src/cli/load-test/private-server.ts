/** A server of its own for a test: with simulators, a database that is thrown away, and limits that nobody meets. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfigFiles } from '../config-files.ts'
import { serve } from '../serve.ts'
import type { Shell } from '../shell.ts'
import { startSimulators } from '../simulators.ts'
import type { Target } from './ask.ts'

export interface PrivateServer extends Target {
  /** Its file. */
  database: string
  stop(): Promise<void>
}

const unlimited = String(1e9)

/** Throws what it said where it does not start. `config` is its file; without one its providers are simulated. */
export async function startPrivateServer(
  shell: Shell,
  { config = '{}', environment = {} }: { config?: string; environment?: Record<string, string> } = {},
): Promise<PrivateServer> {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-load-'))
  const database = join(folder, 'gpuproxy.db')
  writeFileSync(join(folder, 'config.yaml'), config)
  const { promise: listening, resolve: heard } = Promise.withResolvers<string>()
  let stopped = () => {}
  let said = ''
  const own: Shell = {
    ...shell,
    folder,
    environment: {
      PROXY_API_PORT: '0',
      DATABASE_URL: database,
      RATE_LIMIT_REQUESTS: unlimited,
      PROXY_API_RATE_LIMIT__ENABLED: 'false',
      ...environment,
    },
    write(text) {
      const found = /listening on (\S+)/.exec(text)?.[1]
      if (found) heard(found)
    },
    writeError(text) {
      said = (said + text).slice(-2_000)
    },
    onSignal(handler) {
      stopped = () => handler('SIGTERM')
    },
    onReload() {},
    exit() {},
  }
  const files = readConfigFiles(own, {})
  const running = serve(files, own, await startSimulators(files, own))
  const url = await Promise.race([
    listening,
    running.then(
      () => Promise.reject(new Error(`The server of the test ended: ${said}`)),
      (error: unknown) => Promise.reject(error as Error),
    ),
  ])
  const { api_key: key } = JSON.parse(readFileSync(join(folder, 'gpuproxy.db.keys'), 'utf8')) as { api_key: string }
  return {
    url,
    key,
    database,
    async stop() {
      stopped()
      await running
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
