import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCsv } from '../../test/read-csv.ts'
import { type Cell, csvLine } from './csv.ts'

test.each<[Cell[], string]>([
  [['a', 1, true, null, -1.5], 'a,1,true,,-1.5\r\n'],
  [['a,b', 'say "hi"', 'two\nlines', 'cr\rhere', ' space '], '"a,b","say ""hi""","two\nlines","cr\rhere", space \r\n'],
  [['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'], `'=1+1,'+1,'-1,'@SUM(A1),'\tx,"'\rx"\r\n`],
  [['=HYPERLINK("http://x","y")', 'a=b', "'=1"], `"'=HYPERLINK(""http://x"",""y"")",a=b,'=1\r\n`],
  [['', 'é😀'], ',é😀\r\n'],
])('%j', (cells, line) => {
  expect(csvLine(cells)).toBe(line)
})

test('LK03 whatever is written is read back by RFC 4180, and nothing begins as a formula', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', "'", 'a', ' ', 'é') }),
    fc.string({ unit: 'binary' }),
  )
  const rows = fc.array(fc.array(text, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(rows, (given) => {
      const read = readCsv(given.map(csvLine).join(''))
      expect(read.map((row) => row.length)).toEqual(given.map((row) => row.length))
      for (const [at, row] of read.entries()) {
        for (const [n, cell] of row.entries()) {
          expect(cell).not.toMatch(/^[=+\-@\t\r]/)
          const was = given[at]?.[n] ?? ''
          expect(cell).toBe(/^[=+\-@\t\r]/.test(was) ? `'${was}` : was)
        }
      }
    }),
    { numRuns: 2_000 },
  )
})
