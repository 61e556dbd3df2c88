import { isMap, keysOf, keyText } from '../config/key-path.ts'
import type { Config } from '../config/schema.ts'
import { redacted } from '../config/secrets.ts'

export interface ShownKey {
  readonly key: string
  readonly value: unknown
  /** `env:NAME`, `file:line` or `default`. */
  readonly origin: string
}

/** Every key with its value and where it comes from; secrets are `***`. Times are milliseconds, sizes bytes. */
export const shownKeys = (config: Config, origin: ReadonlyMap<string, string>): ShownKey[] =>
  keysOf(config)
    .map(([path, value]) => ({
      key: keyText(path),
      value: redacted(path, value),
      origin: origin.get(keyText(path)) ?? 'default',
    }))
    .filter(({ value }) => !(isMap(value) && Object.keys(value).length === 0))
