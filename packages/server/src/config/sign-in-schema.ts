/** Sections of the configuration that say how people sign in. */
import { z } from 'zod'
import { decimal, flag, secretText } from './values.ts'

export const jwtSection = z
  .strictObject({
    /** Absent: on, by the secret that is written or by one derived from the encryption key. */
    enabled: flag.optional(),
    secret_key: secretText.optional(),
    algorithm: z.enum(['HS256', 'HS384', 'HS512']).default('HS256'),
    /** The longest that a token may live. */
    expiration_hours: decimal(0.01, 8_760).default(24),
    issuer: z.string().min(1).max(256).default('proxyapi'),
    /** Of the time before a rotation: they verify and sign nothing. */
    previous_secret_keys: z.array(secretText).max(2).default([]),
    /** Takes tokens that an older server signed with the same secret. */
    legacy: flag.default(false),
  })
  .prefault({})
