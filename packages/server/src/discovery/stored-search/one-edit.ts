const alphabet = [...'abcdefghijklmnopqrstuvwxyz']

/** Every word that one edit makes of this one: a letter more, less or another, or two neighbours swapped. */
export function oneEditFrom(word: string): string[] {
  const letters = [...word]
  const others = new Set([...alphabet, ...letters])
  const words = new Set<string>()
  for (let at = 0; at <= letters.length; at++) {
    const before = letters.slice(0, at).join('')
    const [here = '', next] = [letters[at], letters[at + 1]]
    const after = letters.slice(at + 1).join('')
    for (const letter of others) words.add(before + letter + here + after).add(before + letter + after)
    words.add(before + after)
    if (next !== undefined) words.add(before + next + here + letters.slice(at + 2).join(''))
  }
  return [...words].filter((one) => one !== word)
}
