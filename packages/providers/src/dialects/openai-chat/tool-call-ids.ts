const alphanumeric = /^[a-zA-Z0-9]+$/

/**
 * Renames ids of tool calls for upstreams that demand a length: the n-th unfit id gets the n-th name, so that a
 * conversation that grows keeps its prefix and the upstream's prompt cache with it.
 */
export function toolCallIds(length: number | undefined): (id: string) => string {
  if (length === undefined) return (id) => id
  const names = new Map<string, string>()
  return (id) => {
    if (id.length === length && alphanumeric.test(id)) return id
    let name = names.get(id)
    if (name === undefined) {
      name = `c${String(names.size).padStart(length - 1, '0')}`
      names.set(id, name)
    }
    return name
  }
}
