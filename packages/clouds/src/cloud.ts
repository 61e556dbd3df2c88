/**
 * How one cloud speaks. Pure: a plan yields requests and receives replies; `compute/` owns sockets, pacing and the clock. A
 * list of requests is answered by the list of their replies, in order. A plan throws CloudFailure for a reply that it cannot
 * use: an error, a body that is not understood, a list that contradicts itself. A reply that never came is thrown into it.
 */
export type Plan<T> = Generator<CloudRequest | CloudRequest[], T, CloudReply | CloudReply[]>

export interface CloudRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the cloud's base URL, query included, values percent-encoded. */
  path: string
  /** Instead of the path: an address that the cloud has named in a reply. Fetched without its key, as any foreign address. */
  url?: string
  /** Not to be sent before this has passed since the last reply: the cloud is still preparing what is asked for. */
  afterMs?: number
  headers?: Record<string, string>
  body?: unknown
  /** Endpoint class for the pacer. */
  class: 'create' | 'destroy' | 'search' | 'refresh' | 'read'
}

export interface CloudReply {
  status: number
  headers: Headers
  /** The body as text; adapters parse it leniently. */
  body: string
}

export interface Cloud {
  /** The name on the wire: `vast.ai`. */
  readonly id: string
  /** The prefix of its offers: `vast`. */
  readonly short: string
  readonly aliases: readonly string[]
  readonly baseUrl: string
  readonly keyEnv: readonly string[]
  readonly caps: Caps
  readonly limits: readonly Pace[]
  /** How often its offers are read; 30 s where it does not say. */
  readonly refreshEveryMs?: number
  /** How long an instance may exist before `list()` shows it. */
  readonly visibilityGraceMs: number
  auth(key: string): Record<string, string>
  /** `partial`: the cloud has more offers than it showed. */
  offers(query: { diskGb: number }): Plan<{ offers: Offer[]; partial: boolean }>
  /** Fields of a launch that this cloud cannot honor together with the others; asked before anything is stored or sent. */
  unsupported(spec: LaunchSpec): (keyof LaunchSpec)[]
  /** One request, sent once: not a plan, because a second create is a second bill. */
  create(offer: Offer, spec: LaunchSpec, tag: string): CloudRequest
  created(reply: CloudReply): Outcome
  /** Every page, every state but the final ones: what is over is not there. `total` is the cloud's own count of the same. */
  list(): Plan<{ instances: CloudInstance[]; total: number | null }>
  get(id: string): Plan<CloudInstance | null>
  destroy(id: string): Plan<'done' | 'gone'>
  act?(id: string, action: 'start' | 'stop' | 'reboot'): Plan<void>
  logs?(id: string, tail: number): Plan<LogLine[]>
  /** The cloud itself ends it then, unless it is told a later time: what stays if nobody is left to end it. */
  extend?(id: string, until: Date): Plan<void>
  /** How far ahead it is told so; hours that are paid in advance are told shortly. */
  readonly extendAheadMs?: number
  statement?(from: Date, to: Date): Plan<Charge[]>
  /** What is left in the account, in USD. */
  balance?(): Plan<number>
  /** Dearer prices that wait for an answer; unanswered they count as rejected. */
  priceIncreases?(): Plan<PriceIncrease[]>
  answerPriceIncrease?(id: string, answer: 'accept' | 'reject'): Plan<void>
  error(status: number, headers: Headers, body: string): CloudError
}

/** Shared code asks a flag, never a name. */
export interface Caps {
  container: boolean
  ports: boolean
  stop: boolean
  spot: boolean
  ssh: boolean
  logs: boolean
  ttl: boolean
  statement: boolean
  times: boolean
  balance: boolean
}

/** At most `requests` in `windowMs` for an endpoint class. */
export interface Pace {
  class: CloudRequest['class']
  requests: number
  windowMs: number
}

/** An offer in our words; unknown values are null, never guessed. Prices are USD. */
export interface Offer {
  id: string
  provider: string
  gpu_model: string
  gpu_count: number
  vram: number | null
  vram_total: number | null
  price_per_hour: number | null
  price_per_gpu_hour: number | null
  location: string | null
  country: string | null
  available: boolean
  kind: 'ask' | 'type'
  pricing: 'on_demand' | 'spot' | 'prepaid'
  min_bid: number | null
  disk_gb: number
  disk_gb_max: number | null
  charges: {
    gpu_per_hour: number | null
    disk_per_gb_month: number | null
    egress_per_gb: number | null
    min_billable_seconds: number
    granularity_seconds: number
    billed_when_stopped: boolean
  }
  cpu_cores: number | null
  ram_gb: number | null
  cuda_max: number | null
  compute_capability: number | null
  interconnect: string | null
  nvlink: boolean | null
  dlperf: number | null
  reliability: number | null
  verified: boolean | null
  secure: boolean | null
  net_down_mbps: number | null
  net_up_mbps: number | null
  direct_ports: number | null
  boot_seconds: number[] | null
  max_run_seconds: number | null
  availability: 'available' | 'low' | 'unknown' | 'none' | 'no_quota' | 'no_balance'
  availability_count: number | null
  capabilities: string[]
  /** Nothing else runs on it; absent: any image. */
  images?: readonly string[]
  /** What create needs; stays in the snapshot, never comes from a caller and never reaches one. */
  ref: unknown
  /** The machine, so that a substitute can exclude it. */
  machine: string | null
}

export interface LaunchSpec {
  image: string
  registry?: { username: string; password: string }
  args?: string[]
  command?: string[]
  onstart?: string
  env: Record<string, string>
  ports: { port: number; protocol: 'http' | 'https' | 'tcp' }[]
  diskGb: number
  sshPublicKeys: string[]
  bidPerHour?: number
  /** A lifetime limit at the cloud, where it has one. */
  terminateAfter?: Date
}

/** Where a container port is reached. */
export interface MappedPort {
  port: number
  public_port: number
  host: string
  /** The cloud speaks TLS there, whatever the container speaks. */
  secure?: true
}

export interface CloudInstance {
  id: string
  tag: string | null
  /** `unknown` is a status text that we do not know: never a reason to destroy. */
  state:
    | 'creating'
    | 'starting'
    | 'running'
    | 'stopped'
    | 'stopping'
    | 'interrupted'
    | 'terminating'
    | 'terminated'
    | 'failed'
    | 'unknown'
  native: string
  /** Grows while something moves (status text, pulled bytes): extends the boot deadline. */
  progress: string
  ip: string | null
  ssh: { host: string; port: number } | null
  /** `as_asked`: all are open at `ip`, under their own numbers. null: this reply does not say; what was known holds on. */
  ports: MappedPort[] | 'as_asked' | null
  /** USD per hour for everything, while the GPU is held. */
  price_per_hour: number | null
  /** USD per hour for what is left while it is not: the disk. */
  idle_price_per_hour: number | null
  /** Which of the two is charged in this state. */
  billed: 'full' | 'idle' | 'nothing'
  gpu_model: string | null
  gpu_count: number | null
  created_at: string | null
  /** RFC 3339: from when on the GPU is charged, where the cloud tells it. */
  charged_since?: string
  machine: string | null
}

export type OutcomeCode =
  | 'offer_gone'
  | 'no_capacity'
  | 'quota'
  | 'cloud_no_balance'
  | 'auth'
  | 'invalid_request'
  | 'rate_limited'
  | 'price_changed'
  | 'image_error'
  | 'transient'
  | 'hardware_mismatch'
  | 'ambiguous'
  | 'not_found'
  | 'permanent'

export type Outcome =
  | { kind: 'accepted'; providerId: string }
  /** Documented as not created: the next offer may be tried. */
  | { kind: 'refused'; code: OutcomeCode; message: string; retrySafe: boolean; mayExist: false }
  /** May exist: search by tag before anything else is sent. */
  | { kind: 'unknown'; message: string; mayExist: true; providerId?: string }

export interface CloudError {
  code: OutcomeCode
  /** The cloud's words, for our log. */
  message: string
  /** The identical call can succeed later. */
  retrySafe: boolean
  /** If this answers a create: an instance may exist all the same. */
  mayExist: boolean
  /** The instance that the error itself names. */
  providerId?: string
  retryAfterMs?: number
}

/** Why a plan gave up. */
export class CloudFailure extends Error {
  override readonly name = 'CloudFailure'
  readonly error: CloudError

  constructor(error: CloudError) {
    super(`${error.code}: ${error.message}`)
    this.error = error
  }
}

export interface PriceIncrease {
  id: string
  instanceId: string
  /** As in CloudInstance, if accepted. */
  price_per_hour: number | null
  idle_price_per_hour: number | null
  /** RFC 3339: from then on it holds if accepted; else the instance ends then. */
  effective_at: string
}

export interface LogLine {
  timestamp: string | null
  text: string
}

export interface Charge {
  instanceId: string
  from: string
  to: string
  usd: number
  kind: string
}
