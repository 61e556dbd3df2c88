import type { Flag } from './model.ts'

/** What the form of an id tells about models whose provider's list says only ids. The first rule of a brand that fits holds. */
interface IdRule {
  brands: readonly string[]
  pattern: RegExp
  flags: readonly Flag[]
}

const openai = ['openai', 'azure_openai']
const notForText = ['supports_chat', 'supports_completion'] as const

const rules: readonly IdRule[] = [
  { brands: openai, pattern: /embedding/, flags: ['supports.embeddings'] },
  { brands: openai, pattern: /moderation/, flags: ['capabilities.moderation'] },
  { brands: openai, pattern: /(?:^|-)(?:image|dall-e)/, flags: ['capabilities.image_generation'] },
  { brands: openai, pattern: /^(?:tts-|gpt-.*-tts)/, flags: ['capabilities.speech'] },
  { brands: openai, pattern: /^whisper-|transcribe/, flags: ['capabilities.transcription'] },
  { brands: openai, pattern: /realtime/, flags: ['capabilities.realtime'] },
  { brands: openai, pattern: /^sora-/, flags: [] },
  { brands: openai, pattern: /-instruct|^(?:babbage|davinci)-/, flags: ['supports_completion'] },
  { brands: openai, pattern: /^(?:chatgpt-|gpt-|o\d)/, flags: ['supports_chat', 'supports.streaming'] },
  { brands: ['anthropic'], pattern: /^claude-/, flags: ['supports_chat', 'supports.streaming'] },
  { brands: ['openrouter', 'blackbox'], pattern: /./, flags: ['supports_chat', 'supports.streaming'] },
  { brands: ['perplexity'], pattern: /^(?:perplexity\/)?sonar/, flags: ['supports_chat', 'supports.web_search'] },
  { brands: ['grok'], pattern: /^grok-.*(?:image|imagine|video)/, flags: ['capabilities.image_generation'] },
  { brands: ['grok'], pattern: /^grok-/, flags: ['supports_chat', 'supports.streaming'] },
]

/** The flags that an id suggests; chat and completion are then decided both ways. Empty where no rule fits. */
export function flagsOfId(brand: string, id: string): { [F in Flag]?: boolean } {
  const rule = rules.find(({ brands, pattern }) => brands.includes(brand) && pattern.test(id))
  if (rule === undefined) return {}
  const said = Object.fromEntries(notForText.map((flag) => [flag, false]))
  return { ...said, ...Object.fromEntries(rule.flags.map((flag) => [flag, true])) }
}
