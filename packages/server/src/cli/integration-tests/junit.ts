import type { components } from '@proxyapi/contract'

/** A summary as build servers read it. */
export function junitOf({ last_run, results }: components['schemas']['IntegrationTestSummary']): string {
  const { total_tests, test_results } = results
  const all = Object.entries(test_results)
  const errors = all.filter(([, { status }]) => status === 'error').length
  const cases = all.map(([name, { status, error, result }]) => {
    if (status === 'passed') return `  <testcase name="${escaped(name)}"/>`
    const [tag, message] = status === 'error' ? ['error', error ?? ''] : ['failure', JSON.stringify(result ?? null)]
    return `  <testcase name="${escaped(name)}"><${tag} message="${escaped(message)}"/></testcase>`
  })
  const counts = `tests="${total_tests}" failures="${results.failed - errors}" errors="${errors}"`
  const suite = `<testsuite name="proxyapi integration test" timestamp="${last_run}" ${counts}>`
  return ['<?xml version="1.0" encoding="UTF-8"?>', suite, ...cases, '</testsuite>', ''].join('\n')
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML has no control characters. */
const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign).replace(/[^\P{Cc}\t\n\r]/gu, ' ')
