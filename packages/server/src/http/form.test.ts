import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readForm } from './form.ts'

async function sent(form: FormData) {
  const request = new Response(form)
  return { bytes: new Uint8Array(await request.arrayBuffer()), headers: request.headers }
}
const read = async (form: FormData) => {
  const { bytes, headers } = await sent(form)
  return readForm(bytes, headers)
}
const file = (bytes: Uint8Array<ArrayBuffer>, name = 'a.mp3', type = 'audio/mpeg') => new File([bytes], name, { type })

test('fields in any order, and the file to its last byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), fc.boolean(), async (content, fileFirst) => {
      const form = new FormData()
      const bytes = new Uint8Array(content)
      if (fileFirst) form.set('file', file(bytes))
      form.set('model', 'whisper-1')
      if (!fileFirst) form.set('file', file(bytes))
      const got = await read(form)
      expect(got.fields).toEqual({ model: 'whisper-1' })
      expect(got.file).toMatchObject({ name: 'a.mp3', type: 'audio/mpeg' })
      expect(Buffer.from(got.file?.bytes ?? []).equals(Buffer.from(bytes))).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('a name with brackets is a list, whatever it holds', async () => {
  const form = new FormData()
  form.append('include[]', 'logprobs')
  form.append('x[]', 'a')
  form.append('x[]', 'b')
  expect((await read(form)).fields).toEqual({ 'include[]': ['logprobs'], 'x[]': ['a', 'b'] })
})

test('a name that every object inherits is a name', async () => {
  const form = new FormData()
  form.set('__proto__', 'x')
  form.set('constructor', 'y')
  const { fields } = await read(form)
  expect(Object.entries(fields)).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
})

function append(form: FormData, name: string, ...values: (string | File)[]): void {
  for (const value of values) form.append(name, value as File)
}

describe('what is no such form', () => {
  test.each<[string, (form: FormData) => void]>([
    ['a field twice', (form) => append(form, 'model', 'a', 'b')],
    ['a field that is too long', (form) => form.set('prompt', 'x'.repeat(70_000))],
    ['two files', (form) => append(form, 'file', file(new Uint8Array(1)), file(new Uint8Array(1)))],
    ['a file under another name', (form) => form.set('image', file(new Uint8Array(1)))],
    ['too many fields', (form) => Array.from({ length: 70 }, (_, n) => form.set(`f${n}`, 'x'))],
  ])('%s', async (_, fill) => {
    const form = new FormData()
    fill(form)
    await expect(read(form)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })

  test('no boundary, or a body that ends in the middle', async () => {
    const form = new FormData()
    form.set('file', file(new Uint8Array(100)))
    const { bytes, headers } = await sent(form)
    const cut = readForm(bytes.slice(0, 120), headers)
    await expect(cut).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    const bare = readForm(bytes, new Headers({ 'content-type': 'multipart/form-data' }))
    await expect(bare).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })
})

test('a media type goes on only where it is one', async () => {
  const form = new FormData()
  form.set('file', file(new Uint8Array(1), 'a', 'no type'))
  expect((await read(form)).file?.type).toBe('application/octet-stream')
})
