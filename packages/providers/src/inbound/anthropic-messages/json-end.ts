const quote = 0x22
const backslash = 0x5c
const opening = new Set([0x7b, 0x5b])
const closing = new Set([0x7d, 0x5d])

/** Watches the text of one JSON object go by, in pieces, and tells when it is complete. */
export interface JsonEnd {
  push(piece: string): void
  reached(): boolean
}

export function jsonEnd(): JsonEnd {
  let depth = 0
  let begun = false
  let inString = false
  let escaped = false

  function step(code: number): void {
    if (escaped) escaped = false
    else if (inString && code === backslash) escaped = true
    else if (code === quote) inString = !inString
    else if (inString) return
    else if (opening.has(code)) {
      depth++
      begun = true
    } else if (closing.has(code)) depth--
  }

  return {
    push(piece) {
      for (let i = 0; i < piece.length; i++) step(piece.charCodeAt(i))
    },
    reached: () => begun && depth <= 0,
  }
}
