/** The documents that the product was asked from, where they lie beside the checkout, and the snippets in them. */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Running } from './running.ts'

const seeds = new URL('../../../../shared/seeds/', import.meta.url)

export const discoveryGuide = new URL('000_955d8e18ac0b775d.txt', seeds)
export const gpuGuide = new URL('004_43e9a7eca5631a27.txt', seeds)
export const hasSeeds = existsSync(discoveryGuide)

/** The first fenced block of a language that contains a text; empty where the documents are not here. */
export function snippet(guide: URL, language: string, containing: string): string {
  if (!hasSeeds) return ''
  const blocks = readFileSync(guide, 'utf8').matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))
  const found = [...blocks].find(([, text]) => text?.includes(containing))
  if (found === undefined) throw new Error(`No ${language} block with ${containing}`)
  return found[1] ?? ''
}

/** A snippet with the address of a server in place of its own, and the key of its operator. */
export const pointedAt = ({ url, key }: Pick<Running, 'url' | 'key'>, text: string): string =>
  text.replaceAll('http://localhost:8000', url).replaceAll('http://localhost:8080', url).replaceAll('your-api-key', key)

/** A Python that can import these modules; undefined where the machine has none. */
export const pythonWith = (...modules: string[]): string | undefined =>
  ['python3', '/usr/bin/python3'].find((name) => {
    try {
      execFileSync(name, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore', timeout: 60_000 })
      return true
    } catch {
      return false
    }
  })

/** What a program prints; it is ended after 60 seconds. */
export async function runPython(python: string | undefined, code: string): Promise<string> {
  if (python === undefined) throw new Error('no python')
  const { stdout } = await promisify(execFile)(python, ['-c', code], { timeout: 60_000, killSignal: 'SIGKILL' })
  return stdout
}
