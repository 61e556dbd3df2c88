/**
 * A provider's or cloud's name stands in its own row or file and nowhere else: shared code asks for a property.
 * `node .config/names.ts [folder…]` prints every line that breaks this, and then fails.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clouds } from '@proxyapi/clouds'
import { brands } from '@proxyapi/providers'

const names = [...brands.values(), ...clouds.values()].flatMap(({ id, aliases }) => [id, ...aliases])
/** These are families of paths and callers as well, which shared code may name, but not compare with. */
const families: ReadonlySet<string> = new Set(['openai', 'anthropic'])
const anyOf = (list: readonly string[]) => `(?:${list.map((name) => name.replaceAll('.', '\\.')).join('|')})`

const quoted = `['"\`]${anyOf(names)}['"\`]`
const decides = new RegExp(`(?:[!=]==?\\s*${quoted}|${quoted}\\s*[!=]==?|\\bcase\\s+${quoted}|includes\\(${quoted}\\))`)
const apart = anyOf(names.filter((name) => !families.has(name)))
/** As a text, or as the name of a member. */
const mentions = new RegExp(`['"\`]${apart}['"\`]|(?:^|[{,])\\s*${apart}\\s*:`)
const comment = /^\s*(?:\/?\*|\/\/).*$|\/\*\*.*?\*\/|\s\/\/ .*$/g

/** Own rows and files (of providers, and of where people log in); families of paths and protocols of proxyRequest, which name dialects and not providers; the stand-ins of `dev`. */
const mayDecide =
  /brands\.ts$|clouds\/src\/(?:clouds\/|engines\.ts$)|\.test\.ts$|server\/src\/(http|cli|resources)\/|compute\/proxy\.ts/
/**
 * Rows and dialects too: operations are carried by dialects, and discovery has tables of what lists and ids of a brand say.
 * Two names are also those of a public catalog and of a word in ids; catalogs have words of their own for providers.
 */
const mayMention =
  /identity\/login-providers\.ts$|providers\/src\/(?:dialects|inbound|operations)\/|(?:config\/discovery|discovery\/(?:brand-traits|id-rules|model-names|choose|row-tokens|sources\/catalogs\/[a-z-]+))\.ts$/

const given = process.argv.slice(2)
const rooms = given.length > 0 ? given : ['packages/providers/src', 'packages/clouds/src', 'packages/server/src']

function broken(file: string, line: string): boolean {
  if (mayDecide.test(file)) return false
  const code = line.replace(comment, '')
  return decides.test(code) || (!mayMention.test(file) && mentions.test(code))
}

const found = rooms.flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .map((name) => join(room, name))
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, i) => (broken(file, line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
    ),
)
if (found.length > 0) {
  console.error(`A provider's or cloud's name outside its row (give the row a property instead):\n${found.join('\n')}`)
  process.exit(1)
}
