// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { PagePromise } from '../core/page.ts'
import type { Stream } from '../core/stream.ts'
import type { Answer, BodyOf, EventOf, ItemOf, QueryOf } from '../core/shapes.ts'

export class GpuContracts {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * List contracts.
   *
   * The own contracts, newest first. Final ones are kept for at least 400 days.
   *
   * `GET /api/v1/gpu/contracts` (listGpuContracts)
   */
  list(query?: QueryOf<'listGpuContracts'>, options?: CallOptions): PagePromise<ItemOf<'listGpuContracts'>> {
    return this.#caller.page('listGpuContracts', { query }, options)
  }

  /**
   * Get a contract.
   *
   * The contract as it is now, or, with `wait`, once it has reached a state. `wait=ready` answers early where the
   * contract has failed or ended, so read `status`: repeat the call until it is `ready` or final.
   *
   * `GET /api/v1/gpu/contracts/{contract_id}` (getGpuContract)
   */
  get(contract_id: string, query?: QueryOf<'getGpuContract'>, options?: CallOptions): APIPromise<Answer<'getGpuContract'>> {
    return this.#caller.call('getGpuContract', { path: { contract_id }, query }, options)
  }

  /**
   * Renew or change a contract.
   *
   * Changes name, price cap and limits, and renews the lease: `ttl_seconds` counts from now. A contract that has
   * ended, or is about to, is 409 `INVALID_STATE`.
   *
   * `PATCH /api/v1/gpu/contracts/{contract_id}` (updateGpuContract)
   */
  update(contract_id: string, body: BodyOf<'updateGpuContract'>, options?: CallOptions): APIPromise<Answer<'updateGpuContract'>> {
    return this.#caller.call('updateGpuContract', { path: { contract_id }, body }, options)
  }

  /**
   * Start a stopped instance.
   *
   * Starts a `stopped` or `interrupted` instance; from then on the GPU is billed again. The wish is durable when
   * this answers, and a worker acts on it: `status` becomes `starting`. In other states 409 `INVALID_STATE`, which
   * names what is allowed; on clouds that cannot stop 400 `UNSUPPORTED_PARAMETER`.
   *
   * `POST /api/v1/gpu/contracts/{contract_id}/start` (startGpuInstance)
   */
  start(contract_id: string, options?: CallOptions): APIPromise<Answer<'startGpuInstance'>> {
    return this.#caller.call('startGpuInstance', { path: { contract_id } }, options)
  }

  /**
   * Stop an instance and keep its disk.
   *
   * Stops a `ready` or `degraded` instance. Its disk stays, and costs money where the cloud bills it
   * (`charges.billed_when_stopped` of the offer); the GPU may be rented to somebody else meanwhile, so that a later
   * start can fail. The wish is durable when this answers, and a worker acts on it. In other states 409
   * `INVALID_STATE`; on clouds that cannot stop 400 `UNSUPPORTED_PARAMETER`.
   *
   * `POST /api/v1/gpu/contracts/{contract_id}/stop` (stopGpuInstance)
   */
  stop(contract_id: string, options?: CallOptions): APIPromise<Answer<'stopGpuInstance'>> {
    return this.#caller.call('stopGpuInstance', { path: { contract_id } }, options)
  }

  /**
   * Restart an instance.
   *
   * Restarts a `ready` or `degraded` instance on the same machine; its disk stays and billing goes on. The wish is
   * durable when this answers, and a worker acts on it. In other states 409 `INVALID_STATE`; on clouds that cannot
   * restart 400 `UNSUPPORTED_PARAMETER`.
   *
   * `POST /api/v1/gpu/contracts/{contract_id}/reboot` (rebootGpuInstance)
   */
  reboot(contract_id: string, options?: CallOptions): APIPromise<Answer<'rebootGpuInstance'>> {
    return this.#caller.call('rebootGpuInstance', { path: { contract_id } }, options)
  }

  /**
   * Read the log of an instance.
   *
   * The last lines that the instance printed, read from the cloud now; none before it runs. With `follow` the answer
   * is a stream of server-sent events, one line each, which goes on with new lines until the instance ends or the
   * caller leaves; a failure on the way is an event named `error`. On clouds without logs 400
   * `UNSUPPORTED_PARAMETER`.
   *
   * `GET /api/v1/gpu/contracts/{contract_id}/logs` (getGpuInstanceLogs)
   */
  logs(contract_id: string, query: QueryOf<'getGpuInstanceLogs'> & { follow: true }, options?: CallOptions): APIPromise<Stream<EventOf<'getGpuInstanceLogs'>>>
  logs(contract_id: string, query?: QueryOf<'getGpuInstanceLogs'>, options?: CallOptions): APIPromise<Answer<'getGpuInstanceLogs'>>
  logs(contract_id: string, query?: QueryOf<'getGpuInstanceLogs'>, options?: CallOptions): APIPromise<unknown> {
    return query?.follow ? this.#caller.stream('getGpuInstanceLogs', { path: { contract_id }, query }, options) : this.#caller.call('getGpuInstanceLogs', { path: { contract_id }, query }, options)
  }

  /**
   * Check in from inside an instance.
   *
   * Called once a minute from inside an instance that we equipped with a start script, so that a machine ends itself
   * when its lease is over, even if nothing else reaches it. Callers have no use for it. It takes the token of the
   * instance (`PROXY_API_INSTANCE_TOKEN` in its environment) and nothing else: another or none is 401.
   *
   * `POST /api/v1/gpu/contracts/{contract_id}/checkin` (checkInGpuInstance)
   */
  checkin(contract_id: string, body?: BodyOf<'checkInGpuInstance'>, options?: CallOptions): APIPromise<Answer<'checkInGpuInstance'>> {
    return this.#caller.call('checkInGpuInstance', { path: { contract_id }, body }, options)
  }
}

export class GpuDeployments {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * List deployments.
   *
   * The own deployments, newest first. Deleted ones are left out.
   *
   * `GET /api/v1/gpu/deployments` (listGpuDeployments)
   */
  list(query?: QueryOf<'listGpuDeployments'>, options?: CallOptions): PagePromise<ItemOf<'listGpuDeployments'>> {
    return this.#caller.page('listGpuDeployments', { query }, options)
  }

  /**
   * Serve a model on rented GPUs.
   *
   * Makes a model a route of the gateway: replicas are rented as requests need them, within the caps, and given up
   * when idle. `POST /v1/chat/completions` and its like reach it as `deployment/<name>`. While no replica can
   * answer, the fallback does. Calls that a replica answers cost no tokens, its hours are billed; fallback calls
   * cost as usual.
   *
   * With `min_replicas` 0 nothing is rented before the first request. A dead replica is replaced at once; three in a
   * row that never got ready end the spending, and the deployment is `failed`.
   *
   * `POST /api/v1/gpu/deployments` (createGpuDeployment)
   */
  create(body: BodyOf<'createGpuDeployment'>, options?: CallOptions): APIPromise<Answer<'createGpuDeployment'>> {
    return this.#caller.call('createGpuDeployment', { body }, options)
  }

  /**
   * Get a deployment.
   *
   * The deployment with its replicas, load and cost: USD an hour, USD a million tokens, and from how many tokens an
   * hour on it is cheaper than the same model at a hosted provider. The figures are those of the ledger.
   *
   * `GET /api/v1/gpu/deployments/{deployment_id}` (getGpuDeployment)
   */
  get(deployment_id: string, options?: CallOptions): APIPromise<Answer<'getGpuDeployment'>> {
    return this.#caller.call('getGpuDeployment', { path: { deployment_id } }, options)
  }

  /**
   * Change the scaling and caps of a deployment.
   *
   * Changes caps, scaling and fallback; running replicas are adjusted to them. A deployment that is being deleted is
   * 409 `INVALID_STATE`.
   *
   * `PATCH /api/v1/gpu/deployments/{deployment_id}` (updateGpuDeployment)
   */
  update(deployment_id: string, body: BodyOf<'updateGpuDeployment'>, options?: CallOptions): APIPromise<Answer<'updateGpuDeployment'>> {
    return this.#caller.call('updateGpuDeployment', { path: { deployment_id }, body }, options)
  }

  /**
   * Delete a deployment.
   *
   * Takes the route away at once, lets requests in flight end for up to 120 seconds, and destroys the replicas.
   * Repeating the call is harmless and answers the state reached.
   *
   * `DELETE /api/v1/gpu/deployments/{deployment_id}` (deleteGpuDeployment)
   */
  delete(deployment_id: string, options?: CallOptions): APIPromise<Answer<'deleteGpuDeployment'>> {
    return this.#caller.call('deleteGpuDeployment', { path: { deployment_id } }, options)
  }
}

export class Gpu {
  readonly #caller: Caller
  readonly contracts: GpuContracts
  readonly deployments: GpuDeployments

  constructor(caller: Caller) {
    this.#caller = caller
    this.contracts = new GpuContracts(caller)
    this.deployments = new GpuDeployments(caller)
  }

  /**
   * List GPU offers.
   *
   * What the clouds have for rent, cheapest first. Answered from a snapshot that is refreshed in the background
   * (every 10 to 120 seconds, by cloud), so a slow or dead cloud never delays the answer: its offers turn `stale`,
   * and go after 15 minutes. `sources` tells the age of each cloud's offers.
   *
   * Every filter that is given must hold. An offer whose value is unknown (null) does not pass a filter on that value.
   * Prices include the disk that `disk_gb` asks for.
   *
   * `GET /api/v1/gpu/instances` (listGpuOffers)
   */
  list(query?: QueryOf<'listGpuOffers'>, options?: CallOptions): PagePromise<ItemOf<'listGpuOffers'>> {
    return this.#caller.page('listGpuOffers', { query }, options)
  }

  /**
   * Rent a GPU.
   *
   * Rents the offer. The answer comes at once, before any cloud is called: the contract exists, is durable and has
   * money held for it; `status` is `requested`, `ip` is null. A worker then rents the machine, and where the cloud
   * refuses, another one that fits (`failover`), within the price cap and never two at a time. Ask getGpuContract
   * with `wait=ready`, or send `wait=ready` here, to learn when it serves.
   *
   * What goes wrong later stands in `error` of the contract. An attempt that never got ready costs nothing.
   *
   * Send an `Idempotency-Key`: a repeated request then returns the first answer for as long as the contract lives
   * and 7 days longer. Without one, a second request for a machine that the same user holds already is 409
   * `ALREADY_EXISTS`, which names its contract.
   *
   * `POST /api/v1/gpu/instances/{provider}/{instance_id}` (createGpuInstance)
   */
  create(provider: string, instance_id: string, body?: BodyOf<'createGpuInstance'>, options?: CallOptions): APIPromise<Answer<'createGpuInstance'>> {
    return this.#caller.call('createGpuInstance', { path: { provider, instance_id }, body }, options)
  }

  /**
   * Destroy a rented instance.
   *
   * Ends the contract, in whatever state it is; a create that is on its way is destroyed as soon as it turns up. The
   * wish is durable when this answers: it is repeated at the cloud until it is proved that nothing is left, and
   * until then the contract is `terminating`, listed and billed. Repeating the call is harmless and answers the
   * state reached.
   *
   * `DELETE /api/v1/gpu/instances/{provider}/{instance_id}` (destroyGpuInstance)
   */
  destroy(provider: string, instance_id: string, query?: QueryOf<'destroyGpuInstance'>, options?: CallOptions): APIPromise<Answer<'destroyGpuInstance'>> {
    return this.#caller.call('destroyGpuInstance', { path: { provider, instance_id }, query }, options)
  }

  /**
   * Send a request to an instance or a public address.
   *
   * Sends one request in the protocol named: to an own instance, or to a public address. Addresses inside networks
   * are 403 `TARGET_BLOCKED`, whatever the name looks like; redirects are returned, not followed. The caller's
   * credentials go nowhere; `headers` go out.
   *
   * The answer is 200 with an envelope whenever the target answered, and the status of the target stands in
   * `status_code`. With `stream` status, headers and bytes of the target are relayed as they come, and
   * `X-Proxy-Source: target` says so. A relayed answer that is cut ends in an error event or a reset, never in a
   * forged end.
   *
   * Limits: request 10 MB, enveloped answer 50 MB, 600 s altogether (a stream: 60 s without a byte, 24 h). It is sent
   * once more only where no connection was made, or for GET and HEAD before the first byte; a tool call never.
   *
   * `POST /api/v1/gpu/proxy` (proxyRequest)
   */
  proxy(body: BodyOf<'proxyRequest'> & { stream: true }, options?: CallOptions): APIPromise<Stream<EventOf<'proxyRequest'>>>
  proxy(body: BodyOf<'proxyRequest'>, options?: CallOptions): APIPromise<Answer<'proxyRequest'>>
  proxy(body: BodyOf<'proxyRequest'>, options?: CallOptions): APIPromise<unknown> {
    return body.stream ? this.#caller.stream('proxyRequest', { body }, options) : this.#caller.call('proxyRequest', { body }, options)
  }
}
