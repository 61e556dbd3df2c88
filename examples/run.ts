/**
 * `pnpm example <name>` runs one example against the server at PROXY_API_BASE_URL (http://127.0.0.1:8000 unless set).
 * Without PROXY_API_KEY the development account's key is read from ./gpuproxy.db.keys. Without a name it lists them all.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'

const keysFile = 'gpuproxy.db.keys'
const isExample = (file: string) => /\.(ts|cjs)$/.test(file) && !/^run\.ts$|\.test\.ts$/.test(file)
const files = readdirSync(import.meta.dirname).filter(isExample)
const nameOf = (file: string) => basename(file, extname(file))

const [name] = process.argv.slice(2)
const file = files.find((candidate) => nameOf(candidate) === name)
if (!file) {
  if (name) console.error(`There is no example ${name}.\n`)
  for (const known of files) console.log(`${nameOf(known).padEnd(20)} ${ideaOf(known)}`)
  process.exit(name ? 2 : 0)
}

const key = process.env.PROXY_API_KEY ?? developmentKey()
const env = { ...process.env, ...(key && { PROXY_API_KEY: key }) }
const { status } = spawnSync(process.execPath, [join(import.meta.dirname, file)], { env, stdio: 'inherit' })
process.exit(status ?? 1)

/** The sentence that each example begins with. */
function ideaOf(example: string): string {
  const [first = ''] = readFileSync(join(import.meta.dirname, example), 'utf8').split('\n')
  return first.replace(/^\/\*\*|^\/\/|\*\/$/g, '').trim()
}

function developmentKey(): string | undefined {
  if (!existsSync(keysFile)) return undefined
  return (JSON.parse(readFileSync(keysFile, 'utf8')) as { api_key: string }).api_key
}
