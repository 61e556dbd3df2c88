import { existsSync, readFileSync } from 'node:fs'
import { searchCatalog } from '@proxyapi/server/catalog-search'
import { describe, expect, it } from 'vitest'
import { judge, readLabels } from './labels.ts'
import { asOf, catalogFiles, ruleSets } from './rule-sets.ts'

const fixtures = new URL('../../../../../shared/fixtures/', import.meta.url)
const files: Readonly<Record<string, URL>> = Object.fromEntries(
  Object.entries(catalogFiles).map(([format, path]) => [format, new URL(path, fixtures)]),
)

const judgedOf = (name: string) =>
  readLabels(readFileSync(new URL(`../../search/${name}`, import.meta.url), 'utf8')).flatMap(
    ({ format = 'models_dev' as const, providers, rows }) => {
      const catalog = searchCatalog(readFileSync(files[format] ?? '', 'utf8'), format, providers ?? [], asOf)
      return rows.map((label) => {
        const { models } = catalog.search({ ...label.filters, q: label.query, limit: 200 }).body()
        return judge(
          label,
          models.map(({ id, provider }) => ({ id, providers: catalog.spellingsOf(provider) })),
        )
      })
    },
  )

describe.skipIf(!Object.values(files).every((file) => existsSync(file)))('on the catalogs of the fixtures', () => {
  it.each([
    ['labels.dev.json', 80, 0.95],
    ['labels.check.json', 40, 0.9],
    ['labels.rules.json', 200, 0.95],
  ])('%s: search finds what was meant', (name, least, top1) => {
    const judged = judgedOf(name)
    expect(judged.length).toBeGreaterThanOrEqual(least)
    expect(judged.filter(({ isTop1 }) => isTop1).length / judged.length).toBeGreaterThanOrEqual(top1)
    expect(judged.reduce((sum, { recall }) => sum + recall, 0) / judged.length).toBeGreaterThanOrEqual(0.95)
  })

  it('labels.rules.json is what the rules make (`pnpm bench labels --fixtures …` writes it)', () => {
    const kept = readLabels(readFileSync(new URL('../../search/labels.rules.json', import.meta.url), 'utf8'))
    expect(ruleSets((format) => readFileSync(files[format] ?? '', 'utf8'))).toEqual(kept)
  })

  it('every row is found first by its own id', () => {
    const catalog = searchCatalog(readFileSync(files.models_dev ?? '', 'utf8'), 'models_dev', [], asOf)
    const lost = catalog.rows.filter(({ doc }) => {
      const [first] = catalog.search({ q: doc.id, limit: 1, status: ['any'] }).body().models
      return first?.id.toLowerCase() !== doc.id.toLowerCase()
    })
    expect(lost.map(({ doc }) => doc.uid)).toEqual([])
  })
})
