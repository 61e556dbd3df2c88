import { expect, test } from 'vitest'
import { keptLog, type Line, noMetrics, testClock } from '../../../test/runtime.ts'
import { EgressFailure } from '../../egress/failure.ts'
import { Exporter } from './exporter.ts'
import { batchMax, queueMax } from './span-queue.ts'
import type { SpanRecord } from './span-record.ts'

const refused = new EgressFailure({ phase: 'connect', kind: 'refused', sent: false })
const aborted = () => AbortSignal.abort()
const going = new AbortController().signal

/** A collector that answers as it is told: with a status, or a failure. */
function someExporter() {
  const clock = testClock()
  const lines: Line[] = []
  const collector = { says: 200 as number | Error, batches: [] as string[] }
  const counted = { dropped: 0 }
  const dropped = (spans: number) => {
    counted.dropped += spans
  }
  const woken: string[] = []
  const exporter = new Exporter(
    {
      name: 'otlp',
      url: 'http://collector:4318/v1/traces',
      headers: {},
      encode: (spans) => spans.map((s) => s.name).join(),
    },
    {
      clock,
      log: keptLog(lines),
      metrics: { ...noMetrics, count: (_, __, by = 1) => dropped(by) },
      wake: (job) => woken.push(job),
      egress: {
        request: async ({ body }) => {
          if (collector.says instanceof Error) throw collector.says
          collector.batches.push(String(body))
          return { status: collector.says, bytes: async () => new Uint8Array() } as never
        },
      },
    },
  )
  const add = (...names: string[]) => {
    for (const name of names) exporter.add({ name } as SpanRecord)
  }
  return { exporter, collector, counted, lines, clock, woken, add }
}

test('what waits is sent in one batch, and once', async () => {
  const { exporter, collector, add } = someExporter()
  add('a', 'b')
  await exporter.job.run(going)
  await exporter.job.run(going)
  expect(collector.batches).toEqual(['a,b'])
})

test('a full batch wakes the job, which says that another one waits', async () => {
  const { exporter, woken, add, collector } = someExporter()
  add(...Array.from({ length: 2 * batchMax }, () => 'x'))
  expect(woken).toEqual(['telemetry.otlp'])
  expect(await exporter.job.run(going)).toBeGreaterThan(0)
  expect(await exporter.job.run(going)).toBe(0)
  expect(collector.batches).toHaveLength(2)
})

test.each([refused, 503, 429])('after %s the same spans are sent again', async (answer) => {
  const { exporter, collector, counted, add } = someExporter()
  add('a')
  collector.says = answer
  await exporter.job.run(going)
  collector.says = 200
  collector.batches.length = 0
  await exporter.job.run(going)
  expect(collector.batches).toEqual(['a'])
  expect(counted.dropped).toBe(0)
})

test.each([400, 401, 413])('status %s will not change: the spans are dropped and counted', async (status) => {
  const { exporter, collector, counted, add } = someExporter()
  add('a', 'b')
  collector.says = status
  await exporter.job.run(going)
  await exporter.job.run(going)
  expect(collector.batches).toHaveLength(1)
  expect(counted.dropped).toBe(2)
})

test('a dead collector costs a bounded queue and one line a minute', async () => {
  const { exporter, collector, counted, lines, clock, add } = someExporter()
  collector.says = refused
  for (let second = 0; second < 120; second += 5) {
    add(...Array.from({ length: batchMax }, () => 'x'))
    await exporter.job.run(going)
    await clock.advance(5_000)
  }
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ['warn', 'Spans could not be sent'],
    ['warn', 'Spans could not be sent'],
  ])
  expect(counted.dropped).toBeGreaterThanOrEqual(24 * batchMax - queueMax)
  expect(JSON.stringify(lines)).toContain('"reason":"refused"')
})

test('a batch that a collector chokes on keeps the others back for a minute at most', async () => {
  const { exporter, collector, counted, add } = someExporter()
  add('poison')
  collector.says = refused
  for (let i = 0; i < 12; i++) await exporter.job.run(going)
  expect(counted.dropped).toBe(1)
  collector.says = 200
  add('good')
  await exporter.job.run(going)
  expect(collector.batches).toEqual(['good'])
})

test('at the end all batches go, but nothing waits for a collector that takes none', async () => {
  const { exporter, collector, add } = someExporter()
  add(...Array.from({ length: batchMax + 1 }, () => 'x'))
  await exporter.flush(going)
  expect(collector.batches).toHaveLength(2)
  add('y')
  collector.says = refused
  await exporter.flush(going)
  await exporter.flush(aborted())
  expect(collector.batches).toHaveLength(2)
})
