import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '../../test/shell.ts'

test('monitoring export writes rules and a dashboard into a folder, also one that is not there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-monitoring-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { code, out } = await run(folder, ['monitoring', 'export', '--dir', 'made/here'])
  expect({ code, out }).toEqual({ code: 0, out: 'made/here/alert_rules.yml\nmade/here/grafana-dashboard.json\n' })
  expect(readdirSync(join(folder, 'made/here'))).toEqual(['alert_rules.yml', 'grafana-dashboard.json'])
  expect((await run(folder, ['monitoring', 'export'])).code).toBe(2)
  writeFileSync(join(folder, 'config.yaml'), 'metrics: { custom: { prefix: mine } }\n')
  await run(folder, ['monitoring', 'export', '--dir', 'made/here'])
  const rules = readFileSync(join(folder, 'made/here/alert_rules.yml'), 'utf8')
  expect(rules).toContain('max by (instance) (mine_ledger_drift) > 0')
  expect(rules).not.toContain('proxyapi_ledger')
})
