import { createEgress } from '../egress/egress.ts'
import type { Shell } from './shell.ts'

/** Asks `/health/ready`; for a container's health check. */
export async function checkHealth(url: string, shell: Shell): Promise<number> {
  const target = new URL('/health/ready', url)
  const port = Number(target.port || (target.protocol === 'https:' ? 443 : 80))
  const egress = createEgress({ userAgent: 'proxyapi', rules: { allow: [{ host: target.hostname, port }] } })
  try {
    const { status } = await egress.request({ class: 'cloud', method: 'GET', url: target.href, headers: {} })
    shell.write(status === 200 ? 'ready\n' : `not ready (${status})\n`)
    return status === 200 ? 0 : 1
  } catch (error) {
    shell.writeError(`no answer from ${target.origin}: ${(error as Error).message}\n`)
    return 1
  } finally {
    await egress.close()
  }
}
