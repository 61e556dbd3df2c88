/** The listener with a certificate: what it speaks, and how it takes a new one while it serves. */
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startServer } from './running.ts'
import { run } from './shell.ts'

let folder: string

function makePair(name: string): void {
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`)]
  execFileSync('openssl', [...args, ...files, '-subj', `/CN=${name}`], { timeout: 20_000, stdio: 'ignore' })
}

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { timeout: 20_000 })
    return true
  } catch {
    return false
  }
})()

beforeAll(() => {
  if (!hasOpenssl) return
  folder = mkdtempSync(join(tmpdir(), 'proxyapi-tls-'))
  for (const name of ['first', 'second']) makePair(name)
})
afterAll(() => hasOpenssl && rmSync(folder, { recursive: true, force: true }))

const handshake = async (port: number, options: object = {}): Promise<TLSSocket> => {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
  await once(socket, 'secureConnect')
  return socket
}

describe.skipIf(!hasOpenssl)('a listener with a certificate', () => {
  test('speaks TLS from 1.2 on and nothing else, and shows a new certificate once its files fit', async () => {
    const home = mkdtempSync(join(tmpdir(), 'proxyapi-tls-home-'))
    const put = (name: string, suffix: string) =>
      copyFileSync(join(folder, `${name}.${suffix}`), join(home, `own.${suffix}`))
    for (const suffix of ['pem', 'key']) put('first', suffix)
    writeFileSync(join(home, 'config.yaml'), 'server: { ssl: { certfile: own.pem, keyfile: own.key } }\n')
    const server = await startServer({ folder: home, command: 'serve' })
    onTestFinished(() => void server.process.kill('SIGKILL'))
    const port = Number(new URL(server.url).port)
    expect(server.url).toMatch(/^https:/)
    const shown = async () => {
      const socket = await handshake(port)
      onTestFinished(() => void socket.destroy())
      return socket.getPeerX509Certificate()?.subject
    }
    expect(await shown()).toBe('CN=first')
    const [answer] = await once(
      get(`${server.url}/health/ready`, { rejectUnauthorized: false, agent: false }),
      'response',
    )
    expect(answer.statusCode).toBe(200)
    answer.resume()
    await expect(fetch(server.url.replace('https', 'http'))).rejects.toThrow()
    await expect(handshake(port, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow()
    await expect(handshake(port, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' })).rejects.toThrow()

    put('second', 'pem')
    await vi.waitFor(() => expect(server.output()).toContain('tls.refused'), { timeout: 10_000 })
    expect(await shown()).toBe('CN=first')
    put('second', 'key')
    await vi.waitFor(async () => expect(await shown()).toBe('CN=second'), { timeout: 10_000, interval: 200 })
    expect(new X509Certificate(readFileSync(join(home, 'own.pem'))).subject).toBe('CN=second')
    expect(await server.stop()).toBe(0)
  }, 60_000)

  test('needs both of its files', async () => {
    const ran = await run(folder, ['serve'], { SSL_CERTFILE: join(folder, 'first.pem'), DATABASE_URL: ':memory:' })
    expect(ran).toMatchObject({ code: 1, error: expect.stringContaining('one without the other is no TLS') })
  })

  test.each([
    ['first.pem', 'second.key', 'server.ssl.keyfile: is not the key of the certificate'],
    ['first.pem', 'none.key', 'server.ssl.keyfile: cannot be read: ENOENT'],
    ['first.key', 'first.key', 'server.ssl.certfile: is no certificate in PEM'],
    ['first.pem', 'first.pem', 'server.ssl.keyfile: is no private key in PEM'],
  ])('%s with %s is refused by the key’s name', async (cert, key, said) => {
    const environment = {
      ...{ SSL_CERTFILE: join(folder, cert), SSL_KEYFILE: join(folder, key) },
      ...{ PROXY_API_PORT: '0', DATABASE_URL: ':memory:' },
    }
    expect(await run(folder, ['serve'], environment)).toMatchObject({ code: 1, error: expect.stringContaining(said) })
  })
})
