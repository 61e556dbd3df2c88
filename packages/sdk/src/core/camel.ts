import { ConfigurationError } from './errors.ts'

/** `supportsChat` → `supports_chat`: the seed classes take both spellings, but not both at once. */
export function wireNames(options: object): Record<string, unknown> {
  const wire: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(options)) {
    const key = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    if (key in wire) throw new ConfigurationError(`${key} is given in two spellings`)
    wire[key] = value
  }
  return wire
}
