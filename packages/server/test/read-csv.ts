/** A reader of RFC 4180 that forgives nothing: quotes only around a whole cell, lines end in CRLF. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (let at = 0; at < text.length; ) {
    let cell = ''
    if (text[at] === '"') {
      for (at++; ; at++) {
        if (at >= text.length) throw new Error('a quoted cell has no end')
        if (text[at] === '"' && text[at + 1] !== '"') break
        if (text[at] === '"') at++
        cell += text[at]
      }
      at++
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\r') {
        if (text[at] === '"' || text[at] === '\n') throw new Error(`a bare cell holds ${JSON.stringify(text[at])}`)
        cell += text[at++]
      }
    }
    row.push(cell)
    if (text[at] === ',') {
      at++
      continue
    }
    if (text[at] !== '\r' || text[at + 1] !== '\n') throw new Error(`a line does not end in CRLF at ${at}`)
    rows.push(row)
    row = []
    at += 2
  }
  if (row.length > 0) throw new Error('the last line has no end')
  return rows
}
