/**
 * The keys of `PROXY_API_PROXY_API_KEYS` in every spelling that is in use: `k1,k2`, JSON `["k1"]`, Python `['k1','k2']`,
 * one key; with or without quotes around the whole. Throws without saying the value.
 */
export function parseKeyList(text: string): string[] {
  const bare = unwrapped(text)
  const keys = bare.startsWith('[') ? listed(bare) : bare.split(',').map(unwrapped)
  const clean = [...new Set(keys.map((key) => key.trim()).filter(Boolean))]
  if (clean.length === 0) throw new Error('holds no key: name one, or unset the variable')
  return clean
}

/** Without the one pair of quotes around it; quotes of several keys in a row are not one pair. */
function unwrapped(text: string): string {
  const trimmed = text.trim()
  const [, quote = '', inner = ''] = /^(["'])([\s\S]*)\1$/.exec(trimmed) ?? []
  const isPair = quote !== '' && (!inner.includes(quote) || inner.trim().startsWith('['))
  return isPair ? inner.trim() : trimmed
}

function listed(text: string): string[] {
  const python = /^\[\s*(?:'[^']*'\s*(?:,\s*'[^']*'\s*)*,?\s*)?\]$/
  if (python.test(text)) return [...text.matchAll(/'([^']*)'/g)].map(([, key]) => key!)
  // Inside double quotes a shell or a file may have kept the backslashes.
  for (const json of [text, text.replaceAll('\\"', '"')]) {
    const keys = textsOf(json)
    if (keys !== null) return keys
  }
  throw new Error('is not a list such as k1,k2 or ["k1","k2"]')
}

function textsOf(json: string): string[] | null {
  try {
    const value = JSON.parse(json) as unknown
    return Array.isArray(value) && value.every((key) => typeof key === 'string') ? value : null
  } catch {
    // Neither JSON nor a list in single quotes: the message says so without the value.
    return null
  }
}
