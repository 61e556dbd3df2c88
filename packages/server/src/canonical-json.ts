/** One text for equal values (RFC 8785): members sorted by UTF-16 code units, no space, absent members left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  return Array.isArray(value) ? arrayText(value) : objectText(value as Record<string, unknown>)
}

function arrayText(items: readonly unknown[]): string {
  let text = ''
  for (const item of items) text += text === '' ? canonicalJson(item) : `,${canonicalJson(item)}`
  return `[${text}]`
}

function objectText(members: Record<string, unknown>): string {
  let text = ''
  for (const name of Object.keys(members).sort()) {
    const member = members[name]
    if (member === undefined) continue
    if (text !== '') text += ','
    text += `${JSON.stringify(name)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}
