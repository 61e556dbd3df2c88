/** The host of the registry in an image's name; null for the default one. */
export function registryOf(image: string): string | null {
  const [first = '', ...rest] = image.split('/')
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : null
}
