import type { Contract } from './bundle.ts'
import { banner, type Files, typesOf } from './contract-files.ts'

/** What packages/sdk needs: the document's types as a client sees them. */
export async function sdkFiles({ document }: Contract): Promise<Files> {
  return { 'packages/sdk/src/generated/types.ts': banner + (await typesOf(document, false)) }
}
