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

/** With `include=provenance`, and always from getModel: by field, dotted inside `pricing` and `supports`, the source that it was taken from. */
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

export const ThresholdViolation: any = z.looseObject({ metric: z.string(), current: z.number(), threshold: z.number(), direction: ThresholdDirection })

export const PerformanceCheck: any = z.looseObject({ model_id: RegistryModelId, performance_metrics: z.record(z.string(), z.number()), thresholds: z.record(z.string(), z.number()), directions: z.record(z.string(), ThresholdDirection), violations: z.array(ThresholdViolation), missing: z.array(z.string()), is_performing_well: z.boolean() })

export const PerformanceCheckAnswer: any = z.looseObject({ data: PerformanceCheck, status: Success })

export const ModelRecommendations: any = z.looseObject({ recommendations: z.array(z.string()) })

export const ModelRecommendationsAnswer: any = z.looseObject({ data: ModelRecommendations, status: Success })

/** E.g. `slow-llm`. */
export const OptimizationRuleName: any = z.string().regex(new RegExp("^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$", 'u'))

/** Models that the rule looks at; empty means all. */
export const OptimizationRuleMatch: any = z.looseObject({ model_type: z.string().optional(), provider: z.string().optional() })

/** How the newest value of the metric stands to `value`: below, at most, above, at least, equal, not equal. A metric without a value holds nothing. */
export const ComparisonOperator: any = z.enum(["lt","lte","gt","gte","eq","ne"])

export const OptimizationCondition: any = z.looseObject({ metric: z.string(), op: ComparisonOperator, value: z.number() })

export const OptimizationRule: any = z.looseObject({ name: OptimizationRuleName, match: OptimizationRuleMatch, when: z.array(OptimizationCondition), recommend: z.string(), created_at: Timestamp, updated_at: Timestamp })

export const OptimizationRuleListAnswer: any = z.looseObject({ data: z.array(OptimizationRule), count: z.int(), status: Success })

/** Models that the rule looks at; without it, all. */
export const OptimizationRuleMatchInput: any = z.strictObject({ model_type: z.string().check(codePoints(1, 64)).optional(), provider: z.string().check(codePoints(1, 64)).optional() })

export const OptimizationConditionInput: any = z.strictObject({ metric: MetricName, op: ComparisonOperator, value: MetricValue })

export const OptimizationRuleInput: any = z.strictObject({ match: OptimizationRuleMatchInput.optional(), when: z.array(OptimizationConditionInput).min(1).max(20), recommend: z.string().check(codePoints(1, 1000)) })

export const OptimizationRuleAnswer: any = z.looseObject({ data: OptimizationRule, status: Success })

/** A cloud: `vast.ai`, `io.net`, `runpod`, `shadeform`, `lambda` or `local`. As input the aliases `vast`, `vastai`,
 * `ionet` and `io_net` are accepted too; answers always hold the name itself. */
export const GpuCloudName: any = z.string().check(codePoints(1, 32)).regex(new RegExp("^[A-Za-z0-9._-]+$", 'u'))

/** Disk in GB. */
export const GpuDiskGb: any = z.int().min(1).max(100000)

/** `on_demand` is billed as used, `spot` can be interrupted by a higher bid, `prepaid` is paid by the hour in advance. */
export const GpuPricing: any = z.enum(["on_demand","spot","prepaid"])

/** USD with at most 6 decimals; null is unknown, 0 is free. */
export const UsdOrNull: any = z.number().nullable()

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

/** USD, above 0, at most 6 decimals; another value is 400 `INVALID_AMOUNT`. */
export const GpuUsdCap: any = z.number().max(1000000).gt(0)

/** The instance is destroyed after this time, 60 seconds to 90 days from now; null is no such limit. */
export const GpuTtlSeconds: any = z.int().min(60).max(7776000).nullable()

/** The instance is destroyed after it was idle for this time: no byte proxied and GPU use below 5 %. Where the cloud
 * reports no GPU use, this needs `idle_by`. null is no such limit. */
export const GpuIdleTtlSeconds: any = z.int().min(300).max(7776000).nullable()

/** `proxy`: proxied bytes alone decide what idle is, whatever the GPU does. */
export const GpuIdleBy: any = z.literal(["proxy",null])

/** A cap in USD; null is none. */
export const GpuUsdCapOrNull: any = GpuUsdCap.nullable()

/** What happens when the cloud takes a spot GPU away. `keep` (as null): it stays `interrupted` for an hour, then is
 * destroyed. `recover`: it is destroyed, and once that is proved another machine is rented. `destroy`: it is destroyed. */
export const GpuOnInterruption: any = z.literal(["keep","recover","destroy",null])

/** How to launch an instance. Every field is optional, and `{}` is a valid body. */
export const GpuLaunch: any = z.strictObject({ image: GpuImage.optional(), registry: GpuRegistry.optional(), args: GpuArguments.optional(), command: GpuArguments.optional(), onstart: z.string().check(codePoints(0, 16384)).regex(new RegExp("^[^\\x00]*$", 'u')).optional(), env: GpuEnv.optional(), secret_env: GpuEnv.optional(), ports: z.array(GpuLaunchPort).max(16).optional(), disk_gb: GpuDiskGb.default(50), name: GpuName.optional(), ssh_public_keys: z.array(z.string().check(codePoints(0, 8192)).regex(new RegExp("^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\\.com|sk-ecdsa-sha2-nistp256@openssh\\.com) [A-Za-z0-9+/]+={0,2}( [^\\x00-\\x1f\\x7f]*)?$", 'u'))).max(10).optional(), ready: GpuReadyProbe.optional(), max_price_per_hour: GpuUsdCap.optional(), failover: z.enum(["same_cloud","any_cloud","none"]).default("same_cloud"), ttl_seconds: GpuTtlSeconds.optional(), idle_ttl_seconds: GpuIdleTtlSeconds.optional(), idle_by: GpuIdleBy.optional(), max_spend: GpuUsdCapOrNull.optional(), bid_per_hour: GpuUsdCapOrNull.optional(), on_interruption: GpuOnInterruption.optional() })

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
export const GpuContract: any = z.looseObject({ contract_id: z.string(), instance_id: z.string(), provider: z.string(), status: GpuContractStatus, ready: z.boolean(), gpu_model: z.string(), gpu_count: z.int(), vram: z.number().nullable(), price_per_hour: z.number(), max_price_per_hour: z.number(), ip: z.string().nullable(), ssh: GpuSsh.nullable(), ports: z.array(GpuPort), image: z.string(), location: z.string().nullable(), attempts: z.array(GpuAttempt), ready_evidence: z.literal(["token","port","provider",null]), deployment_id: z.string().nullable(), name: z.string().nullable(), cost: z.number(), lease_expires_at: dateTime().nullable(), created_at: Timestamp, ready_at: dateTime().nullable(), ended_at: dateTime().nullable(), error: GpuFailure.nullable() })

/** The new contract. Two of its fields stand at the top level too. */
export const GpuContractCreated: any = z.looseObject({ data: GpuContract, contract_id: z.string(), ip: z.string().nullable(), status: Success })

/** The contract, by its `contract_id` (`inst_…`), or by the id of the offer that it was made from. Several contracts of
 * one offer are 409 `TARGET_AMBIGUOUS`. */
export const GpuContractReference: any = z.string().check(codePoints(1, 110)).regex(new RegExp("^(inst_[0-9A-HJKMNP-TV-Z]{26}|[a-z0-9_-]+(\\.[a-z0-9_-]+)*)$", 'u'))

/** A contract. */
export const GpuContractAnswer: any = z.looseObject({ data: GpuContract, status: Success })

/** A page of contracts, newest first. */
export const GpuContractList: any = z.looseObject({ data: z.array(GpuContract), count: z.int(), next_cursor: NextCursor, status: Success })

/** The id of a contract, as createGpuInstance returned it. */
export const GpuContractId: any = z.string().regex(new RegExp("^inst_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

/** What changes; the rest stays. */
export const GpuContractUpdate: any = z.strictObject({ name: GpuName.optional(), ttl_seconds: GpuTtlSeconds.optional(), idle_ttl_seconds: GpuIdleTtlSeconds.optional(), idle_by: GpuIdleBy.optional(), max_price_per_hour: GpuUsdCap.optional(), max_spend: GpuUsdCapOrNull.optional() }).check(propertyCount(1, Infinity))

/** One line of an instance's log. */
export const GpuLogLine: any = z.looseObject({ timestamp: dateTime().nullable(), text: z.string() })

/** The last lines of a log. */
export const GpuLogs: any = z.looseObject({ data: z.array(GpuLogLine), status: Success })

/** What the instance sees of its own hardware; sent with the first check-in. */
export const GpuCheckIn: any = z.strictObject({ gpus: z.array(z.strictObject({ name: z.string().check(codePoints(0, 128)), memory_mib: z.number().min(0).max(10000000) })).max(64).optional() })

/** Whether the instance may go on. */
export const GpuLease: any = z.looseObject({ lease_expires_at: dateTime().nullable(), ended: z.boolean() })

export const GpuCheckInAnswer: any = z.looseObject({ data: GpuLease, status: Success })

/** A JSON value. */
export const GpuProxyElement: any = z.union([z.record(z.string(), z.unknown()), z.array(z.union([z.record(z.string(), z.unknown()), z.array(z.union([z.record(z.string(), z.unknown()), z.string(), z.number(), z.boolean()]).nullable()), z.string(), z.number(), z.boolean()]).nullable()), z.string(), z.number(), z.boolean()]).nullable()

/** The target is either `target_url`, or `contract_id` with `port` and `path`; both or none of them is 400
 * `INVALID_REQUEST`. */
export const GpuProxyRequest: any = z.strictObject({ protocol: z.enum(["http","https","mcp","openinference","oip","openai"]), target_url: z.string().check(codePoints(1, 8192)).optional(), contract_id: GpuContractId.optional(), port: GpuPortNumber.optional(), path: GpuUrlPath.optional(), method: z.string().check(codePoints(1, 16)).default("POST"), headers: z.record(z.string(), z.string().check(codePoints(0, 8192))).check(propertyCount(0, 100)).optional(), body: z.union([z.record(z.string(), z.unknown()), z.array(GpuProxyElement), z.string()]).nullable().optional(), timeout_ms: z.int().min(1).max(600000).default(60000), stream: z.boolean().default(false) })

/** Text by name. */
export const StringMap: any = z.record(z.string(), z.string())

/** What the target answered, whatever its status was. */
export const GpuProxyResult: any = z.looseObject({ status_code: z.int(), headers: StringMap, body: GpuProxyElement, body_encoding: z.enum(["json","text","base64"]), duration_ms: z.number() })

export const GpuProxyAnswer: any = z.looseObject({ data: GpuProxyResult, status: Success })

/** `on_demand` includes prepaid hours; `any` takes the cheapest. */
export const GpuWantedPricing: any = z.enum(["on_demand","spot","any"])

/** `pending` nothing rented yet; `starting` no replica serves yet; `ready`; `degraded` fewer replicas serve than should;
 * `idle` none runs, the next request starts one; `failed` three replicas in a row never got ready: nothing more is spent,
 * the fallback serves, `error` has the cause; `deleting` drains; `deleted`. */
export const GpuDeploymentStatus: any = z.enum(["pending","starting","ready","degraded","idle","failed","deleting","deleted"])

/** A rented instance that serves the model. Its contract tells more. */
export const GpuReplica: any = z.looseObject({ contract_id: z.string(), provider: z.string(), status: GpuContractStatus, gpu_model: z.string(), price_per_hour: z.number(), slots: z.int(), in_flight: z.int() })

/** What it costs, from the ledger, beside what the same tokens cost at a hosted provider. */
export const GpuDeploymentCost: any = z.looseObject({ per_hour: z.number(), last_hour: z.looseObject({ usd: z.number(), tokens: z.int(), usd_per_million_tokens: z.number().nullable() }), hosted: z.looseObject({ model: z.string(), usd_per_million_tokens: z.number().nullable() }).nullable(), break_even_tokens_per_hour: z.int().nullable(), spent: z.number() })

/** A model that is served on rented GPUs. */
export const GpuDeployment: any = z.looseObject({ deployment_id: z.string(), name: z.string(), names: z.array(z.string()), model: z.string(), engine: z.enum(["vllm","tgi","sglang","ollama","custom"]), engine_args: z.array(z.string()), image: z.string().nullable(), port: z.int().nullable(), health_path: z.string().nullable(), gpu: z.looseObject({ models: z.array(z.string()).nullable(), count: z.int(), min_vram: z.number().nullable() }), disk_gb: z.int(), providers: z.array(z.string()).nullable(), pricing: GpuWantedPricing, max_price_per_hour: z.number(), max_total_per_hour: z.number().nullable(), max_spend: z.number().nullable(), min_replicas: z.int(), max_replicas: z.int(), idle_ttl_seconds: z.int(), target_in_flight: z.int(), cold_wait_ms: z.int(), fallback_model: z.string().nullable(), status: GpuDeploymentStatus, replicas: z.array(GpuReplica), in_flight: z.int(), waiting: z.int(), tokens_per_hour: z.number().nullable(), cost: GpuDeploymentCost, error: GpuFailure.nullable(), created_at: Timestamp, ready_at: dateTime().nullable(), ended_at: dateTime().nullable() })

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
export const GpuDeploymentCreate: any = z.strictObject({ name: GpuDeploymentName, model: GpuServedModel, engine: z.enum(["vllm","tgi","sglang","ollama","custom"]).default("vllm"), engine_args: GpuArguments.optional(), image: GpuImage.optional(), port: GpuPortNumber.optional(), health_path: GpuUrlPath.optional(), secret_env: GpuEnv.optional(), gpu: GpuWanted, disk_gb: GpuDiskGb.default(50), providers: GpuClouds.optional(), pricing: GpuWantedPricing.default("on_demand"), max_price_per_hour: GpuUsdCap, max_total_per_hour: GpuUsdCapOrNull.optional(), max_spend: GpuUsdCapOrNull.optional(), min_replicas: GpuReplicaCount.default(0), max_replicas: GpuReplicaLimit.default(1), idle_ttl_seconds: GpuReplicaIdleSeconds.default(900), target_in_flight: GpuTargetInFlight.default(16), cold_wait_ms: GpuColdWaitMs.default(0), fallback_model: GpuFallbackModel.optional() })

/** A deployment. */
export const GpuDeploymentAnswer: any = z.looseObject({ data: GpuDeployment, status: Success })

/** The id of a deployment. */
export const GpuDeploymentId: any = z.string().regex(new RegExp("^dep_[0-9A-HJKMNP-TV-Z]{26}$", 'u'))

/** What changes; the rest stays. `gpu`, `providers` and `pricing` hold for replicas that start from now on. What is
 * served cannot change: create another deployment. */
export const GpuDeploymentUpdate: any = z.strictObject({ gpu: GpuWanted.optional(), providers: GpuClouds.optional(), pricing: GpuWantedPricing.optional(), max_price_per_hour: GpuUsdCap.optional(), max_total_per_hour: GpuUsdCapOrNull.optional(), max_spend: GpuUsdCapOrNull.optional(), min_replicas: GpuReplicaCount.optional(), max_replicas: GpuReplicaLimit.optional(), idle_ttl_seconds: GpuReplicaIdleSeconds.optional(), target_in_flight: GpuTargetInFlight.optional(), cold_wait_ms: GpuColdWaitMs.optional(), fallback_model: GpuFallbackModel.optional() }).check(propertyCount(1, Infinity))
