/** `${VAR}` and `${VAR:-default}` in texts, after parsing, so that a value can never become structure. `$${` is literal. */
export interface Substituted {
  value: unknown
  /** Variables that are not set, with the path of the text that names them. Such a text becomes absent. */
  missing: { name: string; path: PropertyKey[] }[]
}

const reference = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g

export function substitute(value: unknown, environment: Record<string, string | undefined>): Substituted {
  const missing: Substituted['missing'] = []
  const visit = (at: unknown, path: PropertyKey[]): unknown => {
    if (typeof at === 'string') return text(at, path)
    if (Array.isArray(at)) return at.map((item, i) => visit(item, [...path, i]))
    if (at && typeof at === 'object') {
      return Object.fromEntries(Object.entries(at).map(([key, member]) => [key, visit(member, [...path, key])]))
    }
    return at
  }
  const text = (given: string, path: PropertyKey[]): string | undefined => {
    let absent = false
    const done = given.replace(reference, (whole, name: string | undefined, fallback: string | undefined) => {
      if (name === undefined) return whole.slice(1)
      const found = environment[name] ?? fallback
      if (found !== undefined) return found
      missing.push({ name, path })
      absent = true
      return ''
    })
    return absent ? undefined : done
  }
  return { value: visit(value, []), missing }
}
