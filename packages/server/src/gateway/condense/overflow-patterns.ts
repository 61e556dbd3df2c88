const searchedCharsMax = 4_096

/** Whether an upstream's words match one of the patterns: substrings without case, in which `.*` stands for anything. */
export function matchesAny(patterns: readonly string[], message: string): boolean {
  const text = message.slice(0, searchedCharsMax).toLowerCase()
  return patterns.some((pattern) => isWithin(pattern.toLowerCase().split('.*'), text))
}

/** The pieces stand in the text one after another. */
function isWithin(pieces: readonly string[], text: string): boolean {
  let from = 0
  for (const piece of pieces) {
    const at = text.indexOf(piece, from)
    if (at === -1) return false
    from = at + piece.length
  }
  return true
}
