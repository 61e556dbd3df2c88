import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'

type Schemas = components['schemas']

/** What is counted of a credential, and how much it may. */
export interface CredentialLimits {
  /** Names it among those of its account: the same in every process. */
  readonly credential: string
  readonly key: Schemas['ApiKeyLimitsInput']
  readonly user: Schemas['UserLimitsInput']
}

/** Who asks. Authentication returns a principal or throws; there is no third state. */
export interface Principal {
  kind: 'key' | 'session' | 'operator' | 'anonymous' | 'service'
  /** The account that it acts on; null for anonymous. */
  userId: string | null
  keyId: string | null
  role: 'user' | 'operator' | 'admin' | null
  permissions: ReadonlySet<string>
  /** `prepaid`: the balance is enforced. `unmetered`: usage is recorded only. */
  billing: 'prepaid' | 'unmetered'
  /** Exact names or `prefix*`; null: every model. */
  modelsAllow: readonly string[] | null
  /** Of an access token; absent where the credential is a key. */
  token?: { id: string; expiresAt: number }
  /** Absent: the server's own for every account. */
  limits?: CredentialLimits
}

/** The built-in account of static keys. */
export const operatorId = 'usr_operator'

/** The account that a principal acts on; an anonymous one has none. */
export function ownerOf({ userId }: Principal): string {
  if (userId === null) throw new ApiError('AUTH_REQUIRED')
  return userId
}
