/** Section `webhooks` of the configuration: who may send us events. */
import { z } from 'zod'

export const incomingBytesLeast = 24

export const webhooksSection = z
  .strictObject({
    incoming: z
      .array(z.strictObject({ name: z.string().min(1).max(64), secret: z.string().max(256) }))
      .max(20)
      .default([]),
  })
  .prefault({})

export type WebhooksSection = z.output<typeof webhooksSection>

/** Secrets that are long enough; without any, incoming webhooks are not configured. */
export const usableSecrets = ({ incoming }: WebhooksSection) =>
  incoming.filter(({ secret }) => Buffer.byteLength(secret) >= incomingBytesLeast)

/** Secrets that are set, and that production refuses. */
export const weakSecrets = ({ incoming }: WebhooksSection) =>
  incoming.flatMap(({ secret }, at) =>
    Buffer.byteLength(secret) >= incomingBytesLeast
      ? []
      : [
          {
            path: ['webhooks', 'incoming', at, 'secret'],
            message: `must be at least ${incomingBytesLeast} bytes: make one with \`openssl rand -base64 32\``,
          },
        ],
  )
