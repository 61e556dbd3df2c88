import type { Span, SpanStart } from '../../runtime.ts'

/** Does a part of traced work: its span ends with it and records its failure. Where nothing is traced, just does it. */
export function inSpan<T>(
  above: Span | null | undefined,
  name: string,
  work: (span: Span | null) => T,
  start?: SpanStart,
): T {
  if (above == null) return work(null)
  const span = above.child(name, start)
  try {
    const done = work(span)
    if (!(done instanceof Promise)) {
      span.end()
      return done
    }
    return done.then(
      (value: unknown) => {
        span.end()
        return value
      },
      (error: unknown) => {
        failed(span, error)
        throw error
      },
    ) as T
  } catch (error) {
    failed(span, error)
    throw error
  }
}

function failed(span: Span, error: unknown): void {
  span.fail(error)
  span.end()
}
