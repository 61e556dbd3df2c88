import type { Handlers } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Context } from '../context.ts'

/** Sockets are opened at the upgrade; whoever comes here asked for none. */
export const realtime = {
  connectRealtime() {
    throw new ApiError('UPGRADE_REQUIRED', undefined, { headers: { Upgrade: 'websocket', Connection: 'Upgrade' } })
  },
} satisfies Handlers<Context, 'connectRealtime'>
