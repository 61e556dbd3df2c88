import type { Egress } from '../../egress/egress.ts'
import type { Runtime, Tracer } from '../../runtime.ts'
import { version } from '../../version.ts'
import type { Job } from '../../worker.ts'
import { Exporter } from './exporter.ts'
import { encodeOtlp } from './otlp.ts'
import type { Sampling } from './sampling.ts'
import type { Resource, SpanRecord } from './span-record.ts'
import { createTracer } from './tracer.ts'
import { encodeZipkin } from './zipkin.ts'

/** What `app.ts` takes from the configuration. */
export interface TracingSettings {
  targets: readonly {
    name: string
    format: keyof typeof encoders
    url: string
    headers: Readonly<Record<string, string>>
  }[]
  resource: Resource
  sampling: Sampling
  propagates: boolean
}

export interface Tracing {
  tracer: Tracer
  /** Decides so for traces that begin from now on. */
  adopt(sampling: Sampling): void
  jobs(): Job[]
  /** Sends what still waits, for two seconds at most. */
  close(): Promise<void>
}

interface TracingParts extends Omit<Runtime, 'tracer'> {
  egress: Pick<Egress, 'request'>
  wake(job: string): void
}

const encoders = {
  otlp: (spans: readonly SpanRecord[], resource: Resource) => encodeOtlp(spans, resource, version),
  zipkin: encodeZipkin,
}
const lastWordsMs = 2_000

/** Traces of what this process does, sent to each target by an exporter of its own. */
export function createTracing(
  { targets, resource, sampling, propagates }: TracingSettings,
  parts: TracingParts,
): Tracing {
  const log = parts.log.child('telemetry')
  const exporters = targets.map(
    ({ format, ...target }) =>
      new Exporter({ ...target, encode: (spans) => encoders[format](spans, resource) }, { ...parts, log }),
  )
  const ended = (span: SpanRecord) => {
    for (const exporter of exporters) exporter.add(span)
  }
  const present = { ...sampling }
  return {
    tracer: createTracer({ ...parts, sampling: present, propagates, ended }),
    adopt: (next) => void Object.assign(present, next),
    jobs: () => exporters.map(({ job }) => job),
    async close() {
      const limit = AbortSignal.timeout(lastWordsMs)
      await Promise.all(exporters.map((exporter) => exporter.flush(limit)))
    },
  }
}
