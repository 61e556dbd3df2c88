const batchRows = 500

/** As many rows at a time as one statement writes well. */
export function batches<T>(rows: readonly T[]): T[][] {
  const count = Math.ceil(rows.length / batchRows)
  return Array.from({ length: count }, (_, at) => rows.slice(at * batchRows, (at + 1) * batchRows))
}
