/** Where people may log in, as data; another provider is another row. */
export interface LoginProvider {
  /** null: the operator writes it. */
  issuer: string | null
  scopes: string
}

const scopes = 'openid email profile'

export const loginProviders = {
  google: { issuer: 'https://accounts.google.com', scopes },
  oidc: { issuer: null, scopes },
} as const satisfies Record<string, LoginProvider>

export const loginProviderNames = Object.keys(loginProviders) as [keyof typeof loginProviders]
