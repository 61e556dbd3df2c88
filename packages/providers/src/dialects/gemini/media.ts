import type { FilePart, ImagePart, Part } from '../../call.ts'
import type { Losses } from '../../losses.ts'

type Json = Record<string, unknown>
type MediaPart = ImagePart | FilePart | Extract<Part, { type: 'audio' }>

/** What an address most likely leads to; the API asks for it where it can be said. */
const typesByEnding: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  pdf: 'application/pdf',
  mp3: 'audio/mp3',
  wav: 'audio/wav',
  mp4: 'video/mp4',
}

/** A picture, a sound or a file as a part: its bytes inline, or the address where the API fetches it. */
export function mediaPart(part: MediaPart, lost: Losses): Json[] {
  if (part.type === 'audio') return [{ inlineData: { mimeType: `audio/${part.format}`, data: part.data } }]
  if (part.id !== undefined) lost.refuse(`messages.${part.type}.file_id`)
  if (part.type === 'image' && part.detail !== undefined) lost.drop('messages[].content[].detail')
  if (part.type === 'file' && part.name !== undefined) lost.drop('messages[].content[].filename')
  if (part.url !== undefined) {
    const mimeType = part.mediaType ?? typeOf(part.url)
    return [{ fileData: { fileUri: part.url, ...(mimeType !== undefined && { mimeType }) } }]
  }
  const mimeType = part.mediaType ?? (part.type === 'image' ? 'image/png' : 'application/pdf')
  return [{ inlineData: { mimeType, data: part.data ?? '' } }]
}

function typeOf(url: string): string | undefined {
  const path = URL.canParse(url) ? new URL(url).pathname : url
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  return Object.hasOwn(typesByEnding, ending) ? typesByEnding[ending] : undefined
}
