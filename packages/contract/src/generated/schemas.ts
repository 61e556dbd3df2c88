// Generated from openapi/ by `pnpm gen`. Never edited.
// biome-ignore-all lint: generated
import * as z from 'zod'
import { once } from '../once.ts'
import { codePoints, dateTime, propertyCount, uniqueItems } from '../schema-checks.ts'

void [codePoints, dateTime, propertyCount, uniqueItems]

/** Of `gpu_updates`, `model_updates`, `billing_events`, `account_events`, `admin_events`. */
export const RealtimeChannels: () => any = once(() => z.array(z.string().check(codePoints(1, 64))).min(1).max(16))

/** The last `seq` seen of each stream. */
export const RealtimeResume: () => any = once(() => z.strictObject({ account: z.int().min(0).max(9007199254740991).optional(), public: z.int().min(0).max(9007199254740991).optional(), operator: z.int().min(0).max(9007199254740991).optional() }))

export const RealtimeSubscribe: () => any = once(() => z.strictObject({ type: z.literal("subscribe"), channels: RealtimeChannels(), resume: RealtimeResume().optional() }))

export const RealtimeUnsubscribe: () => any = once(() => z.strictObject({ type: z.literal("unsubscribe"), channels: RealtimeChannels() }))

export const RealtimePing: () => any = once(() => z.strictObject({ type: z.literal("ping") }))

/** What a client may send. Anything else is answered with an `error` frame, the third time with close code 1008. */
export const RealtimeClientFrame: () => any = once(() => z.discriminatedUnion("type", [RealtimeSubscribe(), RealtimeUnsubscribe(), RealtimePing()]))

export const CostUnitChoice: () => any = once(() => z.enum(["per_1k","per_1m"]))

/** A capability; `function_calling` and `tool_calling` mean `tools`, `embedding` means `embeddings`. */
export const ModelCapabilityFilter: () => any = once(() => z.enum(["audio","batch","chat","completion","embedding","embeddings","fine_tuning","function_calling","image_generation","json_mode","moderation","parallel_tools","pdf","prompt_cache","realtime","reasoning","rerank","speech","streaming","structured_output","tool_calling","tools","transcription","vision","web_search"]))

export const Modality: () => any = once(() => z.enum(["text","image","audio","video","pdf","embedding"]))

export const ModelStatusFilter: () => any = once(() => z.enum(["alpha","beta","ga","legacy","deprecated","retired","unknown","any"]))

export const ModelAvailabilityFilter: () => any = once(() => z.enum(["listed","missing","stale","offline","unverified","removed","any"]))

export const ModelScope: () => any = once(() => z.enum(["configured","all"]))

export const ModelSort: () => any = once(() => z.enum(["relevance","provider","-provider","name","-name","input_cost","-input_cost","output_cost","-output_cost","context_length","-context_length","max_tokens","-max_tokens","release_date","-release_date","updated_at","-updated_at"]))

export const ModelGroup: () => any = once(() => z.enum(["none","canonical"]))

export const ModelFacet: () => any = once(() => z.enum(["provider","brand","family","capabilities","input_modality","output_modality","status"]))

export const ModelInclude: () => any = once(() => z.enum(["provenance","conflicts","sources","score"]))

export const ModelRefresh: () => any = once(() => z.strictObject({ providers: z.array(z.string().check(codePoints(1, 64))).max(100).optional(), force: z.boolean().default(false), accept_drop: z.boolean().default(false) }))

/** `added`: a new row. `updated`: anything but what the other kinds say. `price_changed`: a value of `pricing`.
 * `deprecated`: status, dates or replacement set or moved; also as a reminder 30, 7 and 1 days before the shutdown.
 * `removed`, `restored`: gone for good, and back. */
export const ModelChangeKind: () => any = once(() => z.enum(["added","updated","price_changed","deprecated","removed","restored"]))

/** `minor`: name, metadata or family. All else is `major`: limits, prices, modalities, support, status, existence. */
export const ModelChangeSeverity: () => any = once(() => z.enum(["major","minor"]))

export const ModelSelectionInput: () => any = once(() => z.strictObject({ model_name: z.string().check(codePoints(1, 300)), editable: z.boolean().optional(), last_updated: z.string().check(codePoints(0, 64)).optional(), available: z.boolean().optional() }))

/** A model, by its id or as an object; null clears the selection. */
export const ModelSelectionChoice: () => any = once(() => z.xor([z.string().check(codePoints(1, 300)), ModelSelectionInput()]).nullable())

/** By configured name of the provider. */
export const ModelSelectionChoices: () => any = once(() => z.record(z.string(), ModelSelectionChoice()).check(propertyCount(0, 1000)))

export const ModelSelectionsPatch: () => any = once(() => z.strictObject({ selections: ModelSelectionChoices(), count: z.int().min(0).max(1000).optional() }))

/** What to change: the form that getModelSelections answers, or the older one without the outer `selections`. Providers
 * that are not named keep their selection. */
export const ModelSelectionsUpdate: () => any = once(() => z.xor([ModelSelectionsPatch(), ModelSelectionChoices()]))

export const GraphQLRequest: () => any = once(() => z.strictObject({ query: z.string().check(codePoints(1, 100000)), operationName: z.string().check(codePoints(0, 256)).nullable().optional(), variables: z.record(z.string(), z.unknown()).nullable().optional(), extensions: z.record(z.string(), z.unknown()).nullable().optional() }))

/** The id that it was registered under, e.g. `gpt-4-v1`. `by-name` is taken. */
export const RegistryModelId: () => any = once(() => z.string().regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$", 'u')))

export const MetricValue: () => any = once(() => z.number().min(-1000000000000000).max(1000000000000000))

/** Finite numbers by metric name (`^[a-z][a-z0-9_.]{0,63}$`). */
export const MetricValues: () => any = once(() => z.record(z.string(), MetricValue()).check(propertyCount(0, 50)))

export const ModelRegistration: () => any = once(() => z.strictObject({ model_id: RegistryModelId(), model_name: z.string().check(codePoints(1, 300)), model_type: z.string().check(codePoints(1, 64)), provider: z.string().check(codePoints(1, 64)), version: z.string().check(codePoints(1, 64)), parameters: z.record(z.string(), z.unknown()).check(propertyCount(0, 1000)).optional(), performance_metrics: MetricValues().optional(), is_active: z.boolean().default(true) }))

/** Lower-case letters, digits, `_` and `.`, e.g. `accuracy`, `latency_ms_p95`. */
export const MetricName: () => any = once(() => z.string().regex(new RegExp("^[a-z][a-z0-9_.]{0,63}$", 'u')))

export const PerformanceRecord: () => any = once(() => z.strictObject({ metrics: z.record(z.string(), MetricValue()).check(propertyCount(1, 50)) }))

/** `min`: a value below the threshold violates it. `max`: a value above does, as for latency and cost. */
export const ThresholdDirection: () => any = once(() => z.enum(["min","max"]))

export const ThresholdInput: () => any = once(() => z.strictObject({ threshold: MetricValue(), direction: ThresholdDirection().default("min") }))

/** E.g. `slow-llm`. */
export const OptimizationRuleName: () => any = once(() => z.string().regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$", 'u')))

/** How the newest value of the metric stands to `value`: below, at most, above, at least, equal, not equal. A metric
 * without a value holds nothing. */
export const ComparisonOperator: () => any = once(() => z.enum(["lt","lte","gt","gte","eq","ne"]))

/** Models that the rule looks at; without it, all. */
export const OptimizationRuleMatchInput: () => any = once(() => z.strictObject({ model_type: z.string().check(codePoints(1, 64)).optional(), provider: z.string().check(codePoints(1, 64)).optional() }))

export const OptimizationConditionInput: () => any = once(() => z.strictObject({ metric: MetricName(), op: ComparisonOperator(), value: MetricValue() }))

export const OptimizationRuleInput: () => any = once(() => z.strictObject({ match: OptimizationRuleMatchInput().optional(), when: z.array(OptimizationConditionInput()).min(1).max(20), recommend: z.string().check(codePoints(1, 1000)) }))

/** What shall answer, matched exactly: a route's name, `provider/model`, a provider's name alone (its selected model),
 * a model's id, an alias, or `deployment/<name>` for a rented GPU that serves a model. */
export const InferenceModelName: () => any = once(() => z.string().check(codePoints(1, 400)))

/** Text or base64 data; the body as a whole has at most 10 MB. */
export const InferenceText: () => any = once(() => z.string().check(codePoints(0, 10485760)))

/** One word of a provider's vocabulary, which may grow; passed on as it is. */
export const InferenceWord: () => any = once(() => z.string().check(codePoints(0, 64)).nullable())

/** An id that an answer gave; send it back unchanged. */
export const InferenceIdOrNull: () => any = once(() => z.string().check(codePoints(0, 65536)).nullable())

/** Text; the body as a whole has at most 10 MB. */
export const InferenceTextOrNull: () => any = once(() => z.string().check(codePoints(0, 10485760)).nullable())

/** A part of a message. Known types: `text` (`text`), `image_url`, `input_audio`, `file` and, of an assistant,
 * `refusal`. A type that we do not know reaches a provider of the same dialect unchanged; no other lane is then a
 * candidate. */
export const ChatContentPart: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)), text: InferenceText().optional(), refusal: InferenceText().optional(), image_url: z.looseObject({ url: InferenceText(), detail: InferenceWord().optional() }).optional(), input_audio: z.looseObject({ data: InferenceText(), format: z.string().check(codePoints(0, 64)) }).optional(), file: z.looseObject({ file_id: InferenceIdOrNull().optional(), filename: z.string().check(codePoints(0, 1024)).nullable().optional(), file_data: InferenceTextOrNull().optional() }).optional() }))

/** An id that an answer gave; send it back unchanged. */
export const InferenceId: () => any = once(() => z.string().check(codePoints(0, 65536)))

/** Name of a tool, a function or a speaker. */
export const InferenceName: () => any = once(() => z.string().check(codePoints(0, 256)))

/** One call of a tool, sent back as the answer had it. */
export const ChatToolCall: () => any = once(() => z.looseObject({ id: InferenceId(), type: InferenceWord().optional(), function: z.looseObject({ name: InferenceName(), arguments: InferenceTextOrNull().optional() }).optional(), custom: z.looseObject({ name: InferenceName().optional(), input: InferenceText().optional() }).optional() }))

/** Free JSON members. */
export const InferenceObject: () => any = once(() => z.record(z.string(), z.unknown()))

/** One turn. Order counts: the messages of `role: tool` follow the assistant's message whose `tool_calls` they
 * answer, one each, joined by `tool_call_id`. */
export const ChatMessage: () => any = once(() => z.looseObject({ role: z.enum(["system","developer","user","assistant","tool","function"]), content: z.xor([InferenceText(), z.array(ChatContentPart()).max(4096)]).nullable().optional(), name: z.string().check(codePoints(0, 256)).nullable().optional(), tool_calls: z.array(ChatToolCall()).max(512).nullable().optional(), tool_call_id: InferenceIdOrNull().optional(), refusal: InferenceTextOrNull().optional(), reasoning_content: InferenceTextOrNull().optional(), reasoning_details: z.array(InferenceObject()).max(4096).nullable().optional(), audio: z.looseObject({ id: InferenceId().optional() }).nullable().optional(), function_call: z.looseObject({ name: InferenceName().optional(), arguments: InferenceText().optional() }).nullable().optional() }))

/** Options of a stream; without `stream` they have no effect. */
export const InferenceStreamOptions: () => any = once(() => z.looseObject({ include_usage: z.boolean().nullable().optional(), include_obfuscation: z.boolean().nullable().optional() }).nullable())

/** Longest answer, in tokens. */
export const InferenceMaxTokens: () => any = once(() => z.int().min(1).max(1000000).nullable())

/** Sampling temperature; 0 is the most predictable. Some models accept at most 1. */
export const InferenceTemperature: () => any = once(() => z.number().min(0).max(2).nullable())

/** Nucleus sampling; only the most likely tokens of this total probability are drawn. */
export const InferenceTopP: () => any = once(() => z.number().min(0).max(1).nullable())

/** The answer ends before any of these texts, at most 16. */
export const InferenceStop: () => any = once(() => z.xor([z.string().check(codePoints(0, 1024)), z.array(z.string().check(codePoints(0, 1024))).max(16)]).nullable())

/** Asks for the same answer to the same request, as far as the model can. */
export const InferenceSeed: () => any = once(() => z.int().min(-9007199254740991).max(9007199254740991).nullable())

/** Positive values make repetition less likely. */
export const InferencePenalty: () => any = once(() => z.number().min(-2).max(2).nullable())

/** Added to the likelihood of a token, by token id, −100 to 100. */
export const InferenceLogitBias: () => any = once(() => z.record(z.string(), z.number().min(-100).max(100)).check(propertyCount(0, 2048)).nullable())

/** A JSON Schema. */
export const InferenceSchema: () => any = once(() => z.record(z.string(), z.unknown()).nullable())

export const ChatFunction: () => any = once(() => z.looseObject({ name: InferenceName(), description: InferenceTextOrNull().optional(), parameters: InferenceSchema().optional(), strict: z.boolean().nullable().optional() }))

/** A tool that the model may call. `function` is known; other types reach a provider of the same dialect only. */
export const ChatTool: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)), function: ChatFunction().optional() }))

/** Forces one tool, `{"type":"function","function":{"name":"…"}}`, or narrows the list (`allowed_tools`). */
export const ChatNamedToolChoice: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)), function: z.looseObject({ name: InferenceName() }).optional() }))

/** Whether tools are called; left out or null is `auto` where there are tools. */
export const ChatToolChoice: () => any = once(() => z.xor([z.enum(["none","auto","required"]), ChatNamedToolChoice()]).nullable())

/** Form of the answer: `text`, `json_object` (any JSON; the prompt must ask for it) or `json_schema` (JSON that
 * matches the schema). A lane that cannot promise it is no candidate. */
export const ChatResponseFormat: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)), json_schema: z.looseObject({ name: InferenceName(), description: InferenceTextOrNull().optional(), schema: InferenceSchema().optional(), strict: z.boolean().nullable().optional() }).optional() }).nullable())

/** How much to think; `none`, `minimal`, `low`, `medium`, `high`, `xhigh` or `max`, as the model knows them. */
export const InferenceEffort: () => any = once(() => z.string().check(codePoints(0, 64)).nullable())

/** Free JSON members. */
export const InferenceObjectOrNull: () => any = once(() => z.record(z.string(), z.unknown()).nullable())

/** At most 16 texts by name. Conditions of routes can read them as `metadata.<name>`. */
export const InferenceMetadata: () => any = once(() => z.record(z.string(), z.string().check(codePoints(0, 512))).check(propertyCount(0, 16)).nullable())

/** A prompt template of the operator, rendered with values and added to the conversation. */
export const ProxyApiTemplate: () => any = once(() => z.strictObject({ name: z.string().regex(new RegExp("^[a-z0-9_-]{1,64}$", 'u')), variables: z.record(z.string(), z.unknown()).check(propertyCount(0, 1000)).optional(), role: z.enum(["system","user"]).optional() }))

/** Options of this gateway for one call. Valid in every JSON body of `/v1`, never sent to a provider. Unlike the rest
 * of the body it is closed: an unknown member is 400 `UNKNOWN_PARAMETER`. */
export const ProxyApiOptions: () => any = once(() => z.strictObject({ fallbacks: z.array(InferenceModelName()).max(4).optional(), session_id: z.string().check(codePoints(1, 128)).optional(), timeout_ms: z.int().min(1000).max(600000).optional(), cache: z.enum(["default","off","refresh"]).optional(), condense: z.enum(["default","off"]).optional(), require_parameters: z.boolean().optional(), trace: z.boolean().optional(), template: ProxyApiTemplate().optional() }))

/** A conversation in OpenAI's shape. Known fields are checked; `null` is the same as leaving an optional one out.
 * Unknown fields are kept: they reach a provider of the same dialect unchanged, and are named in
 * `x-proxyapi-dropped` otherwise. `api_base`, `base_url` and `api_key` would steer the gateway and are 400
 * `UNKNOWN_PARAMETER`. */
export const ChatCompletionRequest: () => any = once(() => z.looseObject({ model: InferenceModelName(), messages: z.array(ChatMessage()).min(1).max(4096), stream: z.boolean().nullable().optional(), stream_options: InferenceStreamOptions().optional(), max_completion_tokens: InferenceMaxTokens().optional(), max_tokens: InferenceMaxTokens().optional(), temperature: InferenceTemperature().optional(), top_p: InferenceTopP().optional(), n: z.int().min(1).max(8).nullable().optional(), stop: InferenceStop().optional(), seed: InferenceSeed().optional(), presence_penalty: InferencePenalty().optional(), frequency_penalty: InferencePenalty().optional(), logit_bias: InferenceLogitBias().optional(), logprobs: z.boolean().nullable().optional(), top_logprobs: z.int().min(0).max(20).nullable().optional(), tools: z.array(ChatTool()).max(512).nullable().optional(), tool_choice: ChatToolChoice().optional(), parallel_tool_calls: z.boolean().nullable().optional(), functions: z.array(ChatFunction()).max(512).nullable().optional(), function_call: z.xor([z.enum(["none","auto"]), InferenceObject()]).nullable().optional(), response_format: ChatResponseFormat().optional(), reasoning_effort: InferenceEffort().optional(), verbosity: InferenceWord().optional(), modalities: z.array(z.string().check(codePoints(0, 64))).max(8).nullable().optional(), audio: InferenceObjectOrNull().optional(), prediction: InferenceObjectOrNull().optional(), web_search_options: InferenceObjectOrNull().optional(), metadata: InferenceMetadata().optional(), store: z.boolean().nullable().optional(), service_tier: InferenceWord().optional(), user: z.string().check(codePoints(0, 512)).nullable().optional(), safety_identifier: z.string().check(codePoints(0, 512)).nullable().optional(), prompt_cache_key: z.string().check(codePoints(0, 512)).nullable().optional(), proxyapi: ProxyApiOptions().optional() }))

/** One text as token ids of the model. */
export const InferenceTokens: () => any = once(() => z.array(z.int().min(0).max(4294967295)).min(1).max(131072))

/** One text, several texts, one list of token ids, or several such lists. */
export const InferenceInput: () => any = once(() => z.xor([InferenceText(), z.array(InferenceText()).min(1).max(2048), InferenceTokens(), z.array(InferenceTokens()).min(1).max(2048)]))

/** Plain text completion in OpenAI's older shape. A model without it is asked as a chat with one user turn; then
 * `suffix`, `echo`, `best_of`, `logprobs` and token lists are 400 `UNSUPPORTED_PARAMETER`. Unknown fields are kept. */
export const CompletionRequest: () => any = once(() => z.looseObject({ model: InferenceModelName(), prompt: InferenceInput(), stream: z.boolean().nullable().optional(), stream_options: InferenceStreamOptions().optional(), max_tokens: InferenceMaxTokens().optional(), temperature: InferenceTemperature().optional(), top_p: InferenceTopP().optional(), n: z.int().min(1).max(8).nullable().optional(), stop: InferenceStop().optional(), seed: InferenceSeed().optional(), presence_penalty: InferencePenalty().optional(), frequency_penalty: InferencePenalty().optional(), logit_bias: InferenceLogitBias().optional(), logprobs: z.int().min(0).max(20).nullable().optional(), echo: z.boolean().nullable().optional(), suffix: InferenceTextOrNull().optional(), best_of: z.int().min(1).max(20).nullable().optional(), user: z.string().check(codePoints(0, 512)).nullable().optional(), proxyapi: ProxyApiOptions().optional() }))

/** Texts to turn into vectors. More inputs than the provider takes at once are split, two requests at a time, and put
 * together in order; one failure fails the whole. Embeddings never fall back to another model: its vectors do not
 * compare. */
export const EmbeddingRequest: () => any = once(() => z.looseObject({ model: InferenceModelName(), input: InferenceInput(), encoding_format: z.literal(["float","base64",null]).optional(), dimensions: z.int().min(1).max(65536).nullable().optional(), input_type: InferenceWord().optional(), user: z.string().check(codePoints(0, 512)).nullable().optional(), proxyapi: ProxyApiOptions().optional() }))

/** A part: `input_text`, `output_text` (`text`), `input_image`, `input_file`, `refusal`. Unknown types are
 * kept. */
export const ResponseInputPart: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)), text: InferenceText().optional(), refusal: InferenceText().optional(), image_url: InferenceTextOrNull().optional(), detail: InferenceWord().optional(), file_id: InferenceIdOrNull().optional(), file_url: InferenceTextOrNull().optional(), file_data: InferenceTextOrNull().optional(), filename: z.string().check(codePoints(0, 1024)).nullable().optional() }))

/** A turn or an item of an earlier response, sent back as it was. Without `type` it is a `message`. Others that every
 * lane understands: `function_call`, `function_call_output` and `reasoning`. Types that we do not know reach a
 * provider of the same dialect unchanged; no other lane is then a candidate. */
export const ResponseInputItem: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)).nullable().optional(), id: InferenceIdOrNull().optional(), role: z.enum(["user","assistant","system","developer"]).optional(), content: z.xor([InferenceText(), z.array(ResponseInputPart()).max(4096)]).nullable().optional(), call_id: InferenceIdOrNull().optional(), name: z.string().check(codePoints(0, 256)).nullable().optional(), arguments: z.xor([InferenceText(), InferenceObject()]).nullable().optional(), output: z.xor([InferenceText(), z.array(InferenceObject()).max(4096), InferenceObject()]).nullable().optional(), summary: z.array(InferenceObject()).max(4096).nullable().optional(), encrypted_content: InferenceTextOrNull().optional(), status: z.string().check(codePoints(0, 64)).nullable().optional() }))

/** A tool that the model may call. `function` works everywhere; built-in types need a provider that has them. */
export const ResponseTool: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)), name: InferenceName().optional(), description: InferenceTextOrNull().optional(), parameters: InferenceSchema().optional(), strict: z.boolean().nullable().optional() }))

/** Forces one tool, `{"type":"function","name":"…"}`, or narrows the list (`allowed_tools`). */
export const ResponseNamedToolChoice: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)), name: z.string().check(codePoints(0, 256)).nullable().optional() }))

/** `text`, `json_object` (any JSON; the prompt must ask for it) or `json_schema` (JSON that matches `schema`). */
export const ResponseTextFormat: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)), name: InferenceName().optional(), description: InferenceTextOrNull().optional(), schema: InferenceSchema().optional(), strict: z.boolean().nullable().optional() }).nullable())

/** A call in the shape of OpenAI's Responses API. `previous_response_id`, `conversation`, `background`, `store: true`
 * and built-in tools need a provider that speaks it, else 400 `UNSUPPORTED_PARAMETER`. `null` is the same as leaving
 * an optional field out; unknown fields are kept. */
export const ResponseRequest: () => any = once(() => z.looseObject({ model: InferenceModelName(), input: z.xor([InferenceText(), z.array(ResponseInputItem()).max(4096)]), instructions: InferenceTextOrNull().optional(), stream: z.boolean().nullable().optional(), stream_options: InferenceStreamOptions().optional(), max_output_tokens: InferenceMaxTokens().optional(), temperature: InferenceTemperature().optional(), top_p: InferenceTopP().optional(), top_logprobs: z.int().min(0).max(20).nullable().optional(), tools: z.array(ResponseTool()).max(512).nullable().optional(), tool_choice: z.xor([z.enum(["none","auto","required"]), ResponseNamedToolChoice()]).nullable().optional(), parallel_tool_calls: z.boolean().nullable().optional(), max_tool_calls: z.int().min(1).max(1000000).nullable().optional(), reasoning: z.looseObject({ effort: InferenceEffort().optional(), summary: InferenceWord().optional() }).nullable().optional(), text: z.looseObject({ format: ResponseTextFormat().optional(), verbosity: InferenceWord().optional() }).nullable().optional(), include: z.array(z.string().check(codePoints(0, 256))).max(64).nullable().optional(), truncation: z.literal(["auto","disabled",null]).optional(), store: z.boolean().nullable().optional(), previous_response_id: InferenceIdOrNull().optional(), conversation: z.xor([InferenceId(), InferenceObject()]).nullable().optional(), background: z.boolean().nullable().optional(), metadata: InferenceMetadata().optional(), service_tier: InferenceWord().optional(), user: z.string().check(codePoints(0, 512)).nullable().optional(), safety_identifier: z.string().check(codePoints(0, 512)).nullable().optional(), prompt_cache_key: z.string().check(codePoints(0, 512)).nullable().optional(), proxyapi: ProxyApiOptions().optional() }))

export const RerankDocument: () => any = once(() => z.looseObject({ text: InferenceText() }))

/** Documents to order by how well they answer the query, in Cohere's shape. Unknown fields are kept. */
export const RerankRequest: () => any = once(() => z.looseObject({ model: InferenceModelName(), query: z.string().check(codePoints(1, 10485760)), documents: z.array(z.xor([InferenceText(), RerankDocument()])).min(1).max(1000), top_n: z.int().min(1).max(1000).nullable().optional(), return_documents: z.boolean().nullable().optional(), max_tokens_per_doc: z.int().min(1).max(1000000).nullable().optional(), proxyapi: ProxyApiOptions().optional() }))

/** `text` with `text`, or `image_url` with `image_url.url`. */
export const ModerationPart: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)), text: InferenceText().optional(), image_url: z.looseObject({ url: InferenceText() }).optional() }))

/** Texts or images to judge. Unknown fields are kept. */
export const ModerationRequest: () => any = once(() => z.looseObject({ model: InferenceModelName().optional(), input: z.xor([InferenceText(), z.array(InferenceText()).min(1).max(2048), z.array(ModerationPart()).min(1).max(2048)]), proxyapi: ProxyApiOptions().optional() }))

/** An image to make, in OpenAI's shape. Which sizes and qualities exist is up to the model. Unknown fields are
 * kept. */
export const ImageRequest: () => any = once(() => z.looseObject({ model: InferenceModelName(), prompt: z.string().check(codePoints(1, 32000)), n: z.int().min(1).max(8).nullable().optional(), size: InferenceWord().optional(), quality: InferenceWord().optional(), background: InferenceWord().optional(), style: InferenceWord().optional(), moderation: InferenceWord().optional(), output_format: InferenceWord().optional(), output_compression: z.int().min(0).max(100).nullable().optional(), response_format: z.literal(["url","b64_json",null]).optional(), stream: z.literal([false,null]).optional(), user: z.string().check(codePoints(0, 512)).nullable().optional(), proxyapi: ProxyApiOptions().optional() }))

export const SpeechVoice: () => any = once(() => z.looseObject({ id: z.string().check(codePoints(1, 256)) }))

/** A text to speak, in OpenAI's shape. Unknown fields are kept. */
export const SpeechRequest: () => any = once(() => z.looseObject({ model: InferenceModelName(), input: z.string().check(codePoints(1, 4096)), voice: z.xor([z.string().check(codePoints(1, 256)), SpeechVoice()]), instructions: z.string().check(codePoints(0, 4096)).nullable().optional(), response_format: z.literal(["mp3","opus","aac","flac","wav","pcm",null]).optional(), speed: z.number().min(0.25).max(4).nullable().optional(), stream_format: z.literal(["audio",null]).optional(), proxyapi: ProxyApiOptions().optional() }))

/** `base64` with `media_type` and `data`, `url` with `url`, `text`, `content` or `file`. */
export const MessageSource: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)), media_type: InferenceWord().optional(), data: InferenceText().optional(), url: InferenceText().optional() }))

/** Marks the end of a part of the prompt that the provider shall cache. */
export const MessageCacheControl: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)), ttl: InferenceWord().optional() }).nullable())

/** A block of a turn. Known types: `text`, `image`, `document`, `tool_use`, `tool_result`, `thinking` and
 * `redacted_thinking`. Blocks of an answer are sent back unchanged and in order, thoughts too when tools go on. A
 * type that we do not know reaches a provider of the same dialect unchanged; no other lane is then a candidate. */
export const MessageBlock: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)), text: InferenceText().optional(), source: z.xor([InferenceText(), MessageSource()]).optional(), id: InferenceId().optional(), name: InferenceName().optional(), input: InferenceObject().optional(), tool_use_id: InferenceId().optional(), get content() { return z.xor([InferenceText(), z.array(MessageBlock()).max(4096), InferenceObject()]).nullable().optional() }, is_error: z.boolean().nullable().optional(), thinking: InferenceText().optional(), signature: InferenceText().optional(), data: InferenceText().optional(), cache_control: MessageCacheControl().optional() }))

/** The results of tools stand in a turn of the user, right after the turn that called them. */
export const MessageTurn: () => any = once(() => z.looseObject({ role: z.enum(["user","assistant","system"]), content: z.xor([InferenceText(), z.array(MessageBlock()).max(4096)]) }))

/** The conversation so far, oldest first; neighbors of one role are one turn. */
export const MessageTurns: () => any = once(() => z.array(MessageTurn()).min(1).max(4096))

/** What the model is told beforehand, text or blocks of text. */
export const MessageSystem: () => any = once(() => z.xor([InferenceText(), z.array(MessageBlock()).max(4096)]).nullable())

/** A tool of yours (`name`, `input_schema`), or one of the provider's, which has a dated `type`. */
export const MessageTool: () => any = once(() => z.looseObject({ type: InferenceWord().optional(), name: InferenceName().optional(), description: InferenceTextOrNull().optional(), input_schema: InferenceSchema().optional(), strict: z.boolean().nullable().optional(), cache_control: MessageCacheControl().optional() }))

/** What the model may call. */
export const MessageTools: () => any = once(() => z.array(MessageTool()).max(512).nullable())

/** Whether tools are called; left out is `auto` where there are tools. */
export const MessageToolChoice: () => any = once(() => z.looseObject({ type: z.enum(["auto","any","tool","none"]), name: InferenceName().optional(), disable_parallel_tool_use: z.boolean().nullable().optional() }).nullable())

/** Whether to think before the answer. */
export const MessageThinking: () => any = once(() => z.looseObject({ type: z.string().check(codePoints(0, 64)), budget_tokens: z.int().min(1).max(1000000).nullable().optional() }).nullable())

/** Form and effort of the answer. */
export const MessageOutputConfig: () => any = once(() => z.looseObject({ effort: InferenceEffort().optional(), format: InferenceObjectOrNull().optional() }).nullable())

/** A conversation in Anthropic's shape. Server tools need a provider that has them, else 400 `UNSUPPORTED_PARAMETER`.
 * Unknown fields are kept: they reach a provider of the same dialect unchanged, and are named in
 * `x-proxyapi-dropped` otherwise. */
export const MessageRequest: () => any = once(() => z.looseObject({ model: InferenceModelName(), max_tokens: z.int().min(1).max(1000000), messages: MessageTurns(), system: MessageSystem().optional(), stream: z.boolean().nullable().optional(), temperature: InferenceTemperature().optional(), top_p: InferenceTopP().optional(), top_k: z.int().min(0).max(1000000).nullable().optional(), stop_sequences: z.array(z.string().check(codePoints(0, 1024))).max(16).nullable().optional(), tools: MessageTools().optional(), tool_choice: MessageToolChoice().optional(), thinking: MessageThinking().optional(), output_config: MessageOutputConfig().optional(), metadata: z.looseObject({ user_id: z.string().check(codePoints(0, 512)).nullable().optional() }).nullable().optional(), service_tier: InferenceWord().optional(), container: z.xor([InferenceId(), InferenceObject()]).nullable().optional(), context_management: InferenceObjectOrNull().optional(), mcp_servers: z.array(InferenceObject()).max(64).nullable().optional(), cache_control: MessageCacheControl().optional(), proxyapi: ProxyApiOptions().optional() }))

/** What would be sent to createMessage; only what makes tokens counts. */
export const MessageCountRequest: () => any = once(() => z.looseObject({ model: InferenceModelName(), messages: MessageTurns(), system: MessageSystem().optional(), tools: MessageTools().optional(), tool_choice: MessageToolChoice().optional(), thinking: MessageThinking().optional(), output_config: MessageOutputConfig().optional(), cache_control: MessageCacheControl().optional(), proxyapi: ProxyApiOptions().optional() }))

/** A cloud: `vast.ai`, `io.net`, `runpod`, `shadeform`, `lambda` or `local`. As input the aliases `vast`, `vastai`,
 * `ionet` and `io_net` are accepted too; answers always hold the name itself. */
export const GpuCloudName: () => any = once(() => z.string().check(codePoints(1, 32)).regex(new RegExp("^[A-Za-z0-9._-]+$", 'u')))

/** Disk in GB. */
export const GpuDiskGb: () => any = once(() => z.int().min(1).max(100000))

/** `<short name of the cloud>-<the cloud's own id>`, e.g. `vast-20114453`. Stable over refreshes and not to be parsed.
 * Where the path names the cloud, its own id alone (`20114453`) is accepted as well. */
export const GpuOfferId: () => any = once(() => z.string().check(codePoints(1, 110)).regex(new RegExp("^[a-z0-9_-]+(\\.[a-z0-9_-]+)*$", 'u')))

/** An OCI image reference, e.g. `vllm/vllm-openai:v0.11.0`. */
export const GpuImage: () => any = once(() => z.string().check(codePoints(1, 255)).regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9._:/@-]*$", 'u')))

/** The login of a private image registry. */
export const GpuRegistry: () => any = once(() => z.strictObject({ username: z.string().check(codePoints(1, 255)), password: z.string().check(codePoints(1, 4096)) }))

/** One argument, as the process receives it; never split, never joined. */
export const GpuArgument: () => any = once(() => z.string().check(codePoints(0, 4096)).regex(new RegExp("^[^\\x00]*$", 'u')))

export const GpuArguments: () => any = once(() => z.array(GpuArgument()).max(100))

/** Environment variables. A name is `[A-Za-z_][A-Za-z0-9_]{0,127}`; `PROXY_API_*`, `VAST_*` and `CONTAINER_API_KEY` are
 * refused. `env` and `secret_env` hold 128 KiB together. */
export const GpuEnv: () => any = once(() => z.record(z.string(), z.string().check(codePoints(0, 131072)).regex(new RegExp("^[^\\x00]*$", 'u'))).check(propertyCount(0, 100)))

export const GpuPortNumber: () => any = once(() => z.int().min(1).max(65535))

/** A container port to publish: `8000` is short for `{"port": 8000, "protocol": "http"}`. */
export const GpuLaunchPort: () => any = once(() => z.xor([GpuPortNumber(), z.strictObject({ port: GpuPortNumber(), protocol: z.enum(["http","https","tcp"]).default("http") })]))

/** A name of the caller's own, at most 64 characters on one line; it has no other meaning. */
export const GpuName: () => any = once(() => z.string().check(codePoints(0, 64)).regex(new RegExp("^[^\\x00-\\x1f\\x7f]*$", 'u')).nullable())

/** A path with optional query, without host; visible ASCII. */
export const GpuUrlPath: () => any = once(() => z.string().check(codePoints(0, 2048)).regex(new RegExp("^/[\\x21-\\x7e]*$", 'u')))

/** Ready when a GET answers 2xx. `port` defaults to the first of `ports`, `path` to `/`. */
export const GpuReadyHttp: () => any = once(() => z.strictObject({ type: z.literal("http"), port: GpuPortNumber().optional(), path: GpuUrlPath().optional() }))

/** Ready when the port accepts a connection. `port` defaults to the first of `ports`. */
export const GpuReadyTcp: () => any = once(() => z.strictObject({ type: z.literal("tcp"), port: GpuPortNumber().optional() }))

/** Ready when the cloud says so. */
export const GpuReadyProvider: () => any = once(() => z.strictObject({ type: z.literal("provider") }))

/** How we learn that the instance serves. */
export const GpuReadyProbe: () => any = once(() => z.discriminatedUnion("type", [GpuReadyHttp(), GpuReadyTcp(), GpuReadyProvider()]))

/** USD, more than 0, with at most 6 decimals. Texts, `1e-7` and other forms are `INVALID_AMOUNT`. */
export const Amount: () => any = once(() => z.number().max(1000000).gt(0))

/** The instance is destroyed after this time, 60 seconds to 90 days from now; null is no such limit. */
export const GpuTtlSeconds: () => any = once(() => z.int().min(60).max(7776000).nullable())

/** The instance is destroyed after it was idle for this time: no byte proxied and GPU use below 5 %. Where the cloud
 * reports no GPU use, this needs `idle_by`. null is no such limit. */
export const GpuIdleTtlSeconds: () => any = once(() => z.int().min(300).max(7776000).nullable())

/** `proxy`: proxied bytes alone decide what idle is, whatever the GPU does. */
export const GpuIdleBy: () => any = once(() => z.literal(["proxy",null]))

/** A cap in USD; null is none. */
export const GpuUsdCapOrNull: () => any = once(() => Amount().nullable())

/** What happens when the cloud takes a spot GPU away. `keep` (as null): it stays `interrupted` for an hour, then is
 * destroyed. `recover`: it is destroyed, and once that is proved another machine is rented. `destroy`: it is
 * destroyed. */
export const GpuOnInterruption: () => any = once(() => z.literal(["keep","recover","destroy",null]))

/** How to launch an instance. Every field is optional, and `{}` is a valid body. */
export const GpuLaunch: () => any = once(() => z.strictObject({ image: GpuImage().optional(), registry: GpuRegistry().optional(), args: GpuArguments().optional(), command: GpuArguments().optional(), onstart: z.string().check(codePoints(0, 16384)).regex(new RegExp("^[^\\x00]*$", 'u')).optional(), env: GpuEnv().optional(), secret_env: GpuEnv().optional(), ports: z.array(GpuLaunchPort()).max(16).optional(), disk_gb: GpuDiskGb().default(50), name: GpuName().optional(), ssh_public_keys: z.array(z.string().check(codePoints(0, 8192)).regex(new RegExp("^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\\.com|sk-ecdsa-sha2-nistp256@openssh\\.com) [A-Za-z0-9+/]+={0,2}( [^\\x00-\\x1f\\x7f]*)?$", 'u'))).max(10).optional(), ready: GpuReadyProbe().optional(), max_price_per_hour: Amount().optional(), failover: z.enum(["same_cloud","any_cloud","none"]).default("same_cloud"), ttl_seconds: GpuTtlSeconds().optional(), idle_ttl_seconds: GpuIdleTtlSeconds().optional(), idle_by: GpuIdleBy().optional(), max_spend: GpuUsdCapOrNull().optional(), bid_per_hour: GpuUsdCapOrNull().optional(), on_interruption: GpuOnInterruption().optional() }))

/** The id of a contract, as createGpuInstance returned it. */
export const GpuContractId: () => any = once(() => z.string().regex(new RegExp("^inst_[0-9A-HJKMNP-TV-Z]{26}$", 'u')))

/** The contract, by its `contract_id` (`inst_…`), or by the id of the offer that it was made from. Several contracts of
 * one offer are 409 `TARGET_AMBIGUOUS`. */
export const GpuContractReference: () => any = once(() => z.string().check(codePoints(1, 110)).regex(new RegExp("^(inst_[0-9A-HJKMNP-TV-Z]{26}|[a-z0-9_-]+(\\.[a-z0-9_-]+)*)$", 'u')))

/** What changes; the rest stays. */
export const GpuContractUpdate: () => any = once(() => z.strictObject({ name: GpuName().optional(), ttl_seconds: GpuTtlSeconds().optional(), idle_ttl_seconds: GpuIdleTtlSeconds().optional(), idle_by: GpuIdleBy().optional(), max_price_per_hour: Amount().optional(), max_spend: GpuUsdCapOrNull().optional() }).check(propertyCount(1, Infinity)))

/** What the instance sees of its own hardware; sent with the first check-in. */
export const GpuCheckIn: () => any = once(() => z.strictObject({ gpus: z.array(z.strictObject({ name: z.string().check(codePoints(0, 128)), memory_mib: z.number().min(0).max(10000000) })).max(64).optional() }))

/** Any JSON value. */
export const JsonValue: () => any = once(() => z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown())]).nullable())]).nullable())]).nullable())]).nullable())]).nullable())

/** The target is either `target_url`, or `contract_id` with `port` and `path`; both or none of them is 400
 * `INVALID_REQUEST`. */
export const GpuProxyRequest: () => any = once(() => z.strictObject({ protocol: z.enum(["http","https","mcp","openinference","oip","openai"]), target_url: z.string().check(codePoints(1, 8192)).optional(), contract_id: GpuContractId().optional(), port: GpuPortNumber().optional(), path: GpuUrlPath().optional(), method: z.string().check(codePoints(1, 16)).default("POST"), headers: z.record(z.string(), z.string().check(codePoints(0, 8192))).check(propertyCount(0, 100)).optional(), body: JsonValue().optional(), timeout_ms: z.int().min(1).max(600000).default(60000), stream: z.boolean().default(false) }))

/** The id of a deployment. */
export const GpuDeploymentId: () => any = once(() => z.string().regex(new RegExp("^dep_[0-9A-HJKMNP-TV-Z]{26}$", 'u')))

/** `on_demand` includes prepaid hours; `any` takes the cheapest. */
export const GpuWantedPricing: () => any = once(() => z.enum(["on_demand","spot","any"]))

/** A name of the caller's own, unique among the own deployments. */
export const GpuDeploymentName: () => any = once(() => z.string().regex(new RegExp("^[a-z0-9-]{1,40}$", 'u')))

/** A model id. */
export const GpuServedModel: () => any = once(() => z.string().check(codePoints(1, 300)).regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9._:/@+-]*$", 'u')))

/** The GPUs of a replica. One of `models` and `min_vram` is needed. */
export const GpuWanted: () => any = once(() => z.strictObject({ models: z.array(z.string().check(codePoints(1, 64))).min(1).max(20).optional(), count: z.int().min(0).max(64).default(1), min_vram: z.number().min(0).max(10000).optional() }))

/** The clouds to rent from; all without it. */
export const GpuClouds: () => any = once(() => z.array(GpuCloudName()).min(1).max(16))

export const GpuReplicaCount: () => any = once(() => z.int().min(0).max(100))

export const GpuReplicaLimit: () => any = once(() => z.int().min(1).max(100))

/** After this time without a request the replicas go down to `min_replicas`. */
export const GpuReplicaIdleSeconds: () => any = once(() => z.int().min(60).max(7776000))

/** Requests in flight that one replica should have; above it a replica is added. */
export const GpuTargetInFlight: () => any = once(() => z.int().min(1).max(1024))

/** How long a request waits for the first replica before it goes to the fallback; 0 goes there at once. The replica is
 * started in any case. */
export const GpuColdWaitMs: () => any = once(() => z.int().min(0).max(600000))

/** The hosted model that answers while no replica can. Default: the same model at a hosted provider, where there is
 * one. null: none, and the answer is then 503 `UPSTREAM_UNAVAILABLE` with `Retry-After`. */
export const GpuFallbackModel: () => any = once(() => z.string().check(codePoints(0, 300)).nullable())

/** A deployment to create. */
export const GpuDeploymentCreate: () => any = once(() => z.strictObject({ name: GpuDeploymentName(), model: GpuServedModel(), engine: z.enum(["vllm","tgi","sglang","ollama","custom"]).default("vllm"), engine_args: GpuArguments().optional(), image: GpuImage().optional(), port: GpuPortNumber().optional(), health_path: GpuUrlPath().optional(), secret_env: GpuEnv().optional(), gpu: GpuWanted(), disk_gb: GpuDiskGb().default(50), providers: GpuClouds().optional(), pricing: GpuWantedPricing().default("on_demand"), max_price_per_hour: Amount(), max_total_per_hour: GpuUsdCapOrNull().optional(), max_spend: GpuUsdCapOrNull().optional(), min_replicas: GpuReplicaCount().default(0), max_replicas: GpuReplicaLimit().default(1), idle_ttl_seconds: GpuReplicaIdleSeconds().default(900), target_in_flight: GpuTargetInFlight().default(16), cold_wait_ms: GpuColdWaitMs().default(0), fallback_model: GpuFallbackModel().optional() }))

/** What changes; the rest stays. `gpu`, `providers` and `pricing` hold for replicas that start from now on. What is
 * served cannot change: create another deployment. */
export const GpuDeploymentUpdate: () => any = once(() => z.strictObject({ gpu: GpuWanted().optional(), providers: GpuClouds().optional(), pricing: GpuWantedPricing().optional(), max_price_per_hour: Amount().optional(), max_total_per_hour: GpuUsdCapOrNull().optional(), max_spend: GpuUsdCapOrNull().optional(), min_replicas: GpuReplicaCount().optional(), max_replicas: GpuReplicaLimit().optional(), idle_ttl_seconds: GpuReplicaIdleSeconds().optional(), target_in_flight: GpuTargetInFlight().optional(), cold_wait_ms: GpuColdWaitMs().optional(), fallback_model: GpuFallbackModel().optional() }).check(propertyCount(1, Infinity)))

/** Compared and kept in lower case. */
export const Email: () => any = once(() => z.string().check(codePoints(3, 254)).regex(new RegExp("^[^\\s@]+@[^\\s@]+$", 'u')))

/** One right. The role `user` holds all names up to `data:write`; `operator` adds `models:select`, `registry:write`,
 * `config:write`, `metrics:read` and `requests:read`; `admin` adds the rest. A newer server may know more names. */
export const Permission: () => any = once(() => z.enum(["models:read","models:refresh","registry:read","inference:call","gpu:read","gpu:write","gpu:proxy","keys:read","keys:write","account:read","account:write","account:export","billing:read","billing:write","webhooks:read","webhooks:write","events:read","integration:read","integration:write","workflow:read","workflow:write","data:read","data:write","models:select","registry:write","config:write","metrics:read","requests:read","users:read","users:write","users:export","credits:write","audit:read"]))

/** Narrows the token to these; without it the token may do what the credential may. */
export const TokenPermissions: () => any = once(() => z.array(Permission()).min(1).max(64).check(uniqueItems()))

/** Seconds. More than the server's `auth.jwt.expiration_hours` is shortened to that; the answer says what was granted. */
export const TokenLifetime: () => any = once(() => z.int().min(1).max(31536000))

/** The id of a user. `usr_operator` is the built-in account that static keys of the configuration act on. */
export const UserId: () => any = once(() => z.string().regex(new RegExp("^usr_[0-9A-HJKMNP-TV-Z]{26}$|^usr_operator$", 'u')))

export const PasswordGrant: () => any = once(() => z.strictObject({ grant_type: z.literal("password"), email: Email(), password: z.string().check(codePoints(1, 1024)), permissions: TokenPermissions().optional(), expires_in: TokenLifetime().default(3600), user_id: UserId().optional() }))

/** The API key stands in `X-API-Key` or `Authorization`, where every credential stands. */
export const ApiKeyGrant: () => any = once(() => z.strictObject({ grant_type: z.literal("api_key"), permissions: TokenPermissions().optional(), expires_in: TokenLifetime().default(3600), user_id: UserId().optional() }))

export const AuthorizationCodeGrant: () => any = once(() => z.strictObject({ grant_type: z.literal("authorization_code"), code: z.string().check(codePoints(1, 512)), permissions: TokenPermissions().optional(), expires_in: TokenLifetime().default(3600), user_id: UserId().optional() }))

export const CreateTokenRequest: () => any = once(() => z.discriminatedUnion("grant_type", [PasswordGrant(), ApiKeyGrant(), AuthorizationCodeGrant()]))

export const RevokeTokenRequest: () => any = once(() => z.strictObject({ token: z.string().check(codePoints(1, 4096)).optional() }))

/** The new password, and either `setup_token` or `current_password`. */
export const SetPasswordRequest: () => any = once(() => z.strictObject({ setup_token: z.string().check(codePoints(1, 256)).optional(), current_password: z.string().check(codePoints(1, 1024)).optional(), password: z.string().check(codePoints(12, 1024)) }).check(propertyCount(2, 2)))

/** The id of an API key. It is not a secret. */
export const ApiKeyId: () => any = once(() => z.string().regex(new RegExp("^key_[0-9A-HJKMNP-TV-Z]{26}$", 'u')))

/** The window that the cap counts in, in UTC; a week begins on Monday, `total` never ends. */
export const BudgetPeriod: () => any = once(() => z.enum(["hour","day","week","month","total"]))

/** What the key is for, in words of its owner. */
export const KeyName: () => any = once(() => z.string().check(codePoints(1, 100)))

/** A set of permissions by name, resolved when it is stored. `inference` is `inference:call` and `models:read`;
 * `management` is everything that the role `user` holds but `inference:*` and `gpu:*`. */
export const ScopePreset: () => any = once(() => z.enum(["inference","management"]))

/** A permission, or the name of a preset. */
export const Scope: () => any = once(() => z.xor([Permission(), ScopePreset()]))

/** What the key may do, within what its creator may do. Answers list the permissions that presets stand for. */
export const Scopes: () => any = once(() => z.array(Scope()).min(1).max(64).check(uniqueItems()))

/** The key stops working at this time, which lies in the future. null is never. */
export const KeyExpiry: () => any = once(() => dateTime().nullable())

/** CIDR blocks or addresses that the key works from; an IPv4-mapped address counts as IPv4. null is anywhere. */
export const AddressList: () => any = once(() => z.array(z.string().check(codePoints(2, 49)).regex(new RegExp("^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$", 'u'))).min(1).max(50).check(uniqueItems()).nullable())

/** Models that the key may call, exact or with one trailing `*` (`openai/*`). null is all of them. */
export const ModelList: () => any = once(() => z.array(z.string().check(codePoints(1, 300)).regex(new RegExp("^[^*]*\\*?$", 'u'))).min(1).max(200).check(uniqueItems()).nullable())

/** Limits of this key beside those of its user. null is none; in a change, members that are not sent stay. */
export const ApiKeyLimitsInput: () => any = once(() => z.strictObject({ requests_per_minute: z.int().min(1).max(1000000).nullable().optional(), tokens_per_minute: z.int().min(1).max(1000000000).nullable().optional(), requests_per_day: z.int().min(1).max(1000000000).nullable().optional(), concurrent_requests: z.int().min(1).max(10000).nullable().optional(), override_max_per_minute: z.int().min(1).max(1000000).nullable().optional() }))

export const BudgetInput: () => any = once(() => z.strictObject({ amount: Amount(), period: BudgetPeriod() }))

export const CreateApiKeyRequest: () => any = once(() => z.strictObject({ name: KeyName(), scopes: Scopes().optional(), expires_at: KeyExpiry().optional(), ip_allow: AddressList().optional(), models_allow: ModelList().optional(), limits: ApiKeyLimitsInput().optional(), budget: BudgetInput().nullable().optional(), replaces: ApiKeyId().optional(), overlap_hours: z.int().min(0).max(168).default(24) }))

/** What is not sent stays; null removes. */
export const UpdateApiKeyRequest: () => any = once(() => z.strictObject({ name: KeyName().optional(), scopes: Scopes().optional(), expires_at: KeyExpiry().optional(), ip_allow: AddressList().optional(), models_allow: ModelList().optional(), limits: ApiKeyLimitsInput().optional(), budget: BudgetInput().nullable().optional() }).check(propertyCount(1, Infinity)))

/** Each role holds all that the one before it holds. */
export const Role: () => any = once(() => z.enum(["user","operator","admin"]))

/** `disabled`: every credential is 401 within a second. `erased`: email and name are overwritten, keys revoked, webhooks
 * deleted; ledger and audit rows stay and hold ids only. */
export const UserStatus: () => any = once(() => z.enum(["active","disabled","erased"]))

/** `prepaid` spends credits and stops at 0; `unmetered` records what was used and charges nothing. */
export const BillingMode: () => any = once(() => z.enum(["prepaid","unmetered"]))

/** What the rows are summed by. */
export const UsageGrouping: () => any = once(() => z.enum(["day","model","provider","key","operation"]))

/** One JSON object, one JSON object a line, or a table. */
export const ExportFormat: () => any = once(() => z.enum(["json","ndjson","csv"]))

/** A part of the export; `quotas` are limits and budget, `credits` each movement of the balance. */
export const ExportSection: () => any = once(() => z.enum(["profile","api_keys","quotas","gpu_usage","transactions","credits","usage","webhooks","preferences"]))

/** The id of a webhook endpoint. */
export const WebhookId: () => any = once(() => z.string().regex(new RegExp("^wh_[0-9A-HJKMNP-TV-Z]{26}$", 'u')))

/** Models by uid, such as `openai:gpt-4o`. */
export const Favorites: () => any = once(() => z.array(z.string().check(codePoints(1, 300))).max(500).check(uniqueItems()))

/** The value of a query parameter of searchModels; a list repeats it. */
export const SearchValue: () => any = once(() => z.xor([z.string().check(codePoints(0, 512)), z.number().min(-1000000000000).max(1000000000000), z.boolean(), z.array(z.string().check(codePoints(0, 300))).max(100)]))

/** Query parameters of searchModels by name. */
export const SearchParameters: () => any = once(() => z.record(z.string(), SearchValue()).check(propertyCount(0, 40)))

/** Saved searches by the name that the user gave them, at most 100 characters. */
export const SavedFilters: () => any = once(() => z.record(z.string(), SearchParameters()).check(propertyCount(0, 100)))

/** Providers, best first; breaks ties where one name fits models of several. */
export const ProviderOrder: () => any = once(() => z.array(z.string().check(codePoints(1, 64))).max(100).check(uniqueItems()))

/** All preferences; what is not sent is emptied. At most 16 KB. */
export const SetPreferencesRequest: () => any = once(() => z.strictObject({ favorites: Favorites().optional(), filters: SavedFilters().optional(), provider_order: ProviderOrder().optional() }))

export const AddCreditsRequest: () => any = once(() => z.strictObject({ user_id: UserId(), amount: Amount(), reason: z.string().check(codePoints(1, 500)).optional() }))

/** A name to show; null is none. */
export const UserName: () => any = once(() => z.string().check(codePoints(1, 100)).nullable())

export const CreateUserRequest: () => any = once(() => z.strictObject({ email: Email(), name: UserName().optional(), role: Role().optional(), billing_mode: BillingMode().optional() }))

/** Limits over all keys and sessions of the user. Members that are not sent stay; null is the server's default. */
export const UserLimitsInput: () => any = once(() => z.strictObject({ requests_per_minute: z.int().min(1).max(1000000).nullable().optional(), burst_limit: z.int().min(1).max(1000000).nullable().optional(), tokens_per_minute: z.int().min(1).max(1000000000).nullable().optional(), concurrent_requests: z.int().min(1).max(10000).nullable().optional() }))

/** What is not sent stays; null removes. */
export const UpdateUserRequest: () => any = once(() => z.strictObject({ name: UserName().optional(), role: Role().optional(), status: z.enum(["active","disabled"]).optional(), limits: UserLimitsInput().optional(), budget: BudgetInput().nullable().optional(), billing_mode: BillingMode().optional(), extra_permissions: z.array(Permission()).max(64).check(uniqueItems()).optional() }).check(propertyCount(1, Infinity)))

/** An absolute URL within `billing.return_origins` of the configuration. */
export const ReturnUrl: () => any = once(() => z.string().check(codePoints(1, 2048)))

/** Either `amount` or `plan`, and where the browser goes afterwards. */
export const CreateCheckoutRequest: () => any = once(() => z.strictObject({ amount: z.number().min(5).max(10000).optional(), plan: z.string().check(codePoints(1, 64)).optional(), success_url: ReturnUrl().optional(), cancel_url: ReturnUrl().optional() }).check(propertyCount(1, Infinity)))

export const CreateBillingPortalRequest: () => any = once(() => z.strictObject({ return_url: ReturnUrl().optional() }))

/** An event as the payment provider documents it; `id` makes a second delivery a no-op. */
export const StripeEvent: () => any = once(() => z.looseObject({ id: z.string().check(codePoints(0, 255)).optional(), type: z.string().check(codePoints(0, 255)).optional() }))

/** Absolute, without credentials or fragment; https in production. Inside addresses are refused when it is stored and at
 * every send; a name that does not resolve yet is accepted. */
export const WebhookUrl: () => any = once(() => z.string().check(codePoints(1, 2048)))

/** Event names, a whole group as `instance.*`, or `*` for all. `payment.success` is another name of
 * `payment.completed`. An unknown name is 400 `INVALID_REQUEST`, whose text lists the names. */
export const WebhookEvents: () => any = once(() => z.array(z.string().check(codePoints(1, 64))).min(1).max(100).check(uniqueItems()))

/** What the endpoint is for, in words of its owner. */
export const WebhookDescription: () => any = once(() => z.string().check(codePoints(0, 500)).nullable())

export const CreateWebhookRequest: () => any = once(() => z.strictObject({ url: WebhookUrl(), events: WebhookEvents(), secret: z.string().check(codePoints(16, 256)).optional(), description: WebhookDescription().optional() }))

/** What is not sent stays. */
export const UpdateWebhookRequest: () => any = once(() => z.strictObject({ url: WebhookUrl().optional(), events: WebhookEvents().optional(), description: WebhookDescription().optional(), status: z.enum(["active","disabled"]).optional() }).check(propertyCount(1, Infinity)))

export const RotateWebhookSecretRequest: () => any = once(() => z.strictObject({ overlap_hours: z.int().min(0).max(168).default(24) }))

/** The id of a delivery. */
export const WebhookDeliveryId: () => any = once(() => z.string().regex(new RegExp("^dlv_[0-9A-HJKMNP-TV-Z]{26}$", 'u')))

/** `failed` is tried again at `next_attempt_at`; `dead` had all 10 attempts, over 75 hours; `blocked` was refused by the
 * address guard and is not tried again by itself. */
export const WebhookDeliveryStatus: () => any = once(() => z.enum(["pending","delivering","delivered","failed","blocked","dead"]))

export const ReplayWebhookRequest: () => any = once(() => z.strictObject({ since: dateTime(), until: dateTime().optional(), status: z.enum(["delivered","failed","blocked","dead"]).optional() }))

export const IncomingWebhook: () => any = once(() => z.looseObject({ event: z.string().check(codePoints(1, 128)), data: z.record(z.string(), z.unknown()) }))

/** A model id as `GET /v1/models` lists it, an alias, a route or `deployment/<name>`. Absent: the selected model of the
 * first enabled provider that has a chat model, or the first one that it lists; aiEmbed takes the first model that
 * embeds. Where there is none, 400 `INVALID_REQUEST`, or 404 `MODEL_NOT_FOUND` from aiEmbed. */
export const AiModel: () => any = once(() => z.string().check(codePoints(1, 256)))

/** Free members, at most 4 KB as JSON. They are not part of the prompt. `user_id` keeps the calls of one of your users
 * at the same provider, so that prompt caches there are used. */
export const AiMetadata: () => any = once(() => z.record(z.string(), z.unknown()).check(propertyCount(0, 64)))

export const AiGenerate: () => any = once(() => z.strictObject({ prompt: z.string().check(codePoints(1, 100000)), system: z.string().check(codePoints(0, 100000)).optional(), model: AiModel().optional(), max_tokens: z.int().min(1).max(1000).default(512), temperature: z.number().min(0).max(2).default(0.7), metadata: AiMetadata().optional() }))

export const AiMessage: () => any = once(() => z.strictObject({ role: z.enum(["system","user","assistant"]), content: z.string().check(codePoints(0, 100000)) }))

/** A name of your own; unique among your objects of this kind, not across users. */
export const CallerName: () => any = once(() => z.string().regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$", 'u')))

/** Put matching memories of the conversation before the messages. */
export const AiRecall: () => any = once(() => z.strictObject({ k: z.int().min(1).max(50).default(5), max_tokens: z.int().min(1).max(32000).default(1000) }))

export const ContextId: () => any = once(() => z.string().regex(new RegExp("^ctx_[0-9A-HJKMNP-TV-Z]{26}$", 'u')))

export const AiChat: () => any = once(() => z.strictObject({ messages: z.array(AiMessage()).min(1).max(500), conversation_id: CallerName().optional(), recall: AiRecall().optional(), remember: z.boolean().optional(), context_id: ContextId().optional(), model: AiModel().optional(), max_tokens: z.int().min(1).max(8192).default(1024), temperature: z.number().min(0).max(2).optional(), metadata: AiMetadata().optional() }))

export const MemoryId: () => any = once(() => z.string().regex(new RegExp("^mem_[0-9A-HJKMNP-TV-Z]{26}$", 'u')))

export const AiCodeFile: () => any = once(() => z.strictObject({ path: z.string().check(codePoints(1, 512)), content: z.string() }))

export const AiCode: () => any = once(() => z.strictObject({ prompt: z.string().check(codePoints(1, 100000)), task: z.enum(["write","edit","explain","review","test"]).default("write"), language: z.string().check(codePoints(1, 64)).optional(), files: z.array(AiCodeFile()).max(20).optional(), model: AiModel().optional(), max_tokens: z.int().min(1).max(8192).default(2048), temperature: z.number().min(0).max(2).default(0.2), metadata: AiMetadata().optional() }))

export const AiAnalyze: () => any = once(() => z.strictObject({ input: z.xor([z.string().check(codePoints(1, Infinity)), z.record(z.string(), z.unknown()), z.array(JsonValue()).max(50000)]), kind: z.enum(["general","sentiment","summary","entities","code","security","log"]).default("general"), question: z.string().check(codePoints(1, 4000)).optional(), schema: z.record(z.string(), z.unknown()).optional(), model: AiModel().optional(), max_tokens: z.int().min(1).max(8192).default(2048), temperature: z.number().min(0).max(2).default(0), metadata: AiMetadata().optional() }))

export const AiEmbed: () => any = once(() => z.strictObject({ input: z.xor([z.string().check(codePoints(1, 32000)), z.array(z.string().check(codePoints(1, 32000))).min(1).max(256)]), dimensions: z.int().min(1).max(4096).optional(), model: AiModel().optional(), metadata: AiMetadata().optional() }))

export const AiLabelName: () => any = once(() => z.string().check(codePoints(1, 100)))

export const AiLabelInput: () => any = once(() => z.strictObject({ name: AiLabelName(), description: z.string().check(codePoints(0, 1000)).optional() }))

export const AiLabelExample: () => any = once(() => z.strictObject({ text: z.string().check(codePoints(1, 4000)), label: AiLabelName() }))

export const AiClassify: () => any = once(() => z.strictObject({ input: z.xor([z.string().check(codePoints(1, 32000)), z.array(z.string().check(codePoints(1, 32000))).min(1).max(64)]), labels: z.array(z.xor([AiLabelName(), AiLabelInput()])).min(2).max(100), multi_label: z.boolean().default(false), examples: z.array(AiLabelExample()).max(50).optional(), other_label: AiLabelName().optional(), model: AiModel().optional(), max_tokens: z.int().min(1).max(8192).default(2048), temperature: z.number().min(0).max(2).default(0), metadata: AiMetadata().optional() }))

/** Headers to send, at most 32. `Host`, `Content-Length`, hop-by-hop and forwarding headers are dropped. The header
 * that carries the key, and a value that holds a key of this API, are 400 `INVALID_REQUEST`. */
export const OutgoingHeaders: () => any = once(() => z.record(z.string(), z.string().check(codePoints(0, 4096))).check(propertyCount(0, 32)))

export const IntegrationConfigInput: () => any = once(() => z.strictObject({ base_url: z.string().check(codePoints(1, 2048)), api_key: z.string().check(codePoints(1, 4096)).nullable().optional(), auth_header: z.string().regex(new RegExp("^[A-Za-z0-9_-]{1,64}$", 'u')).default("Authorization"), auth_scheme: z.string().regex(new RegExp("^[A-Za-z0-9_-]{0,32}$", 'u')).default("Bearer"), headers: OutgoingHeaders().optional(), timeout: z.int().min(1).max(300).default(30), max_retries: z.int().min(0).max(10).default(3), retry_delay: z.number().min(0.1).max(60).default(1), retry_unsafe: z.boolean().default(false) }))

/** What a field of `data` must be. Each member is one test and all must pass; an absent field passes unless `required`. */
export const FieldRuleInput: () => any = once(() => z.strictObject({ type: z.enum(["string","number","integer","boolean","object","array","null"]).optional(), required: z.boolean().optional(), min: z.number().min(-9007199254740991).max(9007199254740991).optional(), max: z.number().min(-9007199254740991).max(9007199254740991).optional(), min_length: z.int().min(0).max(10000000).optional(), max_length: z.int().min(0).max(10000000).optional(), enum: z.array(JsonValue()).min(1).max(100).optional(), format: z.enum(["email","uri","uuid","date-time","ipv4"]).optional(), pattern: z.string().check(codePoints(0, 256)).optional(), validator: z.string().check(codePoints(0, 63)).optional() }))

export const OutgoingMethod: () => any = once(() => z.enum(["GET","HEAD","POST","PUT","PATCH","DELETE","OPTIONS"]))

/** What a call must satisfy before anything is sent. */
export const IntegrationSecurityPolicyInput: () => any = once(() => z.strictObject({ required_fields: z.array(z.string().check(codePoints(1, 200))).max(100).optional(), validation_rules: z.record(z.string(), FieldRuleInput()).check(propertyCount(0, 100)).optional(), allowed_methods: z.array(OutgoingMethod()).min(1).max(7).check(uniqueItems()).optional(), allowed_endpoints: z.array(z.string().check(codePoints(1, 512))).min(1).max(100).optional() }))

export const IntegrationInput: () => any = once(() => z.strictObject({ config: IntegrationConfigInput(), security_policy: IntegrationSecurityPolicyInput().optional(), enabled: z.boolean().default(true) }))

export const IntegrationCall: () => any = once(() => z.strictObject({ integration_id: CallerName(), method: z.string().regex(new RegExp("^[A-Za-z]{1,16}$", 'u')), endpoint: z.string().check(codePoints(1, 2048)), query: z.record(z.string(), z.union([z.string().check(codePoints(0, 4096)), z.number().min(-9007199254740991).max(9007199254740991), z.boolean()])).check(propertyCount(0, 100)).optional(), headers: OutgoingHeaders().optional(), data: JsonValue().optional() }))

export const IntegrationAuditAction: () => any = once(() => z.enum(["register","update","delete","request_validation","request","webhook","sync"]))

export const IntegrationWebhook: () => any = once(() => z.strictObject({ webhook_url: z.string().check(codePoints(1, 2048)).optional(), integration_id: CallerName().optional(), event_type: z.string().regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$", 'u')), data: z.record(z.string(), z.unknown()), secret: z.string().check(codePoints(16, 256)).optional(), headers: OutgoingHeaders().optional(), wait: z.boolean().default(true) }))

export const JsonPointerInput: () => any = once(() => z.string().check(codePoints(0, 512)).regex(new RegExp("^(/.*)?$", 'u')))

/** How a page names the next one. Without it a run reads one page. */
export const SyncCursorInput: () => any = once(() => z.strictObject({ send: z.string().check(codePoints(1, 100)), read: z.string().check(codePoints(0, 512)).regex(new RegExp("^/", 'u')) }))

export const SyncInput: () => any = once(() => z.strictObject({ integration_id: CallerName(), direction: z.enum(["pull","push"]), endpoint: z.string().check(codePoints(1, 2048)), schedule_seconds: z.int().min(300).max(604800).nullable().default(null), items: JsonPointerInput().default("/items"), item_id: JsonPointerInput().default("/id"), cursor: SyncCursorInput().optional(), page_limit: z.int().min(1).max(1000).default(1000), destination: z.enum(["records","vectors","memory"]).default("records"), collection: CallerName().optional() }))

export const SyncRequest: () => any = once(() => z.strictObject({ sync_id: CallerName() }))

/** `stored` by a pull; `pending`, then `sent` by a push; `parked` where the service or the destination refused it: it
 * is left alone until the item changes. */
export const SyncRecordState: () => any = once(() => z.enum(["stored","pending","sent","parked"]))

/** Values that steps refer to as `/input/…`. */
export const WorkflowInput: () => any = once(() => z.record(z.string(), z.unknown()).check(propertyCount(0, 1000)))

/** Unique in the workflow, at every depth. */
export const WorkflowStepId: () => any = once(() => z.string().regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$", 'u')))

/** The arguments of a step: the body of the operation that it stands for. Anywhere in it, in place of a value,
 * `{"$ref": "/steps/<id>/…"}` or `{"$ref": "/input/…"}` is replaced by what the JSON Pointer names (`/steps/<id>` is
 * the output of that step), and `{"$join": [a, b, …]}` by the concatenated texts of its members, numbers and
 * references among them. There are no other expressions. Values without references, and the references themselves, are
 * judged when the workflow is executed, the rest when the step starts. */
export const WorkflowWith: () => any = once(() => z.record(z.string(), z.unknown()).check(propertyCount(0, 100)))

/** How often a step is attempted when its error code is one that can succeed later (`X-Should-Retry`); other errors
 * fail it at once. */
export const WorkflowRetry: () => any = once(() => z.strictObject({ max_attempts: z.int().min(1).max(10).default(3), delay_seconds: z.number().min(0).max(3600).default(1), factor: z.number().min(1).max(10).default(2) }))

/** A call of aiChat; its output is `data` of that operation. */
export const WorkflowChatStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("chat"), with: WorkflowWith(), retry: WorkflowRetry().optional() }))

/** A call of aiGenerate; its output is `data` of that operation. */
export const WorkflowGenerateStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("generate"), with: WorkflowWith(), retry: WorkflowRetry().optional() }))

/** A call of aiCode; its output is `data` of that operation. */
export const WorkflowCodeStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("code"), with: WorkflowWith(), retry: WorkflowRetry().optional() }))

/** A call of aiAnalyze; its output is `data` of that operation. */
export const WorkflowAnalyzeStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("analyze"), with: WorkflowWith(), retry: WorkflowRetry().optional() }))

/** A call of aiClassify; its output is `data` of that operation. */
export const WorkflowClassifyStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("classify"), with: WorkflowWith(), retry: WorkflowRetry().optional() }))

/** A call of aiEmbed; its output is `data` of that operation. */
export const WorkflowEmbedStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("embed"), with: WorkflowWith(), retry: WorkflowRetry().optional() }))

/** The call that undoes an `http` step; it may refer to the output of that step. */
export const WorkflowCompensation: () => any = once(() => z.strictObject({ type: z.literal("http"), with: WorkflowWith(), retry: WorkflowRetry().optional() }))

/** A call of callIntegration; its output is `data` of that operation. Every attempt sends the same `Idempotency-Key`.
 * Where it cannot be known whether a POST or PATCH had an effect, the run is `suspended` until resumeWorkflow says how
 * to go on. Cancel undoes it by `compensate`, or lists it as not undone. */
export const WorkflowHttpStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("http"), with: WorkflowWith(), retry: WorkflowRetry().optional(), compensate: WorkflowCompensation().optional() }))

/** Rents an instance. `with` is `{provider, instance_id, config}` with the id of an offer, or `{filter, config}`: the
 * parameters of listGpuOffers, of which the cheapest available offer is taken, and the body of createGpuInstance. Its
 * output is the contract (`contract_id` …), not yet ready. Cancel destroys the instance. */
export const WorkflowGpuCreateStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("gpu.create"), with: WorkflowWith(), retry: WorkflowRetry().optional() }))

/** Waits until an instance is ready. `with` is `{contract_id, until, timeout_seconds}`: `until` is a state of the
 * contract (`ready`), `timeout_seconds` 1 to 86,400 (1,800). Its output is the contract. A contract that ended fails
 * the step. */
export const WorkflowGpuWaitStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("gpu.wait"), with: WorkflowWith(), retry: WorkflowRetry().optional() }))

/** Destroys an instance. `with` is `{contract_id}`. Repeated without end until the cloud has confirmed it; destroying
 * twice is harmless. Its output is the contract. */
export const WorkflowGpuDestroyStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("gpu.destroy"), with: WorkflowWith(), retry: WorkflowRetry().optional() }))

/** Refreshes the catalog as refreshModels does; `with` is its body, empty where absent. Its output is the summary. */
export const WorkflowModelsRefreshStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("models.refresh"), with: WorkflowWith().optional(), retry: WorkflowRetry().optional() }))

/** Adds a memory; `with` is the body of addMemory. The id is derived from run and step, so a repetition adds nothing.
 * Its output is `{memory_id}`. Cancel deletes the memory. */
export const WorkflowMemoryAddStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("memory.add"), with: WorkflowWith(), retry: WorkflowRetry().optional() }))

/** Stores vectors; `with` is the body of upsertVectors, where an item may lack its `id`: it is
 * `<run>.<step>.<position>` then, so a repetition adds nothing. Its output is `{upserted}`. Cancel deletes the ids
 * that the step has added. */
export const WorkflowVectorsUpsertStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("vectors.upsert"), with: WorkflowWith(), retry: WorkflowRetry().optional() }))

/** Two values, each as it is or as a reference. */
export const WorkflowOperands: () => any = once(() => z.array(JsonValue()).min(2).max(2))

/** `{"$ref": "<JSON Pointer>"}` into `input` or `steps`. */
export const WorkflowReference: () => any = once(() => z.record(z.string(), z.string().check(codePoints(0, 1024)).regex(new RegExp("^/", 'u'))).check(propertyCount(1, 1)))

/** One test: exactly one of these members. Values of different types are unequal, and no order holds between them; a
 * reference to nothing is null. */
export const WorkflowTest: () => any = once(() => z.strictObject({ $eq: WorkflowOperands().optional(), $ne: WorkflowOperands().optional(), $gt: WorkflowOperands().optional(), $gte: WorkflowOperands().optional(), $lt: WorkflowOperands().optional(), $lte: WorkflowOperands().optional(), $in: WorkflowOperands().optional(), $exists: WorkflowReference().optional(), get $not() { return WorkflowTest().optional() }, get $all() { return z.array(WorkflowTest()).min(1).max(20).optional() }, get $any() { return z.array(WorkflowTest()).min(1).max(20).optional() } }).check(propertyCount(1, 1)))

/** Waits; nothing is held meanwhile. Exactly one of `seconds` and `until`. */
export const WorkflowWaitStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("wait"), seconds: z.int().min(1).max(604800).optional(), until: dateTime().optional() }))

/** Runs `then` or `else` after one test. The decision is stored, and so is the same after a restart. Its output is
 * `{decision: true}` or `{decision: false}`; steps of the branch that is not taken are `skipped`. */
export const WorkflowConditionStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("condition"), if: WorkflowTest(), get then() { return z.array(WorkflowStep()).min(1).max(50) }, get else() { return z.array(WorkflowStep()).min(1).max(50).optional() } }))

/** Runs branches side by side and ends when all have ended. Steps of one branch cannot refer to those of another; steps
 * after it can refer to all. */
export const WorkflowParallelStep: () => any = once(() => z.strictObject({ id: WorkflowStepId(), type: z.literal("parallel"), get branches() { return z.array(WorkflowBranch()).min(1).max(8) }, max_in_flight: z.int().min(1).max(8).default(4), fail_fast: z.boolean().default(true) }))

/** One step. Effects take their arguments in `with`; control steps name other steps. */
export const WorkflowStep: () => any = once(() => z.discriminatedUnion("type", [WorkflowChatStep(), WorkflowGenerateStep(), WorkflowCodeStep(), WorkflowAnalyzeStep(), WorkflowClassifyStep(), WorkflowEmbedStep(), WorkflowHttpStep(), WorkflowGpuCreateStep(), WorkflowGpuWaitStep(), WorkflowGpuDestroyStep(), WorkflowModelsRefreshStep(), WorkflowMemoryAddStep(), WorkflowVectorsUpsertStep(), WorkflowConditionStep(), WorkflowParallelStep(), WorkflowWaitStep()]))

export const WorkflowBranch: () => any = once(() => z.strictObject({ steps: z.array(WorkflowStep()).min(1).max(50) }))

/** At most 64 KB as JSON, 50 steps in all, 4 levels deep. */
export const WorkflowDefinition: () => any = once(() => z.strictObject({ name: z.string().check(codePoints(1, 100)), input: WorkflowInput().optional(), steps: z.array(WorkflowStep()).min(1).max(50), output: JsonValue().optional(), max_cost: Amount().optional(), timeout_seconds: z.int().min(1).max(2592000).default(2592000), on_timeout: z.enum(["cancel","fail"]).default("cancel"), compensate_on_failure: z.boolean().default(false) }))

export const WorkflowId: () => any = once(() => z.string().regex(new RegExp("^job_[0-9A-HJKMNP-TV-Z]{26}$", 'u')))

/** `waiting`: in a `wait` or `gpu.wait` step, or before another attempt. `suspended`: needs a decision (an outcome that
 * cannot be known, a revoked key, a used up budget), see resumeWorkflow. `canceling`: undoing; it stays while an undo
 * fails and is retried. Final: `succeeded`, `canceled`, and `failed` unless it is resumed. */
export const WorkflowRunStatus: () => any = once(() => z.enum(["queued","running","waiting","suspended","canceling","succeeded","failed","canceled"]))

export const WorkflowCancel: () => any = once(() => z.strictObject({ workflow_id: WorkflowId(), compensate: z.boolean().default(true) }))

export const WorkflowResume: () => any = once(() => z.strictObject({ workflow_id: WorkflowId(), step: WorkflowStepId().optional(), action: z.enum(["retry","skip","complete"]), output: JsonValue().optional(), max_cost: Amount().optional() }))

export const UsageMetricsGroup: () => any = once(() => z.enum(["model","provider","key","operation","code"]))

/** What a score is: the cosine or the dot product (higher is nearer), or the Euclidean distance (lower is nearer). */
export const VectorMetric: () => any = once(() => z.enum(["cosine","dot","l2"]))

/** An id of your own, without commas and white space; unique in its collection. */
export const VectorId: () => any = once(() => z.string().regex(new RegExp("^[^,\\s]{1,255}$", 'u')))

/** Kept as 32-bit floats; for `cosine` scaled to length 1, so not all may be 0. */
export const VectorValues: () => any = once(() => z.array(z.number().min(-3.4e+38).max(3.4e+38)).min(1).max(4096))

export const VectorText: () => any = once(() => z.string().check(codePoints(1, 32000)))

/** Free members, at most 4 KB as JSON; texts, numbers and booleans at the top level can be filtered by. */
export const VectorMetadata: () => any = once(() => z.record(z.string(), z.unknown()).check(propertyCount(0, 64)))

/** Exactly one of `values` and `text`. */
export const VectorItem: () => any = once(() => z.strictObject({ id: VectorId(), values: VectorValues().optional(), text: VectorText().optional(), metadata: VectorMetadata().optional() }))

export const VectorUpsert: () => any = once(() => z.strictObject({ collection: CallerName(), metric: VectorMetric().optional(), model: z.string().check(codePoints(1, 256)).optional(), items: z.array(VectorItem()).min(1).max(500) }))

export const VectorFilterValue: () => any = once(() => z.xor([z.string().check(codePoints(0, 1024)), z.number().min(-9007199254740991).max(9007199254740991), z.boolean()]))

/** A number, or a text that is compared by code points, so RFC 3339 times in UTC are in order. */
export const VectorFilterBound: () => any = once(() => z.xor([z.string().check(codePoints(0, 1024)), z.number().min(-9007199254740991).max(9007199254740991)]))

/** All members must hold. Values of another type never pass. */
export const VectorFilterRange: () => any = once(() => z.strictObject({ in: z.array(VectorFilterValue()).min(1).max(100).optional(), gt: VectorFilterBound().optional(), gte: VectorFilterBound().optional(), lt: VectorFilterBound().optional(), lte: VectorFilterBound().optional() }).check(propertyCount(1, Infinity)))

/** What the metadata must be, by member; all must hold. Applied before vectors are scored. */
export const VectorFilter: () => any = once(() => z.record(z.string(), z.xor([z.string().check(codePoints(0, 1024)), z.number().min(-9007199254740991).max(9007199254740991), z.boolean(), VectorFilterRange()])).check(propertyCount(0, 20)))

/** Exactly one of `values` and `text`. */
export const VectorQuery: () => any = once(() => z.strictObject({ collection: CallerName(), values: VectorValues().optional(), text: VectorText().optional(), top_k: z.int().min(1).max(100).default(10), filter: VectorFilter().optional(), include_values: z.boolean().default(false) }))

/** Exactly one of `content` and `messages`. */
export const ContextInput: () => any = once(() => z.strictObject({ content: z.string().check(codePoints(1, 1000000)).optional(), messages: z.array(AiMessage()).min(1).max(4096).optional(), max_tokens: z.int().min(16).max(8192).default(512), model: z.string().check(codePoints(1, 256)).optional(), ttl_seconds: z.int().min(60).max(2592000).optional() }))

export const MemoryRole: () => any = once(() => z.enum(["system","user","assistant"]))

export const MemoryInput: () => any = once(() => z.strictObject({ conversation_id: CallerName(), role: MemoryRole(), content: z.string().check(codePoints(1, 32000)), metadata: z.record(z.string(), z.unknown()).check(propertyCount(0, 64)).optional(), id: z.string().check(codePoints(1, 255)).optional() }))

export const MemoryRecall: () => any = once(() => z.strictObject({ query: z.string().check(codePoints(1, 32000)), conversation_id: CallerName().optional(), k: z.int().min(1).max(50).default(5), max_tokens: z.int().min(1).max(100000).optional(), recency_weight: z.number().min(0).max(1).default(0.3), half_life_hours: z.number().min(0.01).max(87600).default(168) }))

export const ConfigReloadRequest: () => any = once(() => z.strictObject({ dry_run: z.boolean().default(false) }))
