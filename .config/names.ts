/** A provider's or cloud's name never decides anything outside its own file or row: shared code asks for a property. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clouds } from '@proxyapi/clouds'
import { brands } from '@proxyapi/providers'

const names = [...brands.values(), ...clouds.values()].flatMap(({ id, aliases }) => [id, ...aliases])
const quoted = `['"\`](?:${names.map((name) => name.replace('.', '\\.')).join('|')})['"\`]`
const decides = new RegExp(`(?:[!=]==?\\s*${quoted}|${quoted}\\s*[!=]==?|\\bcase\\s+${quoted}|includes\\(${quoted}\\))`)
const rooms = ['packages/providers/src', 'packages/clouds/src', 'packages/server/src']
/** Own rows and files; families of paths and protocols of proxyRequest, which name dialects and not providers; the stand-ins of `dev`. */
const allowed = /brands\.ts$|clouds\/clouds\/|\.test\.ts$|server\/src\/(http|cli|resources)\/|compute\/proxy\.ts/

const found = rooms.flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .map((name) => join(room, name))
    .filter((file) => file.endsWith('.ts') && !allowed.test(file))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, i) => (decides.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
    ),
)
if (found.length > 0) {
  console.error(`Decisions on a provider's or cloud's name (give its row a property instead):\n${found.join('\n')}`)
  process.exit(1)
}
