/** Recorded streams through the relay: not a byte is changed, and the outcome is that of the translated way. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { brands } from '@proxyapi/providers'
import { describe, expect, test } from 'vitest'
import { readBack, relayed, rendered } from '../../test/gateway/passages.ts'

const fixtures = new URL('../../../../../shared/fixtures/', import.meta.url)
const isThere = existsSync(fixtures)

const folders: [path: string, dialect: string, brand: string][] = [
  ['vercel-ai/openai/chat', 'openai-chat', 'openai'],
  ['vercel-ai/groq', 'openai-chat', 'groq'],
  ['vercel-ai/deepseek/chat', 'openai-chat', 'deepseek'],
  ['vercel-ai/mistral', 'openai-chat', 'mistral'],
  ['vercel-ai/anthropic', 'anthropic-messages', 'anthropic'],
  ['vercel-ai/openai/responses', 'openai-responses', 'openai'],
  ['vercel-ai/azure', 'openai-responses', 'azure_openai'],
  ['vercel-ai/xai/responses', 'openai-responses', 'grok'],
]
/** One that is no JSON, and one that is a chat. */
const unfit = /^(?:parallel-tool-call-wrapper|azure-deepseek)/

function streams(path: string): string[] {
  const folder = new URL(`${path}/`, fixtures)
  return existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.chunks.txt') && !unfit.test(name))
    : []
}

/** The recordings hold one payload a line, without framing. */
function framed(path: string, name: string, dialect: string): string {
  const lines = readFileSync(new URL(`${path}/${name}`, fixtures), 'utf8')
    .split('\n')
    .filter(Boolean)
  if (dialect === 'openai-chat') return `${lines.map((line) => `data: ${line}\n\n`).join('')}data: [DONE]\n\n`
  return lines.map((line) => `event: ${JSON.parse(line).type}\ndata: ${line}\n\n`).join('')
}

const title = isThere ? '%s' : '%s (skipped: put the fixtures beside the checkout, in shared/fixtures)'

describe.skipIf(!isThere).each(isThere ? folders : [])(title, (path, dialect, brand) => {
  const quirks = brands.get(brand)?.quirks ?? {}

  test.each(streams(path))('%s', (name) => {
    const text = framed(path, name, dialect)
    const ours = relayed(dialect, [Buffer.from(text)], false, quirks)
    const theirs = rendered(dialect, [Buffer.from(text)], false, quirks)
    expect(ours.isAnswered).toBe(theirs.isAnswered)
    expect(ours.watch.usage).toEqual(theirs.watch.usage)
    expect(ours.watch.error).toEqual(theirs.watch.error)
    if (ours.isAnswered) {
      // Some recordings go on with a second answer, which is not ours any more.
      expect(text).toContain(ours.written)
      expect(readBack(dialect, ours.written, quirks).choices).toEqual(readBack(dialect, text, quirks).choices)
    }
  })
})
