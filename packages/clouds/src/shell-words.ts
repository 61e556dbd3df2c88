const plain = /^[A-Za-z0-9_@%+=:,./-]+$/

/**
 * Arguments as the one text that some clouds take for them: whatever reads it by the rules of a POSIX shell gets exactly
 * these words back, and nothing in them is expanded.
 */
export const shellWords = (words: readonly string[]): string =>
  words.map((word) => (plain.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`)).join(' ')
