import type { Settings } from './options.ts'

/** What clients of other vendors are made with, so that they talk to this server. */
export interface VendorOptions {
  apiKey: string
  baseURL: string
}

export const openaiOptions = (settings: Settings): VendorOptions => ({
  ...anthropicOptions(settings),
  baseURL: `${settings.baseURL}/v1`,
})

/** A credential that is a function is left out: those clients take texts. */
export function anthropicOptions({ apiKey, token, baseURL }: Settings): VendorOptions {
  const credential = apiKey ?? token
  return { apiKey: typeof credential === 'string' ? credential : '', baseURL }
}
