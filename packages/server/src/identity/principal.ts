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
}

/** The built-in account of static keys. */
export const operatorId = 'usr_operator'
