/** Rows under a head, in columns as wide as they need; null is `-`. */
export function textTable(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const texts = [head, ...rows.map((row) => row.map((value) => (value === null ? '-' : String(value))))]
  const widths = head.map((_, at) => Math.max(...texts.map((row) => row[at]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  return `${texts.map(line).join('\n')}\n`
}
