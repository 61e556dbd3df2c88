import type { Usage } from '@proxyapi/providers'
import type { TextAnswer } from '../../question.ts'

/** What an answer says, as it stands in the body of its reply. */
export interface Said {
  readonly text: string
  /** Arguments of the first tool that was called; null: none was. */
  readonly toolCall: string | null
  readonly finish: TextAnswer['finish']
  readonly usage: Usage | null
}
