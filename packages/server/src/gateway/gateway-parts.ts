import type { Egress } from '../egress/egress.ts'
import type { Events } from '../events/events.ts'
import type { CallBilling } from '../ledger/ledger.ts'
import type { TokenLimits } from '../limits/create-limits.ts'
import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import type { Caches } from './cache/create-caches.ts'
import type { ChatSettings } from './chat-call.ts'
import type { CondenseSettings } from './condense/condense-settings.ts'
import type { ModelLookup } from './lane.ts'
import type { SharedPins } from './pins.ts'
import type { CheckSettings } from './provider-checks.ts'
import type { ProviderSettings } from './provider-settings.ts'
import type { Route } from './routes.ts'

/** What `app.ts` takes from the configuration; read anew for each call, so that a reload is a new object. */
export interface GatewaySettings extends ChatSettings {
  readonly providers: readonly ProviderSettings[]
  readonly routes: ReadonlyMap<string, Route>
  readonly aliases: Readonly<Record<string, string>>
  readonly checks: CheckSettings
  /** Whether breakers show in the metrics, and in events. */
  readonly breakerMetrics: boolean
  readonly breakerAlerts: boolean
}

export interface GatewayParts {
  readonly runtime: Runtime
  readonly egress: Pick<Egress, 'stream' | 'request'>
  readonly billing: CallBilling
  /** Absent: nobody's tokens are limited. */
  readonly tokens?: TokenLimits
  readonly store: Store
  /** Opens what others sealed for us. */
  readonly sealer: { open(sealed: string, place: string): string }
  readonly caches: Pick<Caches, 'responses' | 'summaries' | 'keyed' | 'forget'>
  condense(): CondenseSettings
  /** Which lane keeps which answer, as other replicas know it. */
  readonly sharedPins: SharedPins | null
  readonly events: Events
  settings(): GatewaySettings
  /** The catalog as it is now. */
  models(): ModelLookup
  /** Provider → the model that its name alone means; another object once it differs. */
  selections(): ReadonlyMap<string, string>
}
