import { webResponse } from '@proxyapi/contract'
import type { Hono } from 'hono'
import { assets } from './pages.ts'
import { securityHeaders } from './security-headers.ts'

/** The pages and what they load, all from our own origin. */
export function serveAssets(router: Hono): void {
  for (const [path, asset] of assets) {
    router.get(path, (c) => {
      const { type, content } = asset()
      const reply = { status: 200, type, content }
      return webResponse(c, reply, securityHeaders(reply, c.req.raw))
    })
  }
}
