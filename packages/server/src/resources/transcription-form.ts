import { ApiError } from '@proxyapi/contract/errors'
import { z } from 'zod'
import type { Form, FormFile } from '../http/form.ts'

/** The fields of a form as the document has them (TranscriptionRequest); others are kept. */
const known = z.looseObject({
  model: z.string().min(1).max(400),
  language: z.string().max(16).optional(),
  prompt: z.string().max(32_000).optional(),
  response_format: z.enum(['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json']).optional(),
  temperature: z.coerce.number().min(0).max(1).optional(),
  'timestamp_granularities[]': z
    .array(z.enum(['word', 'segment']))
    .max(2)
    .optional(),
  'include[]': z.array(z.string().max(64)).max(16).optional(),
  stream: z.literal('false').optional(),
})

/** Throws INVALID_REQUEST where a field is not as the document says, or the recording is missing. */
export function transcriptionOf({ fields, file }: Form): { body: Record<string, unknown>; upload: FormFile } {
  if (file === undefined || file.bytes.length === 0) throw invalid('/file', 'required')
  const read = known.safeParse(fields)
  if (read.success) return { body: fields, upload: file }
  const [issue] = read.error.issues
  throw invalid(`/${issue?.path.join('/') ?? ''}`, issue?.message ?? 'does not match')
}

const invalid = (path: string, message: string) =>
  new ApiError('INVALID_REQUEST', `${path}: ${message}`, { details: [{ path, message }] })
