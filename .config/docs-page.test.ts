/** The page of the API in a real browser: it shows the document, and asks nobody but its own server. */
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../packages/server/test/running.ts'
import { hasChromium, launchChromium } from './chromium.ts'

/** Operations are drawn as they come into sight. */
const drawn = `new Promise((resolve) => {
  const look = () => {
    const found = document.querySelector('.opblock')
    found ? resolve(found.innerText) : setTimeout(look, 50)
  }
  look()
})`

test.skipIf(!hasChromium)(
  '/docs loads nothing from another origin (needs chromium)',
  { timeout: 120_000 },
  async () => {
    const server = await startServer()
    onTestFinished(async () => void (await server.stop()))
    const page = await launchChromium()
    onTestFinished(() => page.close())
    await page.open(`${server.url}/docs`)
    expect(await page.evaluate(drawn)).toContain('/api/v1/models')
    const asked = page.requested.map((url) => new URL(url)).filter(({ protocol }) => protocol !== 'data:')
    expect(asked.map(({ pathname }) => pathname)).toContain('/openapi.json')
    expect([...new Set(asked.map(({ origin }) => origin))]).toEqual([server.url])
  },
)
