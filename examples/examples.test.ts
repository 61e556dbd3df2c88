/** Every example, and the README's own curl lines, run unchanged against `proxyapi dev` as `npm start` starts it. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Running, startServer } from '../packages/server/test/running.ts'

const run = promisify(execFile)
const exampleMsMax = 90_000

/** What each example must print; those in other languages run where the language is on the machine. */
const lines: Record<string, RegExp> = {
  'ai-tasks.ts':
    /^text: \S.*^code: \d+ block.*^label: (question|complaint|other) .*^findings: \d+.*^vectors: 2 of \d+ numbers/ms,
  'anthropic-sdk.ts': /^streamed: \S/m,
  'buy-credits.ts': /^credits: (\d+) \+ 25 = .*^newest transaction: payment of \$25 by stripe/ms,
  'cancel.ts': /^left the stream/m,
  'chat-fallback.ts': /^answered by: claude.*^attempts: [2-9]/ms,
  'chat-stream.ts': /^usage: \d+ tokens/m,
  'chat.ts': /^cost: \$0\.\d+, request req_/m,
  'commonjs.cjs': /^found: .*gpt-4/m,
  'discover-models.ts': /^one model: gpt-4o-mini/m,
  'errors-and-retries.ts': /^failed: 502 UPSTREAM_ERROR/m,
  'gpu-proxy-http.ts': /^health: 200 .*refused: TARGET_BLOCKED/ms,
  'gpu-rent.ts': /^answer of the instance: 200.*given back: termin/ms,
  'graphql-models.ts': /^found: \S+ at \$0\.\d+.*^providers: .*openai/ms,
  'gpu-route.ts': /^first, by openai: .*^ready on .*^then, by inst_.*^given back: delet/ms,
  'integrations.ts':
    /^answered: 201 after 2 attempts.*^refused: .*Missing required field: input.*^webhook: order\.paid verified.*^delivered: true.*^synced: 1 .*Call back.*^health: healthy/ms,
  'mocks-test.ts': /none left this process/,
  'mongodb-sink.ts': /^(copied|resumed at \S+): \d+ changes.*^rows: \d+, found: .*gpt-4o.*^a pattern finds 0$/ms,
  'openai-sdk.ts': /^streamed: \S/m,
  'pagination.ts': /^all at once: \d+/m,
  'quickstart.ts': /^cheapest GPU with 16 GB: \S+ .*vast\.ai/m,
  'realtime.ts': /^told: refresh\.completed of openai.*^resume later from \{.*"public":\d+/ms,
  'search-models.ts': /^gpt4o mini → .*openai\/gpt-4o-mini/m,
  'sync.ts': /^answer: \S/m,
  'workflow.ts': /^queued: job_.*^gpu: gpu\.create succeeded.*^sum: chat succeeded.*^now: cancel.*^1 run\.queued/ms,
  'webhook-receiver.ts': /^received: inst_.*refused: replayed.*refused: no_match/ms,
}

/** What is not on every machine, by the example that needs it. */
const needs: Record<string, { variable: string; missing: boolean }> = {
  'mongodb-sink.ts': { variable: 'MONGODB_URL', missing: !process.env.MONGODB_URL },
}

const foreign: [name: string, program: string, args: string[], line: RegExp][] = [
  ['python/model_discovery.py', 'python3', ['python/model_discovery.py'], /^found: anthropic\/claude/m],
  ['python/gpu_rent.py', 'python3', ['python/gpu_rent.py'], /^answer of the instance: 200\ngiven back: termin/m],
  ['go/main.go', 'go', ['run', 'go/main.go'], /^answer: \S/m],
]
const isInstalled = (program: string) =>
  spawnSync(program, [program === 'go' ? 'version' : '--version'], { stdio: 'ignore' }).status === 0

/** Machines of the simulated cloud share one address: one that is still being given back must not be meant by another example. */
const alone: ReadonlySet<string> = new Set(['gpu-route.ts', 'workflow.ts'])

let server: Running
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-examples-'))
  // The service that an example is itself.
  writeFileSync(join(folder, 'config.yaml'), "egress: { allow: ['127.0.0.1:18095'] }\n")
  server = await startServer({ folder, environment: { RATE_LIMIT_REQUESTS: '100' } })
})
afterAll(() => server.stop())

/** Runs in the server's folder, where `gpuproxy.db.keys` stands; rejects unless it exits with 0. */
async function output(command: string, args: string[], at = server): Promise<string> {
  const { PATH, HOME, MONGODB_URL } = process.env
  const env = {
    PATH,
    HOME,
    ...(MONGODB_URL && { MONGODB_URL, MONGODB_DATABASE: `proxyapi_test_${at.url.split(':').at(-1)}` }),
    PROXY_API_BASE_URL: at.url,
    PROXY_API_KEY: at.key,
  }
  const { stdout } = await run(command, args, { env, cwd: at.folder, timeout: exampleMsMax })
  return stdout
}

test('every example has its line here', () => {
  const found = readdirSync(import.meta.dirname).filter(
    (file) => /\.(ts|cjs)$/.test(file) && !/^run|\.test\./.test(file),
  )
  expect(found.sort()).toEqual(Object.keys(lines).sort())
})

/** Blocks of README and docs that say `ts run`, as files beside the examples, since that is what they may import. */
function runnableBlocks(): { name: string; text: string }[] {
  const docs = join(import.meta.dirname, '../docs')
  const guides = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'))
  return [join(docs, '../README.md'), ...guides.map((file) => join(docs, file))].flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/^```ts run\n(.*?)^```$/gms)].map(([, text], n) => ({
      name: `${basename(page, '.md')}-${n + 1}`,
      text: text!,
    })),
  )
}

test('every block of the docs that says so runs', { timeout: exampleMsMax }, async () => {
  const blocks = runnableBlocks()
  expect(blocks.length).toBeGreaterThan(10)
  const folder = mkdtempSync(join(import.meta.dirname, '.blocks-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const { name, text } of blocks) writeFileSync(join(folder, `${name}.ts`), text)
  const steps = blocks.map(({ name }) => `await import('./${name}.ts')\nconsole.log('\\nran ${name}')`)
  writeFileSync(join(folder, 'all.ts'), steps.join('\n'))
  const printed = await output(process.execPath, [join(folder, 'all.ts')])
  expect(printed.match(/^ran .*$/gm)).toEqual(blocks.map(({ name }) => `ran ${name}`))
})

const title = (file: string) => (needs[file]?.missing ? `${file} (skipped: set ${needs[file].variable})` : file)

for (const [file, line] of Object.entries(lines)) {
  test.skipIf(needs[file]?.missing)(title(file), { timeout: exampleMsMax }, async () => {
    const own = alone.has(file) ? await startServer() : null
    try {
      expect(await output(process.execPath, [join(import.meta.dirname, file)], own ?? server)).toMatch(line)
    } finally {
      await own?.stop()
    }
  })
}

for (const [name, program, args, line] of foreign) {
  const title = isInstalled(program) ? name : `${name} (skipped: install ${program} to run it)`
  test.runIf(isInstalled(program))(title, { timeout: exampleMsMax }, async () => {
    const placed = args.map((arg) => (arg.includes('/') ? join(import.meta.dirname, arg) : arg))
    expect(await output(program, placed)).toMatch(line)
  })
}

test('`pnpm example` finds the development key by itself', async () => {
  const env = { PATH: process.env.PATH, PROXY_API_BASE_URL: server.url }
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'run.ts'), 'chat'], {
    env,
    cwd: server.folder,
  })
  expect(stdout).toMatch(lines['chat.ts']!)
})

test('the README’s quickstart works word for word', { timeout: exampleMsMax }, async () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  const script = /^## Quickstart.*?^```sh\n(.*?)^```/ms.exec(readme)![1]!
  const printed = await output('sh', ['-ec', script.replaceAll('http://127.0.0.1:8000', server.url)])
  expect(printed).toMatch(/"models":\[.*gpt-4o/s)
  expect(printed).toMatch(/"object":"chat.completion".*data: \{.*data: \[DONE\]/s)
  expect(printed).toMatch(/"provider":"vast\.ai".*"status":"success"/s)
})
