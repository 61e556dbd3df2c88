/** A Redis for tests: REDIS_URL, else a private one where the server is installed, else none. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const hasRedis = (): boolean =>
  process.env.REDIS_URL !== undefined || spawnSync('redis-server', ['--version']).status === 0

export interface TestRedis {
  readonly url: string
  stop(): Promise<void>
}

export async function startRedis(): Promise<TestRedis> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, stop: async () => {} }
  const folder = mkdtempSync(join(tmpdir(), 'redis-'))
  const port = await freePort()
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] })
  await ready(server)
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      const over = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGKILL')
      await over
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

const ready = (server: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    server.once('exit', () => reject(new Error('Redis ended while it started')))
    server.once('error', reject)
    server.stdout?.on('data', (text: Buffer) => {
      if (text.includes('eady to accept connections')) resolve()
    })
  })
