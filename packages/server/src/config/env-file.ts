/**
 * Reads a `.env` file by python-dotenv's grammar: `export` is allowed, `#` begins a comment only after white space,
 * single quotes are literal, double quotes know escapes, `${NAME}` is expanded outside single quotes.
 */
export function parseEnvFile(
  text: string,
  environment: Record<string, string | undefined> = {},
): Record<string, string> {
  const values: Record<string, string> = {}
  const line =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)"|([^\r\n]*))/gm
  for (const [, name, single, double, bare] of text.replaceAll('\r\n', '\n').matchAll(line)) {
    if (single !== undefined) values[name!] = single.replaceAll("\\'", "'")
    else values[name!] = expanded(double !== undefined ? unescaped(double) : withoutComment(bare ?? ''))
  }
  return values

  function expanded(value: string): string {
    return value.replace(
      /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g,
      (_, name: string, fallback?: string) => environment[name] ?? values[name] ?? fallback ?? '',
    )
  }
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }
const unescaped = (text: string) => text.replace(/\\(.)/g, (whole, letter: string) => escapes[letter] ?? whole)
const withoutComment = (text: string) => text.replace(/(^|\s)#.*$/, '').trim()
