const bytesMax = 16 * 1024
const depthMax = 6

/**
 * Native leftovers as they can be stored anywhere: at most 16 KB, 6 levels, well-formed text without NUL. Members that do
 * not fit are left out whole; undefined where nothing is left.
 */
export function cleanMetadata(members: Iterable<readonly [string, unknown]>): Record<string, unknown> | undefined {
  const kept: Record<string, unknown> = {}
  let bytes = 2
  for (const [name, value] of members) {
    const clean = cleanValue(value, 1)
    if (clean === undefined || clean === null || name === '__proto__') continue
    const size = Buffer.byteLength(JSON.stringify({ [name]: clean }))
    if (bytes + size > bytesMax) continue
    kept[cleanText(name)] = clean
    bytes += size
  }
  return Object.keys(kept).length > 0 ? kept : undefined
}

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= depthMax) return undefined
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, depth + 1) ?? null)
  const entries = Object.entries(value).filter(([name]) => name !== '__proto__')
  return Object.fromEntries(entries.map(([name, item]) => [cleanText(name), cleanValue(item, depth + 1)]))
}

const cleanText = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd')
