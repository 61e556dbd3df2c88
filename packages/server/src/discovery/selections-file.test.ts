import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openRoom, refresh, run, startUpstreams } from '../../test/discovery/room.ts'
import { eachStore, type OpenStore } from '../../test/stores.ts'
import { openSelectionsFile } from '../cli/selections-file.ts'

const seed = {
  openai: { model_name: 'gpt-4o', editable: true, last_updated: '2025-09-12T03:54:29.931051' },
}

/** A room over a folder with a selections file. */
async function openFolder(open: OpenStore, written: unknown, mayConvert = true) {
  const folder = mkdtempSync(join(tmpdir(), 'selections-'))
  const path = join(folder, 'config/model_selections.json')
  mkdirSync(join(folder, 'config'))
  onTestFinished(() => {
    chmodSync(join(folder, 'config'), 0o755)
    rmSync(folder, { recursive: true })
  })
  const write = (value: unknown) => writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
  if (written !== null) write(written)
  const store = await open()
  onTestFinished(() => store.close())
  const { providers } = await startUpstreams()
  const start = () =>
    openRoom({ store, providers, selectionsFile: openSelectionsFile(folder, mayConvert, { now: () => 0 }) })
  const room = await start()
  await refresh(room)
  const read = () => JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, unknown>>
  const selected = () => Object.fromEntries(room.discovery.selected())
  const look = () => run(room, 'discovery.selections')
  const select = (update: Parameters<typeof room.discovery.select>[0]) =>
    room.discovery.select(update, null, async () => undefined)
  return { room, start, path, folder, write, read, selected, look, select }
}

eachStore((_, open) => {
  describe('config/model_selections.json', () => {
    it('is read at start, with what is editable and when it was written', async () => {
      const { room, selected } = await openFolder(open, {
        ...seed,
        anthropic: { model_name: 'claude-opus-5', editable: false, last_updated: '2026-01-01T00:00:00Z' },
      })
      expect(selected()).toEqual({ openai: 'gpt-4o', anthropic: 'claude-opus-5' })
      expect((await room.discovery.selections()).body()).toEqual({
        selections: {
          openai: { model_name: 'gpt-4o', editable: true, last_updated: '2025-09-12T03:54:29.931Z', available: true },
          anthropic: {
            model_name: 'claude-opus-5',
            editable: false,
            last_updated: '2026-01-01T00:00:00.000Z',
            available: true,
          },
        },
        count: 2,
      })
    })

    it('of the older form becomes the present one, beside a copy, once', async () => {
      const { room, path, read, start, look } = await openFolder(open, { openai: 'gpt-4o' })
      expect(read()).toEqual({ openai: { model_name: 'gpt-4o', editable: true, last_updated: expect.any(String) } })
      expect(readFileSync(`${path}.legacy`, 'utf8')).toBe('{"openai":"gpt-4o"}')
      const before = (await room.discovery.selections()).body()
      const text = readFileSync(path, 'utf8')
      await look()
      const again = await start()
      expect((await again.discovery.selections()).body()).toEqual(before)
      expect(readFileSync(path, 'utf8')).toBe(text)
      expect(existsSync(`${path}.legacy.1`)).toBe(false)
    })

    it('of the older form is left alone where the operator says so, and understood all the same', async () => {
      const { path, read, selected } = await openFolder(open, { openai: 'gpt-4o' }, false)
      expect(selected()).toEqual({ openai: 'gpt-4o' })
      expect(read()).toEqual({ openai: 'gpt-4o' })
      expect(existsSync(`${path}.legacy`)).toBe(false)
    })

    it('is followed while the server runs', async () => {
      const { room, selected, write, look, read } = await openFolder(open, seed)
      await look()
      write({ ...read(), openai: { model_name: 'gpt-5', editable: true, last_updated: '2026-01-01T00:00:00Z' } })
      await look()
      expect(selected()).toEqual({ openai: 'gpt-5' })
      write({ openai: { model_name: 'gpt-5-mini', editable: false, last_updated: '2026-01-01T00:00:00Z' } })
      await look()
      expect(selected()).toEqual({ openai: 'gpt-5-mini' })
      await expect(room.discovery.select({ openai: 'gpt-4o' }, null, async () => undefined)).rejects.toMatchObject({
        code: 'INVALID_STATE',
      })
    })

    it('broken, halved or deleted changes nothing, and the last is told of once', async () => {
      const { room, selected, write, look, path } = await openFolder(open, seed)
      for (const text of ['{"openai": {"model_na', '', '{"openai": 7}']) {
        write(text)
        await look()
        await look()
        await look()
      }
      rmSync(path)
      await look()
      expect(selected()).toEqual({ openai: 'gpt-4o' })
      const errors = room.log.filter(({ level }) => level === 'error')
      expect(errors.map(({ fields }) => (fields as { error: Error }).error.message)).toEqual([
        expect.any(String),
        'openai: is neither a model nor an object',
      ])
      write({ openai: { model_name: 'gpt-5', last_updated: '2026-01-01T00:00:00Z' } })
      await look()
      expect(selected()).toEqual({ openai: 'gpt-5' })
    })

    it('half a file that is whole at the next look is no error', async () => {
      const { room, selected, write, look } = await openFolder(open, seed)
      write('{"openai": {"model_name": "gpt-5"')
      await look()
      write('{"openai": {"model_name": "gpt-5"}}')
      await look()
      expect(selected()).toEqual({ openai: 'gpt-5' })
      expect(room.log.filter(({ level }) => level === 'error')).toEqual([])
    })

    it('older than what was selected since loses, for each provider of its own', async () => {
      const { selected, select, write, look } = await openFolder(open, null)
      await select({ openai: 'gpt-5', anthropic: 'claude-opus-5' })
      write({
        openai: { model_name: 'gpt-4o', last_updated: '2025-01-01T00:00:00Z' },
        anthropic: { model_name: 'claude-sonnet-4-6', last_updated: '2099-01-01T00:00:00Z' },
      })
      await look()
      expect(selected()).toEqual({ openai: 'gpt-5', anthropic: 'claude-sonnet-4-6' })
    })

    it('says after a change through the API what was selected, what is protected and what is gone', async () => {
      const { select, read, look, selected, start } = await openFolder(open, {
        ...seed,
        anthropic: { model_name: 'claude-opus-5', editable: false, last_updated: '2026-01-01T00:00:00Z' },
      })
      await select({ selections: { openai: { model_name: 'gpt-5' } } })
      expect(read()).toEqual({
        openai: { model_name: 'gpt-5', editable: true, last_updated: expect.stringMatching(/^2026-11-20T/) },
        anthropic: { model_name: 'claude-opus-5', editable: false, last_updated: '2026-01-01T00:00:00.000Z' },
      })
      await select({ openai: null })
      expect(Object.keys(read())).toEqual(['anthropic'])
      await look()
      expect(selected()).toEqual({ anthropic: 'claude-opus-5' })
      expect(Object.fromEntries((await start()).discovery.selected())).toEqual({ anthropic: 'claude-opus-5' })
    })

    it('what was cleared does not come back by an older file', async () => {
      const { select, write, look, selected } = await openFolder(open, seed)
      await select({ openai: null })
      write(seed)
      await look()
      expect(selected()).toEqual({})
      write({ openai: { model_name: 'gpt-5', last_updated: '2099-01-01T00:00:00Z' } })
      await look()
      expect(selected()).toEqual({ openai: 'gpt-5' })
    })

    it('that cannot be written costs a warning, and the selection holds', async () => {
      const { room, select, path, selected } = await openFolder(open, seed)
      rmSync(`${path}.new`, { force: true })
      mkdirSync(`${path}.new`)
      await select({ openai: 'gpt-5' })
      await select({ openai: 'gpt-5-mini' })
      expect(selected()).toEqual({ openai: 'gpt-5-mini' })
      const warnings = room.log.filter(({ message }) => message.includes('cannot be written'))
      expect(warnings).toHaveLength(1)
    })

    it('is not made where there is none', async () => {
      const { select, path } = await openFolder(open, null)
      await select({ openai: 'gpt-5' })
      expect(existsSync(path)).toBe(false)
    })

    it('without times is as old as it is', async () => {
      const { room, write, path, look } = await openFolder(open, null)
      write({ openai: { model_name: 'gpt-4o' } })
      utimesSync(path, 1_700_000_000, 1_700_000_000)
      await look()
      const { selections } = (await room.discovery.selections()).body()
      expect(selections.openai?.last_updated).toBe('2023-11-14T22:13:20.000Z')
    })
  })
})
