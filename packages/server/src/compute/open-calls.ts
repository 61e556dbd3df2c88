const most = { u: 64, i: 256 }

/** Counts open calls, of users (`u <id>`) and of instances (`i <id>`). */
export interface OpenCalls {
  /** Takes a place under every key, or none: undefined. The result gives them back, once. */
  enter(keys: readonly string[]): (() => void) | undefined
}

export function createOpenCalls(): OpenCalls {
  const counts = new Map<string, number>()
  return {
    enter(keys) {
      if (keys.some((key) => (counts.get(key) ?? 0) >= most[key.startsWith('u ') ? 'u' : 'i'])) return undefined
      for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
      let open = true
      return () => {
        if (!open) return
        open = false
        for (const key of keys) {
          const left = (counts.get(key) ?? 1) - 1
          if (left === 0) counts.delete(key)
          else counts.set(key, left)
        }
      }
    },
  }
}
