/** Tables of signing in: what proves who somebody is. Secrets stand in them as digests only. */

export interface UserPasswordsTable {
  user_id: string
  /** PHC string; tells nothing that could be sent again. */
  hash: string
  set_at: number
}

/** An invitation to set a first password; used or replaced ones are gone. */
export interface SetupTokensTable {
  digest: string
  user_id: string
  expires_at: number
}

/** Attempts of one place (an email at an address, or an address) that failed, or are being judged. */
export interface LoginAttemptsTable {
  place: string
  /** JSON: times, oldest first. */
  times: string
  /** When the last of them counts no more. */
  until: number
}

/** Access tokens that ended before their time. */
export interface RevokedTokensTable {
  id: string
  /** When it would have ended anyway. */
  expires_at: number
}

/** Who an identity provider says somebody is. */
export interface UserIdentitiesTable {
  issuer: string
  subject: string
  user_id: string
  linked_at: number
}

/** The code of a login at an identity provider: trades once for a token. */
export interface LoginCodesTable {
  digest: string
  user_id: string
  expires_at: number
}

export interface SessionTables {
  user_passwords: UserPasswordsTable
  setup_tokens: SetupTokensTable
  login_attempts: LoginAttemptsTable
  revoked_tokens: RevokedTokensTable
  user_identities: UserIdentitiesTable
  login_codes: LoginCodesTable
}
