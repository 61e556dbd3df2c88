import { expect, test } from 'vitest'
import { createLog } from './log.ts'

test.each([
  [true, ['audit.checkpoint', 'http.failed']],
  [false, ['http.failed']],
])(
  'at a level above it, what is told for the audit log is written where the log is kept: %s',
  (keepsAudit, expected) => {
    const lines: string[] = []
    const write = (line: string) => void lines.push(line)
    const log = createLog({ level: 'warning', format: 'json', now: () => 0, write, keepsAudit, fields: {} }).child(
      'test',
    )
    log.info('For the audit', { event: 'audit.checkpoint' })
    log.info('A request', { event: 'http.request' })
    log.warn('A failure', { event: 'http.failed' })
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(expected)
  },
)
