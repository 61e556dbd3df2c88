import type { Principal } from './principal.ts'

export interface Credentials {
  headers: Headers
  clientIp: string
  /** Who asks is on this machine, and no proxy says that he asks for another. */
  isLocal?: boolean
}

/** Who may do what. */
export interface Identity {
  /**
   * A principal, or a thrown AUTH_REQUIRED, INVALID_API_KEY, INVALID_TOKEN, INVALID_REQUEST (two different credentials),
   * STORAGE_UNAVAILABLE. Without any credential: the anonymous principal with its configured permissions. Synchronous
   * where the credential is cached.
   */
  authenticate(credentials: Credentials): Principal | Promise<Principal>
}
