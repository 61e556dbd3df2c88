/** The last line of CI: counts of the test run; a service test that was skipped fails it. */
import { readFileSync } from 'node:fs'

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: {
    name: string
    status: string
    message?: string
    assertionResults: { fullName: string; status: string }[]
  }[]
}

const [, , file, code] = process.argv
const report = JSON.parse(readFileSync(file!, 'utf8')) as Report
const all = report.testResults.flatMap(({ assertionResults }) => assertionResults)
const skipped = all.filter(({ status }) => status === 'pending' || status === 'skipped' || status === 'todo')
for (const { fullName } of skipped) console.log(`skipped: ${fullName}`)
const services = skipped.filter(({ fullName }) => /postgres|redis|chromium/i.test(fullName))
for (const { fullName } of services) console.log(`a service test was skipped: ${fullName}`)
const brokenFiles = report.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
)
for (const { name, message } of brokenFiles) console.log(`did not load: ${name}: ${message ?? ''}`)

const failed =
  report.numFailedTests + services.length + brokenFiles.length + (code !== '0' && report.numFailedTests === 0 ? 1 : 0)
console.log(`${report.numPassedTests} passed, ${failed} failed, ${skipped.length - services.length} skipped`)
process.exitCode = failed > 0 ? 1 : 0
