/** What browsers, workers and edge runtimes get in place of the blocking client: nothing there may stop its thread. */
import { ConfigurationError } from '../core/errors.ts'

class Unavailable {
  constructor() {
    throw new ConfigurationError('The blocking client needs worker threads, as of Node or Deno: use @proxyapi/sdk here')
  }
}

export class ProxyAPI extends Unavailable {}
export class DiscoveryClient extends Unavailable {}
export class GPUProxyClient extends Unavailable {}

export * from '../core/errors.ts'
