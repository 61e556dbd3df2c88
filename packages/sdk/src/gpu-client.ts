import { ProxyAPI } from './client.ts'
import type { APIPromise } from './core/api-promise.ts'
import { wireNames } from './core/camel.ts'
import { APITimeoutError, ProxyAPIError } from './core/errors.ts'
import { operationAt } from './core/operation-at.ts'
import type { CallOptions, ClientOptions } from './core/options.ts'
import type { Page } from './core/page.ts'
import type { CallArguments } from './core/prepare.ts'
import type { Answer, BodyOf, ItemOf, QueryOf } from './core/shapes.ts'
import { withData } from './core/with-data.ts'

type Contract = Answer<'getGpuContract'>
/** The contract; a hidden `data` refers to itself, for code that read the envelope. */
type RentedContract = Contract & { readonly data: Contract }

interface WaitOptions {
  /** false returns at once, with `ip` null. Default true. */
  wait?: boolean
  /** Milliseconds, at most 600,000. */
  waitTimeout?: number
}

const waitMsMax = 600_000
/** One long poll of getGpuContract. */
const pollMs = 60_000

/** GPUs under the names of the GPU client that came before: `new GPUProxyClient(apiUrl, apiKey)`, or one object. */
export class GPUProxyClient extends ProxyAPI {
  constructor(apiUrl?: string | ClientOptions, apiKey?: string) {
    super(typeof apiUrl === 'string' ? { baseURL: apiUrl, ...(apiKey !== undefined && { apiKey }) } : apiUrl)
  }

  /** Offers, cheapest first: a page that is an array and has `count`. `listGPUs('vast.ai')` or `listGPUs({provider, minVram})`. */
  async listGPUs(
    filters: string | QueryOf<'listGpuOffers'> | Record<string, unknown> = 'all',
  ): Promise<Page<ItemOf<'listGpuOffers'>>> {
    return this.gpu.list(
      (typeof filters === 'string' ? { provider: filters } : wireNames(filters)) as QueryOf<'listGpuOffers'>,
    )
  }

  /** Rents an offer and waits until the instance is ready. Throws the contract's own error code where it fails. */
  async createInstance(
    provider: string,
    instanceId: string,
    config: BodyOf<'createGpuInstance'> & WaitOptions = {},
  ): Promise<RentedContract> {
    const { wait = true, waitTimeout = waitMsMax, ...launch } = config
    const contract = (await this.gpu.create(provider, instanceId, launch)) as Contract
    return withData(
      wait ? await this.waitFor(contract.contract_id, { timeout: Math.min(waitTimeout, waitMsMax) }) : contract,
    )
  }

  /** Long-polls a contract until it is ready (or another state). */
  async waitFor(
    contractId: string,
    {
      until = 'ready',
      timeout = waitMsMax,
      signal,
    }: { until?: 'ready' | 'terminated'; timeout?: number; signal?: AbortSignal } = {},
  ): Promise<Contract> {
    const end = this.now() + timeout
    while (true) {
      const options: CallOptions = { query: { wait: until }, timeout: pollMs + 15_000, ...(signal && { signal }) }
      const contract = (await this.gpu.contracts.get(contractId, {}, options)) as Contract
      if (until === 'ready' ? contract.ready : contract.status === until) return contract
      if (contract.status === 'failed' || (contract.status === 'terminated' && until === 'ready'))
        throw failed(contract)
      if (this.now() >= end) throw new APITimeoutError('deadline', timeout)
    }
  }

  /** Sends a request to the API of a rented instance: `proxyRequest('https', url, 'POST', body)`, or one object. */
  proxyRequest(
    protocol: string | ProxyCall,
    targetUrl?: string,
    method = 'POST',
    body: unknown = null,
  ): APIPromise<Answer<'proxyRequest'>> {
    const given = typeof protocol === 'string' ? { protocol, target_url: targetUrl, method, body } : wireNames(protocol)
    return this.gpu.proxy(given as unknown as BodyOf<'proxyRequest'>)
  }

  /** Gives an instance back; what is left of it at the cloud is removed until that is proved. */
  destroyInstance(provider: string, contractId: string): APIPromise<Answer<'destroyGpuInstance'>> {
    return this.gpu.destroy(provider, contractId)
  }

  /** The same as `destroyInstance`. */
  destroy(provider: string, contractId: string): APIPromise<Answer<'destroyGpuInstance'>> {
    return this.gpu.destroy(provider, contractId)
  }

  /** A path below /api/v1, as in `client.get('/user/credits')`: `data` of the answer, or the answer where it has none. */
  get<T = unknown>(path: string, query?: Record<string, unknown>, options?: CallOptions): APIPromise<T> {
    return this.#at('GET', path, { query }, options)
  }

  post<T = unknown>(path: string, body?: unknown, options?: CallOptions): APIPromise<T> {
    return this.#at('POST', path, { body }, options)
  }

  put<T = unknown>(path: string, body?: unknown, options?: CallOptions): APIPromise<T> {
    return this.#at('PUT', path, { body }, options)
  }

  patch<T = unknown>(path: string, body?: unknown, options?: CallOptions): APIPromise<T> {
    return this.#at('PATCH', path, { body }, options)
  }

  delete<T = unknown>(path: string, query?: Record<string, unknown>, options?: CallOptions): APIPromise<T> {
    return this.#at('DELETE', path, { query }, options)
  }

  #at<T>(method: string, path: string, { query, body }: CallArguments, options?: CallOptions): APIPromise<T> {
    const { id, ...found } = operationAt(method, path)
    const given = { path: found.path, query: { ...found.query, ...query }, ...(body !== undefined && { body }) }
    return this.call(id, given, options) as unknown as APIPromise<T>
  }
}

interface ProxyCall {
  protocol: string
  target_url?: string
  targetUrl?: string
  method?: string
  headers?: Record<string, string>
  body?: unknown
}

function failed({ contract_id, error, status }: Contract): ProxyAPIError {
  const { code, message } = error ?? { code: 'INVALID_STATE', message: `The contract is ${status}` }
  return new ProxyAPIError(code, `${contract_id}: ${code}: ${message}`)
}
