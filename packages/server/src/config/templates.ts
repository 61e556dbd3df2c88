/** What the configuration says of prompt templates. */
import { z } from 'zod'
import { flag, integer } from './values.ts'

export const templatesSchema = z
  .strictObject({
    enabled: flag.default(true),
    /** Holds `<name>.j2`; it need not exist. */
    directory: z.string().min(1).default('templates'),
    /** Templates that are held at most. */
    cache_size: integer(1, 100_000).default(1_000),
    auto_reload: flag.default(false),
    /** Values that every template gets, unless a caller gives another. */
    variables: z
      .record(
        z.string().regex(/^(?!__)[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'must be the name of a variable'),
        z.coerce.string(),
      )
      .default({}),
    filters: z
      .strictObject({ json_encode: flag.default(true), base64_encode: flag.default(true), hash: flag.default(true) })
      .prefault({}),
    functions: z
      .strictObject({ now: flag.default(true), uuid: flag.default(true), random: flag.default(true) })
      .prefault({}),
  })
  .prefault({})
