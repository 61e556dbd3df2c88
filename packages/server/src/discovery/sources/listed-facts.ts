import type { ListedModel } from '@proxyapi/providers'
import { type BrandTraits, traitsOf } from '../brand-traits.ts'
import { flagsOfModalities, flagsOfWords, modalitiesOf } from '../capability-words.ts'
import { dateOf, dayOf, isoDay, isUsableId, limitOf, shortText } from '../fact-values.ts'
import { flagsOfId } from '../id-rules.ts'
import { cleanMetadata } from '../metadata.ts'
import type { Facts, Flag, Modality, Statement } from '../model.ts'
import { uidOf } from '../model.ts'
import { authorOf, canonicalIdOf, familyOf } from '../model-names.ts'
import { statusOfStage } from '../stages.ts'
import { listedPrices, priceMembers } from './listed-prices.ts'

const nameCharactersMax = 200
const aliasesMax = 50

/** Members of a listed row whose content stands elsewhere, or that differ from one request to the next. */
const takenMembers: ReadonlySet<string> = new Set([
  'object',
  'created',
  'created_at',
  'permission',
  'pricing',
  'capabilities',
  'supported_parameters',
  'input_modalities',
  'output_modalities',
  'architecture',
  'deprecation',
  'expiration_date',
  'knowledge_cutoff',
  'canonical_slug',
  'links',
  'supports_chat',
  'supports_tools',
  'supports_image_input',
])

/** What one row of a provider's list states; undefined where its id cannot be a row. */
export function statementOf(listed: ListedModel, brand: string, provider: string): Statement | undefined {
  if (!isUsableId(listed.id)) return undefined
  const traits = traitsOf(brand)
  const suspects: string[] = []
  const stated = statedFacts(listed, traits, suspects)
  const inferred = inferredFacts(listed, brand, traits)
  return {
    uid: uidOf(provider, listed.id),
    sourceKey: listed.id,
    url: traits.page ?? null,
    facts: stated,
    inferred,
    suspects,
  }
}

function statedFacts(listed: ListedModel, traits: BrandTraits, suspects: string[]): Facts {
  const metadata = listed.metadata ?? {}
  const { flags, rest } = flagsOfWords(wordsOf(listed, traits), listed.lacks)
  const input = modalities(listed.inputModalities)
  const output = modalities(listed.outputModalities)
  const prices = priceMembers(traits.listPrices)
  const left = Object.entries(metadata).filter(([name]) => !takenMembers.has(name) && !prices.has(name))
  const facts: Facts = {
    name: shortText(listed.name, nameCharactersMax),
    context_length: limitOf(listed.contextLength),
    max_input_tokens: limitOf(listed.maxInputTokens),
    max_tokens: limitOf(listed.maxOutputTokens),
    release_date:
      traits.createdIsRelease && listed.created
        ? plausible('release_date', dateOf(isoDay(listed.created * 1000)), suspects)
        : undefined,
    shutdown_date: plausible('shutdown_date', dayOf(listed.shutdownDate), suspects),
    knowledge_cutoff: plausible('knowledge_cutoff', dateOf(listed.knowledgeCutoff), suspects),
    status: statusOfStage(listed.stage),
    alias_of: listed.aliasOf !== undefined && isUsableId(listed.aliasOf) ? listed.aliasOf : undefined,
    replacement: listed.replacement?.filter(isUsableId),
    aliases: aliases(listed),
    'modalities.input': input,
    'modalities.output': output,
    ...flagsOfModalities(input, output),
    ...flags,
    ...(traits.pricesVary
      ? { 'pricing.mode': 'dynamic' as const }
      : listedPrices(metadata, traits.listPrices, suspects)),
    metadata: cleanMetadata([...left, ...(rest.length > 0 ? [['features', rest] as const] : [])]),
  }
  return defined(facts)
}

function wordsOf({ capabilities, metadata = {} }: ListedModel, { kindMember }: BrandTraits): string[] {
  const parameters = Array.isArray(metadata.supported_parameters) ? metadata.supported_parameters : []
  const kind = kindMember === undefined ? undefined : metadata[kindMember]
  return [...(capabilities ?? []), ...parameters, kind].filter((word) => typeof word === 'string')
}

function inferredFacts(listed: ListedModel, brand: string, traits: BrandTraits): Facts {
  const flags: { [F in Flag]?: boolean } = flagsOfId(brand, listed.id)
  return defined({
    author: authorOf(listed.id, traits.author),
    canonical_id: canonicalIdOf(listed.id, traits.author, listed.aliases ?? []),
    family: familyOf(listed.id),
    ...flags,
    ...modalitiesOf(flags),
  })
}

/** Drops absent members, so that a fact is stated or not there. */
export const defined = (facts: { [N in keyof Facts]?: Facts[N] | undefined }): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Facts

function plausible(field: string, date: string | 'implausible' | undefined, suspects: string[]): string | undefined {
  if (date !== 'implausible') return date
  suspects.push(field)
  return undefined
}

function aliases({ id, aliases }: ListedModel): string[] | undefined {
  const usable = aliases?.filter((alias) => alias !== id && isUsableId(alias)).slice(0, aliasesMax)
  return usable && usable.length > 0 ? [...new Set(usable)].sort() : undefined
}

const modalityWords: Readonly<Record<string, Modality>> = {
  text: 'text',
  image: 'image',
  audio: 'audio',
  video: 'video',
  pdf: 'pdf',
  file: 'pdf',
  embedding: 'embedding',
  embeddings: 'embedding',
}

function modalities(stated: readonly string[] | undefined): Modality[] | undefined {
  const known = stated?.flatMap((word) => (Object.hasOwn(modalityWords, word) ? modalityWords[word] : undefined) ?? [])
  return known && known.length > 0 ? [...new Set(known)] : undefined
}
