import { z } from 'zod'
import { configSchema } from './schema.ts'

/** The configuration as JSON Schema 2020-12: what may be written, before anything is put in or converted. */
export const configJsonSchema = () => ({
  ...z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }),
  title: 'Configuration of ProxyAPI',
  patternProperties: { '^x-': true },
})
