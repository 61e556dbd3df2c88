/** Identity and ledger over one store, as `app.ts` joins them, for tests. */
import type { Egress } from '../src/egress/egress.ts'
import type { StaticKey } from '../src/identity/authenticate.ts'
import { createIdentity } from '../src/identity/create-identity.ts'
import { createPasswordHashes } from '../src/identity/password-hash.ts'
import { createSecrets, type Secrets } from '../src/identity/secrets.ts'
import type { TokenSettings } from '../src/identity/tokens.ts'
import { createLedger } from '../src/ledger/create-ledger.ts'
import type { SliceSizes } from '../src/ledger/limits.ts'
import type { Clock, Runtime } from '../src/runtime.ts'
import { createCursors } from '../src/store/cursors.ts'
import type { Store } from '../src/store/database.ts'

const ownSecrets = createSecrets(Buffer.alloc(32, 9).toString('base64url'))

/** Nothing leaves. */
const noEgress = new Proxy({} as Egress, {
  get() {
    throw new Error('this room has no way out')
  },
})

export const tokenSettings: TokenSettings = {
  secrets: [ownSecrets.tokenSecrets[0]],
  algorithm: 'HS256',
  issuer: 'proxyapi',
  lifetimeMaxSeconds: 86_400,
  legacy: false,
}

export function accountsRoom<C extends Clock>(
  store: Store,
  runtime: Runtime & { clock: C },
  sizes?: SliceSizes,
  options: { tokens?: Partial<TokenSettings>; staticKeys?: StaticKey[]; secrets?: Secrets } = {},
) {
  const { secrets = ownSecrets } = options
  const ledger = createLedger({ store, runtime, ...(sizes && { sizes }) })
  const identity = createIdentity({
    store,
    runtime,
    ledger,
    cursors: createCursors(secrets.cursorKey),
    peppers: secrets.peppers,
    hashes: createPasswordHashes(runtime.random, { ln: 4, r: 8, p: 1 }),
    tokens: { ...tokenSettings, ...options.tokens },
    login: null,
    egress: noEgress,
    sealer: secrets,
    staticKeys: options.staticKeys ?? [{ key: 'static-key-of-the-operator', role: 'operator' }],
    keyHeader: null,
    anonymousPermissions: ['models:read'],
    localPermissions: ['metrics:read'],
    metricsToken: 'token-of-the-scraper',
  })
  const as = async (key: string, clientIp = '203.0.113.9') =>
    identity.authenticate({ headers: new Headers({ 'x-api-key': key }), clientIp })
  const withToken = async (token: string, clientIp = '203.0.113.9') =>
    identity.authenticate({ headers: new Headers({ authorization: `Bearer ${token}` }), clientIp })
  return {
    identity,
    ledger,
    as,
    withToken,
    clock: runtime.clock,
    asker: async (key: string) => ({ principal: await as(key), requestId: 'req_t', clientIp: '127.0.0.1' }),
  }
}
