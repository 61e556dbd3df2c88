// Generated from openapi/ by `pnpm gen`. Never edited.
// biome-ignore-all lint: generated
import { z } from '@hono/zod-openapi'
import { codePoints, dateTime, propertyCount, uniqueItems } from '../schema-checks.ts'

void [codePoints, dateTime, propertyCount, uniqueItems]

/** A code of the error table (docs/reference/errors.md). A newer server may know more codes. */
export const ErrorCode: any = z.string()

export const ErrorDetail: any = z.looseObject({ path: z.string(), message: z.string() })

/** The error of `/api/v1/**` and of all paths without a family of their own. */
export const Error: any = z.looseObject({ error: z.string(), code: ErrorCode, request_id: z.string(), details: z.array(ErrorDetail).optional() })

/** RFC 3339 time in UTC. */
export const Timestamp: any = dateTime()

/** The error of `/api/v1/{ai,integration,workflow,db}/**`. */
export const TaskError: any = z.looseObject({ success: z.literal(false), data: z.null(), error: z.string(), code: ErrorCode, details: z.array(ErrorDetail).optional(), timestamp: Timestamp, request_id: z.string() })

/** The error of `/v1/**`, as OpenAI's clients read it. */
export const OpenAIError: any = z.looseObject({ error: z.looseObject({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string().nullable() }) })

/** The error of `/v1/messages*`, as Anthropic's clients read it. */
export const AnthropicError: any = z.looseObject({ type: z.literal("error"), error: z.looseObject({ type: z.string(), message: z.string() }), request_id: z.string() })

/** The error of `/graphql`. */
export const GraphQLError: any = z.looseObject({ data: z.null().optional(), errors: z.array(z.looseObject({ message: z.string(), extensions: z.looseObject({ code: ErrorCode, request_id: z.string() }) })) })

/** One line of an instance's log. */
export const GpuLogLine: any = z.looseObject({ timestamp: dateTime().nullable(), text: z.string() })

export const ChatToolCallDelta: any = z.looseObject({ index: z.int(), id: z.string().nullable().optional(), type: z.string().nullable().optional(), function: z.looseObject({ name: z.string().nullable().optional(), arguments: z.string().nullable().optional() }).optional(), custom: z.record(z.string(), z.unknown()).optional() })

/** What is new since the last chunk. */
export const ChatDelta: any = z.looseObject({ role: z.string().nullable().optional(), content: z.string().nullable().optional(), refusal: z.string().nullable().optional(), reasoning_content: z.string().nullable().optional(), reasoning_details: z.array(z.record(z.string(), z.unknown())).nullable().optional(), tool_calls: z.array(ChatToolCallDelta).nullable().optional(), function_call: z.record(z.string(), z.unknown()).nullable().optional(), audio: z.record(z.string(), z.unknown()).nullable().optional() })

export const TokenLogprob: any = z.looseObject({ token: z.string(), logprob: z.number(), bytes: z.array(z.int()).nullable().optional(), top_logprobs: z.array(z.looseObject({ token: z.string(), logprob: z.number(), bytes: z.array(z.int()).nullable().optional() })).nullable().optional() })

export const ChatLogprobs: any = z.looseObject({ content: z.array(TokenLogprob).nullable().optional(), refusal: z.array(TokenLogprob).nullable().optional() })

export const ChatChunkChoice: any = z.looseObject({ index: z.int(), delta: ChatDelta, finish_reason: z.string().nullable().optional(), logprobs: ChatLogprobs.nullable().optional() })

/** USD with at most 6 decimals; null is unknown, 0 is free. */
export const UsdOrNull: any = z.number().nullable()

/** Tokens in OpenAI's arithmetic; the details are parts of the two totals. */
export const CompletionUsage: any = z.looseObject({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int(), prompt_tokens_details: z.looseObject({ cached_tokens: z.int().nullable().optional(), cache_write_tokens: z.int().nullable().optional(), audio_tokens: z.int().nullable().optional() }).nullable().optional(), completion_tokens_details: z.looseObject({ reasoning_tokens: z.int().nullable().optional(), audio_tokens: z.int().nullable().optional(), accepted_prediction_tokens: z.int().nullable().optional(), rejected_prediction_tokens: z.int().nullable().optional() }).nullable().optional(), cost: UsdOrNull.optional() })

/** One event of a streamed answer; the text is the sum of `delta.content`. A failure inside the stream is an event that
 * holds `error` as `OpenAIError` has it, after which the stream ends without `[DONE]`. */
export const ChatCompletionChunk: any = z.looseObject({ id: z.string(), object: z.enum(["chat.completion.chunk",""]), created: z.int(), model: z.string(), choices: z.array(ChatChunkChoice), usage: CompletionUsage.nullable().optional(), service_tier: z.string().nullable().optional(), system_fingerprint: z.string().nullable().optional(), obfuscation: z.string().nullable().optional() })

export const CompletionChoice: any = z.looseObject({ index: z.int(), text: z.string(), finish_reason: z.string().nullable().optional(), logprobs: z.record(z.string(), z.unknown()).nullable().optional() })

export const InferenceAttempt: any = z.looseObject({ provider: z.string(), model: z.string(), outcome: z.string(), fault: z.string().nullable().optional(), status: z.int().nullable().optional(), ttft_ms: z.number().nullable().optional(), duration_ms: z.number().nullable().optional(), cost: UsdOrNull.optional() })

/** How the answer came about; present where the request said `proxyapi.trace`. */
export const InferenceTrace: any = z.looseObject({ attempts: z.array(InferenceAttempt), cost: UsdOrNull, overhead_ms: z.number() })

/** A whole completion, and also one event of a streamed one, where `text` is what is new. */
export const Completion: any = z.looseObject({ id: z.string(), object: z.literal("text_completion"), created: z.int(), model: z.string(), choices: z.array(CompletionChoice), usage: CompletionUsage.nullable().optional(), system_fingerprint: z.string().nullable().optional(), proxyapi: InferenceTrace.optional() })

/** `output_text`, `refusal`, `summary_text` or `reasoning_text`; others may come. */
export const ResponseOutputPart: any = z.looseObject({ type: z.string(), text: z.string().nullable().optional(), refusal: z.string().nullable().optional(), annotations: z.array(z.record(z.string(), z.unknown())).nullable().optional(), logprobs: z.array(TokenLogprob).nullable().optional() })

/** One item, told apart by `type`: `message` (`role`, `content`), `function_call` (`call_id`, `name`, `arguments`),
 * `reasoning` (`summary`, `encrypted_content`), and one or more types for each built-in tool, with members of their
 * own. To go on, append the items to `input` as they are, then a `function_call_output` for each call. */
export const ResponseOutputItem: any = z.looseObject({ type: z.string(), id: z.string().nullable().optional(), status: z.string().nullable().optional(), role: z.string().optional(), content: z.array(ResponseOutputPart).nullable().optional(), call_id: z.string().nullable().optional(), name: z.string().nullable().optional(), arguments: z.xor([z.string(), z.record(z.string(), z.unknown())]).nullable().optional(), summary: z.array(ResponseOutputPart).nullable().optional(), encrypted_content: z.string().nullable().optional() })

/** Why the response failed; null where it did not. */
export const ResponseFailure: any = z.looseObject({ code: z.string().nullable(), message: z.string() }).nullable()

/** Tokens; the details are parts of the totals. */
export const ResponseUsage: any = z.looseObject({ input_tokens: z.int(), output_tokens: z.int(), total_tokens: z.int(), input_tokens_details: z.looseObject({ cached_tokens: z.int().nullable().optional(), cache_write_tokens: z.int().nullable().optional() }).nullable().optional(), output_tokens_details: z.looseObject({ reasoning_tokens: z.int().nullable().optional() }).nullable().optional(), cost: UsdOrNull.optional() })

/** A response. The text stands in the items of type `message`; an item of type `function_call` wants a tool called.
 * Fields of the request are repeated. */
export const ResponseObject: any = z.looseObject({ id: z.string(), object: z.literal("response"), created_at: z.number(), completed_at: z.number().nullable().optional(), status: z.string(), model: z.string(), output: z.array(ResponseOutputItem), error: ResponseFailure.optional(), incomplete_details: z.looseObject({ reason: z.string().nullable().optional() }).nullable().optional(), usage: ResponseUsage.nullable().optional(), instructions: z.xor([z.string(), z.array(z.record(z.string(), z.unknown()))]).nullable().optional(), tools: z.array(z.record(z.string(), z.unknown())).optional(), tool_choice: z.xor([z.string(), z.record(z.string(), z.unknown())]).nullable().optional(), parallel_tool_calls: z.boolean().nullable().optional(), temperature: z.number().nullable().optional(), top_p: z.number().nullable().optional(), max_output_tokens: z.int().nullable().optional(), previous_response_id: z.string().nullable().optional(), reasoning: z.record(z.string(), z.unknown()).nullable().optional(), text: z.record(z.string(), z.unknown()).nullable().optional(), truncation: z.string().nullable().optional(), store: z.boolean().nullable().optional(), background: z.boolean().nullable().optional(), metadata: z.record(z.string(), z.unknown()).nullable().optional(), service_tier: z.string().nullable().optional(), proxyapi: InferenceTrace.optional() })

/** One event, told apart by `type`, which is also the SSE event's name:
 * 
 * | type | holds |
 * |---|---|
 * | `response.created`, `.in_progress`, `.completed`, `.incomplete`, `.failed` | `response`; one of the last three ends the stream |
 * | `response.output_item.added`, `.done` | `output_index`, `item` |
 * | `response.content_part.added`, `.done` | `item_id`, `output_index`, `content_index`, `part` |
 * | `response.output_text.delta`, `response.refusal.delta` | `item_id`, `output_index`, `content_index`, `delta` |
 * | `response.output_text.done`, `response.refusal.done` | the same with the whole `text` or `refusal` |
 * | `response.function_call_arguments.delta`, `.done` | `item_id`, `output_index`, `delta`, then `arguments` |
 * | `response.reasoning_summary_text.delta`, `.done` | `item_id`, `output_index`, `summary_index`, `delta`, then `text` |
 * | `error` | `code`, `message`, `param`, and the same inside `error`; `response.failed` follows |
 * 
 * Built-in tools have types of their own. Ignore what you do not know. */
export const ResponseStreamEvent: any = z.looseObject({ type: z.string(), sequence_number: z.int().optional(), response: ResponseObject.optional(), output_index: z.int().optional(), item: ResponseOutputItem.optional(), item_id: z.string().optional(), content_index: z.int().optional(), summary_index: z.int().optional(), part: ResponseOutputPart.optional(), delta: z.xor([z.string(), z.record(z.string(), z.unknown())]).optional(), text: z.string().optional(), refusal: z.string().optional(), arguments: z.string().optional(), annotation: z.record(z.string(), z.unknown()).nullable().optional(), code: z.string().nullable().optional(), message: z.string().optional(), param: z.string().nullable().optional(), error: z.looseObject({ type: z.string().nullable().optional(), code: z.string().nullable().optional(), message: z.string(), param: z.string().nullable().optional() }).nullable().optional() })

/** A block of an answer, told apart by `type`: `text` (`text`, `citations`), `tool_use` (`id`, `name`, `input`),
 * `thinking` (`thinking`, `signature`), `redacted_thinking` (`data`), and types of server tools with members of
 * their own. */
export const MessageAnswerBlock: any = z.looseObject({ type: z.string(), text: z.string().optional(), citations: z.array(z.record(z.string(), z.unknown())).nullable().optional(), id: z.string().optional(), name: z.string().optional(), input: z.record(z.string(), z.unknown()).optional(), thinking: z.string().optional(), signature: z.string().optional(), data: z.string().optional(), tool_use_id: z.string().optional() })

/** Tokens in Anthropic's arithmetic: the prompt is `input_tokens` plus `cache_read_input_tokens` plus
 * `cache_creation_input_tokens`. */
export const MessageUsage: any = z.looseObject({ input_tokens: z.int(), output_tokens: z.int(), cache_read_input_tokens: z.int().nullable().optional(), cache_creation_input_tokens: z.int().nullable().optional(), cache_creation: z.looseObject({ ephemeral_5m_input_tokens: z.int().optional(), ephemeral_1h_input_tokens: z.int().optional() }).nullable().optional(), output_tokens_details: z.looseObject({ thinking_tokens: z.int().nullable().optional() }).nullable().optional(), server_tool_use: z.record(z.string(), z.unknown()).nullable().optional(), service_tier: z.string().nullable().optional(), iterations: z.array(z.record(z.string(), z.unknown())).nullable().optional(), cost: UsdOrNull.optional() })

/** A whole answer. To go on, append `role` and `content` to `messages` as they are. */
export const Message: any = z.looseObject({ id: z.string(), type: z.literal("message"), role: z.literal("assistant"), model: z.string(), content: z.array(MessageAnswerBlock), stop_reason: z.string().nullable(), stop_sequence: z.string().nullable().optional(), stop_details: z.record(z.string(), z.unknown()).nullable().optional(), container: z.record(z.string(), z.unknown()).nullable().optional(), usage: MessageUsage, proxyapi: InferenceTrace.optional() })

export const MessageStartEvent: any = z.looseObject({ type: z.literal("message_start"), message: Message })

export const MessageBlockStartEvent: any = z.looseObject({ type: z.literal("content_block_start"), index: z.int(), content_block: MessageAnswerBlock })

/** What is new, told apart by `type`: `text_delta` (`text`), `input_json_delta` (`partial_json`: join all pieces
 * before reading them; nothing at all means `{}`), `thinking_delta` (`thinking`), `signature_delta` (`signature`),
 * `citations_delta` (`citation`). */
export const MessageBlockDelta: any = z.looseObject({ type: z.string(), text: z.string().optional(), partial_json: z.string().optional(), thinking: z.string().optional(), signature: z.string().optional(), citation: z.record(z.string(), z.unknown()).optional() })

export const MessageBlockDeltaEvent: any = z.looseObject({ type: z.literal("content_block_delta"), index: z.int(), delta: MessageBlockDelta })

export const MessageBlockStopEvent: any = z.looseObject({ type: z.literal("content_block_stop"), index: z.int() })

export const MessageDeltaUsage: any = z.looseObject({ output_tokens: z.int(), input_tokens: z.int().nullable().optional(), cache_read_input_tokens: z.int().nullable().optional(), cache_creation_input_tokens: z.int().nullable().optional(), server_tool_use: z.record(z.string(), z.unknown()).nullable().optional(), iterations: z.array(z.record(z.string(), z.unknown())).nullable().optional(), cost: UsdOrNull.optional() })

/** How the answer ended, and the usage, which replaces that of `message_start` member by member. */
export const MessageDeltaEvent: any = z.looseObject({ type: z.literal("message_delta"), delta: z.looseObject({ stop_reason: z.string().nullable().optional(), stop_sequence: z.string().nullable().optional(), stop_details: z.record(z.string(), z.unknown()).nullable().optional(), container: z.record(z.string(), z.unknown()).nullable().optional() }), usage: MessageDeltaUsage.optional() })

export const MessageStopEvent: any = z.looseObject({ type: z.literal("message_stop") })

export const MessagePingEvent: any = z.looseObject({ type: z.literal("ping") })

export const MessageErrorEvent: any = z.looseObject({ type: z.literal("error"), error: z.looseObject({ type: z.string(), message: z.string() }), request_id: z.string().nullable().optional() })

/** One event of a streamed message; `type` is also the SSE event's name. Order: `message_start`, then for each block
 * `content_block_start`, its deltas and `content_block_stop`, then `message_delta` and `message_stop`. `ping` may come
 * anywhere; `error` ends the stream without `message_stop`. */
export const MessageStreamEvent: any = z.discriminatedUnion("type", [MessageStartEvent, MessageBlockStartEvent, MessageBlockDeltaEvent, MessageBlockStopEvent, MessageDeltaEvent, MessageStopEvent, MessagePingEvent, MessageErrorEvent])

/** Of `gpu_updates`, `model_updates`, `billing_events`, `account_events`, `admin_events`. */
export const RealtimeChannels: any = z.array(z.string().check(codePoints(1, 64))).min(1).max(16)

/** The last `seq` seen of each stream. */
export const RealtimeResume: any = z.strictObject({ account: z.int().min(0).max(9007199254740991).optional(), public: z.int().min(0).max(9007199254740991).optional() })

export const RealtimeSubscribe: any = z.strictObject({ type: z.literal("subscribe"), channels: RealtimeChannels, resume: RealtimeResume.optional() })

export const RealtimeUnsubscribe: any = z.strictObject({ type: z.literal("unsubscribe"), channels: RealtimeChannels })

export const RealtimePing: any = z.strictObject({ type: z.literal("ping") })

/** What a client may send. Anything else is answered with an `error` frame, the third time with close code 1008. */
export const RealtimeClientFrame: any = z.discriminatedUnion("type", [RealtimeSubscribe, RealtimeUnsubscribe, RealtimePing])

/** The newest `seq` of each stream; null where the socket has no account. */
export const RealtimeHead: any = z.looseObject({ account: z.int().nullable(), public: z.int() })

/** Answers `subscribe`; the replay, then live events follow. */
export const RealtimeSubscribed: any = z.looseObject({ type: z.literal("subscribed"), channels: z.array(z.string()), rejected: z.array(z.looseObject({ channel: z.string(), code: ErrorCode })), head: RealtimeHead })

/** Answers `unsubscribe`. */
export const RealtimeUnsubscribed: any = z.looseObject({ type: z.literal("unsubscribed"), channels: z.array(z.string()) })

/** Answers `ping`. */
export const RealtimePong: any = z.looseObject({ type: z.literal("pong") })

/** A message was not understood; the socket stays open. */
export const RealtimeError: any = z.looseObject({ type: z.literal("error"), payload: z.looseObject({ code: ErrorCode, message: z.string() }) })

/** `account` holds the events of the own account, `public` those that are the same for all. */
export const RealtimeStream: any = z.enum(["account","public"])

/** The place to resume from is no longer kept. Read the state anew; live events follow. */
export const RealtimeResyncRequired: any = z.looseObject({ type: z.literal("resync_required"), payload: z.looseObject({ stream: RealtimeStream, head: z.int() }) })

/** What the server sends about the connection itself. All other frames are events. */
export const RealtimeServerFrame: any = z.discriminatedUnion("type", [RealtimeSubscribed, RealtimeUnsubscribed, RealtimePong, RealtimeError, RealtimeResyncRequired])

export const CostUnitChoice: any = z.enum(["per_1k","per_1m"])

/** A capability; `function_calling` and `tool_calling` mean `tools`, `embedding` means `embeddings`. */
export const ModelCapabilityFilter: any = z.enum(["audio","batch","chat","completion","embedding","embeddings","fine_tuning","function_calling","image_generation","json_mode","moderation","parallel_tools","pdf","prompt_cache","realtime","reasoning","rerank","speech","streaming","structured_output","tool_calling","tools","transcription","vision","web_search"])

export const Modality: any = z.enum(["text","image","audio","video","pdf","embedding"])

export const ModelStatusFilter: any = z.enum(["alpha","beta","ga","legacy","deprecated","retired","unknown","any"])

export const ModelAvailabilityFilter: any = z.enum(["listed","missing","stale","offline","unverified","removed","any"])

export const ModelScope: any = z.enum(["configured","all"])

export const ModelSort: any = z.enum(["relevance","provider","-provider","name","-name","input_cost","-input_cost","output_cost","-output_cost","context_length","-context_length","max_tokens","-max_tokens","release_date","-release_date","updated_at","-updated_at"])

export const ModelGroup: any = z.enum(["none","canonical"])

export const ModelFacet: any = z.enum(["provider","brand","family","capabilities","input_modality","output_modality","status"])

export const ModelInclude: any = z.enum(["provenance","conflicts","sources","score"])

/** Primary key of the catalog: `<provider>:<id>`, e.g. `openai:gpt-4o`. */
export const ModelUid: any = z.string()

/** What `input_cost`, `output_cost` and the cost filters count in; chosen by `cost_unit`, by default per 1,000 tokens. */
export const CostUnit: any = z.enum(["usd_per_1k_tokens","usd_per_1m_tokens"])

/** USD per 1,000,000 tokens through the provider's batch interface. */
export const ModelBatchPricing: any = z.looseObject({ input: z.number().nullable(), output: z.number().nullable() })

/** USD per 1,000,000 tokens once the prompt has `min_input_tokens` or more. */
export const ModelPriceTier: any = z.looseObject({ min_input_tokens: z.int(), input: z.number().nullable(), output: z.number().nullable(), cache_read: z.number().nullable().optional() })

/** USD per 1,000,000 tokens, whatever `cost_unit` says, but for the prices a piece (`image`, `request`, `web_search`,
 * `audio_minute`, `hour`). A price that is absent or `null` is unknown. */
export const ModelPricing: any = z.looseObject({ mode: z.enum(["fixed","tiered","dynamic","hourly","unknown"]), currency: z.literal("USD"), input: z.number().nullable(), output: z.number().nullable(), cache_read: z.number().nullable().optional(), cache_write_5m: z.number().nullable().optional(), cache_write_1h: z.number().nullable().optional(), reasoning: z.number().nullable().optional(), input_audio: z.number().nullable().optional(), output_audio: z.number().nullable().optional(), input_image: z.number().nullable().optional(), batch: ModelBatchPricing.optional(), tiers: z.array(ModelPriceTier).optional(), image: z.number().nullable().optional(), request: z.number().nullable().optional(), web_search: z.number().nullable().optional(), audio_minute: z.number().nullable().optional(), hour: z.number().nullable().optional() })

export const ModelModalities: any = z.looseObject({ input: z.array(Modality), output: z.array(Modality) })

/** true, false, or unknown (null or absent). */
export const ModelSupports: any = z.looseObject({ streaming: z.boolean().nullable().optional(), tools: z.boolean().nullable().optional(), parallel_tools: z.boolean().nullable().optional(), json_mode: z.boolean().nullable().optional(), structured_output: z.boolean().nullable().optional(), vision: z.boolean().nullable().optional(), audio: z.boolean().nullable().optional(), pdf: z.boolean().nullable().optional(), reasoning: z.boolean().nullable().optional(), prompt_cache: z.boolean().nullable().optional(), embeddings: z.boolean().nullable().optional(), rerank: z.boolean().nullable().optional(), web_search: z.boolean().nullable().optional() })

export const ModelCapability: any = z.enum(["audio","batch","chat","completion","embeddings","fine_tuning","image_generation","json_mode","moderation","parallel_tools","pdf","prompt_cache","realtime","reasoning","rerank","speech","streaming","structured_output","tools","transcription","vision","web_search"])

/** What the provider says about its life: `ga` generally available, `legacy` superseded but kept, `deprecated` has or
 * will get a shutdown date, `retired` past it. `unknown` where no source says anything. */
export const ModelStatus: any = z.enum(["alpha","beta","ga","legacy","deprecated","retired","unknown"])

/** As precise as its source: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
export const PartialDate: any = z.string().regex(new RegExp("^[0-9]{4}(-[0-9]{2}){0,2}$", 'u')).nullable()

/** `listed`: in the provider's newest healthy list. `missing`: absent from it, not yet given up. `stale`: the provider
 * had no healthy fetch for 24 h. `offline`: the deployment that serves it does not run. `unverified`: only the
 * configuration or a catalog asserts it. `removed`: gone after 3 misses over 24 h, or past its shutdown date; kept 90
 * days, hidden by default. */
export const ModelAvailabilityState: any = z.enum(["listed","missing","stale","offline","unverified","removed"])

/** What our own fetches say about its presence. */
export const ModelAvailability: any = z.looseObject({ state: ModelAvailabilityState, misses: z.int(), missing_since: dateTime().nullable(), first_seen: dateTime().nullable(), last_seen: dateTime().nullable(), last_verified: dateTime().nullable() })

/** Free JSON members. */
export const Metadata: any = z.record(z.string(), z.unknown())

/** `override`: the operator's `discovery.overrides`. `provider_api`: the provider's own list. `deprecation_feed`,
 * `models_dev`, `litellm`, `openrouter`: public catalogs. `config`: named in the configuration. `deployment`: a rented
 * GPU that serves it. `static`: the built-in catalog. `legacy`: migrated from an older system. */
export const CatalogSource: any = z.enum(["override","provider_api","deprecation_feed","models_dev","litellm","openrouter","config","deployment","static","legacy"])

/** Who states something, and when it was read there. */
export const ModelSource: any = z.looseObject({ source: CatalogSource, source_key: z.string().nullable().optional(), url: z.string().nullable().optional(), fetched_at: Timestamp, note: z.string().optional() })

/** With `include=provenance`, and always from getModel: by field, dotted inside `pricing` and `supports`, the source
 * that it was taken from. */
export const ModelProvenance: any = z.record(z.string(), ModelSource)

/** A value of a field of a model. */
export const ModelFieldValue: any = z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown())]).nullable())]).nullable()

export const ModelConflictValue: any = z.looseObject({ source: CatalogSource, value: ModelFieldValue, fetched_at: Timestamp })

/** Sources that state different values of one field. */
export const ModelConflict: any = z.looseObject({ field: z.string(), values: z.array(ModelConflictValue), chosen: ModelFieldValue, rule: z.string() })

/** One model at one provider. Every field is always there, but for the optional ones that say when they appear.
 * `null` is unknown and never replaced by a guess; a cost of `0` is free. */
export const Model: any = z.looseObject({ uid: ModelUid, id: z.string(), name: z.string(), provider: z.string(), brand: z.string(), served_by: z.array(z.string()), canonical_id: z.string().nullable(), author: z.string().nullable(), family: z.string().nullable(), aliases: z.array(z.string()), alias_of: z.string().nullable(), context_length: z.int().nullable(), max_input_tokens: z.int().nullable(), max_tokens: z.int().nullable(), input_cost: z.number().nullable(), output_cost: z.number().nullable(), cost_unit: CostUnit, pricing: ModelPricing, modalities: ModelModalities, supports_chat: z.boolean().nullable(), supports_completion: z.boolean().nullable(), supports: ModelSupports, capabilities: z.array(ModelCapability), status: ModelStatus, release_date: PartialDate, knowledge_cutoff: PartialDate, deprecation_date: z.iso.date().nullable(), shutdown_date: z.iso.date().nullable(), replacement: z.array(z.string()), availability: ModelAvailability, suspect: z.boolean(), suspect_fields: z.array(z.string()), metadata: Metadata, version: z.int(), created_at: Timestamp, updated_at: Timestamp, also_at: z.array(ModelUid).optional(), score: z.number().optional(), provenance: ModelProvenance.optional(), conflicts: z.array(ModelConflict).optional(), sources: z.array(ModelSource).optional() })

/** Send it back as `cursor` for the next page; null on the last one. */
export const NextCursor: any = z.string().nullable()

/** Fingerprint of the whole catalog; equal data has the equal id, on every server. */
export const SnapshotId: any = z.string().regex(new RegExp("^snap_[0-9a-f]{24}$", 'u'))

export const ModelFacetCount: any = z.looseObject({ value: z.string(), count: z.int() })

/** For each facet that was asked for, how many matches have which value, most frequent first, at most 100 values. A facet
 * ignores the filter of its own name, so that the other choices stay visible. */
export const ModelFacets: any = z.record(z.string(), z.array(ModelFacetCount))

export const ModelListAnswer: any = z.looseObject({ models: z.array(Model), count: z.int(), total: z.int(), total_is_lower_bound: z.boolean().optional(), next_cursor: NextCursor, providers: z.array(z.string()), snapshot: SnapshotId, cache_hit: z.boolean(), cost_unit: CostUnit, timestamp: Timestamp, facets: ModelFacets.optional() })

export const ModelSearchAnswer: any = z.object({ ...ModelListAnswer.shape, query: z.string(), filters_applied: z.record(z.string(), z.unknown()) })

/** A model with where each of its values comes from. */
export const ModelDetail: any = z.object({ ...Model.shape, provenance: ModelProvenance, conflicts: z.array(ModelConflict), sources: z.array(ModelSource) })

/** `active`: the last fetch was healthy, or its catalog is static by design. `degraded`: the last fetch was unhealthy or is
 * held for confirmation, a healthy one is younger than 24 h; or three probes in a row failed. `stale`: no healthy fetch
 * for 24 h. `error`: never healthy, or its credentials are refused. `disabled`: switched off. `unconfigured`: a brand that
 * we know, without a row in the configuration. */
export const ProviderState: any = z.enum(["active","degraded","stale","error","disabled","unconfigured"])

export const ModelProviderInfo: any = z.looseObject({ name: z.string(), status: ProviderState })

export const ModelAnswer: any = z.looseObject({ model: ModelDetail, provider_info: ModelProviderInfo, also_at: z.array(ModelUid) })

export const ModelRefresh: any = z.strictObject({ providers: z.array(z.string().check(codePoints(1, 64))).max(100).optional(), force: z.boolean().default(false), accept_drop: z.boolean().default(false) })

export const ProviderFailure: any = z.looseObject({ code: ErrorCode, message: z.string() })

export const ProviderRefresh: any = z.looseObject({ result: z.enum(["updated","unchanged","fresh","held","running","skipped","failed"]), models: z.int(), added: z.int(), changed: z.int(), missing: z.int(), duration_ms: z.int(), error: ProviderFailure.nullable() })

export const ModelRefreshAnswer: any = z.looseObject({ status: z.enum(["success","partial"]), message: z.string(), models_discovered: z.int(), providers_updated: z.array(z.string()), snapshot: SnapshotId, results: z.record(z.string(), ProviderRefresh), duration_ms: z.int(), timestamp: Timestamp })

/** `added`: a new row. `updated`: anything but what the other kinds say. `price_changed`: a value of `pricing`.
 * `deprecated`: status, dates or replacement set or moved; also as a reminder 30, 7 and 1 days before the shutdown.
 * `removed`, `restored`: gone for good, and back. */
export const ModelChangeKind: any = z.enum(["added","updated","price_changed","deprecated","removed","restored"])

/** `minor`: name, metadata or family. All else is `major`: limits, prices, modalities, support, status, existence. */
export const ModelChangeSeverity: any = z.enum(["major","minor"])

export const ModelFieldChange: any = z.looseObject({ old: ModelFieldValue, new: ModelFieldValue, direction: z.enum(["up","down"]).optional(), percent: z.number().nullable().optional(), reason: z.string().optional() })

/** Applied in the order of `seq` to the rows of an older snapshot, changes give the newer one. */
export const ModelChange: any = z.looseObject({ seq: z.int(), kind: ModelChangeKind, severity: ModelChangeSeverity, uid: ModelUid, provider: z.string(), timestamp: Timestamp, snapshot: SnapshotId, model: Model.optional(), fields: z.record(z.string(), ModelFieldChange).optional(), days_left: z.int().optional() })

export const ModelChangesAnswer: any = z.looseObject({ changes: z.array(ModelChange), count: z.int(), next_cursor: NextCursor, snapshot: SnapshotId })

export const ModelSelection: any = z.looseObject({ model_name: z.string(), editable: z.boolean(), last_updated: Timestamp, available: z.boolean() })

export const ModelSelectionsAnswer: any = z.looseObject({ selections: z.record(z.string(), ModelSelection), count: z.int() })

export const ModelSelectionInput: any = z.strictObject({ model_name: z.string().check(codePoints(1, 300)), editable: z.boolean().optional(), last_updated: z.string().check(codePoints(0, 64)).optional(), available: z.boolean().optional() })

/** A model, by its id or as an object; null clears the selection. */
export const ModelSelectionChoice: any = z.xor([z.string().check(codePoints(1, 300)), ModelSelectionInput]).nullable()

/** By configured name of the provider. */
export const ModelSelectionChoices: any = z.record(z.string(), ModelSelectionChoice).check(propertyCount(0, 1000))

export const ModelSelectionsPatch: any = z.strictObject({ selections: ModelSelectionChoices, count: z.int().min(0).max(1000).optional() })

/** What to change: the form that getModelSelections answers, or the older one without the outer `selections`. Providers
 * that are not named keep their selection. */
export const ModelSelectionsUpdate: any = z.xor([ModelSelectionsPatch, ModelSelectionChoices])

export const ProviderSource: any = z.looseObject({ source: CatalogSource, fetched_at: dateTime().nullable(), rows: z.int(), rejects: z.int() })

export const ProviderStatus: any = z.looseObject({ name: z.string(), status: ProviderState, brand: z.string(), enabled: z.boolean(), priority: z.int().nullable(), models: z.int(), last_refresh_at: dateTime().nullable(), last_success_at: dateTime().nullable(), next_refresh_at: dateTime().nullable(), duration_ms: z.int().nullable(), consecutive_failures: z.int(), error: ProviderFailure.nullable(), sources: z.array(ProviderSource) })

export const ProvidersAnswer: any = z.looseObject({ providers: z.record(z.string(), ProviderStatus), active: z.int() })

export const GraphQLRequest: any = z.strictObject({ query: z.string().check(codePoints(1, 100000)), operationName: z.string().check(codePoints(0, 256)).nullable().optional(), variables: z.record(z.string(), z.unknown()).nullable().optional(), extensions: z.record(z.string(), z.unknown()).nullable().optional() })

export const GraphQLLocation: any = z.looseObject({ line: z.int(), column: z.int() })

/** A field that could not be answered while others were; a request that cannot be run at all answers an error status. */
export const GraphQLFieldError: any = z.looseObject({ message: z.string(), locations: z.array(GraphQLLocation).optional(), path: z.array(z.union([z.string(), z.int()])).optional(), extensions: z.looseObject({ code: ErrorCode, request_id: z.string() }) })

export const GraphQLAnswer: any = z.looseObject({ data: z.record(z.string(), z.unknown()).nullable().optional(), errors: z.array(GraphQLFieldError).optional() })

/** The id that it was registered under, e.g. `gpt-4-v1`. `by-name` is taken. */
export const RegistryModelId: any = z.string().regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$", 'u'))

export const RegisteredModel: any = z.looseObject({ model_id: RegistryModelId, model_name: z.string(), model_type: z.string(), provider: z.string(), version: z.string(), parameters: Metadata, performance_metrics: z.record(z.string(), z.number()), is_active: z.boolean(), created_at: Timestamp, updated_at: Timestamp })

/** Always `success`; a failure has an error body instead. */
export const Success: any = z.literal("success")

export const RegisteredModelListAnswer: any = z.looseObject({ data: z.array(RegisteredModel), count: z.int(), next_cursor: NextCursor, status: Success })

export const MetricValue: any = z.number().min(-1000000000000000).max(1000000000000000)

/** Finite numbers by metric name (`^[a-z][a-z0-9_.]{0,63}$`). */
export const MetricValues: any = z.record(z.string(), MetricValue).check(propertyCount(0, 50))

export const ModelRegistration: any = z.strictObject({ model_id: RegistryModelId, model_name: z.string().check(codePoints(1, 300)), model_type: z.string().check(codePoints(1, 64)), provider: z.string().check(codePoints(1, 64)), version: z.string().check(codePoints(1, 64)), parameters: z.record(z.string(), z.unknown()).check(propertyCount(0, 1000)).optional(), performance_metrics: MetricValues.optional(), is_active: z.boolean().default(true) })

export const RegisteredModelAnswer: any = z.looseObject({ data: RegisteredModel, status: Success })

export const RegisteredModelWithVersions: any = z.object({ ...RegisteredModel.shape, versions: z.array(z.string()) })

export const RegisteredModelByNameAnswer: any = z.looseObject({ data: RegisteredModelWithVersions, status: Success })

/** Lower-case letters, digits, `_` and `.`, e.g. `accuracy`, `latency_ms_p95`. */
export const MetricName: any = z.string().regex(new RegExp("^[a-z][a-z0-9_.]{0,63}$", 'u'))

export const PerformanceEntry: any = z.looseObject({ timestamp: Timestamp, metrics: z.record(z.string(), z.number()) })

export const PerformanceListAnswer: any = z.looseObject({ data: z.array(PerformanceEntry), count: z.int(), next_cursor: NextCursor, status: Success })

export const PerformanceRecord: any = z.strictObject({ metrics: z.record(z.string(), MetricValue).check(propertyCount(1, 50)) })

/** `min`: a value below the threshold violates it. `max`: a value above does, as for latency and cost. */
export const ThresholdDirection: any = z.enum(["min","max"])

export const ThresholdInput: any = z.strictObject({ threshold: MetricValue, direction: ThresholdDirection.default("min") })

export const Threshold: any = z.looseObject({ metric: MetricName, threshold: z.number(), direction: ThresholdDirection })

export const ThresholdAnswer: any = z.looseObject({ data: Threshold, status: Success })

export const ThresholdDeleted: any = z.looseObject({ model_id: RegistryModelId, metric: MetricName, deleted: z.literal(true) })

export const ThresholdDeletedAnswer: any = z.looseObject({ data: ThresholdDeleted, status: Success })

export const ThresholdViolation: any = z.looseObject({ metric: z.string(), current: z.number(), threshold: z.number(), direction: ThresholdDirection })

export const PerformanceCheck: any = z.looseObject({ model_id: RegistryModelId, performance_metrics: z.record(z.string(), z.number()), thresholds: z.record(z.string(), z.number()), directions: z.record(z.string(), ThresholdDirection), violations: z.array(ThresholdViolation), missing: z.array(z.string()), is_performing_well: z.boolean() })

export const PerformanceCheckAnswer: any = z.looseObject({ data: PerformanceCheck, status: Success })

export const ModelRecommendations: any = z.looseObject({ recommendations: z.array(z.string()) })

export const ModelRecommendationsAnswer: any = z.looseObject({ data: ModelRecommendations, status: Success })

/** E.g. `slow-llm`. */
export const OptimizationRuleName: any = z.string().regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$", 'u'))

/** Models that the rule looks at; empty means all. */
export const OptimizationRuleMatch: any = z.looseObject({ model_type: z.string().optional(), provider: z.string().optional() })

/** How the newest value of the metric stands to `value`: below, at most, above, at least, equal, not equal. A metric
 * without a value holds nothing. */
export const ComparisonOperator: any = z.enum(["lt","lte","gt","gte","eq","ne"])

export const OptimizationCondition: any = z.looseObject({ metric: z.string(), op: ComparisonOperator, value: z.number() })

export const OptimizationRule: any = z.looseObject({ name: OptimizationRuleName, match: OptimizationRuleMatch, when: z.array(OptimizationCondition), recommend: z.string(), created_at: Timestamp, updated_at: Timestamp })

export const OptimizationRuleListAnswer: any = z.looseObject({ data: z.array(OptimizationRule), count: z.int(), status: Success })

/** Models that the rule looks at; without it, all. */
export const OptimizationRuleMatchInput: any = z.strictObject({ model_type: z.string().check(codePoints(1, 64)).optional(), provider: z.string().check(codePoints(1, 64)).optional() })

export const OptimizationConditionInput: any = z.strictObject({ metric: MetricName, op: ComparisonOperator, value: MetricValue })

export const OptimizationRuleInput: any = z.strictObject({ match: OptimizationRuleMatchInput.optional(), when: z.array(OptimizationConditionInput).min(1).max(20), recommend: z.string().check(codePoints(1, 1000)) })

export const OptimizationRuleAnswer: any = z.looseObject({ data: OptimizationRule, status: Success })

export const OptimizationRuleDeleted: any = z.looseObject({ name: OptimizationRuleName, deleted: z.literal(true) })

export const OptimizationRuleDeletedAnswer: any = z.looseObject({ data: OptimizationRuleDeleted, status: Success })

/** What shall answer, matched exactly: a route's name, `provider/model`, a provider's name alone (its selected model),
 * a model's id, an alias, or `deployment/<name>` for a rented GPU that serves a model. */
export const InferenceModelName: any = z.string().check(codePoints(1, 400))

/** Text or base64 data; the body as a whole has at most 10 MB. */
export const InferenceText: any = z.string().check(codePoints(0, 10485760))

/** One word of a provider's vocabulary, which may grow; passed on as it is. */
export const InferenceWord: any = z.string().check(codePoints(0, 64)).nullable()

/** An id that an answer gave; send it back unchanged. */
export const InferenceIdOrNull: any = z.string().check(codePoints(0, 65536)).nullable()

/** Text; the body as a whole has at most 10 MB. */
export const InferenceTextOrNull: any = z.string().check(codePoints(0, 10485760)).nullable()

/** A part of a message. Known types: `text` (`text`), `image_url`, `input_audio`, `file` and, of an assistant,
 * `refusal`. A type that we do not know reaches a provider of the same dialect unchanged; no other lane is then a
 * candidate. */
export const ChatContentPart: any = z.looseObject({ type: z.string().check(codePoints(0, 64)), text: InferenceText.optional(), refusal: InferenceText.optional(), image_url: z.looseObject({ url: InferenceText, detail: InferenceWord.optional() }).optional(), input_audio: z.looseObject({ data: InferenceText, format: z.string().check(codePoints(0, 64)) }).optional(), file: z.looseObject({ file_id: InferenceIdOrNull.optional(), filename: z.string().check(codePoints(0, 1024)).nullable().optional(), file_data: InferenceTextOrNull.optional() }).optional() })

/** An id that an answer gave; send it back unchanged. */
export const InferenceId: any = z.string().check(codePoints(0, 65536))

/** Name of a tool, a function or a speaker. */
export const InferenceName: any = z.string().check(codePoints(0, 256))

/** One call of a tool, sent back as the answer had it. */
export const ChatToolCall: any = z.looseObject({ id: InferenceId, type: InferenceWord.optional(), function: z.looseObject({ name: InferenceName, arguments: InferenceTextOrNull.optional() }).optional(), custom: z.looseObject({ name: InferenceName.optional(), input: InferenceText.optional() }).optional() })

/** Free JSON members. */
export const InferenceObject: any = z.record(z.string(), z.unknown())

/** One turn. Order counts: the messages of `role: tool` follow the assistant's message whose `tool_calls` they
 * answer, one each, joined by `tool_call_id`. */
export const ChatMessage: any = z.looseObject({ role: z.enum(["system","developer","user","assistant","tool","function"]), content: z.xor([InferenceText, z.array(ChatContentPart).max(4096)]).nullable().optional(), name: z.string().check(codePoints(0, 256)).nullable().optional(), tool_calls: z.array(ChatToolCall).max(512).nullable().optional(), tool_call_id: InferenceIdOrNull.optional(), refusal: InferenceTextOrNull.optional(), reasoning_content: InferenceTextOrNull.optional(), reasoning_details: z.array(InferenceObject).max(4096).nullable().optional(), audio: z.looseObject({ id: InferenceId.optional() }).nullable().optional(), function_call: z.looseObject({ name: InferenceName.optional(), arguments: InferenceText.optional() }).nullable().optional() })

/** Options of a stream; without `stream` they have no effect. */
export const InferenceStreamOptions: any = z.looseObject({ include_usage: z.boolean().nullable().optional(), include_obfuscation: z.boolean().nullable().optional() }).nullable()

/** Longest answer, in tokens. */
export const InferenceMaxTokens: any = z.int().min(1).max(1000000).nullable()

/** Sampling temperature; 0 is the most predictable. Some models accept at most 1. */
export const InferenceTemperature: any = z.number().min(0).max(2).nullable()

/** Nucleus sampling; only the most likely tokens of this total probability are drawn. */
export const InferenceTopP: any = z.number().min(0).max(1).nullable()

/** The answer ends before any of these texts, at most 16. */
export const InferenceStop: any = z.xor([z.string().check(codePoints(0, 1024)), z.array(z.string().check(codePoints(0, 1024))).max(16)]).nullable()

/** Asks for the same answer to the same request, as far as the model can. */
export const InferenceSeed: any = z.int().min(-9007199254740991).max(9007199254740991).nullable()

/** Positive values make repetition less likely. */
export const InferencePenalty: any = z.number().min(-2).max(2).nullable()

/** Added to the likelihood of a token, by token id, −100 to 100. */
export const InferenceLogitBias: any = z.record(z.string(), z.number().min(-100).max(100)).check(propertyCount(0, 2048)).nullable()

/** A JSON Schema. */
export const InferenceSchema: any = z.record(z.string(), z.unknown()).nullable()

export const ChatFunction: any = z.looseObject({ name: InferenceName, description: InferenceTextOrNull.optional(), parameters: InferenceSchema.optional(), strict: z.boolean().nullable().optional() })

/** A tool that the model may call. `function` is known; other types reach a provider of the same dialect only. */
export const ChatTool: any = z.looseObject({ type: z.string().check(codePoints(0, 64)), function: ChatFunction.optional() })

/** Forces one tool, `{"type":"function","function":{"name":"…"}}`, or narrows the list (`allowed_tools`). */
export const ChatNamedToolChoice: any = z.looseObject({ type: z.string().check(codePoints(0, 64)), function: z.looseObject({ name: InferenceName }).optional() })

/** Whether tools are called; left out or null is `auto` where there are tools. */
export const ChatToolChoice: any = z.xor([z.enum(["none","auto","required"]), ChatNamedToolChoice]).nullable()

/** Form of the answer: `text`, `json_object` (any JSON; the prompt must ask for it) or `json_schema` (JSON that
 * matches the schema). A lane that cannot promise it is no candidate. */
export const ChatResponseFormat: any = z.looseObject({ type: z.string().check(codePoints(0, 64)), json_schema: z.looseObject({ name: InferenceName, description: InferenceTextOrNull.optional(), schema: InferenceSchema.optional(), strict: z.boolean().nullable().optional() }).optional() }).nullable()

/** How much to think; `none`, `minimal`, `low`, `medium`, `high`, `xhigh` or `max`, as the model knows them. */
export const InferenceEffort: any = z.string().check(codePoints(0, 64)).nullable()

/** Free JSON members. */
export const InferenceObjectOrNull: any = z.record(z.string(), z.unknown()).nullable()

/** At most 16 texts by name. Conditions of routes can read them as `metadata.<name>`. */
export const InferenceMetadata: any = z.record(z.string(), z.string().check(codePoints(0, 512))).check(propertyCount(0, 16)).nullable()

/** A prompt template of the operator, rendered with values and added to the conversation. */
export const ProxyApiTemplate: any = z.strictObject({ name: z.string().regex(new RegExp("^[a-z0-9_-]{1,64}$", 'u')), variables: z.record(z.string(), z.unknown()).check(propertyCount(0, 1000)).optional(), role: z.enum(["system","user"]).optional() })

/** Options of this gateway for one call. Valid in every JSON body of `/v1`, never sent to a provider. Unlike the rest
 * of the body it is closed: an unknown member is 400 `UNKNOWN_PARAMETER`. */
export const ProxyApiOptions: any = z.strictObject({ fallbacks: z.array(InferenceModelName).max(4).optional(), session_id: z.string().check(codePoints(1, 128)).optional(), timeout_ms: z.int().min(1000).max(600000).optional(), cache: z.enum(["default","off","refresh"]).optional(), condense: z.enum(["default","off"]).optional(), require_parameters: z.boolean().optional(), trace: z.boolean().optional(), template: ProxyApiTemplate.optional() })

/** A conversation in OpenAI's shape. Known fields are checked; `null` is the same as leaving an optional one out.
 * Unknown fields are kept: they reach a provider of the same dialect unchanged, and are named in
 * `x-proxyapi-dropped` otherwise. `api_base`, `base_url` and `api_key` would steer the gateway and are 400
 * `UNKNOWN_PARAMETER`. */
export const ChatCompletionRequest: any = z.looseObject({ model: InferenceModelName, messages: z.array(ChatMessage).min(1).max(4096), stream: z.boolean().nullable().optional(), stream_options: InferenceStreamOptions.optional(), max_completion_tokens: InferenceMaxTokens.optional(), max_tokens: InferenceMaxTokens.optional(), temperature: InferenceTemperature.optional(), top_p: InferenceTopP.optional(), n: z.int().min(1).max(8).nullable().optional(), stop: InferenceStop.optional(), seed: InferenceSeed.optional(), presence_penalty: InferencePenalty.optional(), frequency_penalty: InferencePenalty.optional(), logit_bias: InferenceLogitBias.optional(), logprobs: z.boolean().nullable().optional(), top_logprobs: z.int().min(0).max(20).nullable().optional(), tools: z.array(ChatTool).max(512).nullable().optional(), tool_choice: ChatToolChoice.optional(), parallel_tool_calls: z.boolean().nullable().optional(), functions: z.array(ChatFunction).max(512).nullable().optional(), function_call: z.xor([z.enum(["none","auto"]), InferenceObject]).nullable().optional(), response_format: ChatResponseFormat.optional(), reasoning_effort: InferenceEffort.optional(), verbosity: InferenceWord.optional(), modalities: z.array(z.string().check(codePoints(0, 64))).max(8).nullable().optional(), audio: InferenceObjectOrNull.optional(), prediction: InferenceObjectOrNull.optional(), web_search_options: InferenceObjectOrNull.optional(), metadata: InferenceMetadata.optional(), store: z.boolean().nullable().optional(), service_tier: InferenceWord.optional(), user: z.string().check(codePoints(0, 512)).nullable().optional(), safety_identifier: z.string().check(codePoints(0, 512)).nullable().optional(), prompt_cache_key: z.string().check(codePoints(0, 512)).nullable().optional(), proxyapi: ProxyApiOptions.optional() })

export const ChatAnswerToolCall: any = z.looseObject({ id: z.string(), type: z.string(), function: z.looseObject({ name: z.string(), arguments: z.string() }).optional(), custom: z.record(z.string(), z.unknown()).optional() })

/** What the model said. To go on, append it to `messages` as it is. */
export const ChatAnswer: any = z.looseObject({ role: z.literal("assistant"), content: z.string().nullable().optional(), refusal: z.string().nullable().optional(), reasoning_content: z.string().nullable().optional(), reasoning_details: z.array(z.record(z.string(), z.unknown())).nullable().optional(), tool_calls: z.array(ChatAnswerToolCall).nullable().optional(), function_call: z.record(z.string(), z.unknown()).nullable().optional(), annotations: z.array(z.record(z.string(), z.unknown())).nullable().optional(), audio: z.record(z.string(), z.unknown()).nullable().optional() })

export const ChatChoice: any = z.looseObject({ index: z.int(), message: ChatAnswer, finish_reason: z.string().nullable(), logprobs: ChatLogprobs.nullable().optional() })

/** A whole answer. A provider of the same dialect may add members; its bytes are forwarded as they are. */
export const ChatCompletion: any = z.looseObject({ id: z.string(), object: z.literal("chat.completion"), created: z.int(), model: z.string(), choices: z.array(ChatChoice), usage: CompletionUsage.optional(), service_tier: z.string().nullable().optional(), system_fingerprint: z.string().nullable().optional(), proxyapi: InferenceTrace.optional() })

/** One text as token ids of the model. */
export const InferenceTokens: any = z.array(z.int().min(0).max(4294967295)).min(1).max(131072)

/** One text, several texts, one list of token ids, or several such lists. */
export const InferenceInput: any = z.xor([InferenceText, z.array(InferenceText).min(1).max(2048), InferenceTokens, z.array(InferenceTokens).min(1).max(2048)])

/** Plain text completion in OpenAI's older shape. A model without it is asked as a chat with one user turn; then
 * `suffix`, `echo`, `best_of`, `logprobs` and token lists are 400 `UNSUPPORTED_PARAMETER`. Unknown fields are kept. */
export const CompletionRequest: any = z.looseObject({ model: InferenceModelName, prompt: InferenceInput, stream: z.boolean().nullable().optional(), stream_options: InferenceStreamOptions.optional(), max_tokens: InferenceMaxTokens.optional(), temperature: InferenceTemperature.optional(), top_p: InferenceTopP.optional(), n: z.int().min(1).max(8).nullable().optional(), stop: InferenceStop.optional(), seed: InferenceSeed.optional(), presence_penalty: InferencePenalty.optional(), frequency_penalty: InferencePenalty.optional(), logit_bias: InferenceLogitBias.optional(), logprobs: z.int().min(0).max(20).nullable().optional(), echo: z.boolean().nullable().optional(), suffix: InferenceTextOrNull.optional(), best_of: z.int().min(1).max(20).nullable().optional(), user: z.string().check(codePoints(0, 512)).nullable().optional(), proxyapi: ProxyApiOptions.optional() })

/** Texts to turn into vectors. More inputs than the provider takes at once are split, two requests at a time, and put
 * together in order; one failure fails the whole. Embeddings never fall back to another model: its vectors do not
 * compare. */
export const EmbeddingRequest: any = z.looseObject({ model: InferenceModelName, input: InferenceInput, encoding_format: z.literal(["float","base64",null]).optional(), dimensions: z.int().min(1).max(65536).nullable().optional(), input_type: InferenceWord.optional(), user: z.string().check(codePoints(0, 512)).nullable().optional(), proxyapi: ProxyApiOptions.optional() })

export const Embedding: any = z.looseObject({ object: z.literal("embedding"), index: z.int(), embedding: z.xor([z.array(z.number()), z.string()]) })

export const EmbeddingList: any = z.looseObject({ object: z.literal("list"), data: z.array(Embedding), model: z.string(), usage: z.looseObject({ prompt_tokens: z.int(), total_tokens: z.int(), cost: UsdOrNull.optional() }), proxyapi: InferenceTrace.optional() })

/** A part: `input_text`, `output_text` (`text`), `input_image`, `input_file`, `refusal`. Unknown types are
 * kept. */
export const ResponseInputPart: any = z.looseObject({ type: z.string().check(codePoints(0, 64)), text: InferenceText.optional(), refusal: InferenceText.optional(), image_url: InferenceTextOrNull.optional(), detail: InferenceWord.optional(), file_id: InferenceIdOrNull.optional(), file_url: InferenceTextOrNull.optional(), file_data: InferenceTextOrNull.optional(), filename: z.string().check(codePoints(0, 1024)).nullable().optional() })

/** A turn or an item of an earlier response, sent back as it was. Without `type` it is a `message`. Others that every
 * lane understands: `function_call`, `function_call_output` and `reasoning`. Types that we do not know reach a
 * provider of the same dialect unchanged; no other lane is then a candidate. */
export const ResponseInputItem: any = z.looseObject({ type: z.string().check(codePoints(0, 64)).nullable().optional(), id: InferenceIdOrNull.optional(), role: z.enum(["user","assistant","system","developer"]).optional(), content: z.xor([InferenceText, z.array(ResponseInputPart).max(4096)]).nullable().optional(), call_id: InferenceIdOrNull.optional(), name: z.string().check(codePoints(0, 256)).nullable().optional(), arguments: z.xor([InferenceText, InferenceObject]).nullable().optional(), output: z.xor([InferenceText, z.array(InferenceObject).max(4096), InferenceObject]).nullable().optional(), summary: z.array(InferenceObject).max(4096).nullable().optional(), encrypted_content: InferenceTextOrNull.optional(), status: z.string().check(codePoints(0, 64)).nullable().optional() })

/** A tool that the model may call. `function` works everywhere; built-in types need a provider that has them. */
export const ResponseTool: any = z.looseObject({ type: z.string().check(codePoints(0, 64)), name: InferenceName.optional(), description: InferenceTextOrNull.optional(), parameters: InferenceSchema.optional(), strict: z.boolean().nullable().optional() })

/** Forces one tool, `{"type":"function","name":"…"}`, or narrows the list (`allowed_tools`). */
export const ResponseNamedToolChoice: any = z.looseObject({ type: z.string().check(codePoints(0, 64)), name: z.string().check(codePoints(0, 256)).nullable().optional() })

/** `text`, `json_object` (any JSON; the prompt must ask for it) or `json_schema` (JSON that matches `schema`). */
export const ResponseTextFormat: any = z.looseObject({ type: z.string().check(codePoints(0, 64)), name: InferenceName.optional(), description: InferenceTextOrNull.optional(), schema: InferenceSchema.optional(), strict: z.boolean().nullable().optional() }).nullable()

/** A call in the shape of OpenAI's Responses API. `previous_response_id`, `conversation`, `background`, `store: true`
 * and built-in tools need a provider that speaks it, else 400 `UNSUPPORTED_PARAMETER`. `null` is the same as leaving
 * an optional field out; unknown fields are kept. */
export const ResponseRequest: any = z.looseObject({ model: InferenceModelName, input: z.xor([InferenceText, z.array(ResponseInputItem).max(4096)]), instructions: InferenceTextOrNull.optional(), stream: z.boolean().nullable().optional(), stream_options: InferenceStreamOptions.optional(), max_output_tokens: InferenceMaxTokens.optional(), temperature: InferenceTemperature.optional(), top_p: InferenceTopP.optional(), top_logprobs: z.int().min(0).max(20).nullable().optional(), tools: z.array(ResponseTool).max(512).nullable().optional(), tool_choice: z.xor([z.enum(["none","auto","required"]), ResponseNamedToolChoice]).nullable().optional(), parallel_tool_calls: z.boolean().nullable().optional(), max_tool_calls: z.int().min(1).max(1000000).nullable().optional(), reasoning: z.looseObject({ effort: InferenceEffort.optional(), summary: InferenceWord.optional() }).nullable().optional(), text: z.looseObject({ format: ResponseTextFormat.optional(), verbosity: InferenceWord.optional() }).nullable().optional(), include: z.array(z.string().check(codePoints(0, 256))).max(64).nullable().optional(), truncation: z.literal(["auto","disabled",null]).optional(), store: z.boolean().nullable().optional(), previous_response_id: InferenceIdOrNull.optional(), conversation: z.xor([InferenceId, InferenceObject]).nullable().optional(), background: z.boolean().nullable().optional(), metadata: InferenceMetadata.optional(), service_tier: InferenceWord.optional(), user: z.string().check(codePoints(0, 512)).nullable().optional(), safety_identifier: z.string().check(codePoints(0, 512)).nullable().optional(), prompt_cache_key: z.string().check(codePoints(0, 512)).nullable().optional(), proxyapi: ProxyApiOptions.optional() })

export const RerankDocument: any = z.looseObject({ text: InferenceText })

/** Documents to order by how well they answer the query, in Cohere's shape. Unknown fields are kept. */
export const RerankRequest: any = z.looseObject({ model: InferenceModelName, query: z.string().check(codePoints(1, 10485760)), documents: z.array(z.xor([InferenceText, RerankDocument])).min(1).max(1000), top_n: z.int().min(1).max(1000).nullable().optional(), return_documents: z.boolean().nullable().optional(), max_tokens_per_doc: z.int().min(1).max(1000000).nullable().optional(), proxyapi: ProxyApiOptions.optional() })

export const RerankResult: any = z.looseObject({ index: z.int(), relevance_score: z.number(), document: z.looseObject({ text: z.string().optional() }).optional() })

/** In the unit that the provider bills. */
export const RerankUsage: any = z.looseObject({ search_units: z.number().nullable().optional(), prompt_tokens: z.int().nullable().optional(), total_tokens: z.int().nullable().optional(), cost: UsdOrNull.optional() })

export const RerankResults: any = z.looseObject({ id: z.string(), model: z.string(), results: z.array(RerankResult), usage: RerankUsage.optional(), proxyapi: InferenceTrace.optional() })

/** `text` with `text`, or `image_url` with `image_url.url`. */
export const ModerationPart: any = z.looseObject({ type: z.string().check(codePoints(0, 64)), text: InferenceText.optional(), image_url: z.looseObject({ url: InferenceText }).optional() })

/** Texts or images to judge. Unknown fields are kept. */
export const ModerationRequest: any = z.looseObject({ model: InferenceModelName.optional(), input: z.xor([InferenceText, z.array(InferenceText).min(1).max(2048), z.array(ModerationPart).min(1).max(2048)]), proxyapi: ProxyApiOptions.optional() })

export const ModerationResult: any = z.looseObject({ flagged: z.boolean(), categories: z.record(z.string(), z.boolean().nullable()), category_scores: z.record(z.string(), z.number()), category_applied_input_types: z.record(z.string(), z.array(z.string())).optional() })

export const ModerationResults: any = z.looseObject({ id: z.string(), model: z.string(), results: z.array(ModerationResult) })

/** An image to make, in OpenAI's shape. Which sizes and qualities exist is up to the model. Unknown fields are
 * kept. */
export const ImageRequest: any = z.looseObject({ model: InferenceModelName, prompt: z.string().check(codePoints(1, 32000)), n: z.int().min(1).max(8).nullable().optional(), size: InferenceWord.optional(), quality: InferenceWord.optional(), background: InferenceWord.optional(), style: InferenceWord.optional(), moderation: InferenceWord.optional(), output_format: InferenceWord.optional(), output_compression: z.int().min(0).max(100).nullable().optional(), response_format: z.literal(["url","b64_json",null]).optional(), stream: z.literal([false,null]).optional(), user: z.string().check(codePoints(0, 512)).nullable().optional(), proxyapi: ProxyApiOptions.optional() })

/** One image, in base64 or by a URL that the provider keeps for a short time. */
export const ImageResult: any = z.looseObject({ b64_json: z.string().nullable().optional(), url: z.string().nullable().optional(), revised_prompt: z.string().nullable().optional() })

export const ImageResults: any = z.looseObject({ created: z.int(), data: z.array(ImageResult), background: z.string().nullable().optional(), output_format: z.string().nullable().optional(), quality: z.string().nullable().optional(), size: z.string().nullable().optional(), usage: z.looseObject({ input_tokens: z.int().optional(), output_tokens: z.int().optional(), total_tokens: z.int().optional(), input_tokens_details: z.record(z.string(), z.unknown()).nullable().optional(), cost: UsdOrNull.optional() }).nullable().optional(), proxyapi: InferenceTrace.optional() })

export const SpeechVoice: any = z.looseObject({ id: z.string().check(codePoints(1, 256)) })

/** A text to speak, in OpenAI's shape. Unknown fields are kept. */
export const SpeechRequest: any = z.looseObject({ model: InferenceModelName, input: z.string().check(codePoints(1, 4096)), voice: z.xor([z.string().check(codePoints(1, 256)), SpeechVoice]), instructions: z.string().check(codePoints(0, 4096)).nullable().optional(), response_format: z.literal(["mp3","opus","aac","flac","wav","pcm",null]).optional(), speed: z.number().min(0.25).max(4).nullable().optional(), stream_format: z.literal(["audio",null]).optional(), proxyapi: ProxyApiOptions.optional() })

/** A recording to write down, as a form. The fields may come in any order. Unknown fields are kept. */
export const TranscriptionRequest: any = z.looseObject({ file: z.unknown(), model: InferenceModelName, language: z.string().check(codePoints(0, 16)).optional(), prompt: z.string().check(codePoints(0, 32000)).optional(), response_format: z.enum(["json","text","srt","verbose_json","vtt","diarized_json"]).optional(), temperature: z.number().min(0).max(1).optional(), "timestamp_granularities[]": z.array(z.enum(["word","segment"])).max(2).optional(), "include[]": z.array(z.string().check(codePoints(0, 64))).max(16).optional(), stream: z.literal(false).optional() })

export const TranscriptionWord: any = z.looseObject({ word: z.string(), start: z.number(), end: z.number() })

export const Transcription: any = z.looseObject({ text: z.string(), language: z.string().nullable().optional(), duration: z.number().nullable().optional(), segments: z.array(z.record(z.string(), z.unknown())).nullable().optional(), words: z.array(TranscriptionWord).nullable().optional(), logprobs: z.array(z.record(z.string(), z.unknown())).nullable().optional(), usage: z.looseObject({ type: z.string().optional(), input_tokens: z.int().optional(), output_tokens: z.int().optional(), total_tokens: z.int().optional(), seconds: z.number().optional(), cost: UsdOrNull.optional() }).nullable().optional() })

/** Something that `model` of a call can name. */
export const InferenceModel: any = z.looseObject({ id: z.string(), object: z.literal("model"), created: z.int(), owned_by: z.string(), kind: z.enum(["model","route","alias","deployment"]), name: z.string().nullable().optional(), context_length: z.int().nullable(), max_tokens: z.int().nullable(), pricing: ModelPricing.nullable(), shutdown_date: z.iso.date().nullable().optional() })

export const InferenceModelList: any = z.looseObject({ object: z.literal("list"), data: z.array(InferenceModel) })

export const MessageModel: any = z.looseObject({ type: z.literal("model"), id: z.string(), display_name: z.string(), created_at: dateTime(), max_input_tokens: z.int().nullable(), max_tokens: z.int().nullable(), capabilities: z.record(z.string(), z.unknown()).nullable().optional() })

export const MessageModelPage: any = z.looseObject({ data: z.array(MessageModel), has_more: z.boolean(), first_id: z.string().nullable(), last_id: z.string().nullable() })

/** OpenAI's list, or Anthropic's page where the request sent `anthropic-version`. */
export const InferenceModelPage: any = z.xor([InferenceModelList, MessageModelPage])

/** OpenAI's model, or Anthropic's where the request sent `anthropic-version`. */
export const InferenceModelAnswer: any = z.xor([InferenceModel, MessageModel])

/** `base64` with `media_type` and `data`, `url` with `url`, `text`, `content` or `file`. */
export const MessageSource: any = z.looseObject({ type: z.string().check(codePoints(0, 64)), media_type: InferenceWord.optional(), data: InferenceText.optional(), url: InferenceText.optional() })

/** Marks the end of a part of the prompt that the provider shall cache. */
export const MessageCacheControl: any = z.looseObject({ type: z.string().check(codePoints(0, 64)), ttl: InferenceWord.optional() }).nullable()

/** A block of a turn. Known types: `text`, `image`, `document`, `tool_use`, `tool_result`, `thinking` and
 * `redacted_thinking`. Blocks of an answer are sent back unchanged and in order, thoughts too when tools go on. A
 * type that we do not know reaches a provider of the same dialect unchanged; no other lane is then a candidate. */
export const MessageBlock: any = z.looseObject({ type: z.string().check(codePoints(0, 64)), text: InferenceText.optional(), source: z.xor([InferenceText, MessageSource]).optional(), id: InferenceId.optional(), name: InferenceName.optional(), input: InferenceObject.optional(), tool_use_id: InferenceId.optional(), get content() { return z.xor([InferenceText, z.array(MessageBlock).max(4096), InferenceObject]).nullable().optional() }, is_error: z.boolean().nullable().optional(), thinking: InferenceText.optional(), signature: InferenceText.optional(), data: InferenceText.optional(), cache_control: MessageCacheControl.optional() })

/** The results of tools stand in a turn of the user, right after the turn that called them. */
export const MessageTurn: any = z.looseObject({ role: z.enum(["user","assistant","system"]), content: z.xor([InferenceText, z.array(MessageBlock).max(4096)]) })

/** The conversation so far, oldest first; neighbors of one role are one turn. */
export const MessageTurns: any = z.array(MessageTurn).min(1).max(4096)

/** What the model is told beforehand, text or blocks of text. */
export const MessageSystem: any = z.xor([InferenceText, z.array(MessageBlock).max(4096)]).nullable()

/** A tool of yours (`name`, `input_schema`), or one of the provider's, which has a dated `type`. */
export const MessageTool: any = z.looseObject({ type: InferenceWord.optional(), name: InferenceName.optional(), description: InferenceTextOrNull.optional(), input_schema: InferenceSchema.optional(), strict: z.boolean().nullable().optional(), cache_control: MessageCacheControl.optional() })

/** What the model may call. */
export const MessageTools: any = z.array(MessageTool).max(512).nullable()

/** Whether tools are called; left out is `auto` where there are tools. */
export const MessageToolChoice: any = z.looseObject({ type: z.enum(["auto","any","tool","none"]), name: InferenceName.optional(), disable_parallel_tool_use: z.boolean().nullable().optional() }).nullable()

/** Whether to think before the answer. */
export const MessageThinking: any = z.looseObject({ type: z.string().check(codePoints(0, 64)), budget_tokens: z.int().min(1).max(1000000).nullable().optional() }).nullable()

/** Form and effort of the answer. */
export const MessageOutputConfig: any = z.looseObject({ effort: InferenceEffort.optional(), format: InferenceObjectOrNull.optional() }).nullable()

/** A conversation in Anthropic's shape. Server tools need a provider that has them, else 400 `UNSUPPORTED_PARAMETER`.
 * Unknown fields are kept: they reach a provider of the same dialect unchanged, and are named in
 * `x-proxyapi-dropped` otherwise. */
export const MessageRequest: any = z.looseObject({ model: InferenceModelName, max_tokens: z.int().min(1).max(1000000), messages: MessageTurns, system: MessageSystem.optional(), stream: z.boolean().nullable().optional(), temperature: InferenceTemperature.optional(), top_p: InferenceTopP.optional(), top_k: z.int().min(0).max(1000000).nullable().optional(), stop_sequences: z.array(z.string().check(codePoints(0, 1024))).max(16).nullable().optional(), tools: MessageTools.optional(), tool_choice: MessageToolChoice.optional(), thinking: MessageThinking.optional(), output_config: MessageOutputConfig.optional(), metadata: z.looseObject({ user_id: z.string().check(codePoints(0, 512)).nullable().optional() }).nullable().optional(), service_tier: InferenceWord.optional(), container: z.xor([InferenceId, InferenceObject]).nullable().optional(), context_management: InferenceObjectOrNull.optional(), mcp_servers: z.array(InferenceObject).max(64).nullable().optional(), cache_control: MessageCacheControl.optional(), proxyapi: ProxyApiOptions.optional() })

/** What would be sent to createMessage; only what makes tokens counts. */
export const MessageCountRequest: any = z.looseObject({ model: InferenceModelName, messages: MessageTurns, system: MessageSystem.optional(), tools: MessageTools.optional(), tool_choice: MessageToolChoice.optional(), thinking: MessageThinking.optional(), output_config: MessageOutputConfig.optional(), cache_control: MessageCacheControl.optional(), proxyapi: ProxyApiOptions.optional() })

export const MessageCount: any = z.looseObject({ input_tokens: z.int() })

/** A cloud: `vast.ai`, `io.net`, `runpod`, `shadeform`, `lambda` or `local`. As input the aliases `vast`, `vastai`,
 * `ionet` and `io_net` are accepted too; answers always hold the name itself. */
export const GpuCloudName: any = z.string().check(codePoints(1, 32)).regex(new RegExp("^[A-Za-z0-9._-]+$", 'u'))

/** Disk in GB. */
export const GpuDiskGb: any = z.int().min(1).max(100000)

/** `on_demand` is billed as used, `spot` can be interrupted by a higher bid, `prepaid` is paid by the hour in advance. */
export const GpuPricing: any = z.enum(["on_demand","spot","prepaid"])

/** What the price is made of. All in USD. */
export const GpuCharges: any = z.looseObject({ gpu_per_hour: UsdOrNull, disk_per_gb_month: UsdOrNull, egress_per_gb: UsdOrNull, min_billable_seconds: z.int(), granularity_seconds: z.int(), billed_when_stopped: z.boolean() })

/** A machine, or a kind of machine, that can be rented now, with its price for the asked disk. */
export const GpuOffer: any = z.looseObject({ id: z.string(), provider: z.string(), gpu_model: z.string(), gpu_count: z.int(), vram: z.number().nullable(), vram_total: z.number().nullable(), price_per_hour: z.number().nullable(), price_per_gpu_hour: z.number().nullable(), location: z.string().nullable(), country: z.string().nullable(), available: z.boolean(), kind: z.enum(["ask","type"]), pricing: GpuPricing, min_bid: z.number().nullable(), disk_gb: z.int(), disk_gb_max: z.int().nullable(), charges: GpuCharges, cpu_cores: z.number().nullable(), ram_gb: z.number().nullable(), cuda_max: z.number().nullable(), compute_capability: z.number().nullable(), interconnect: z.string().nullable(), nvlink: z.boolean().nullable(), dlperf: z.number().nullable(), reliability: z.number().nullable(), verified: z.boolean().nullable(), secure: z.boolean().nullable(), net_down_mbps: z.number().nullable(), net_up_mbps: z.number().nullable(), direct_ports: z.int().nullable(), boot_seconds: z.array(z.number()).nullable(), max_run_seconds: z.int().nullable(), availability: z.enum(["available","low","unknown","none","no_quota","no_balance"]), availability_count: z.int().nullable(), capabilities: z.array(z.string()), stale: z.boolean(), fetched_at: Timestamp })

/** How fresh the offers of a cloud are. */
export const GpuSource: any = z.looseObject({ state: z.enum(["fresh","stale","warming","disabled"]), age_seconds: z.number().nullable(), offers: z.int(), partial: z.boolean().optional() })

/** A page of offers. */
export const GpuOfferList: any = z.looseObject({ data: z.array(GpuOffer), count: z.int(), total: z.int(), next_cursor: NextCursor, sources: z.record(z.string(), GpuSource), status: Success })

/** `<short name of the cloud>-<the cloud's own id>`, e.g. `vast-20114453`. Stable over refreshes and not to be parsed.
 * Where the path names the cloud, its own id alone (`20114453`) is accepted as well. */
export const GpuOfferId: any = z.string().check(codePoints(1, 110)).regex(new RegExp("^[a-z0-9_-]+(\\.[a-z0-9_-]+)*$", 'u'))

/** An OCI image reference, e.g. `vllm/vllm-openai:v0.11.0`. */
export const GpuImage: any = z.string().check(codePoints(1, 255)).regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9._:/@-]*$", 'u'))

/** The login of a private image registry. */
export const GpuRegistry: any = z.strictObject({ username: z.string().check(codePoints(1, 255)), password: z.string().check(codePoints(1, 4096)) })

/** One argument, as the process receives it; never split, never joined. */
export const GpuArgument: any = z.string().check(codePoints(0, 4096)).regex(new RegExp("^[^\\x00]*$", 'u'))

export const GpuArguments: any = z.array(GpuArgument).max(100)

/** Environment variables. A name is `[A-Za-z_][A-Za-z0-9_]{0,127}`; `PROXY_API_*`, `VAST_*` and `CONTAINER_API_KEY` are
 * refused. `env` and `secret_env` hold 128 KiB together. */
export const GpuEnv: any = z.record(z.string(), z.string().check(codePoints(0, 131072)).regex(new RegExp("^[^\\x00]*$", 'u'))).check(propertyCount(0, 100))

export const GpuPortNumber: any = z.int().min(1).max(65535)

/** A container port to publish: `8000` is short for `{"port": 8000, "protocol": "http"}`. */
export const GpuLaunchPort: any = z.xor([GpuPortNumber, z.strictObject({ port: GpuPortNumber, protocol: z.enum(["http","https","tcp"]).default("http") })])

/** A name of the caller's own, at most 64 characters on one line; it has no other meaning. */
export const GpuName: any = z.string().check(codePoints(0, 64)).regex(new RegExp("^[^\\x00-\\x1f\\x7f]*$", 'u')).nullable()

/** A path with optional query, without host; visible ASCII. */
export const GpuUrlPath: any = z.string().check(codePoints(0, 2048)).regex(new RegExp("^/[\\x21-\\x7e]*$", 'u'))

/** Ready when a GET answers 2xx. `port` defaults to the first of `ports`, `path` to `/`. */
export const GpuReadyHttp: any = z.strictObject({ type: z.literal("http"), port: GpuPortNumber.optional(), path: GpuUrlPath.optional() })

/** Ready when the port accepts a connection. `port` defaults to the first of `ports`. */
export const GpuReadyTcp: any = z.strictObject({ type: z.literal("tcp"), port: GpuPortNumber.optional() })

/** Ready when the cloud says so. */
export const GpuReadyProvider: any = z.strictObject({ type: z.literal("provider") })

/** How we learn that the instance serves. */
export const GpuReadyProbe: any = z.discriminatedUnion("type", [GpuReadyHttp, GpuReadyTcp, GpuReadyProvider])

/** USD, more than 0, with at most 6 decimals. Texts, `1e-7` and other forms are `INVALID_AMOUNT`. */
export const Amount: any = z.number().max(1000000).gt(0)

/** The instance is destroyed after this time, 60 seconds to 90 days from now; null is no such limit. */
export const GpuTtlSeconds: any = z.int().min(60).max(7776000).nullable()

/** The instance is destroyed after it was idle for this time: no byte proxied and GPU use below 5 %. Where the cloud
 * reports no GPU use, this needs `idle_by`. null is no such limit. */
export const GpuIdleTtlSeconds: any = z.int().min(300).max(7776000).nullable()

/** `proxy`: proxied bytes alone decide what idle is, whatever the GPU does. */
export const GpuIdleBy: any = z.literal(["proxy",null])

/** A cap in USD; null is none. */
export const GpuUsdCapOrNull: any = Amount.nullable()

/** What happens when the cloud takes a spot GPU away. `keep` (as null): it stays `interrupted` for an hour, then is
 * destroyed. `recover`: it is destroyed, and once that is proved another machine is rented. `destroy`: it is destroyed. */
export const GpuOnInterruption: any = z.literal(["keep","recover","destroy",null])

/** How to launch an instance. Every field is optional, and `{}` is a valid body. */
export const GpuLaunch: any = z.strictObject({ image: GpuImage.optional(), registry: GpuRegistry.optional(), args: GpuArguments.optional(), command: GpuArguments.optional(), onstart: z.string().check(codePoints(0, 16384)).regex(new RegExp("^[^\\x00]*$", 'u')).optional(), env: GpuEnv.optional(), secret_env: GpuEnv.optional(), ports: z.array(GpuLaunchPort).max(16).optional(), disk_gb: GpuDiskGb.default(50), name: GpuName.optional(), ssh_public_keys: z.array(z.string().check(codePoints(0, 8192)).regex(new RegExp("^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\\.com|sk-ecdsa-sha2-nistp256@openssh\\.com) [A-Za-z0-9+/]+={0,2}( [^\\x00-\\x1f\\x7f]*)?$", 'u'))).max(10).optional(), ready: GpuReadyProbe.optional(), max_price_per_hour: Amount.optional(), failover: z.enum(["same_cloud","any_cloud","none"]).default("same_cloud"), ttl_seconds: GpuTtlSeconds.optional(), idle_ttl_seconds: GpuIdleTtlSeconds.optional(), idle_by: GpuIdleBy.optional(), max_spend: GpuUsdCapOrNull.optional(), bid_per_hour: GpuUsdCapOrNull.optional(), on_interruption: GpuOnInterruption.optional() })

/** The id of a contract, as createGpuInstance returned it. */
export const GpuContractId: any = z.string().regex(new RegExp("^inst_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

/** `requested` the wish is durable, nothing was sent; `creating` it was sent; `create_unknown` it may exist, we look;
 * `provisioning` the cloud has it; `starting` it runs, the probe does not pass yet; `ready` ⇄ `degraded` the probe passes,
 * or no more; `stopping`, `stopped`; `interrupted` the cloud took the GPU; `terminating` it ends; `terminated`, `failed`
 * are final and stand only on proof that nothing of it exists at any cloud. The GPU is billed from the acceptance by the
 * cloud up to the end; `stopped` and `interrupted` cost at most the disk. Destroying is possible in every state. */
export const GpuContractStatus: any = z.enum(["requested","creating","create_unknown","provisioning","starting","ready","degraded","stopping","stopped","interrupted","terminating","terminated","failed"])

/** Where SSH answers. */
export const GpuSsh: any = z.looseObject({ host: z.string(), port: z.int() })

/** A container port and where it is reached from outside. */
export const GpuPort: any = z.looseObject({ port: z.int(), protocol: z.enum(["http","https","tcp"]), public_port: z.int().nullable(), url: z.string().nullable() })

/** Why it failed. */
export const GpuFailure: any = z.looseObject({ code: z.string(), message: z.string() })

/** One try to rent a machine. There is never more than one that may be alive. */
export const GpuAttempt: any = z.looseObject({ offer_id: z.string(), phase: z.enum(["intent","sent","unknown","live","refused","absent","destroyed"]), error: GpuFailure.nullable() })

/** A rented instance. */
export const GpuContract: any = z.looseObject({ contract_id: GpuContractId, instance_id: z.string(), provider: z.string(), status: GpuContractStatus, ready: z.boolean(), gpu_model: z.string(), gpu_count: z.int(), vram: z.number().nullable(), price_per_hour: z.number(), max_price_per_hour: z.number(), ip: z.string().nullable(), ssh: GpuSsh.nullable(), ports: z.array(GpuPort), image: z.string(), location: z.string().nullable(), attempts: z.array(GpuAttempt), ready_evidence: z.literal(["token","port","provider",null]), deployment_id: z.string().nullable(), name: z.string().nullable(), cost: z.number(), lease_expires_at: dateTime().nullable(), created_at: Timestamp, ready_at: dateTime().nullable(), ended_at: dateTime().nullable(), error: GpuFailure.nullable() })

/** The new contract. Two of its fields stand at the top level too. */
export const GpuContractCreated: any = z.looseObject({ data: GpuContract, contract_id: GpuContractId, ip: z.string().nullable(), status: Success })

/** The contract, by its `contract_id` (`inst_…`), or by the id of the offer that it was made from. Several contracts of
 * one offer are 409 `TARGET_AMBIGUOUS`. */
export const GpuContractReference: any = z.string().check(codePoints(1, 110)).regex(new RegExp("^(inst_[0-9A-HJKMNP-TV-Z]{26}|[a-z0-9_-]+(\\.[a-z0-9_-]+)*)$", 'u'))

/** A contract. */
export const GpuContractAnswer: any = z.looseObject({ data: GpuContract, status: Success })

/** A page of contracts, newest first. */
export const GpuContractList: any = z.looseObject({ data: z.array(GpuContract), count: z.int(), next_cursor: NextCursor, status: Success })

/** What changes; the rest stays. */
export const GpuContractUpdate: any = z.strictObject({ name: GpuName.optional(), ttl_seconds: GpuTtlSeconds.optional(), idle_ttl_seconds: GpuIdleTtlSeconds.optional(), idle_by: GpuIdleBy.optional(), max_price_per_hour: Amount.optional(), max_spend: GpuUsdCapOrNull.optional() }).check(propertyCount(1, Infinity))

/** The last lines of a log. */
export const GpuLogs: any = z.looseObject({ data: z.array(GpuLogLine), status: Success })

/** What the instance sees of its own hardware; sent with the first check-in. */
export const GpuCheckIn: any = z.strictObject({ gpus: z.array(z.strictObject({ name: z.string().check(codePoints(0, 128)), memory_mib: z.number().min(0).max(10000000) })).max(64).optional() })

/** Whether the instance may go on. */
export const GpuLease: any = z.looseObject({ lease_expires_at: dateTime().nullable(), ended: z.boolean() })

export const GpuCheckInAnswer: any = z.looseObject({ data: GpuLease, status: Success })

/** Any JSON value. */
export const JsonValue: any = z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown())]).nullable())]).nullable())]).nullable())]).nullable())]).nullable()

/** The target is either `target_url`, or `contract_id` with `port` and `path`; both or none of them is 400
 * `INVALID_REQUEST`. */
export const GpuProxyRequest: any = z.strictObject({ protocol: z.enum(["http","https","mcp","openinference","oip","openai"]), target_url: z.string().check(codePoints(1, 8192)).optional(), contract_id: GpuContractId.optional(), port: GpuPortNumber.optional(), path: GpuUrlPath.optional(), method: z.string().check(codePoints(1, 16)).default("POST"), headers: z.record(z.string(), z.string().check(codePoints(0, 8192))).check(propertyCount(0, 100)).optional(), body: JsonValue.optional(), timeout_ms: z.int().min(1).max(600000).default(60000), stream: z.boolean().default(false) })

/** Text by name. */
export const StringMap: any = z.record(z.string(), z.string())

/** What the target answered, whatever its status was. */
export const GpuProxyResult: any = z.looseObject({ status_code: z.int(), headers: StringMap, body: JsonValue, body_encoding: z.enum(["json","text","base64"]), duration_ms: z.number() })

export const GpuProxyAnswer: any = z.looseObject({ data: GpuProxyResult, status: Success })

/** The id of a deployment. */
export const GpuDeploymentId: any = z.string().regex(new RegExp("^dep_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

/** `on_demand` includes prepaid hours; `any` takes the cheapest. */
export const GpuWantedPricing: any = z.enum(["on_demand","spot","any"])

/** `pending` nothing rented yet; `starting` no replica serves yet; `ready`; `degraded` fewer replicas serve than should;
 * `idle` none runs, the next request starts one; `failed` three replicas in a row never got ready: nothing more is spent,
 * the fallback serves, `error` has the cause; `deleting` drains; `deleted`. */
export const GpuDeploymentStatus: any = z.enum(["pending","starting","ready","degraded","idle","failed","deleting","deleted"])

/** A rented instance that serves the model. Its contract tells more. */
export const GpuReplica: any = z.looseObject({ contract_id: GpuContractId, provider: z.string(), status: GpuContractStatus, gpu_model: z.string(), price_per_hour: z.number(), slots: z.int(), in_flight: z.int() })

/** What it costs, from the ledger, beside what the same tokens cost at a hosted provider. */
export const GpuDeploymentCost: any = z.looseObject({ per_hour: z.number(), last_hour: z.looseObject({ usd: z.number(), tokens: z.int(), usd_per_million_tokens: z.number().nullable() }), hosted: z.looseObject({ model: z.string(), usd_per_million_tokens: z.number().nullable() }).nullable(), break_even_tokens_per_hour: z.int().nullable(), spent: z.number() })

/** A model that is served on rented GPUs. */
export const GpuDeployment: any = z.looseObject({ deployment_id: GpuDeploymentId, name: z.string(), names: z.array(z.string()), model: z.string(), engine: z.enum(["vllm","tgi","sglang","ollama","custom"]), engine_args: z.array(z.string()), image: z.string().nullable(), port: z.int().nullable(), health_path: z.string().nullable(), gpu: z.looseObject({ models: z.array(z.string()).nullable(), count: z.int(), min_vram: z.number().nullable() }), disk_gb: z.int(), providers: z.array(z.string()).nullable(), pricing: GpuWantedPricing, max_price_per_hour: z.number(), max_total_per_hour: z.number().nullable(), max_spend: z.number().nullable(), min_replicas: z.int(), max_replicas: z.int(), idle_ttl_seconds: z.int(), target_in_flight: z.int(), cold_wait_ms: z.int(), fallback_model: z.string().nullable(), status: GpuDeploymentStatus, replicas: z.array(GpuReplica), in_flight: z.int(), waiting: z.int(), tokens_per_hour: z.number().nullable(), cost: GpuDeploymentCost, error: GpuFailure.nullable(), created_at: Timestamp, ready_at: dateTime().nullable(), ended_at: dateTime().nullable() })

/** A page of deployments, newest first. */
export const GpuDeploymentList: any = z.looseObject({ data: z.array(GpuDeployment), count: z.int(), next_cursor: NextCursor, status: Success })

/** A name of the caller's own, unique among the own deployments. */
export const GpuDeploymentName: any = z.string().regex(new RegExp("^[a-z0-9-]{1,40}$", 'u'))

/** A model id. */
export const GpuServedModel: any = z.string().check(codePoints(1, 300)).regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9._:/@+-]*$", 'u'))

/** The GPUs of a replica. One of `models` and `min_vram` is needed. */
export const GpuWanted: any = z.strictObject({ models: z.array(z.string().check(codePoints(1, 64))).min(1).max(20).optional(), count: z.int().min(1).max(64).default(1), min_vram: z.number().min(0).max(10000).optional() })

/** The clouds to rent from; all without it. */
export const GpuClouds: any = z.array(GpuCloudName).min(1).max(16)

export const GpuReplicaCount: any = z.int().min(0).max(100)

export const GpuReplicaLimit: any = z.int().min(1).max(100)

/** After this time without a request the replicas go down to `min_replicas`. */
export const GpuReplicaIdleSeconds: any = z.int().min(60).max(7776000)

/** Requests in flight that one replica should have; above it a replica is added. */
export const GpuTargetInFlight: any = z.int().min(1).max(1024)

/** How long a request waits for the first replica before it goes to the fallback; 0 goes there at once. The replica is
 * started in any case. */
export const GpuColdWaitMs: any = z.int().min(0).max(600000)

/** The hosted model that answers while no replica can. Default: the same model at a hosted provider, where there is one.
 * null: none, and the answer is then 503 `UPSTREAM_UNAVAILABLE` with `Retry-After`. */
export const GpuFallbackModel: any = z.string().check(codePoints(0, 300)).nullable()

/** A deployment to create. */
export const GpuDeploymentCreate: any = z.strictObject({ name: GpuDeploymentName, model: GpuServedModel, engine: z.enum(["vllm","tgi","sglang","ollama","custom"]).default("vllm"), engine_args: GpuArguments.optional(), image: GpuImage.optional(), port: GpuPortNumber.optional(), health_path: GpuUrlPath.optional(), secret_env: GpuEnv.optional(), gpu: GpuWanted, disk_gb: GpuDiskGb.default(50), providers: GpuClouds.optional(), pricing: GpuWantedPricing.default("on_demand"), max_price_per_hour: Amount, max_total_per_hour: GpuUsdCapOrNull.optional(), max_spend: GpuUsdCapOrNull.optional(), min_replicas: GpuReplicaCount.default(0), max_replicas: GpuReplicaLimit.default(1), idle_ttl_seconds: GpuReplicaIdleSeconds.default(900), target_in_flight: GpuTargetInFlight.default(16), cold_wait_ms: GpuColdWaitMs.default(0), fallback_model: GpuFallbackModel.optional() })

/** A deployment. */
export const GpuDeploymentAnswer: any = z.looseObject({ data: GpuDeployment, status: Success })

/** What changes; the rest stays. `gpu`, `providers` and `pricing` hold for replicas that start from now on. What is
 * served cannot change: create another deployment. */
export const GpuDeploymentUpdate: any = z.strictObject({ gpu: GpuWanted.optional(), providers: GpuClouds.optional(), pricing: GpuWantedPricing.optional(), max_price_per_hour: Amount.optional(), max_total_per_hour: GpuUsdCapOrNull.optional(), max_spend: GpuUsdCapOrNull.optional(), min_replicas: GpuReplicaCount.optional(), max_replicas: GpuReplicaLimit.optional(), idle_ttl_seconds: GpuReplicaIdleSeconds.optional(), target_in_flight: GpuTargetInFlight.optional(), cold_wait_ms: GpuColdWaitMs.optional(), fallback_model: GpuFallbackModel.optional() }).check(propertyCount(1, Infinity))

/** Compared and kept in lower case. */
export const Email: any = z.string().check(codePoints(3, 254)).regex(new RegExp("^[^\\s@]+@[^\\s@]+$", 'u'))

/** One right. The role `user` holds all names up to `data:write`; `operator` adds `models:select`, `registry:write`,
 * `config:write`, `metrics:read` and `requests:read`; `admin` adds the rest. A newer server may know more names. */
export const Permission: any = z.enum(["models:read","models:refresh","registry:read","inference:call","gpu:read","gpu:write","gpu:proxy","keys:read","keys:write","account:read","account:write","account:export","billing:read","billing:write","webhooks:read","webhooks:write","events:read","integration:read","integration:write","workflow:read","workflow:write","data:read","data:write","models:select","registry:write","config:write","metrics:read","requests:read","users:read","users:write","users:export","credits:write","audit:read"])

/** Narrows the token to these; without it the token may do what the credential may. */
export const TokenPermissions: any = z.array(Permission).min(1).max(64).check(uniqueItems())

/** Seconds. More than the server's `auth.jwt.expiration_hours` is shortened to that; the answer says what was granted. */
export const TokenLifetime: any = z.int().min(1).max(31536000)

/** The id of a user. `usr_operator` is the built-in account that static keys of the configuration act on. */
export const UserId: any = z.string().regex(new RegExp("^usr_[0-9A-HJKMNP-TV-Z]{26}$|^usr_operator$", 'u'))

export const PasswordGrant: any = z.strictObject({ grant_type: z.literal("password"), email: Email, password: z.string().check(codePoints(1, 1024)), permissions: TokenPermissions.optional(), expires_in: TokenLifetime.default(3600), user_id: UserId.optional() })

/** The API key stands in `X-API-Key` or `Authorization`, where every credential stands. */
export const ApiKeyGrant: any = z.strictObject({ grant_type: z.literal("api_key"), permissions: TokenPermissions.optional(), expires_in: TokenLifetime.default(3600), user_id: UserId.optional() })

export const AuthorizationCodeGrant: any = z.strictObject({ grant_type: z.literal("authorization_code"), code: z.string().check(codePoints(1, 512)), permissions: TokenPermissions.optional(), expires_in: TokenLifetime.default(3600), user_id: UserId.optional() })

export const CreateTokenRequest: any = z.discriminatedUnion("grant_type", [PasswordGrant, ApiKeyGrant, AuthorizationCodeGrant])

export const AccessToken: any = z.looseObject({ access_token: z.string(), token_type: z.literal("Bearer"), expires_in: z.int().min(1) })

/** The token in `data`, and at the top level too, where RFC 6749 clients read it. */
export const AccessTokenAnswer: any = z.object({ ...AccessToken.shape, data: AccessToken, status: Success })

export const RevokeTokenRequest: any = z.strictObject({ token: z.string().check(codePoints(1, 4096)).optional() })

export const RevokedTokenAnswer: any = z.looseObject({ data: z.looseObject({ status: z.literal("revoked") }), status: Success })

export const WsTicket: any = z.looseObject({ ticket: z.string(), expires_at: dateTime() })

export const WsTicketAnswer: any = z.looseObject({ data: WsTicket, status: Success })

/** The new password, and either `setup_token` or `current_password`. */
export const SetPasswordRequest: any = z.strictObject({ setup_token: z.string().check(codePoints(1, 256)).optional(), current_password: z.string().check(codePoints(1, 1024)).optional(), password: z.string().check(codePoints(12, 1024)) }).check(propertyCount(2, 2))

export const SetPasswordAnswer: any = z.looseObject({ data: z.looseObject({ user_id: UserId }), status: Success })

/** The id of an API key. It is not a secret. */
export const ApiKeyId: any = z.string().regex(new RegExp("^key_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

/** Limits of this key beside those of its user. null is none. */
export const ApiKeyLimits: any = z.looseObject({ requests_per_minute: z.int().nullable(), tokens_per_minute: z.int().nullable(), requests_per_day: z.int().nullable(), concurrent_requests: z.int().nullable(), override_max_per_minute: z.int().nullable() })

/** USD with at most 6 decimals. */
export const Usd: any = z.number()

/** The window that the cap counts in, in UTC; a week begins on Monday, `total` never ends. */
export const BudgetPeriod: any = z.enum(["hour","day","week","month","total"])

/** A cap and what stands against it. A call is refused with 402 `BUDGET_EXCEEDED` where `spent` + `held` + its estimate
 * would pass `amount`. */
export const Budget: any = z.looseObject({ amount: Usd, period: BudgetPeriod, spent: Usd, held: z.number(), resets_at: dateTime().nullable() })

export const ApiKey: any = z.looseObject({ id: ApiKeyId, name: z.string(), key_hint: z.string(), status: z.enum(["active","expired","revoked"]), scopes: z.array(Permission), created_at: Timestamp, expires_at: dateTime().nullable(), last_used_at: dateTime().nullable(), ip_allow: z.array(z.string()).nullable(), models_allow: z.array(z.string()).nullable(), limits: ApiKeyLimits, budget: Budget.nullable() })

export const ApiKeysAnswer: any = z.looseObject({ data: z.array(ApiKey), count: z.int().min(0), next_cursor: NextCursor, status: Success })

/** What the key is for, in words of its owner. */
export const KeyName: any = z.string().check(codePoints(1, 100))

/** A set of permissions by name, resolved when it is stored. `inference` is `inference:call` and `models:read`;
 * `management` is everything that the role `user` holds but `inference:*` and `gpu:*`. */
export const ScopePreset: any = z.enum(["inference","management"])

/** A permission, or the name of a preset. */
export const Scope: any = z.xor([Permission, ScopePreset])

/** What the key may do, within what its creator may do. Answers list the permissions that presets stand for. */
export const Scopes: any = z.array(Scope).min(1).max(64).check(uniqueItems())

/** The key stops working at this time, which lies in the future. null is never. */
export const KeyExpiry: any = dateTime().nullable()

/** CIDR blocks or addresses that the key works from; an IPv4-mapped address counts as IPv4. null is anywhere. */
export const AddressList: any = z.array(z.string().check(codePoints(2, 49)).regex(new RegExp("^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$", 'u'))).min(1).max(50).check(uniqueItems()).nullable()

/** Models that the key may call, exact or with one trailing `*` (`openai/*`). null is all of them. */
export const ModelList: any = z.array(z.string().check(codePoints(1, 300)).regex(new RegExp("^[^*]*\\*?$", 'u'))).min(1).max(200).check(uniqueItems()).nullable()

/** Limits of this key beside those of its user. null is none; in a change, members that are not sent stay. */
export const ApiKeyLimitsInput: any = z.strictObject({ requests_per_minute: z.int().min(1).max(1000000).nullable().optional(), tokens_per_minute: z.int().min(1).max(1000000000).nullable().optional(), requests_per_day: z.int().min(1).max(1000000000).nullable().optional(), concurrent_requests: z.int().min(1).max(10000).nullable().optional(), override_max_per_minute: z.int().min(1).max(1000000).nullable().optional() })

export const BudgetInput: any = z.strictObject({ amount: Amount, period: BudgetPeriod })

export const CreateApiKeyRequest: any = z.strictObject({ name: KeyName, scopes: Scopes.optional(), expires_at: KeyExpiry.optional(), ip_allow: AddressList.optional(), models_allow: ModelList.optional(), limits: ApiKeyLimitsInput.optional(), budget: BudgetInput.nullable().optional(), replaces: ApiKeyId.optional(), overlap_hours: z.int().min(0).max(168).default(24) })

/** The key itself: `pxk_`, 32 random characters, and their CRC-32 in 6, so that a mistyped key is refused without a
 * look-up. Shown in this one answer; only a keyed hash of it is kept. */
export const ApiKeySecret: any = z.string().regex(new RegExp("^pxk_[0-9A-Za-z]{38}$", 'u'))

/** The key with its secret, which is in no other answer. */
export const NewApiKey: any = z.object({ ...ApiKey.shape, api_key: ApiKeySecret })

export const NewApiKeyAnswer: any = z.looseObject({ api_key: ApiKeySecret, data: NewApiKey, status: Success })

export const RevokedApiKey: any = z.looseObject({ id: ApiKeyId, status: z.literal("revoked") })

export const RevokedApiKeyAnswer: any = z.looseObject({ data: RevokedApiKey, status: Success })

/** What is not sent stays; null removes. */
export const UpdateApiKeyRequest: any = z.strictObject({ name: KeyName.optional(), scopes: Scopes.optional(), expires_at: KeyExpiry.optional(), ip_allow: AddressList.optional(), models_allow: ModelList.optional(), limits: ApiKeyLimitsInput.optional(), budget: BudgetInput.nullable().optional() }).check(propertyCount(1, Infinity))

export const ApiKeyAnswer: any = z.looseObject({ data: ApiKey, status: Success })

/** Each role holds all that the one before it holds. */
export const Role: any = z.enum(["user","operator","admin"])

/** `disabled`: every credential is 401 within a second. `erased`: email and name are overwritten, keys revoked, webhooks
 * deleted; ledger and audit rows stay and hold ids only. */
export const UserStatus: any = z.enum(["active","disabled","erased"])

/** `prepaid` spends credits and stops at 0; `unmetered` records what was used and charges nothing. */
export const BillingMode: any = z.enum(["prepaid","unmetered"])

/** Limits over all keys and sessions of the user. null is the server's default. */
export const UserLimits: any = z.looseObject({ requests_per_minute: z.int().nullable(), burst_limit: z.int().nullable(), tokens_per_minute: z.int().nullable(), concurrent_requests: z.int().nullable() })

export const User: any = z.looseObject({ id: UserId, email: z.string().nullable(), name: z.string().nullable(), role: Role, status: UserStatus, permissions: z.array(Permission), billing_mode: BillingMode, limits: UserLimits, budget: Budget.nullable(), created_at: Timestamp })

export const UserAnswer: any = z.looseObject({ data: User, status: Success })

/** Credits that a new call can still spend; null on an unmetered account. Recorded overshoot can take it below 0. */
export const CreditsRemaining: any = z.number().nullable()

/** All credits ever added, less refunds. It is `credits_used` + `credits_held` + `credits_remaining`. */
export const CreditsTotal: any = z.number()

export const Credits: any = z.looseObject({ credits_remaining: CreditsRemaining, credits_total: CreditsTotal, credits_used: z.number(), credits_held: z.number(), currency: z.literal("USD") })

/** The balance in `data`; two of its fields also at the top level, where the first clients read them. */
export const CreditsAnswer: any = z.looseObject({ credits_remaining: CreditsRemaining, credits_total: CreditsTotal, data: Credits, status: Success })

/** What the rows are summed by. */
export const UsageGrouping: any = z.enum(["day","model","provider","key","operation"])

export const UsageFigures: any = z.looseObject({ requests: z.int().min(0), input_tokens: z.int().min(0), output_tokens: z.int().min(0), gpu_hours: z.number(), cost: z.number() })

export const UsageRow: any = z.object({ ...UsageFigures.shape, group: z.string().nullable() })

export const AccountUsage: any = z.looseObject({ from: Timestamp, to: Timestamp, group_by: UsageGrouping, total: UsageFigures, rows: z.array(UsageRow) })

export const AccountUsageAnswer: any = z.looseObject({ data: AccountUsage, status: Success })

/** One JSON object, one JSON object a line, or a table. */
export const ExportFormat: any = z.enum(["json","ndjson","csv"])

/** A part of the export; `quotas` are limits and budget, `credits` each movement of the balance. */
export const ExportSection: any = z.enum(["profile","api_keys","quotas","gpu_usage","transactions","credits","usage","webhooks","preferences"])

export const Quotas: any = z.looseObject({ limits: UserLimits, budget: Budget.nullable() })

/** A stretch of time in which one instance ran at one price. */
export const GpuUsageEntry: any = z.looseObject({ id: z.string(), contract_id: z.string().regex(new RegExp("^inst_[0-9A-HJKMNP-TV-Z]{26}$", 'u')), instance_id: z.string(), provider: z.string(), gpu_model: z.string().nullable(), kind: z.string(), start_time: Timestamp, end_time: dateTime().nullable(), duration_hours: z.number(), cost: Usd })

/** The id of a ledger transfer. */
export const TransactionId: any = z.string().regex(new RegExp("^txn_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

export const Transaction: any = z.looseObject({ id: TransactionId, type: z.enum(["payment","subscription","grant","refund","dispute"]), amount: z.number(), currency: z.literal("USD"), status: z.enum(["completed","refunded","disputed"]), provider: z.string().nullable(), reference: z.string().nullable(), created_at: Timestamp })

/** One movement of the balance. */
export const CreditEntry: any = z.looseObject({ id: TransactionId, type: z.enum(["payment","subscription","grant","refund","dispute","inference","gpu"]), amount: z.number(), reference: z.string().nullable(), created_at: Timestamp })

/** The id of a webhook endpoint. */
export const WebhookId: any = z.string().regex(new RegExp("^wh_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

export const Webhook: any = z.looseObject({ id: WebhookId, url: z.string(), events: z.array(z.string()), kind: z.enum(["all","billing"]), description: z.string().nullable(), status: z.enum(["active","paused","disabled"]), disabled_reason: z.string().nullable(), previous_secret_expires_at: dateTime().nullable(), created_at: Timestamp, updated_at: Timestamp })

/** Models by uid, such as `openai:gpt-4o`. */
export const Favorites: any = z.array(z.string().check(codePoints(1, 300))).max(500).check(uniqueItems())

/** The value of a query parameter of searchModels; a list repeats it. */
export const SearchValue: any = z.xor([z.string().check(codePoints(0, 512)), z.number().min(-1000000000000).max(1000000000000), z.boolean(), z.array(z.string().check(codePoints(0, 300))).max(100)])

/** Query parameters of searchModels by name. */
export const SearchParameters: any = z.record(z.string(), SearchValue).check(propertyCount(0, 40))

/** Saved searches by the name that the user gave them, at most 100 characters. */
export const SavedFilters: any = z.record(z.string(), SearchParameters).check(propertyCount(0, 100))

/** Providers, best first; breaks ties where one name fits models of several. */
export const ProviderOrder: any = z.array(z.string().check(codePoints(1, 64))).max(100).check(uniqueItems())

export const Preferences: any = z.looseObject({ favorites: Favorites, filters: SavedFilters, provider_order: ProviderOrder })

/** The sections that were asked for; all of them unless `section` names some. */
export const AccountExport: any = z.looseObject({ exported_at: Timestamp, profile: User.optional(), api_keys: z.array(ApiKey).optional(), quotas: Quotas.optional(), gpu_usage: z.array(GpuUsageEntry).optional(), transactions: z.array(Transaction).optional(), credits: z.array(CreditEntry).optional(), usage: z.array(UsageRow).optional(), webhooks: z.array(Webhook).optional(), preferences: Preferences.optional() })

/** `status` comes last: a file without it was cut. */
export const AccountExportAnswer: any = z.looseObject({ data: AccountExport, status: Success })

export const PreferencesAnswer: any = z.looseObject({ data: Preferences, status: Success })

/** All preferences; what is not sent is emptied. At most 16 KB. */
export const SetPreferencesRequest: any = z.strictObject({ favorites: Favorites.optional(), filters: SavedFilters.optional(), provider_order: ProviderOrder.optional() })

export const ExportedUser: any = z.looseObject({ id: UserId, email: z.string().nullable(), name: z.string().nullable(), role: Role, status: UserStatus, billing_mode: BillingMode, created_at: Timestamp, quotas: Quotas, credits: Credits, api_keys: z.array(ApiKey) })

/** `status` comes last: a file without it was cut. */
export const ExportedUsersAnswer: any = z.looseObject({ data: z.array(ExportedUser), count: z.int().min(0), status: Success })

export const AddCreditsRequest: any = z.strictObject({ user_id: UserId, amount: Amount, reason: z.string().check(codePoints(1, 500)).optional() })

export const AddedCredits: any = z.looseObject({ transaction_id: TransactionId, user_id: UserId, amount: Usd, credits_remaining: CreditsRemaining, credits_total: CreditsTotal })

export const AddedCreditsAnswer: any = z.looseObject({ data: AddedCredits, status: Success })

/** A user as administrators see it. */
export const ManagedUser: any = z.object({ ...User.shape, extra_permissions: z.array(Permission) })

export const ManagedUsersAnswer: any = z.looseObject({ data: z.array(ManagedUser), count: z.int().min(0), next_cursor: NextCursor, status: Success })

/** A name to show; null is none. */
export const UserName: any = z.string().check(codePoints(1, 100)).nullable()

export const CreateUserRequest: any = z.strictObject({ email: Email, name: UserName.optional(), role: Role.optional(), billing_mode: BillingMode.optional() })

/** The user with the token that sets the first password, which is in no other answer. */
export const NewUser: any = z.object({ ...ManagedUser.shape, setup_token: z.string(), setup_token_expires_at: dateTime() })

export const NewUserAnswer: any = z.looseObject({ data: NewUser, status: Success })

export const ManagedUserAnswer: any = z.looseObject({ data: ManagedUser, status: Success })

export const DisabledUserAnswer: any = z.looseObject({ data: z.looseObject({ id: UserId, status: z.literal("disabled") }), status: Success })

/** Limits over all keys and sessions of the user. Members that are not sent stay; null is the server's default. */
export const UserLimitsInput: any = z.strictObject({ requests_per_minute: z.int().min(1).max(1000000).nullable().optional(), burst_limit: z.int().min(1).max(1000000).nullable().optional(), tokens_per_minute: z.int().min(1).max(1000000000).nullable().optional(), concurrent_requests: z.int().min(1).max(10000).nullable().optional() })

/** What is not sent stays; null removes. */
export const UpdateUserRequest: any = z.strictObject({ name: UserName.optional(), role: Role.optional(), status: z.enum(["active","disabled"]).optional(), limits: UserLimitsInput.optional(), budget: BudgetInput.nullable().optional(), billing_mode: BillingMode.optional(), extra_permissions: z.array(Permission).max(64).check(uniqueItems()).optional() }).check(propertyCount(1, Infinity))

export const AuditActor: any = z.looseObject({ type: z.enum(["user","key","static_key","service","anonymous"]), id: z.string().nullable(), key_id: z.string().nullable(), ip: z.string().nullable() })

export const AuditEntry: any = z.looseObject({ id: z.string().regex(new RegExp("^aud_[0-9A-HJKMNP-TV-Z]{26}$", 'u')), seq: z.int().nullable(), timestamp: Timestamp, actor: AuditActor, user_id: z.string().nullable(), action: z.string(), target_type: z.string().nullable(), target_id: z.string().nullable(), result: z.enum(["success","denied","failed"]), request_id: z.string().nullable(), details: z.record(z.string(), z.unknown()) })

/** The last sealed entry of the whole log. A later head whose chain does not hold this one shows tampering. */
export const AuditHead: any = z.looseObject({ seq: z.int().min(1), hash: z.string() })

export const AuditEntriesAnswer: any = z.looseObject({ data: z.array(AuditEntry), count: z.int().min(0), next_cursor: NextCursor, head: AuditHead.nullable(), status: Success })

export const RequestAttempt: any = z.looseObject({ provider: z.string(), code: z.string().nullable(), ms: z.int().min(0) })

export const RequestLogEntry: any = z.looseObject({ request_id: z.string(), at: Timestamp, operation: z.string(), model: z.string().nullable(), provider: z.string().nullable(), attempts: z.array(RequestAttempt), status: z.int(), code: z.string().nullable(), latency_ms: z.int().min(0), first_token_ms: z.int().nullable(), input_tokens: z.int().nullable(), output_tokens: z.int().nullable(), cost: UsdOrNull, cached: z.boolean(), key_id: z.string().nullable() })

export const UserRequestLogEntry: any = z.object({ ...RequestLogEntry.shape, user_id: z.string().nullable() })

export const UserRequestsAnswer: any = z.looseObject({ data: z.array(UserRequestLogEntry), count: z.int().min(0), next_cursor: NextCursor, status: Success })

export const TransactionsAnswer: any = z.looseObject({ data: z.array(Transaction), count: z.int().min(0), next_cursor: NextCursor, status: Success })

/** An absolute URL within `billing.return_origins` of the configuration. */
export const ReturnUrl: any = z.string().check(codePoints(1, 2048))

/** Either `amount` or `plan`, and where the browser goes afterwards. */
export const CreateCheckoutRequest: any = z.strictObject({ amount: z.number().min(5).max(10000).optional(), plan: z.string().check(codePoints(1, 64)).optional(), success_url: ReturnUrl.optional(), cancel_url: ReturnUrl.optional() }).check(propertyCount(1, Infinity))

export const Checkout: any = z.looseObject({ order_id: z.string().regex(new RegExp("^ord_[0-9A-HJKMNP-TV-Z]{26}$", 'u')), checkout_url: z.url() })

export const CheckoutAnswer: any = z.looseObject({ data: Checkout, status: Success })

export const CreateBillingPortalRequest: any = z.strictObject({ return_url: ReturnUrl.optional() })

export const BillingPortal: any = z.looseObject({ portal_url: z.url() })

export const BillingPortalAnswer: any = z.looseObject({ data: BillingPortal, status: Success })

/** An event as the payment provider documents it; `id` makes a second delivery a no-op. */
export const StripeEvent: any = z.looseObject({ id: z.string().check(codePoints(0, 255)).optional(), type: z.string().check(codePoints(0, 255)).optional() })

export const ReceivedStripeEvent: any = z.looseObject({ received: z.literal(true) })

export const WebhooksAnswer: any = z.looseObject({ data: z.array(Webhook), count: z.int().min(0), next_cursor: NextCursor, status: Success })

/** Absolute, without credentials or fragment; https in production. Inside addresses are refused when it is stored and at
 * every send; a name that does not resolve yet is accepted. */
export const WebhookUrl: any = z.string().check(codePoints(1, 2048))

/** Event names, a whole group as `instance.*`, or `*` for all. `payment.success` is another name of
 * `payment.completed`. An unknown name is 400 `INVALID_REQUEST`, whose text lists the names. */
export const WebhookEvents: any = z.array(z.string().check(codePoints(1, 64))).min(1).max(100).check(uniqueItems())

/** What the endpoint is for, in words of its owner. */
export const WebhookDescription: any = z.string().check(codePoints(0, 500)).nullable()

export const CreateWebhookRequest: any = z.strictObject({ url: WebhookUrl, events: WebhookEvents, secret: z.string().check(codePoints(16, 256)).optional(), description: WebhookDescription.optional() })

/** The text as it was given, or `whsec_` and base64 of 32 random bytes. It is the key of `X-Signature`. Shown in this one
 * answer; kept encrypted. */
export const WebhookSecret: any = z.string()

/** The same secret as libraries of Standard Webhooks 1.0.0 take it, `whsec_` and base64. Shown in this one answer. */
export const StandardWebhookSecret: any = z.string()

/** The endpoint with its secret, which is in no other answer. */
export const NewWebhook: any = z.object({ ...Webhook.shape, secret: WebhookSecret, standard_secret: StandardWebhookSecret })

export const NewWebhookAnswer: any = z.looseObject({ data: NewWebhook, status: Success })

export const WebhookAnswer: any = z.looseObject({ data: Webhook, status: Success })

export const DeletedWebhookAnswer: any = z.looseObject({ data: z.looseObject({ id: WebhookId, status: z.literal("deleted") }), status: Success })

/** What is not sent stays. */
export const UpdateWebhookRequest: any = z.strictObject({ url: WebhookUrl.optional(), events: WebhookEvents.optional(), description: WebhookDescription.optional(), status: z.enum(["active","disabled"]).optional() }).check(propertyCount(1, Infinity))

export const RotateWebhookSecretRequest: any = z.strictObject({ overlap_hours: z.int().min(0).max(168).default(24) })

export const RotatedWebhookSecret: any = z.looseObject({ id: WebhookId, secret: WebhookSecret, standard_secret: StandardWebhookSecret, previous_secret_expires_at: dateTime().nullable() })

export const RotatedWebhookSecretAnswer: any = z.looseObject({ data: RotatedWebhookSecret, status: Success })

/** The id of a delivery. */
export const WebhookDeliveryId: any = z.string().regex(new RegExp("^dlv_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

/** `failed` is tried again at `next_attempt_at`; `dead` had all 10 attempts, over 75 hours; `blocked` was refused by the
 * address guard and is not tried again by itself. */
export const WebhookDeliveryStatus: any = z.enum(["pending","delivering","delivered","failed","blocked","dead"])

export const WebhookDelivery: any = z.looseObject({ id: WebhookDeliveryId, webhook_id: WebhookId, event_id: z.string().regex(new RegExp("^evt_[0-9A-HJKMNP-TV-Z]{26}$", 'u')), event: z.string(), attempt: z.int().min(0), status: WebhookDeliveryStatus, response_status: z.int().nullable(), response_ms: z.int().nullable(), response_body: z.string().nullable(), error_code: z.string().nullable(), next_attempt_at: dateTime().nullable(), created_at: Timestamp })

export const WebhookDeliveryAnswer: any = z.looseObject({ data: WebhookDelivery, status: Success })

export const WebhookDeliveriesAnswer: any = z.looseObject({ data: z.array(WebhookDelivery), count: z.int().min(0), next_cursor: NextCursor, status: Success })

export const ReplayWebhookRequest: any = z.strictObject({ since: dateTime(), until: dateTime().optional(), status: z.enum(["delivered","failed","blocked","dead"]).optional() })

export const QueuedDeliveriesAnswer: any = z.looseObject({ data: z.looseObject({ count: z.int().min(0) }), status: Success })

export const IncomingWebhook: any = z.looseObject({ event: z.string().check(codePoints(1, 128)), data: z.record(z.string(), z.unknown()) })

export const IncomingWebhookAnswer: any = z.looseObject({ status: z.enum(["processed","ignored"]) })

/** A model id as `GET /v1/models` lists it, an alias, a route or `deployment/<name>`. Absent: the selected model of the
 * first enabled provider; where none is selected, 400 `INVALID_REQUEST`. */
export const AiModel: any = z.string().check(codePoints(1, 256))

/** Free members, at most 4 KB as JSON. They are not part of the prompt. `user_id` keeps the calls of one of your users
 * at the same provider, so that prompt caches there are used. */
export const AiMetadata: any = z.record(z.string(), z.unknown()).check(propertyCount(0, 64))

export const AiGenerate: any = z.strictObject({ prompt: z.string().check(codePoints(1, 100000)), system: z.string().check(codePoints(0, 100000)).optional(), model: AiModel.optional(), max_tokens: z.int().min(1).max(1000).default(512), temperature: z.number().min(0).max(2).default(0.7), metadata: AiMetadata.optional() })

export const TaskEnvelope: any = z.looseObject({ success: z.literal(true), error: z.null(), timestamp: Timestamp, request_id: z.string() })

/** Tokens and cost of this request, summed over its `calls`. */
export const AiUsage: any = z.looseObject({ input_tokens: z.int().min(0), output_tokens: z.int().min(0), total_tokens: z.int().min(0), cost: UsdOrNull })

/** The prompt template that was rendered. The hash changes when the operator replaces the template. */
export const AiTemplate: any = z.looseObject({ name: z.string(), hash: z.string() })

export const AiTaskData: any = z.looseObject({ model: z.string(), provider: z.string(), usage: AiUsage, finish_reason: z.string().nullable(), template: AiTemplate.nullable(), calls: z.int().min(1) })

export const AiTextData: any = z.object({ ...AiTaskData.shape, result: z.string() })

export const AiGenerateAnswer: any = z.object({ ...TaskEnvelope.shape, data: AiTextData })

export const AiMessage: any = z.strictObject({ role: z.enum(["system","user","assistant"]), content: z.string().check(codePoints(0, 100000)) })

/** A name of your own; unique among your objects of this kind, not across users. */
export const CallerName: any = z.string().regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$", 'u'))

/** Put matching memories of the conversation before the messages. */
export const AiRecall: any = z.strictObject({ k: z.int().min(1).max(50).default(5), max_tokens: z.int().min(1).max(32000).default(1000) })

export const ContextId: any = z.string().regex(new RegExp("^ctx_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

export const AiChat: any = z.strictObject({ messages: z.array(AiMessage).min(1).max(500), conversation_id: CallerName.optional(), recall: AiRecall.optional(), remember: z.boolean().optional(), context_id: ContextId.optional(), model: AiModel.optional(), max_tokens: z.int().min(1).max(8192).default(1024), temperature: z.number().min(0).max(2).optional(), metadata: AiMetadata.optional() })

export const AiChatMessage: any = z.looseObject({ role: z.literal("assistant"), content: z.string() })

export const MemoryId: any = z.string().regex(new RegExp("^mem_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

export const AiRecalledMemory: any = z.looseObject({ memory_id: MemoryId, score: z.number() })

export const AiChatData: any = z.object({ ...AiTextData.shape, message: AiChatMessage, conversation_id: z.string().nullable(), recalled: z.array(AiRecalledMemory) })

export const AiChatAnswer: any = z.object({ ...TaskEnvelope.shape, data: AiChatData })

export const AiCodeFile: any = z.strictObject({ path: z.string().check(codePoints(1, 512)), content: z.string().check(codePoints(0, 102400)) })

export const AiCode: any = z.strictObject({ prompt: z.string().check(codePoints(1, 100000)), task: z.enum(["write","edit","explain","review","test"]).default("write"), language: z.string().check(codePoints(1, 64)).optional(), files: z.array(AiCodeFile).max(20).optional(), model: AiModel.optional(), max_tokens: z.int().min(1).max(8192).default(2048), temperature: z.number().min(0).max(2).default(0.2), metadata: AiMetadata.optional() })

export const AiCodeBlock: any = z.looseObject({ language: z.string().nullable(), code: z.string(), path: z.string().nullable(), complete: z.boolean() })

export const AiCodeData: any = z.object({ ...AiTextData.shape, blocks: z.array(AiCodeBlock), explanation: z.string() })

export const AiCodeAnswer: any = z.object({ ...TaskEnvelope.shape, data: AiCodeData })

export const AiAnalyze: any = z.strictObject({ input: z.xor([z.string().check(codePoints(1, 204800)), z.record(z.string(), z.unknown()), z.array(JsonValue).max(50000)]), kind: z.enum(["general","sentiment","summary","entities","code","security","log"]).default("general"), question: z.string().check(codePoints(1, 4000)).optional(), schema: z.record(z.string(), z.unknown()).optional(), model: AiModel.optional(), max_tokens: z.int().min(1).max(8192).default(2048), temperature: z.number().min(0).max(2).default(0), metadata: AiMetadata.optional() })

export const AiEvidence: any = z.looseObject({ quote: z.string(), start: z.int().nullable(), end: z.int().nullable(), verified: z.boolean() })

export const AiFinding: any = z.looseObject({ id: z.string(), category: z.string(), severity: z.enum(["info","low","medium","high","critical"]), title: z.string(), detail: z.string(), confidence: z.number().min(0).max(1), evidence: z.array(AiEvidence) })

export const AiAnalyzeData: any = z.object({ ...AiTextData.shape, summary: z.string(), findings: z.array(AiFinding), structured: JsonValue.optional() })

export const AiAnalyzeAnswer: any = z.object({ ...TaskEnvelope.shape, data: AiAnalyzeData })

export const AiEmbed: any = z.strictObject({ input: z.xor([z.string().check(codePoints(1, 32000)), z.array(z.string().check(codePoints(1, 32000))).min(1).max(256)]), dimensions: z.int().min(1).max(4096).optional(), model: AiModel.optional(), metadata: AiMetadata.optional() })

export const AiEmbedData: any = z.object({ ...AiTaskData.shape, embeddings: z.array(z.array(z.number())), dimensions: z.int().min(1) })

export const AiEmbedAnswer: any = z.object({ ...TaskEnvelope.shape, data: AiEmbedData })

export const AiLabelName: any = z.string().check(codePoints(1, 100))

export const AiLabelInput: any = z.strictObject({ name: AiLabelName, description: z.string().check(codePoints(0, 1000)).optional() })

export const AiLabelExample: any = z.strictObject({ text: z.string().check(codePoints(1, 4000)), label: AiLabelName })

export const AiClassify: any = z.strictObject({ input: z.xor([z.string().check(codePoints(1, 32000)), z.array(z.string().check(codePoints(1, 32000))).min(1).max(64)]), labels: z.array(z.xor([AiLabelName, AiLabelInput])).min(2).max(100), multi_label: z.boolean().default(false), examples: z.array(AiLabelExample).max(50).optional(), other_label: AiLabelName.optional(), model: AiModel.optional(), max_tokens: z.int().min(1).max(8192).default(2048), temperature: z.number().min(0).max(2).default(0), metadata: AiMetadata.optional() })

export const AiLabelScore: any = z.looseObject({ label: z.string(), score: z.number().min(0).max(1) })

export const AiClassification: any = z.looseObject({ label: z.string(), labels: z.array(AiLabelScore) })

/** `label` and `labels` where the input was one text, `items` where it was a list. */
export const AiClassifyData: any = z.object({ ...AiTextData.shape, label: z.string().optional(), labels: z.array(AiLabelScore).optional(), items: z.array(AiClassification).optional() })

export const AiClassifyAnswer: any = z.object({ ...TaskEnvelope.shape, data: AiClassifyData })

export const IntegrationConfig: any = z.looseObject({ base_url: z.string(), api_key_set: z.boolean(), api_key_last4: z.string().nullable(), auth_header: z.string(), auth_scheme: z.string(), headers: StringMap, timeout: z.int(), max_retries: z.int(), retry_delay: z.number(), retry_unsafe: z.boolean() })

export const FieldRule: any = z.looseObject({ type: z.string().optional(), required: z.boolean().optional(), min: z.number().optional(), max: z.number().optional(), min_length: z.int().optional(), max_length: z.int().optional(), enum: z.array(JsonValue).optional(), format: z.string().optional(), pattern: z.string().optional(), validator: z.string().optional() })

export const IntegrationSecurityPolicy: any = z.looseObject({ required_fields: z.array(z.string()), validation_rules: z.record(z.string(), FieldRule), allowed_methods: z.array(z.string()).nullable(), allowed_endpoints: z.array(z.string()).nullable() })

/** Milliseconds, from mergeable buckets; at most 5 % off. */
export const LatencyPercentiles: any = z.looseObject({ p50: z.number().min(0), p95: z.number().min(0), p99: z.number().min(0) })

export const IntegrationMetrics: any = z.looseObject({ request_count: z.int().min(0), error_count: z.int().min(0), error_rate: z.number().min(0).max(1), latency_ms: LatencyPercentiles.nullable() })

export const IntegrationMetricsWindows: any = z.looseObject({ all_time: IntegrationMetrics, last_24_hours: IntegrationMetrics, last_hour: IntegrationMetrics })

export const Integration: any = z.looseObject({ integration_id: CallerName, config: IntegrationConfig, security_policy: IntegrationSecurityPolicy, enabled: z.boolean(), metrics: IntegrationMetricsWindows, created_at: Timestamp, updated_at: Timestamp })

export const IntegrationAnswer: any = z.object({ ...TaskEnvelope.shape, data: Integration })

/** Headers to send, at most 32. `Host`, `Content-Length`, hop-by-hop and forwarding headers are dropped. The header that
 * carries the key, and a value that holds a key of this API, are 400 `INVALID_REQUEST`. */
export const OutgoingHeaders: any = z.record(z.string(), z.string().check(codePoints(0, 4096))).check(propertyCount(0, 32))

export const IntegrationConfigInput: any = z.strictObject({ base_url: z.string().check(codePoints(1, 2048)), api_key: z.string().check(codePoints(1, 4096)).nullable().optional(), auth_header: z.string().regex(new RegExp("^[A-Za-z0-9_-]{1,64}$", 'u')).default("Authorization"), auth_scheme: z.string().regex(new RegExp("^[A-Za-z0-9_-]{0,32}$", 'u')).default("Bearer"), headers: OutgoingHeaders.optional(), timeout: z.int().min(1).max(300).default(30), max_retries: z.int().min(0).max(10).default(3), retry_delay: z.number().min(0.1).max(60).default(1), retry_unsafe: z.boolean().default(false) })

/** What a field of `data` must be. Each member is one test and all must pass; an absent field passes unless `required`. */
export const FieldRuleInput: any = z.strictObject({ type: z.enum(["string","number","integer","boolean","object","array","null"]).optional(), required: z.boolean().optional(), min: z.number().min(-9007199254740991).max(9007199254740991).optional(), max: z.number().min(-9007199254740991).max(9007199254740991).optional(), min_length: z.int().min(0).max(10000000).optional(), max_length: z.int().min(0).max(10000000).optional(), enum: z.array(JsonValue).min(1).max(100).optional(), format: z.enum(["email","uri","uuid","date-time","ipv4"]).optional(), pattern: z.string().check(codePoints(0, 256)).optional(), validator: z.string().check(codePoints(0, 63)).optional() })

export const OutgoingMethod: any = z.enum(["GET","HEAD","POST","PUT","PATCH","DELETE","OPTIONS"])

/** What a call must satisfy before anything is sent. */
export const IntegrationSecurityPolicyInput: any = z.strictObject({ required_fields: z.array(z.string().check(codePoints(1, 200))).max(100).optional(), validation_rules: z.record(z.string(), FieldRuleInput).check(propertyCount(0, 100)).optional(), allowed_methods: z.array(OutgoingMethod).min(1).max(7).check(uniqueItems()).optional(), allowed_endpoints: z.array(z.string().check(codePoints(1, 512))).min(1).max(100).optional() })

export const IntegrationInput: any = z.strictObject({ config: IntegrationConfigInput, security_policy: IntegrationSecurityPolicyInput.optional(), enabled: z.boolean().default(true) })

export const IntegrationDeleted: any = z.looseObject({ integration_id: CallerName, deleted: z.literal(true) })

export const IntegrationDeletedAnswer: any = z.object({ ...TaskEnvelope.shape, data: IntegrationDeleted })

export const IntegrationList: any = z.looseObject({ items: z.array(Integration), count: z.int().min(0), next_cursor: NextCursor })

export const IntegrationListAnswer: any = z.object({ ...TaskEnvelope.shape, data: IntegrationList })

export const IntegrationCall: any = z.strictObject({ integration_id: CallerName, method: z.string().regex(new RegExp("^[A-Za-z]{1,16}$", 'u')), endpoint: z.string().check(codePoints(1, 2048)), query: z.record(z.string(), z.union([z.string().check(codePoints(0, 4096)), z.number(), z.boolean()])).check(propertyCount(0, 100)).optional(), headers: OutgoingHeaders.optional(), data: JsonValue.optional() })

export const IntegrationCallResult: any = z.looseObject({ status_code: z.int().min(100).max(399), headers: StringMap, body: JsonValue, attempts: z.int().min(1), duration_ms: z.int().min(0) })

export const IntegrationCallAnswer: any = z.object({ ...TaskEnvelope.shape, data: IntegrationCallResult })

export const IntegrationAuditAction: any = z.enum(["register","update","delete","request_validation","request","webhook","sync"])

export const IntegrationAuditEntry: any = z.looseObject({ timestamp: Timestamp, integration_id: CallerName, action: IntegrationAuditAction, data: z.record(z.string(), z.unknown()) })

export const IntegrationAudit: any = z.looseObject({ items: z.array(IntegrationAuditEntry), count: z.int().min(0), next_cursor: NextCursor })

export const IntegrationAuditAnswer: any = z.object({ ...TaskEnvelope.shape, data: IntegrationAudit })

export const IntegrationWebhook: any = z.strictObject({ webhook_url: z.string().check(codePoints(1, 2048)).optional(), integration_id: CallerName.optional(), event_type: z.string().regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$", 'u')), data: z.record(z.string(), z.unknown()), secret: z.string().check(codePoints(16, 256)).optional(), headers: OutgoingHeaders.optional(), wait: z.boolean().default(true) })

/** Also the `id` in the body and the header `webhook-id`, equal in all attempts. */
export const IntegrationWebhookId: any = z.string().regex(new RegExp("^webhook_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

export const IntegrationWebhookDelivered: any = z.looseObject({ id: IntegrationWebhookId, delivered: z.literal(true), status_code: z.int().min(200).max(299) })

export const IntegrationWebhookDeliveredAnswer: any = z.object({ ...TaskEnvelope.shape, data: IntegrationWebhookDelivered })

export const IntegrationWebhookQueued: any = z.looseObject({ id: IntegrationWebhookId, delivered: z.literal(false), queued: z.literal(true), error_code: ErrorCode.nullable() })

export const IntegrationWebhookQueuedAnswer: any = z.object({ ...TaskEnvelope.shape, data: IntegrationWebhookQueued })

export const SyncCursor: any = z.looseObject({ send: z.string(), read: z.string() })

/** `failing` after 5 failed runs in a row: a scheduled sync then tries every 6 hours. `disabled` while its registration
 * is. */
export const SyncState: any = z.enum(["idle","queued","running","failing","disabled"])

export const SyncRunId: any = z.string().regex(new RegExp("^job_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

export const SyncRunError: any = z.looseObject({ code: ErrorCode, message: z.string() })

export const SyncRun: any = z.looseObject({ run_id: SyncRunId, trigger: z.enum(["schedule","request"]), status: z.enum(["queued","running","succeeded","failed"]), pages: z.int().min(0), items: z.int().min(0), parked: z.int().min(0), error: SyncRunError.nullable(), started_at: dateTime().nullable(), finished_at: dateTime().nullable() })

export const Sync: any = z.looseObject({ sync_id: CallerName, integration_id: CallerName, direction: z.enum(["pull","push"]), endpoint: z.string(), schedule_seconds: z.int().nullable(), items: z.string(), item_id: z.string(), cursor: SyncCursor.nullable(), page_limit: z.int(), destination: z.enum(["records","vectors","memory"]), collection: z.string().nullable(), state: SyncState, record_count: z.int().min(0), cursor_age_seconds: z.int().nullable(), next_run_at: dateTime().nullable(), last_run: SyncRun.nullable(), created_at: Timestamp, updated_at: Timestamp })

export const SyncAnswer: any = z.object({ ...TaskEnvelope.shape, data: Sync })

export const JsonPointerInput: any = z.string().check(codePoints(0, 512)).regex(new RegExp("^(/.*)?$", 'u'))

/** How a page names the next one. Without it a run reads one page. */
export const SyncCursorInput: any = z.strictObject({ send: z.string().check(codePoints(1, 100)), read: z.string().check(codePoints(0, 512)).regex(new RegExp("^/", 'u')) })

export const SyncInput: any = z.strictObject({ integration_id: CallerName, direction: z.enum(["pull","push"]), endpoint: z.string().check(codePoints(1, 2048)), schedule_seconds: z.int().min(300).max(604800).nullable().default(null), items: JsonPointerInput.default("/items"), item_id: JsonPointerInput.default("/id"), cursor: SyncCursorInput.optional(), page_limit: z.int().min(1).max(1000).default(1000), destination: z.enum(["records","vectors","memory"]).default("records"), collection: CallerName.optional() })

export const SyncDeleted: any = z.looseObject({ sync_id: CallerName, deleted: z.literal(true) })

export const SyncDeletedAnswer: any = z.object({ ...TaskEnvelope.shape, data: SyncDeleted })

export const SyncList: any = z.looseObject({ items: z.array(Sync), count: z.int().min(0), next_cursor: NextCursor })

export const SyncListAnswer: any = z.object({ ...TaskEnvelope.shape, data: SyncList })

export const SyncRequest: any = z.strictObject({ sync_id: CallerName })

export const SyncStarted: any = z.looseObject({ run_id: SyncRunId })

export const SyncStartedAnswer: any = z.object({ ...TaskEnvelope.shape, data: SyncStarted })

/** `stored` by a pull; `pending`, then `sent` by a push; `parked` where the service or the destination refused it: it
 * is left alone until the item changes. */
export const SyncRecordState: any = z.enum(["stored","pending","sent","parked"])

export const SyncRecord: any = z.looseObject({ item_id: z.string(), version: z.int().min(1), state: SyncRecordState, data: JsonValue, error: SyncRunError.nullable(), updated_at: Timestamp })

export const SyncRecordList: any = z.looseObject({ items: z.array(SyncRecord), count: z.int().min(0), next_cursor: NextCursor })

export const SyncRecordListAnswer: any = z.object({ ...TaskEnvelope.shape, data: SyncRecordList })

/** `degraded`: error_rate above 0.1 over at least 10 attempts of the last hour. `failing`: the breaker is open or a sync
 * fails. Of several registrations the worst that is not `disabled`. */
export const IntegrationHealth: any = z.enum(["healthy","degraded","failing","disabled"])

export const IntegrationLastError: any = z.looseObject({ code: ErrorCode, at: Timestamp })

export const IntegrationSyncStatus: any = z.looseObject({ sync_id: CallerName, state: SyncState, cursor_age_seconds: z.int().nullable(), last_run: SyncRun.nullable() })

export const IntegrationWebhookCounts: any = z.looseObject({ queued: z.int().min(0), dead: z.int().min(0) })

export const IntegrationHealthEntry: any = z.looseObject({ integration_id: CallerName, status: IntegrationHealth, breaker: z.enum(["closed","open","half_open"]), request_count: z.int().min(0), error_count: z.int().min(0), error_rate: z.number().min(0).max(1), last_success_at: dateTime().nullable(), last_error: IntegrationLastError.nullable(), syncs: z.array(IntegrationSyncStatus), webhooks: IntegrationWebhookCounts })

export const IntegrationTestResult: any = z.looseObject({ status: z.enum(["passed","failed","error"]), result: JsonValue.optional(), error: z.string().optional() })

export const IntegrationTestResults: any = z.looseObject({ total_tests: z.int().min(0), passed: z.int().min(0), failed: z.int().min(0), test_results: z.record(z.string(), IntegrationTestResult) })

export const IntegrationTestSummary: any = z.looseObject({ last_run: Timestamp, results: IntegrationTestResults })

export const IntegrationStatus: any = z.looseObject({ status: IntegrationHealth, integrations: z.array(IntegrationHealthEntry), last_test: IntegrationTestSummary.nullable() })

export const IntegrationStatusAnswer: any = z.object({ ...TaskEnvelope.shape, data: IntegrationStatus })

/** Values that steps refer to as `/input/…`. */
export const WorkflowInput: any = z.record(z.string(), z.unknown()).check(propertyCount(0, 1000))

/** Unique in the workflow, at every depth. */
export const WorkflowStepId: any = z.string().regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$", 'u'))

/** The arguments of a step: the body of the operation that it stands for. Anywhere in it, in place of a value,
 * `{"$ref": "/steps/<id>/…"}` or `{"$ref": "/input/…"}` is replaced by what the JSON Pointer names (`/steps/<id>` is
 * the output of that step), and `{"$join": [a, b, …]}` by the concatenated texts of its members, numbers and references
 * among them. There are no other expressions. Values without references, and the references themselves, are judged when
 * the workflow is executed, the rest when the step starts. */
export const WorkflowWith: any = z.record(z.string(), z.unknown()).check(propertyCount(0, 100))

/** How often a step is attempted when its error code is one that can succeed later (`X-Should-Retry`); other errors fail
 * it at once. */
export const WorkflowRetry: any = z.strictObject({ max_attempts: z.int().min(1).max(10).default(3), delay_seconds: z.number().min(0).max(3600).default(1), factor: z.number().min(1).max(10).default(2) })

/** A call of aiChat; its output is `data` of that operation. */
export const WorkflowChatStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("chat"), with: WorkflowWith, retry: WorkflowRetry.optional() })

/** A call of aiGenerate; its output is `data` of that operation. */
export const WorkflowGenerateStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("generate"), with: WorkflowWith, retry: WorkflowRetry.optional() })

/** A call of aiCode; its output is `data` of that operation. */
export const WorkflowCodeStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("code"), with: WorkflowWith, retry: WorkflowRetry.optional() })

/** A call of aiAnalyze; its output is `data` of that operation. */
export const WorkflowAnalyzeStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("analyze"), with: WorkflowWith, retry: WorkflowRetry.optional() })

/** A call of aiClassify; its output is `data` of that operation. */
export const WorkflowClassifyStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("classify"), with: WorkflowWith, retry: WorkflowRetry.optional() })

/** A call of aiEmbed; its output is `data` of that operation. */
export const WorkflowEmbedStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("embed"), with: WorkflowWith, retry: WorkflowRetry.optional() })

/** The call that undoes an `http` step; it may refer to the output of that step. */
export const WorkflowCompensation: any = z.strictObject({ type: z.literal("http"), with: WorkflowWith, retry: WorkflowRetry.optional() })

/** A call of callIntegration; its output is `data` of that operation. Every attempt sends the same `Idempotency-Key`.
 * Where it cannot be known whether a POST or PATCH had an effect, the run is `suspended` until resumeWorkflow says how
 * to go on. Cancel undoes it by `compensate`, or lists it as not undone. */
export const WorkflowHttpStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("http"), with: WorkflowWith, retry: WorkflowRetry.optional(), compensate: WorkflowCompensation.optional() })

/** Rents an instance. `with` is `{provider, instance_id, config}` with the id of an offer, or `{filter, config}`: the
 * parameters of listGpuOffers, of which the cheapest available offer is taken, and the body of createGpuInstance. Its
 * output is the contract (`contract_id` …), not yet ready. Cancel destroys the instance. */
export const WorkflowGpuCreateStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("gpu.create"), with: WorkflowWith, retry: WorkflowRetry.optional() })

/** Waits until an instance is ready. `with` is `{contract_id, until, timeout_seconds}`: `until` is a state of the
 * contract (`ready`), `timeout_seconds` 1 to 86,400 (1,800). Its output is the contract. A contract that ended fails the
 * step. */
export const WorkflowGpuWaitStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("gpu.wait"), with: WorkflowWith, retry: WorkflowRetry.optional() })

/** Destroys an instance. `with` is `{contract_id}`. Repeated without end until the cloud has confirmed it; destroying
 * twice is harmless. Its output is the contract. */
export const WorkflowGpuDestroyStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("gpu.destroy"), with: WorkflowWith, retry: WorkflowRetry.optional() })

/** Refreshes the catalog as refreshModels does; `with` is its body, empty where absent. Its output is the summary. */
export const WorkflowModelsRefreshStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("models.refresh"), with: WorkflowWith.optional(), retry: WorkflowRetry.optional() })

/** Adds a memory; `with` is the body of addMemory. The id is derived from run and step, so a repetition adds nothing.
 * Its output is `{memory_id}`. Cancel deletes the memory. */
export const WorkflowMemoryAddStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("memory.add"), with: WorkflowWith, retry: WorkflowRetry.optional() })

/** Stores vectors; `with` is the body of upsertVectors, where an item may lack its `id`: it is `<run>.<step>.<position>`
 * then, so a repetition adds nothing. Its output is `{upserted}`. Cancel deletes the ids that the step has added. */
export const WorkflowVectorsUpsertStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("vectors.upsert"), with: WorkflowWith, retry: WorkflowRetry.optional() })

/** Two values, each as it is or as a reference. */
export const WorkflowOperands: any = z.array(JsonValue).min(2).max(2)

/** `{"$ref": "<JSON Pointer>"}` into `input` or `steps`. */
export const WorkflowReference: any = z.record(z.string(), z.string().check(codePoints(0, 1024)).regex(new RegExp("^/", 'u'))).check(propertyCount(1, 1))

/** One test: exactly one of these members. Values of different types are unequal, and no order holds between them; a
 * reference to nothing is null. */
export const WorkflowTest: any = z.strictObject({ $eq: WorkflowOperands.optional(), $ne: WorkflowOperands.optional(), $gt: WorkflowOperands.optional(), $gte: WorkflowOperands.optional(), $lt: WorkflowOperands.optional(), $lte: WorkflowOperands.optional(), $in: WorkflowOperands.optional(), $exists: WorkflowReference.optional(), get $not() { return WorkflowTest.optional() }, get $all() { return z.array(WorkflowTest).min(1).max(20).optional() }, get $any() { return z.array(WorkflowTest).min(1).max(20).optional() } }).check(propertyCount(1, 1))

/** Waits; nothing is held meanwhile. Exactly one of `seconds` and `until`. */
export const WorkflowWaitStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("wait"), seconds: z.int().min(1).max(604800).optional(), until: dateTime().optional() })

/** Runs `then` or `else` after one test. The decision is stored, and so is the same after a restart. Its output is
 * `{decision: true}` or `{decision: false}`; steps of the branch that is not taken are `skipped`. */
export const WorkflowConditionStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("condition"), if: WorkflowTest, get then() { return z.array(WorkflowStep).min(1).max(50) }, get else() { return z.array(WorkflowStep).min(1).max(50).optional() } })

/** Runs branches side by side and ends when all have ended. Steps of one branch cannot refer to those of another; steps
 * after it can refer to all. */
export const WorkflowParallelStep: any = z.strictObject({ id: WorkflowStepId, type: z.literal("parallel"), get branches() { return z.array(WorkflowBranch).min(1).max(8) }, max_in_flight: z.int().min(1).max(8).default(4), fail_fast: z.boolean().default(true) })

/** One step. Effects take their arguments in `with`; control steps name other steps. */
export const WorkflowStep: any = z.discriminatedUnion("type", [WorkflowChatStep, WorkflowGenerateStep, WorkflowCodeStep, WorkflowAnalyzeStep, WorkflowClassifyStep, WorkflowEmbedStep, WorkflowHttpStep, WorkflowGpuCreateStep, WorkflowGpuWaitStep, WorkflowGpuDestroyStep, WorkflowModelsRefreshStep, WorkflowMemoryAddStep, WorkflowVectorsUpsertStep, WorkflowConditionStep, WorkflowParallelStep, WorkflowWaitStep])

export const WorkflowBranch: any = z.strictObject({ steps: z.array(WorkflowStep).min(1).max(50) })

/** At most 64 KB as JSON, 50 steps in all, 4 levels deep. */
export const WorkflowDefinition: any = z.strictObject({ name: z.string().check(codePoints(1, 100)), input: WorkflowInput.optional(), steps: z.array(WorkflowStep).min(1).max(50), output: JsonValue.optional(), max_cost: Amount.optional(), timeout_seconds: z.int().min(1).max(2592000).default(2592000), on_timeout: z.enum(["cancel","fail"]).default("cancel"), compensate_on_failure: z.boolean().default(false) })

export const WorkflowId: any = z.string().regex(new RegExp("^job_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

/** `waiting`: in a `wait` or `gpu.wait` step, or before another attempt. `suspended`: needs a decision (an outcome that
 * cannot be known, a revoked key, a used up budget), see resumeWorkflow. `canceling`: undoing; it stays while an undo
 * fails and is retried. Final: `succeeded`, `canceled`, and `failed` unless it is resumed. */
export const WorkflowRunStatus: any = z.enum(["queued","running","waiting","suspended","canceling","succeeded","failed","canceled"])

export const WorkflowRunState: any = z.looseObject({ workflow_id: WorkflowId, status: WorkflowRunStatus })

export const WorkflowRunStateAnswer: any = z.object({ ...TaskEnvelope.shape, data: WorkflowRunState })

export const WorkflowStepType: any = z.enum(["chat","generate","code","analyze","classify","embed","http","gpu.create","gpu.wait","gpu.destroy","models.refresh","memory.add","vectors.upsert","condition","parallel","wait"])

export const WorkflowEffect: any = z.looseObject({ step: z.string(), type: WorkflowStepType, resource_id: z.string().nullable() })

export const WorkflowError: any = z.looseObject({ code: ErrorCode, message: z.string(), step: z.string().nullable(), effects: z.array(WorkflowEffect).optional() })

export const WorkflowStepStatus: any = z.enum(["pending","running","waiting","suspended","succeeded","failed","skipped","canceled"])

export const WorkflowRunStep: any = z.looseObject({ id: z.string(), type: WorkflowStepType, status: WorkflowStepStatus, attempt: z.int().min(0), started_at: dateTime().nullable(), finished_at: dateTime().nullable(), output: JsonValue, error: WorkflowError.nullable() })

/** How the effect of a finished step is undone, in reverse order of the steps. */
export const WorkflowUndo: any = z.looseObject({ step: z.string(), type: WorkflowStepType, status: z.enum(["pending","running","undone","not_undone"]), attempt: z.int().min(0), started_at: dateTime().nullable(), finished_at: dateTime().nullable(), error: WorkflowError.nullable() })

export const WorkflowRun: any = z.looseObject({ workflow_id: WorkflowId, name: z.string(), status: WorkflowRunStatus, input: JsonValue, output: JsonValue, error: WorkflowError.nullable(), cost: Usd, max_cost: z.number().nullable(), steps: z.array(WorkflowRunStep), compensation: z.array(WorkflowUndo), created_at: Timestamp, finished_at: dateTime().nullable() })

export const WorkflowRunAnswer: any = z.object({ ...TaskEnvelope.shape, data: WorkflowRun })

export const WorkflowRunSummary: any = z.looseObject({ kind: z.literal("run"), workflow_id: WorkflowId, name: z.string(), status: WorkflowRunStatus, cost: Usd, created_at: Timestamp, finished_at: dateTime().nullable() })

export const WorkflowEvent: any = z.looseObject({ kind: z.literal("event"), seq: z.int().min(1), at: Timestamp, step: z.string().nullable(), event: z.string(), detail: z.record(z.string(), z.unknown()) })

export const WorkflowHistoryItem: any = z.discriminatedUnion("kind", [WorkflowRunSummary, WorkflowEvent])

export const WorkflowHistory: any = z.looseObject({ items: z.array(WorkflowHistoryItem), count: z.int().min(0), next_cursor: NextCursor })

export const WorkflowHistoryAnswer: any = z.object({ ...TaskEnvelope.shape, data: WorkflowHistory })

export const WorkflowCancel: any = z.strictObject({ workflow_id: WorkflowId, compensate: z.boolean().default(true) })

export const WorkflowResume: any = z.strictObject({ workflow_id: WorkflowId, step: WorkflowStepId.optional(), action: z.enum(["retry","skip","complete"]), output: JsonValue.optional(), max_cost: Amount.optional() })

export const OwnRequests: any = z.looseObject({ items: z.array(RequestLogEntry), count: z.int().min(0), next_cursor: NextCursor })

export const OwnRequestsAnswer: any = z.object({ ...TaskEnvelope.shape, data: OwnRequests })

export const UsageMetricsGroup: any = z.enum(["model","provider","key","operation","code"])

/** The members named in `group_by` (`key_id` for `key`) are there, the others are absent. */
export const UsageMetricsRow: any = z.looseObject({ at: dateTime().nullable(), model: z.string().nullable().optional(), provider: z.string().nullable().optional(), key_id: z.string().nullable().optional(), operation: z.string().optional(), code: ErrorCode.nullable().optional(), requests: z.int().min(0), errors: z.int().min(0), error_rate: z.number().min(0).max(1), input_tokens: z.int().min(0), output_tokens: z.int().min(0), cost: Usd, latency_ms: LatencyPercentiles })

export const UsageMetrics: any = z.looseObject({ items: z.array(UsageMetricsRow), count: z.int().min(0), next_cursor: NextCursor })

export const UsageMetricsAnswer: any = z.object({ ...TaskEnvelope.shape, data: UsageMetrics })

/** What a score is: the cosine or the dot product (higher is nearer), or the Euclidean distance (lower is nearer). */
export const VectorMetric: any = z.enum(["cosine","dot","l2"])

export const VectorCollection: any = z.looseObject({ kind: z.literal("collection"), collection: CallerName, count: z.int().min(0), metric: VectorMetric, dimensions: z.int().min(1).max(4096), model: z.string().nullable(), size_bytes: z.int().min(0), created_at: Timestamp, updated_at: Timestamp })

export const VectorEntry: any = z.looseObject({ kind: z.literal("vector"), id: z.string(), metadata: Metadata, updated_at: Timestamp })

export const VectorListItem: any = z.discriminatedUnion("kind", [VectorCollection, VectorEntry])

export const VectorList: any = z.looseObject({ items: z.array(VectorListItem), count: z.int().min(0), next_cursor: NextCursor })

export const VectorListAnswer: any = z.object({ ...TaskEnvelope.shape, data: VectorList })

/** An id of your own, without commas and white space; unique in its collection. */
export const VectorId: any = z.string().regex(new RegExp("^[^,\\s]{1,255}$", 'u'))

/** Kept as 32-bit floats; for `cosine` scaled to length 1, so not all may be 0. */
export const VectorValues: any = z.array(z.number().min(-3.4e+38).max(3.4e+38)).min(1).max(4096)

export const VectorText: any = z.string().check(codePoints(1, 32000))

/** Free members, at most 4 KB as JSON; texts, numbers and booleans at the top level can be filtered by. */
export const VectorMetadata: any = z.record(z.string(), z.unknown()).check(propertyCount(0, 64))

/** Exactly one of `values` and `text`. */
export const VectorItem: any = z.strictObject({ id: VectorId, values: VectorValues.optional(), text: VectorText.optional(), metadata: VectorMetadata.optional() })

export const VectorUpsert: any = z.strictObject({ collection: CallerName, metric: VectorMetric.optional(), model: z.string().check(codePoints(1, 256)).optional(), items: z.array(VectorItem).min(1).max(500) })

export const VectorUpserted: any = z.looseObject({ upserted: z.int().min(0) })

export const VectorUpsertedAnswer: any = z.object({ ...TaskEnvelope.shape, data: VectorUpserted })

export const VectorsDeleted: any = z.looseObject({ collection: CallerName, deleted: z.int().min(0) })

export const VectorsDeletedAnswer: any = z.object({ ...TaskEnvelope.shape, data: VectorsDeleted })

export const VectorFilterValue: any = z.xor([z.string().check(codePoints(0, 1024)), z.number().min(-9007199254740991).max(9007199254740991), z.boolean()])

/** A number, or a text that is compared by code points, so RFC 3339 times in UTC are in order. */
export const VectorFilterBound: any = z.xor([z.string().check(codePoints(0, 1024)), z.number().min(-9007199254740991).max(9007199254740991)])

/** All members must hold. Values of another type never pass. */
export const VectorFilterRange: any = z.strictObject({ in: z.array(VectorFilterValue).min(1).max(100).optional(), gt: VectorFilterBound.optional(), gte: VectorFilterBound.optional(), lt: VectorFilterBound.optional(), lte: VectorFilterBound.optional() }).check(propertyCount(1, Infinity))

/** What the metadata must be, by member; all must hold. Applied before vectors are scored. */
export const VectorFilter: any = z.record(z.string(), z.xor([z.string().check(codePoints(0, 1024)), z.number().min(-9007199254740991).max(9007199254740991), z.boolean(), VectorFilterRange])).check(propertyCount(0, 20))

/** Exactly one of `values` and `text`. */
export const VectorQuery: any = z.strictObject({ collection: CallerName, values: VectorValues.optional(), text: VectorText.optional(), top_k: z.int().min(1).max(100).default(10), filter: VectorFilter.optional(), include_values: z.boolean().default(false) })

export const VectorMatch: any = z.looseObject({ id: z.string(), score: z.number(), metadata: Metadata, text: z.string().optional(), values: z.array(z.number()).optional() })

export const VectorMatches: any = z.looseObject({ matches: z.array(VectorMatch), scanned: z.int().min(0), exact: z.literal(true) })

export const VectorMatchesAnswer: any = z.object({ ...TaskEnvelope.shape, data: VectorMatches })

export const ContextInfo: any = z.looseObject({ context_id: ContextId, tokens_before: z.int().min(0), tokens_after: z.int().min(0), strategy: z.enum(["none","summary","truncate"]), created_at: Timestamp, expires_at: Timestamp })

export const ContextList: any = z.looseObject({ items: z.array(ContextInfo), count: z.int().min(0), next_cursor: NextCursor })

export const ContextListAnswer: any = z.object({ ...TaskEnvelope.shape, data: ContextList })

/** Exactly one of `content` and `messages`. */
export const ContextInput: any = z.strictObject({ content: z.string().check(codePoints(1, 1000000)).optional(), messages: z.array(AiMessage).min(1).max(4096).optional(), max_tokens: z.int().min(16).max(8192).default(512), model: z.string().check(codePoints(1, 256)).optional(), ttl_seconds: z.int().min(60).max(2592000).optional() })

export const Context: any = z.object({ ...ContextInfo.shape, summary: z.string() })

export const ContextCreated: any = z.object({ ...Context.shape, cached: z.boolean() })

export const ContextCreatedAnswer: any = z.object({ ...TaskEnvelope.shape, data: ContextCreated })

export const ContextAnswer: any = z.object({ ...TaskEnvelope.shape, data: Context })

export const ContextDeleted: any = z.looseObject({ context_id: ContextId, deleted: z.literal(true) })

export const ContextDeletedAnswer: any = z.object({ ...TaskEnvelope.shape, data: ContextDeleted })

export const MemoryRole: any = z.enum(["system","user","assistant"])

export const Memory: any = z.looseObject({ memory_id: MemoryId, conversation_id: CallerName, role: MemoryRole, content: z.string(), metadata: Metadata, id: z.string().nullable(), at: Timestamp })

export const MemoryList: any = z.looseObject({ items: z.array(Memory), count: z.int().min(0), next_cursor: NextCursor })

export const MemoryListAnswer: any = z.object({ ...TaskEnvelope.shape, data: MemoryList })

export const MemoryInput: any = z.strictObject({ conversation_id: CallerName, role: MemoryRole, content: z.string().check(codePoints(1, 32000)), metadata: z.record(z.string(), z.unknown()).check(propertyCount(0, 64)).optional(), id: z.string().check(codePoints(1, 255)).optional() })

export const MemoryAdded: any = z.looseObject({ memory_id: MemoryId })

export const MemoryAddedAnswer: any = z.object({ ...TaskEnvelope.shape, data: MemoryAdded })

export const MemoryDeleted: any = z.looseObject({ deleted: z.int().min(0) })

export const MemoryDeletedAnswer: any = z.object({ ...TaskEnvelope.shape, data: MemoryDeleted })

export const MemoryRecall: any = z.strictObject({ query: z.string().check(codePoints(1, 32000)), conversation_id: CallerName.optional(), k: z.int().min(1).max(50).default(5), max_tokens: z.int().min(1).max(100000).optional(), recency_weight: z.number().min(0).max(1).default(0.3), half_life_hours: z.number().min(0.01).max(87600).default(168) })

export const RecalledMemory: any = z.looseObject({ memory_id: MemoryId, conversation_id: CallerName, role: MemoryRole, content: z.string(), at: Timestamp, score: z.number(), similarity: z.number() })

export const MemoryRecalled: any = z.looseObject({ items: z.array(RecalledMemory), count: z.int().min(0) })

export const MemoryRecalledAnswer: any = z.object({ ...TaskEnvelope.shape, data: MemoryRecalled })

export const HealthChecks: any = z.looseObject({ discovery: z.boolean(), cache: z.boolean(), providers: z.boolean(), database: z.boolean() })

/** `disabled`: not configured, so not missed. */
export const HealthState: any = z.enum(["healthy","degraded","unhealthy","disabled"])

/** By name; a newer server may know more. */
export const HealthServices: any = z.looseObject({ database: HealthState, redis: HealthState, vast_ai: HealthState, io_net: HealthState, runpod: HealthState.optional(), shadeform: HealthState.optional(), lambda: HealthState.optional(), local: HealthState.optional() })

export const ProviderHealth: any = z.looseObject({ status: HealthState, response_time: z.number().nullable(), last_check: dateTime().nullable(), error: z.string().optional() })

/** `warning` from 90 % on. */
export const ResourceState: any = z.enum(["healthy","warning"])

export const MemoryHealth: any = z.looseObject({ percent: z.number(), status: ResourceState, total: z.int().optional(), available: z.int().optional() })

export const DiskHealth: any = z.looseObject({ percent: z.number(), status: ResourceState, total: z.int().optional(), free: z.int().optional() })

export const CpuHealth: any = z.looseObject({ percent: z.number(), status: ResourceState })

export const SystemHealth: any = z.looseObject({ memory: MemoryHealth, disk: DiskHealth, cpu: CpuHealth })

export const CacheHealth: any = z.looseObject({ status: HealthState, size: z.int(), hit_rate: z.number().nullable(), error: z.string().optional() })

export const HealthComponents: any = z.looseObject({ providers: z.record(z.string(), ProviderHealth), system: SystemHealth, cache: CacheHealth })

/** Rates of the last 5 minutes; for callers with detail only. null where nothing happened. */
export const HealthMetrics: any = z.looseObject({ window_seconds: z.int(), requests_per_second: z.number(), error_rate: z.number().nullable(), latency_ms_p95: z.number().nullable(), tokens_per_second: z.number() })

/** The configuration that runs; for callers with detail only. */
export const HealthConfig: any = z.looseObject({ hash: z.string(), version: z.int(), loaded_at: Timestamp, restart_required: z.boolean(), last_error: z.string().nullable() })

export const Health: any = z.looseObject({ status: z.enum(["healthy","degraded","unhealthy"]), timestamp: Timestamp, uptime: z.number(), version: z.string(), checks: HealthChecks, services: HealthServices, components: HealthComponents, unhealthy_components: z.array(z.enum(["providers","system","cache"])), metrics: HealthMetrics.optional(), config: HealthConfig.optional() })

export const Liveness: any = z.looseObject({ status: z.literal("alive") })

export const Readiness: any = z.looseObject({ status: z.literal("ready") })

export const NotReady: any = z.looseObject({ status: z.literal("not_ready"), detail: z.literal("Service not ready"), reasons: z.array(z.enum(["starting","recovering","migrating","draining","overloaded","database"])) })

export const ConfigReloadRequest: any = z.strictObject({ dry_run: z.boolean().default(false) })

export const ConfigReload: any = z.looseObject({ result: z.enum(["applied","unchanged","valid"]), version: z.int(), hash: z.string(), applied: z.array(z.string()), needs_restart: z.array(z.string()), warnings: z.array(z.string()), duration_ms: z.int() })

export const ConfigReloadAnswer: any = z.looseObject({ data: ConfigReload, status: Success })

/** This document, bundled into one, as OpenAPI 3.1. */
export const OpenApiDocument: any = z.looseObject({ openapi: z.string(), info: Metadata, paths: Metadata })

/** Constant over retries and replays, and the same at every endpoint and in the feed. Deduplicate by it. */
export const EventId: any = z.string().regex(new RegExp("^evt_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

/** What a webhook endpoint receives, at least once and in no promised order: `seq` orders. `event`, `type` and
 * `event_type` are the same.
 * 
 * | header | |
 * |---|---|
 * | `webhook-id` | the `id` |
 * | `webhook-timestamp` | Unix seconds of this attempt |
 * | `webhook-signature` | `v1,<base64>`, as in Standard Webhooks 1.0.0, over `id.timestamp.body`; two of them while a secret is rotated |
 * | `X-Signature` | the same as `signature` |
 * 
 * A 2xx within 15 seconds is success. Everything else is tried again, ten times over 75 hours; 410 disables the endpoint. */
export const EventEnvelope: any = z.looseObject({ id: EventId, event: z.string(), type: z.string(), event_type: z.string(), seq: z.int(), timestamp: dateTime(), signature: z.string().regex(new RegExp("^[0-9a-f]{64}$", 'u')) })

/** A payment. Of a refund or a dispute the amount is what goes back. */
export const PaymentEventData: any = z.looseObject({ user_id: z.string(), order_id: z.string().nullable(), transaction_id: z.string().nullable(), amount: Usd, currency: z.literal("USD"), provider: z.string(), reference: z.string().nullable() })

/** A payment that did not come. */
export const PaymentFailedEventData: any = z.object({ ...PaymentEventData.shape, reason: z.string().nullable() })

/** A subscription at the moment of the event. */
export const SubscriptionEventData: any = z.looseObject({ user_id: z.string(), plan: z.string(), subscription_id: z.string(), amount: z.number(), currency: z.literal("USD"), period_start: dateTime().nullable(), period_end: dateTime().nullable(), transaction_id: z.string().nullable() })

/** Credit that came in. */
export const CreditAddedEventData: any = z.looseObject({ user_id: z.string(), transaction_id: z.string(), amount: Usd, currency: z.literal("USD"), source: z.enum(["payment","subscription","grant"]), credits_remaining: z.number().nullable() })

/** An account whose balance covers less than an hour of its instances. */
export const CreditLowEventData: any = z.looseObject({ user_id: z.string(), credits_remaining: Usd, price_per_hour: z.number(), minutes_left: z.int() })

/** An account without balance. */
export const CreditExhaustedEventData: any = z.looseObject({ user_id: z.string(), credits_remaining: Usd, contract_ids: z.array(z.string()) })

/** A statement that differs from the ledger by more than 1 % or 0.10 USD. */
export const BillingDriftEventData: any = z.looseObject({ provider: z.string(), from: Timestamp, to: Timestamp, booked_usd: z.number(), stated_usd: z.number(), difference_usd: z.number() })

/** A budget of a key or a user. */
export const BudgetEventData: any = z.looseObject({ user_id: z.string(), key_id: z.string().nullable(), period: BudgetPeriod, amount: z.number(), spent: z.number(), held: z.number(), percent: z.number(), resets_at: dateTime().nullable() })

/** An API key; never the key itself. */
export const KeyEventData: any = z.looseObject({ user_id: z.string(), key_id: z.string(), name: z.string(), key_hint: z.string(), expires_at: dateTime().nullable() })

/** An endpoint that receives nothing any more. Enable it with updateWebhook, then replay what it missed. */
export const WebhookDisabledEventData: any = z.looseObject({ user_id: z.string(), webhook_id: z.string(), host: z.string(), reason: z.string(), disabled_at: Timestamp })

/** Nothing happened; testWebhook was called. */
export const WebhookTestEventData: any = z.looseObject({ user_id: z.string(), webhook_id: z.string(), message: z.string() })

/** A rented instance at the moment of the event. */
export const InstanceEventData: any = z.looseObject({ instance_id: z.string(), contract_id: GpuContractId, provider: z.string(), gpu_model: z.string(), user_id: z.string(), status: GpuContractStatus, price_per_hour: z.number() })

/** One try that failed; the next offer is tried unless the contract fails too. */
export const InstanceAttemptFailedEventData: any = z.object({ ...InstanceEventData.shape, attempt: z.int(), offer_id: z.string(), error: GpuFailure })

/** An instance whose price the cloud has changed, within the cap. */
export const InstancePriceChangedEventData: any = z.object({ ...InstanceEventData.shape, previous_price_per_hour: z.number() })

/** An instance that ends soon. */
export const InstanceLeaseExpiringEventData: any = z.object({ ...InstanceEventData.shape, lease_expires_at: Timestamp, minutes_left: z.int(), reason: z.enum(["ttl","idle","spend","credit"]) })

/** An instance that cannot be had. */
export const InstanceFailedEventData: any = z.object({ ...InstanceEventData.shape, error: GpuFailure })

/** A deployment at the moment of the event. */
export const DeploymentEventData: any = z.looseObject({ deployment_id: GpuDeploymentId, names: z.array(z.string()), model: z.string(), user_id: z.string(), status: GpuDeploymentStatus, price_per_hour: z.number(), error: GpuFailure.nullable() })

/** A machine at a cloud that carries our tag and belongs to no live contract. */
export const OrphanEventData: any = z.looseObject({ provider: z.string(), provider_instance_id: z.string(), tag: z.string(), contract_id: z.string().nullable(), gpu_model: z.string().nullable(), price_per_hour: z.number().nullable(), first_seen_at: Timestamp, reason: z.string() })

/** A cloud whose state has changed. */
export const CloudEventData: any = z.looseObject({ provider: z.string(), since: Timestamp, error: GpuFailure.nullable() })

/** A cloud account of the operator that cannot pay. */
export const CloudBalanceEventData: any = z.looseObject({ provider: z.string(), balance: z.number().nullable() })

/** A model in short; getModel has the rest. Costs are USD for 1,000 tokens. */
export const EventModel: any = z.looseObject({ uid: z.string(), id: z.string(), name: z.string(), provider: z.string(), context_length: z.int().nullable(), max_tokens: z.int().nullable(), input_cost: z.number().nullable(), output_cost: z.number().nullable(), supports_chat: z.boolean().nullable(), supports_completion: z.boolean().nullable(), capabilities: z.array(z.string()), created_at: Timestamp, updated_at: Timestamp })

/** One change of the catalog; listModelChanges has it too. */
export const EventModelChange: any = z.looseObject({ seq: z.int(), kind: ModelChangeKind, uid: z.string(), fields: z.record(z.string(), ModelFieldChange).optional(), days_left: z.int().optional() })

/** What one refresh of one provider changed. Where it does not fit 20 KB, `truncated` is true, `models` and `changes` hold
 * the first ones, and `changes_url` leads to all. */
export const ModelsEventData: any = z.looseObject({ provider: z.string(), timestamp: Timestamp, models: z.array(EventModel), count: z.int(), from_snapshot: z.string().nullable(), to_snapshot: z.string(), changes: z.array(EventModelChange), truncated: z.boolean(), changes_url: z.string() })

/** A source of the catalog whose state has changed. */
export const SourceEventData: any = z.looseObject({ provider: z.string().nullable(), source: z.string(), since: Timestamp, last_success_at: dateTime().nullable(), error: ProviderFailure.nullable() })

/** A refresh of one provider that was asked for, or that changed the catalog. */
export const RefreshCompletedEventData: any = z.object({ ...ProviderRefresh.shape, provider: z.string(), timestamp: Timestamp, from_snapshot: z.string().nullable(), to_snapshot: z.string().nullable() })

/** A registered model. */
export const RegistryEventData: any = z.looseObject({ model_id: z.string(), model_name: z.string(), model_type: z.string(), provider: z.string(), version: z.string(), is_active: z.boolean() })

/** A registered model that does worse than its thresholds allow. */
export const RegistryViolatedEventData: any = z.object({ ...RegistryEventData.shape, violations: z.array(ThresholdViolation) })

/** A registered model that keeps all its thresholds again. */
export const RegistryRecoveredEventData: any = z.object({ ...RegistryEventData.shape, metrics: z.array(z.string()) })

/** An external service whose health has changed; the figures are those of the last hour. */
export const IntegrationEventData: any = z.looseObject({ user_id: z.string(), integration_id: z.string(), status: IntegrationHealth, request_count: z.int(), error_count: z.int(), error_rate: z.number(), last_error: IntegrationLastError.nullable() })

/** A run of a sync that has ended. */
export const SyncEventData: any = z.object({ ...SyncRun.shape, user_id: z.string(), sync_id: z.string(), integration_id: z.string() })

/** A run of a workflow; getWorkflowStatus has its steps and output. */
export const WorkflowEventData: any = z.looseObject({ user_id: z.string(), workflow_id: z.string(), name: z.string().nullable(), status: WorkflowRunStatus, cost: z.number(), error: WorkflowError.nullable(), created_at: Timestamp, finished_at: dateTime().nullable() })

/** A provider, or one model of it, that is called no more before others, or that is called again. */
export const ProviderEventData: any = z.looseObject({ provider: z.string(), model: z.string().nullable(), since: Timestamp, failures: z.int(), error: ProviderFailure.nullable() })

/** Summaries of long prompts that fail too often. */
export const CondensationEventData: any = z.looseObject({ success_rate: z.number(), threshold: z.number(), attempts: z.int(), since: Timestamp })
