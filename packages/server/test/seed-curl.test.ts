/** The shell lines of existing users about accounts, credits, webhooks and exports, run by a shell as they were written but for address and secrets. */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, startServer } from './running.ts'
import { gpuGuide, hasSeeds } from './seeds.ts'

/** Whether the machine has what the lines call. */
const has = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore', timeout: 10_000 })
    return true
  } catch {
    return false
  }
}
const canRun = has('bash') && has('curl') && has('jq')

const lines = {
  webhook: `curl -X POST http://localhost:8080/api/v1/webhooks \\
  -H "X-API-Key: YOUR_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "url": "https://your-system.com/webhook",
    "events": ["instance.created", "instance.destroyed", "payment.completed"],
    "secret": "webhook-secret-for-verification"
  }'`,
  export: `curl -H "X-API-Key: YOUR_API_KEY" \\
  http://localhost:8080/api/v1/user/export > account-data.json`,
  exportUsers: `curl -H "Authorization: Bearer ADMIN_JWT" \\
  http://localhost:8080/api/v1/admin/export/users > users-export.json`,
  health: 'curl http://localhost:8080/health',
  newKey: `NEW_KEY=$(curl -X POST http://localhost:8080/api/v1/auth/apikey \\
  -H "Authorization: Bearer JWT" \\
  -d '{"name":"New Key"}' | jq -r '.api_key')`,
  revokeKey: `curl -X DELETE http://localhost:8080/api/v1/auth/apikey/OLD_KEY_ID \\
  -H "Authorization: Bearer JWT"`,
  override: `curl -H "X-API-Key: KEY" \\
     -H "X-Rate-Limit-Override: 1000" \\
     http://localhost:8080/api/v1/gpu/instances`,
  billingWebhook: `curl -X POST http://localhost:8080/api/v1/webhooks/billing \\
  -H "X-API-Key: KEY" \\
  -d '{
    "url": "https://your-billing-system.com/webhook",
    "events": ["payment.success", "payment.failed", "subscription.renewed"]
  }'`,
}

test.skipIf(!hasSeeds)('these are the lines of the documents, to the letter', () => {
  const text = readFileSync(gpuGuide, 'utf8')
  for (const line of Object.values(lines)) expect(text).toContain(line)
})

describe.skipIf(!canRun)('as written (needs bash, curl and jq)', () => {
  let server: Running
  let token: string
  let folder: string
  const ask = async (path: string, body?: object) => {
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return (await answer.json()) as { access_token: string; data: { id: string } }
  }
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proxyapi-curl-'))
    server = await startServer()
    token = (await ask('/auth/token', { grant_type: 'api_key' })).access_token
  }, 60_000)
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await server?.stop()
  })

  /** What a shell prints, with our address and secrets in place of theirs. */
  async function printed(line: string, oldKeyId = ''): Promise<string> {
    const pointed = line
      .replaceAll('http://localhost:8080', server.url)
      .replace(/\b(YOUR_API_)?KEY"/, `${server.key}"`)
      .replace(/\b(ADMIN_)?JWT\b/, token)
      .replace('OLD_KEY_ID', oldKeyId)
    const shell = promisify(execFile)('bash', ['-c', pointed], { cwd: folder, timeout: 30_000, killSignal: 'SIGKILL' })
    return (await shell).stdout
  }
  const answered = async (line: string, oldKeyId?: string) => JSON.parse(await printed(line, oldKeyId)) as object

  test('webhooks are made, with the secret that was sent and by the older name of an event', async () => {
    expect(await answered(lines.webhook)).toMatchObject({
      status: 'success',
      data: { url: 'https://your-system.com/webhook', secret: 'webhook-secret-for-verification' },
    })
    expect(await answered(lines.billingWebhook)).toMatchObject({
      status: 'success',
      data: { secret: expect.any(String) },
    })
  })

  test('a key is made and read by jq, and the old one revoked', async () => {
    const key = await printed(`${lines.newKey}; echo $NEW_KEY`)
    expect(key).toMatch(/^pxk_[0-9A-Za-z]{38}\n$/)
    const { id } = (await ask('/auth/apikey', { name: 'Old Key' })).data
    expect(await answered(lines.revokeKey, id)).toMatchObject({ data: { id, status: 'revoked' }, status: 'success' })
  })

  test('an account and all users are exported to a file', async () => {
    await printed(lines.export)
    await printed(lines.exportUsers)
    const read = (name: string) =>
      JSON.parse(readFileSync(join(folder, name), 'utf8')) as { data: object; count: number }
    expect(existsSync(join(folder, 'account-data.json'))).toBe(true)
    expect(Object.keys(read('account-data.json').data)).toEqual(
      expect.arrayContaining(['profile', 'api_keys', 'quotas', 'gpu_usage', 'transactions', 'credits']),
    )
    expect(read('users-export.json').count).toBeGreaterThan(0)
  })

  test('health is told, and offers under a limit that is asked for', async () => {
    expect(await answered(lines.health)).toMatchObject({ services: { database: 'healthy', vast_ai: 'healthy' } })
    expect(await answered(lines.override)).toMatchObject({ status: 'success', count: expect.any(Number) })
  })
})
