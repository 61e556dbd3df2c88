/** Made at the first call, and the same ever after: what no request asks for costs neither time nor memory. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
