/**
 * The keys of `PROXY_API_PROXY_API_KEYS` in every spelling that is in use: `k1,k2`, JSON `["k1"]`, Python `['k1','k2']`,
 * one key; with or without quotes around the whole. Throws without saying the value.
 */
export function parseKeyList(text: string): string[] {
  const bare = text
    .trim()
    .replace(/^(["'])([\s\S]*)\1$/, '$2')
    .trim()
  const keys = bare.startsWith('[') ? listed(bare) : bare.split(',')
  const clean = [...new Set(keys.map((key) => key.trim()).filter(Boolean))]
  if (clean.length === 0) throw new Error('holds no key')
  return clean
}

function listed(text: string): string[] {
  const python = /^\[\s*(?:'[^']*'\s*(?:,\s*'[^']*'\s*)*,?\s*)?\]$/
  if (python.test(text)) return [...text.matchAll(/'([^']*)'/g)].map(([, key]) => key!)
  try {
    const value = JSON.parse(text) as unknown
    if (Array.isArray(value) && value.every((key) => typeof key === 'string')) return value
  } catch {
    // Neither JSON nor a list in single quotes: the message below says so without the value.
  }
  throw new Error('is not a list such as k1,k2 or ["k1","k2"]')
}
