import { isUsableId } from '../../fact-values.ts'
import type { Facts } from '../../model.ts'
import type { Sliced } from '../../slices.ts'
import { defined } from '../listed-facts.ts'
import {
  collect,
  type Imported,
  isMembers,
  listOf,
  type Members,
  readJson,
  textOf,
  textsOf,
  UnreadableCatalog,
} from './imported.ts'
import { webPage } from './models-dev.ts'
import type { ProviderWords } from './names.ts'
import { datesOf } from './row-facts.ts'

/** Its words for providers that are not spelled as the catalogs of models do. */
const providers: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'AWS Bedrock': 'amazon-bedrock',
    'Google Vertex': 'google-vertex',
  }),
)

/**
 * The feed of deprecations.info: a notice an entry, of which the newest on a model holds. It states dates and replacements
 * of models that others name. Throws UnreadableCatalog.
 */
export function* importDeprecations(text: string, words: ProviderWords): Sliced<Imported> {
  const file = yield* readJson(text, () => false)
  const list = isMembers(file) ? file.items : file
  if (!Array.isArray(list)) throw new UnreadableCatalog('holds no notices')
  const entries = listOf(list).map((notice, at) => [`/${at}`, notice] as const)
  const newest = [...entries].sort(([, a], [, b]) =>
    announced(a) < announced(b) ? 1 : announced(a) > announced(b) ? -1 : 0,
  )
  return yield* collect(newest, (notice) =>
    isMembers(notice) ? readNotice(notice, words) : { reject: 'is no object' },
  )
}

const announced = (notice: unknown): string => (isMembers(notice) && textOf(notice.announcement_date)) || ''

function readNotice(notice: Members, words: ProviderWords) {
  const [named, id] = [textOf(notice.provider), textOf(notice.model_id)]
  if (named === undefined || id === undefined) return { reject: 'names no provider or no model' }
  const { facts: dates, suspects } = datesOf({
    deprecation_date: textOf(notice.deprecation_date) ?? textOf(notice.announcement_date),
    shutdown_date: textOf(notice.shutdown_date),
  })
  const replacement = textsOf(notice.replacement_models).filter(isUsableId)
  const facts: Facts = defined({ ...dates, replacement: replacement.length > 0 ? replacement : undefined })
  const provider = words(providers.get(named) ?? named)
  return { provider, id, sourceKey: id, url: webPage(notice.url), facts, inferred: {}, suspects }
}
