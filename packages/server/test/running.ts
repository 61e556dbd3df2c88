/** A server as a user starts it: `proxyapi dev` in an empty folder, on a free port, against simulators. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Running {
  url: string
  key: string
  folder: string
  process: ChildProcess
  /** All that it wrote so far. */
  output(): string
  /** SIGTERM, then waits for the end; resolves with the exit code. */
  stop(): Promise<number | null>
}

/** So that a test of something else may ask as often as it likes. */
const roomy = { RATE_LIMIT_REQUESTS: '1000000', PROXY_API_RATE_LIMIT__IP_LIMITS__REQUESTS_PER_MINUTE: '1000000' }

export const mainOfServer = join(import.meta.dirname, '../src/main.ts')

export async function startServer({
  main = mainOfServer,
  command = 'dev',
  options = [],
  environment = {},
  folder = mkdtempSync(join(tmpdir(), 'proxyapi-')),
  key,
}: {
  main?: string
  command?: string
  options?: readonly string[]
  environment?: Record<string, string>
  folder?: string
  /** Of a server that keeps no secrets in a file. */
  key?: string
} = {}): Promise<Running> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/_API_KEY|DATABASE_URL|REDIS_URL|^PROXY_API_/.test(name)),
  )
  const child = spawn(process.execPath, [main, command, ...options], {
    cwd: folder,
    env: { ...inherited, PROXY_API_PORT: '0', ...roomy, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    const read = (bytes: Buffer) => {
      text += String(bytes)
      const found = /listening on (https?:\/\/\S+)/.exec(text)
      if (found) resolve(found[1]!)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${text}`)))
  })
  const kept = () => JSON.parse(readFileSync(join(folder, 'gpuproxy.db.keys'), 'utf8')) as { api_key: string }
  return {
    url,
    key: key ?? kept().api_key,
    folder,
    process: child,
    output: () => text,
    async stop() {
      child.kill('SIGTERM')
      const code = await ended
      rmSync(folder, { recursive: true, force: true })
      return code
    },
  }
}
