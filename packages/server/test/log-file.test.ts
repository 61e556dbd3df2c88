/** A server that logs into a file, which another program moves away. */
import { mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startServer } from './running.ts'

test('a server’s lines are in the file that is named; after SIGUSR2 in a new one of that name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-logged-'))
  writeFileSync(join(folder, 'config.yaml'), 'logging: { file: logs/app.log, level: info }\n')
  const server = await startServer({ folder, command: 'serve' })
  onTestFinished(() => void server.process.kill('SIGKILL'))
  const read = (name: string) => readFileSync(join(folder, 'logs', name), 'utf8')
  const isLogged = (operation: string, name: string) =>
    vi.waitFor(() => expect(read(name)).toContain(`"operation":"${operation}"`), { timeout: 10_000 })
  await fetch(`${server.url}/health/live`)
  await isLogged('getLiveness', 'app.log')
  renameSync(join(folder, 'logs/app.log'), join(folder, 'logs/moved.log'))
  server.process.kill('SIGUSR2')
  await vi.waitFor(() => expect(read('app.log')).toBeDefined(), { timeout: 10_000 })
  await fetch(`${server.url}/health/ready`)
  await isLogged('getReadiness', 'app.log')
  expect(read('moved.log')).not.toContain('getReadiness')
  expect(await server.stop()).toBe(0)
}, 60_000)
