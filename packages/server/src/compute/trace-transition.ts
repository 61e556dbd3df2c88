import type { Tracer } from '../runtime.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'

/** A change of state that has been written, as a span: `gpu.ready`. It lasts as long as its transaction. */
export function traceTransition(
  tracer: Tracer | undefined,
  { id, provider, attempt, status }: GpuInstance,
  from: string,
  startedAt: number,
): void {
  if (tracer === undefined || status === from) return
  const span = tracer.begin(`gpu.${status}`, { startedAt })
  span?.set({
    'proxyapi.contract_id': id,
    'proxyapi.provider': provider,
    'proxyapi.attempt': attempt,
    'proxyapi.from': from,
    'proxyapi.to': status,
  })
  span?.end()
}
