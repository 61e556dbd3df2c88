/** Forms with one file (RFC 7578), from a body that was taken in whole. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy } from '@fastify/busboy'
import { ApiError } from '@proxyapi/contract/errors'

export interface FormFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

export interface Form {
  /** A name that ends with `[]` may come several times, and is a list. */
  readonly fields: Readonly<Record<string, string | string[]>>
  readonly file: FormFile | undefined
}

const limits = { fieldNameSize: 128, fieldSize: 65_536, fields: 64, files: 1, parts: 65, headerPairs: 16 }

/** Its fields in any order, and the file under the name `file`. Throws INVALID_REQUEST for what is no such form. */
export async function readForm(bytes: Uint8Array, headers: Headers): Promise<Form> {
  const fields: Record<string, string | string[]> = Object.create(null)
  let file: FormFile | undefined
  let broken: string | null = null
  const parser = busboyFor(headers)
  parser.on('field', (name, value, isNameCut, isValueCut) => {
    if (isNameCut || isValueCut) broken ??= `/${name}: too long`
    else if (name.endsWith('[]')) fields[name] = [...[fields[name] ?? []].flat(), value]
    else if (fields[name] !== undefined) broken ??= `/${name}: more than once`
    else fields[name] = value
  })
  parser.on('file', (name, stream, fileName, _encoding, type) => {
    const chunks: Buffer[] = []
    if (name !== 'file') broken ??= `/${name}: a file under this name is not expected`
    stream.on('data', (chunk: Buffer) => void chunks.push(chunk))
    stream.on('end', () => {
      file = { name: fileName ?? 'file', type: mediaType(type), bytes: Buffer.concat(chunks) }
    })
  })
  parser.on('fieldsLimit', () => {
    broken ??= `: more than ${limits.fields} fields`
  })
  parser.on('filesLimit', () => {
    broken ??= '/file: more than one file'
  })
  parser.on('partsLimit', () => {
    broken ??= `: more than ${limits.parts} parts`
  })
  try {
    await pipeline(Readable.from([bytes]), parser)
  } catch (cause) {
    throw invalid(': not a form', cause)
  }
  if (broken !== null) throw invalid(broken)
  return { fields: { ...fields }, file }
}

function busboyFor(headers: Headers): InstanceType<typeof Busboy> {
  try {
    return new Busboy({ headers: { 'content-type': headers.get('content-type') ?? '' }, limits })
  } catch (cause) {
    throw invalid(': a form without a boundary', cause)
  }
}

/** Goes into the form for the upstream, so it holds nothing that could end a line. */
const mediaType = (type: string): string => (/^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream')

function invalid(text: string, cause?: unknown): ApiError {
  const [path = '', message = ''] = text.split(': ')
  return new ApiError('INVALID_REQUEST', `${path || 'The body'}: ${message}`, { details: [{ path, message }], cause })
}
