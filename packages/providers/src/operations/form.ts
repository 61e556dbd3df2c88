import type { Upload } from '../operation.ts'

/** A form as it is sent (RFC 7578); the boundary is one that the file does not hold. */
export function formOf(
  fields: readonly (readonly [name: string, value: string])[],
  file: Upload,
): { readonly type: string; readonly body: Buffer } {
  const boundary = boundaryFor(file.bytes)
  const head = fields.map(([name, value]) => `--${boundary}\r\n${named(name)}\r\n\r\n${value}\r\n`).join('')
  const part = `--${boundary}\r\n${named('file')}; filename="${escaped(file.name)}"\r\ncontent-type: ${file.type}\r\n\r\n`
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(head + part), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}

function boundaryFor(bytes: Uint8Array): string {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let n = 0; ; n++) {
    const boundary = `form-boundary-${n.toString(36)}`
    if (!content.includes(boundary)) return boundary
  }
}

const named = (name: string) => `content-disposition: form-data; name="${escaped(name)}"`

/** As browsers do it. */
const escaped = (name: string) => name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
