/** Gives an object a hidden `data` that refers to itself, for code that read the envelope. */
export function withData<T extends object>(value: T): T & { readonly data: T } {
  return Object.defineProperty(value, 'data', { get: () => value, configurable: true }) as T & { readonly data: T }
}
