// Generated from openapi/ by `pnpm gen`. Never edited.
export interface paths {
    "/api/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List models
         * @description The catalog: every model of every enabled provider with limits, prices and capabilities. Without `limit` one page
         *     holds up to 1,000 models. It is answered from memory and never waits for a provider: a catalog older than
         *     `discovery.cache_ttl` (300 s) is answered as it is, `cache_hit` says so, and a refresh becomes due.
         *
         *     Filters are joined by *and*. What is unknown (`null`) passes no filter on its field. A provider, family or author
         *     that does not exist gives an empty list, not an error.
         */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search models
         * @description Ranked search, tolerant of typos, separators and word order: `gpt4o`, `claude sonnet 4.5`, `antropic opus`. Exact
         *     ids, uids and aliases come first, then models that have all words, then prefixes, then corrected words (never
         *     corrected digits). Among equals newer, first-party and live models win. The order is total and repeatable. Takes
         *     every filter of listModels; without a text it browses.
         *
         *     Retired models are found by their exact id or alias, or with `status=any`. `total` is exact up to 10,000; above, it
         *     is a lower bound and `total_is_lower_bound` is there.
         */
        get: operations["searchModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{model_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a model
         * @description One model with the source of every value, the sources that disagree, and where else it is offered. Retired and
         *     removed models are answered too.
         *
         *     The first of these that fits is taken: uid (`openai:gpt-4o`); brand and id (`openai/gpt-4o`); the provider's own id,
         *     exactly, then in any case; an alias. Where several providers have the id, the caller's `provider_order`
         *     (setPreferences), the provider's `priority`, first party before aggregator, and the name decide. Otherwise the
         *     answer is `MODEL_NOT_FOUND`, with up to 3 suggestions in `details`.
         */
        get: operations["getModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fetch the lists of providers now
         * @description Fetches the model lists of the named providers, or of all enabled ones, and takes over what changed. No body and
         *     `{}` mean the same. The answer comes after at most 25 s; a provider that still runs is `running` and goes on.
         *     At most 10 calls a minute.
         *
         *     A provider that fails changes no row, its own included: the answer is then `partial`, and 502 `UPSTREAM_ERROR` only
         *     where all failed, with one entry in `details` a provider. An unknown provider is 400 and nothing is fetched.
         */
        post: operations["refreshModels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List changes of the catalog
         * @description Everything that happened to the catalog, oldest first. Polling it with the last `seq` yields every change that
         *     webhooks and the realtime feed carry, and the additions of a provider's first fetch, which those do not. Applied to
         *     the rows of the snapshot that `since` names, the changes give `snapshot`.
         *
         *     Kept 400 days. A `since` that is older, or names a snapshot that is not known, is 410 `CHANGES_EXPIRED`: read the
         *     whole catalog again.
         */
        get: operations["listModelChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/selections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the default model of each provider
         * @description The model that a call gets which names only a provider. Kept in `config/model_selections.json`, or in the database
         *     where several servers share one.
         */
        get: operations["getModelSelections"];
        /**
         * Set default models of providers
         * @description Merges: providers that are not named keep their model, `null` clears one. All or nothing, audited. A provider or a
         *     model that is not known is 400 with its path; a model that the configuration names is known even if no list has it.
         *     Changing an entry with `editable: false` is 409 `INVALID_STATE`. With `If-Match`, 412 `PRECONDITION_FAILED` if
         *     the selections changed since.
         */
        put: operations["setModelSelections"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List providers
         * @description Every configured provider, and every known brand that is not configured (`unconfigured`). Answered from memory; asks
         *     no provider.
         */
        get: operations["listProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the status of configured providers
         * @description How discovery fares with each configured provider: state, age of its list, last error, sources. Answered from memory;
         *     asks no provider.
         */
        get: operations["getProvidersStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/graphql": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Query the catalog in GraphQL
         * @description Models, search, pages, providers and changes in one request, with the filters and the order of the REST operations in
         *     camelCase; the schema is docs/schema.graphql. Queries only: no mutations, subscriptions, batches or GET.
         *
         *     Limits: depth 6, 15 aliases, 50 directives, 1,000 tokens, 15,000 characters, 64 KB of variables, a bounded cost,
         *     `first` 1 to 1,000 (search 200), 5,000 rows an operation, 5 s. Beyond: 400 `QUERY_TOO_COMPLEX`. In production the
         *     schema itself is shown to administrators only. 404 where the operator has switched GraphQL off.
         *
         *     A field that fails is null with an entry in `errors` and status 200; a request that cannot be run has an error
         *     status.
         */
        post: operations["graphql"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/registry/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List registered models
         * @description All models of the registry, active or not, newest registration first. Filters are joined by *and* and match exactly.
         */
        get: operations["listRegisteredModels"];
        put?: never;
        /**
         * Register a model
         * @description Puts a model that you operate into the registry: 201. An id that is there already is replaced with all its fields:
         *     200; its performance history and thresholds stay. A `version` that another id has under the same `model_name` is 409
         *     `ALREADY_EXISTS`. Sends the event `registry.registered`.
         */
        post: operations["registerModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/registry/models/{model_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
            cookie?: never;
        };
        /**
         * Get a registered model
         * @description One model of the registry, active or not.
         */
        get: operations["getRegisteredModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/registry/models/by-name/{model_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a registered model by name
         * @description The model with this name and version, active or not. Without `version` the newest active one: by semver where the
         *     versions are such, else by registration; 404 where none is active.
         */
        get: operations["getRegisteredModelByName"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/registry/models/{model_id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a registered model
         * @description Lets getRegisteredModelByName choose it again. Repeating it changes nothing.
         */
        post: operations["activateRegisteredModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/registry/models/{model_id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate a registered model
         * @description Keeps the model and its history, but getRegisteredModelByName no longer chooses it unless its version is named.
         *     Repeating it changes nothing. Sends the event `registry.deactivated` on the change.
         */
        post: operations["deactivateRegisteredModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/registry/models/{model_id}/performance": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
            cookie?: never;
        };
        /**
         * List measurements of a model
         * @description The history of a model, newest first.
         */
        get: operations["listModelPerformance"];
        put?: never;
        /**
         * Record measurements of a model
         * @description Merges the metrics into the model's `performance_metrics` and appends them to its history. Metrics that are not named
         *     keep their value. A model has at most 50 metrics (403 `LIMIT_REACHED` beyond) and 10,000 entries of history, kept 90
         *     days. Crossing a threshold sends `registry.violated`, coming back `registry.recovered`, each once.
         */
        post: operations["recordModelPerformance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/registry/models/{model_id}/thresholds/{metric}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
                /** @description The metric that the threshold judges; it need not have a value yet. */
                metric: components["schemas"]["MetricName"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Set a threshold of a model
         * @description Sets or replaces the threshold of one metric; a model has at most 50 (403 `LIMIT_REACHED` beyond). Judged at once
         *     against the newest value: `registry.violated` or `registry.recovered` is sent where the verdict changes.
         */
        put: operations["setModelThreshold"];
        post?: never;
        /**
         * Delete a threshold of a model
         * @description The metric and its history stay. 404 where the metric has no threshold.
         */
        delete: operations["deleteModelThreshold"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/registry/models/{model_id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
            cookie?: never;
        };
        /**
         * Check a model against its thresholds
         * @description The newest value of each metric against its threshold. A metric without a value is `missing` and violates nothing.
         */
        get: operations["checkModelPerformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/registry/models/{model_id}/recommendations": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
            cookie?: never;
        };
        /**
         * List recommendations for a model
         * @description Runs the optimization rules over the model: the built-in ones (`deprecated_replacement`, `cheaper_equivalent`,
         *     `threshold_violation`), those of putOptimizationRule, and functions that the server was started with (1 s each). A
         *     rule that breaks is reported in the list and stops no other.
         */
        get: operations["listModelRecommendations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/registry/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List optimization rules
         * @description The rules of putOptimizationRule by name, all in one answer. Built-in rules and functions are not among them.
         */
        get: operations["listOptimizationRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/registry/rules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The rule's name. */
                name: components["schemas"]["OptimizationRuleName"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Create or replace an optimization rule
         * @description Models that `match` and whose newest metrics meet every condition of `when` get the sentence `recommend`. At most 100
         *     rules (403 `LIMIT_REACHED` beyond). The name of a built-in rule is taken: 409 `ALREADY_EXISTS`.
         */
        put: operations["putOptimizationRule"];
        post?: never;
        /**
         * Delete an optimization rule
         * @description 404 where there is none of that name; built-in rules cannot be deleted.
         */
        delete: operations["deleteOptimizationRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gpu/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List GPU offers
         * @description What the clouds have for rent, cheapest first. Answered from a snapshot that is refreshed in the background (every 10
         *     to 120 seconds, by cloud), so a slow or dead cloud never delays the answer: its offers turn `stale`, and go after 15
         *     minutes. `sources` tells the age of each cloud's offers.
         *
         *     Every filter that is given must hold. An offer whose value is unknown (null) does not pass a filter on that value.
         *     Prices include the disk that `disk_gb` asks for.
         */
        get: operations["listGpuOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gpu/instances/{provider}/{instance_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The cloud, by name or alias. An unknown one is 404. */
                provider: components["schemas"]["GpuCloudName"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rent a GPU
         * @description Rents the offer. The answer comes at once, before any cloud is called: the contract exists, is durable and has money
         *     held for it; `status` is `requested`, `ip` is null. A worker then rents the machine, and where the cloud refuses,
         *     another one that fits (`failover`), within the price cap and never two at a time. Ask getGpuContract with
         *     `wait=ready`, or send `wait=ready` here, to learn when it serves.
         *
         *     What goes wrong later stands in `error` of the contract. An attempt that never got ready costs nothing.
         *
         *     Send an `Idempotency-Key`: a repeated request then returns the first answer for as long as the contract lives and 7
         *     days longer. Without one, a second request for a machine that the same user holds already is 409 `ALREADY_EXISTS`,
         *     which names its contract.
         */
        post: operations["createGpuInstance"];
        /**
         * Destroy a rented instance
         * @description Ends the contract, in whatever state it is; a create that is on its way is destroyed as soon as it turns up. The wish
         *     is durable when this answers: it is repeated at the cloud until it is proved that nothing is left, and until then the
         *     contract is `terminating`, listed and billed. Repeating the call is harmless and answers the state reached.
         */
        delete: operations["destroyGpuInstance"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gpu/contracts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List contracts
         * @description The own contracts, newest first. Final ones are kept for at least 400 days.
         */
        get: operations["listGpuContracts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gpu/contracts/{contract_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a contract
         * @description The contract as it is now, or, with `wait`, once it has reached a state. `wait=ready` answers early where the contract
         *     has failed or ended, so read `status`: repeat the call until it is `ready` or final.
         */
        get: operations["getGpuContract"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Renew or change a contract
         * @description Changes name, price cap and limits, and renews the lease: `ttl_seconds` counts from now. A contract that has ended, or
         *     is about to, is 409 `INVALID_STATE`.
         */
        patch: operations["updateGpuContract"];
        trace?: never;
    };
    "/api/v1/gpu/contracts/{contract_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a stopped instance
         * @description Starts a `stopped` or `interrupted` instance; from then on the GPU is billed again. The wish is durable when this
         *     answers, and a worker acts on it: `status` becomes `starting`. In other states 409 `INVALID_STATE`, which names what
         *     is allowed; on clouds that cannot stop 400 `UNSUPPORTED_PARAMETER`.
         */
        post: operations["startGpuInstance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gpu/contracts/{contract_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop an instance and keep its disk
         * @description Stops a `ready` or `degraded` instance. Its disk stays, and costs money where the cloud bills it
         *     (`charges.billed_when_stopped` of the offer); the GPU may be rented to somebody else meanwhile, so that a later start
         *     can fail. The wish is durable when this answers, and a worker acts on it. In other states 409 `INVALID_STATE`; on
         *     clouds that cannot stop 400 `UNSUPPORTED_PARAMETER`.
         */
        post: operations["stopGpuInstance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gpu/contracts/{contract_id}/reboot": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restart an instance
         * @description Restarts a `ready` or `degraded` instance on the same machine; its disk stays and billing goes on. The wish is durable
         *     when this answers, and a worker acts on it. In other states 409 `INVALID_STATE`; on clouds that cannot restart 400
         *     `UNSUPPORTED_PARAMETER`.
         */
        post: operations["rebootGpuInstance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gpu/contracts/{contract_id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
            cookie?: never;
        };
        /**
         * Read the log of an instance
         * @description The last lines that the instance printed, read from the cloud now; none before it runs. With `follow` the answer is
         *     a stream of server-sent events, one line each, which goes on with new lines until the instance ends or the caller
         *     leaves; a failure on the way is an event named `error`. On clouds without logs 400 `UNSUPPORTED_PARAMETER`.
         */
        get: operations["getGpuInstanceLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gpu/contracts/{contract_id}/checkin": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check in from inside an instance
         * @description Called once a minute from inside an instance that we equipped with a start script, so that a machine ends itself when
         *     its lease is over, even if nothing else reaches it. Callers have no use for it. It takes the token of the instance
         *     (`PROXY_API_INSTANCE_TOKEN` in its environment) and nothing else: another or none is 401.
         */
        post: operations["checkInGpuInstance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gpu/contracts/{contract_id}/proxy/{port}/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
                /** @description The port in the container; it must be one of the contract's `ports`. */
                port: components["schemas"]["GpuPortNumber"];
                /** @description The path at the instance, slashes and all; it may be empty. */
                path: string;
            };
            cookie?: never;
        };
        /**
         * Pass a GET or a WebSocket to an instance
         * @description As passToInstance. A WebSocket upgrade is relayed too, with messages up to 16 MiB, 300 s of idle time and the close
         *     codes of the instance; browsers, which cannot send headers there, use a `ticket`.
         */
        get: operations["passToInstanceGet"];
        /**
         * Pass a PUT to an instance
         * @description As passToInstance.
         */
        put: operations["passToInstancePut"];
        /**
         * Pass a POST to an instance
         * @description Passes the request to a port of an own instance and relays what comes back: status, headers and bytes are the
         *     instance's, marked by `X-Proxy-Source: target`, and any status is possible. The query is passed on as it is. Bytes are
         *     not decompressed, and back-pressure holds both ways. `GET`, `PUT`, `PATCH`, `DELETE`, `HEAD`, `OPTIONS` and WebSocket
         *     upgrades work alike.
         *
         *     Our credentials, cookies and hop-by-hop headers stop here; the instance receives its own token instead. `Set-Cookie`
         *     does not come back. Limits: request 10 MB, connect 3 s, headers 60 s, 60 s without a byte, 64 open calls a user and
         *     256 an instance.
         */
        post: operations["passToInstance"];
        /**
         * Pass a DELETE to an instance
         * @description As passToInstance.
         */
        delete: operations["passToInstanceDelete"];
        options?: never;
        head?: never;
        /**
         * Pass a PATCH to an instance
         * @description As passToInstance.
         */
        patch: operations["passToInstancePatch"];
        trace?: never;
    };
    "/api/v1/gpu/proxy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a request to an instance or a public address
         * @description Sends one request in the protocol named: to an own instance, or to a public address. Addresses inside networks are
         *     403 `TARGET_BLOCKED`, whatever the name looks like; redirects are returned, not followed. The caller's credentials go
         *     nowhere; `headers` go out.
         *
         *     The answer is 200 with an envelope whenever the target answered, and the status of the target stands in
         *     `status_code`. With `stream` status, headers and bytes of the target are relayed as they come, and `X-Proxy-Source:
         *     target` says so. A relayed answer that is cut ends in an error event or a reset, never in a forged end.
         *
         *     Limits: request 10 MB, enveloped answer 50 MB, 600 s altogether (a stream: 60 s without a byte, 24 h). It is sent
         *     once more only where no connection was made, or for GET and HEAD before the first byte; a tool call never.
         */
        post: operations["proxyRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gpu/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deployments
         * @description The own deployments, newest first. Deleted ones are left out.
         */
        get: operations["listGpuDeployments"];
        put?: never;
        /**
         * Serve a model on rented GPUs
         * @description Makes a model a route of the gateway: replicas are rented as requests need them, within the caps, and given up when
         *     idle. `POST /v1/chat/completions` and its like reach it as `deployment/<name>`. While no replica can answer, the
         *     fallback does. Calls that a replica answers cost no tokens, its hours are billed; fallback calls cost as usual.
         *
         *     With `min_replicas` 0 nothing is rented before the first request. A dead replica is replaced at once; three in a row
         *     that never got ready end the spending, and the deployment is `failed`.
         */
        post: operations["createGpuDeployment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gpu/deployments/{deployment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment_id: components["schemas"]["GpuDeploymentId"];
            };
            cookie?: never;
        };
        /**
         * Get a deployment
         * @description The deployment with its replicas, load and cost: USD an hour, USD a million tokens, and from how many tokens an hour
         *     on it is cheaper than the same model at a hosted provider. The figures are those of the ledger.
         */
        get: operations["getGpuDeployment"];
        put?: never;
        post?: never;
        /**
         * Delete a deployment
         * @description Takes the route away at once, lets requests in flight end for up to 120 seconds, and destroys the replicas. Repeating
         *     the call is harmless and answers the state reached.
         */
        delete: operations["deleteGpuDeployment"];
        options?: never;
        head?: never;
        /**
         * Change the scaling and caps of a deployment
         * @description Changes caps, scaling and fallback; running replicas are adjusted to them. A deployment that is being deleted is 409
         *     `INVALID_STATE`.
         */
        patch: operations["updateGpuDeployment"];
        trace?: never;
    };
    "/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open the realtime feed
         * @description Upgrades to a WebSocket. The client subscribes to channels and receives events as JSON text frames:
         *
         *     ```json
         *     {"type": "subscribe", "channels": ["gpu_updates", "billing_events"]}
         *     {"type": "instance_ready", "payload": {"contract_id": "inst_…"}, "id": "evt_…", "seq": 41, "stream": "account",
         *      "channel": "gpu_updates", "timestamp": "2026-11-20T10:30:00Z"}
         *     ```
         *
         *     | channel | holds | needs |
         *     |---|---|---|
         *     | `gpu_updates` | `gpu.available`, events of the own instances and deployments | `gpu:read` for the own ones |
         *     | `model_updates` | `models.*`, `source.*`, `refresh.completed` | `models:read` |
         *     | `billing_events` | `payment.*`, `subscription.*`, `billing.*`, `budget.*` of the account | `billing:read` |
         *     | `account_events` | `key.*`, `webhook.*`, `integration.*`, `sync.*`, `workflow.*` of the account | `account:read` |
         *     | `admin_events` | what operators need to know | `audit:read` |
         *
         *     The `type` of an event is its name with `_` for `.`, and `model_` for `models.`: `instance.ready` is `instance_ready`,
         *     `models.updated` is `model_updated`.
         *
         *     **Credential.** A key or token in a header, or `ticket`; without one only public channels, and only where the operator
         *     lets anonymous callers read events. A foreign `Origin` is 403 `ORIGIN_NOT_ALLOWED`.
         *
         *     **Resume.** Each event has a `stream` and its place in it, `seq`. `subscribe` with `resume` replays what came after
         *     those places, for 24 hours or 10,000 events; older places get a `resync_required` frame: read the state anew.
         *
         *     **Close codes.** 1008 three bad messages or too many; 1009 a frame above 64 KB; 1012 the server restarts, connect
         *     again; 4401 the credential ended; 4408 the client read too slowly (1,000 frames or 1 MB queued): connect again and
         *     resume. Limits: 20 messages a second, 20 sockets a user. The server pings every 30 s and gives up after 45 s.
         */
        get: operations["connectRealtime"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The error of `/api/v1/**` and of all paths without a family of their own. */
        Error: {
            /** @description What to do about it. */
            error: string;
            code: components["schemas"]["ErrorCode"];
            request_id: string;
            details?: components["schemas"]["ErrorDetail"][];
        };
        /** @description The error of `/api/v1/{ai,integration,workflow,db}/**`. */
        TaskError: {
            /** @constant */
            success: false;
            data: null;
            error: string;
            code: components["schemas"]["ErrorCode"];
            details?: components["schemas"]["ErrorDetail"][];
            timestamp: components["schemas"]["Timestamp"];
            request_id: string;
        };
        /** @description The error of `/v1/**`, as OpenAI's clients read it. */
        OpenAIError: {
            error: {
                message: string;
                type: string;
                param: string | null;
                code: string | null;
            };
        };
        /** @description The error of `/v1/messages*`, as Anthropic's clients read it. */
        AnthropicError: {
            /** @constant */
            type: "error";
            error: {
                type: string;
                message: string;
            };
            request_id: string;
        };
        /** @description The error of `/graphql`. */
        GraphQLError: {
            data?: null;
            errors: {
                message: string;
                extensions: {
                    code: components["schemas"]["ErrorCode"];
                    request_id: string;
                };
            }[];
        };
        /** @enum {string} */
        CostUnitChoice: "per_1k" | "per_1m";
        /**
         * @description A capability; `function_calling` and `tool_calling` mean `tools`, `embedding` means `embeddings`.
         * @enum {string}
         */
        ModelCapabilityFilter: "audio" | "batch" | "chat" | "completion" | "embedding" | "embeddings" | "fine_tuning" | "function_calling" | "image_generation" | "json_mode" | "moderation" | "parallel_tools" | "pdf" | "prompt_cache" | "realtime" | "reasoning" | "rerank" | "speech" | "streaming" | "structured_output" | "tool_calling" | "tools" | "transcription" | "vision" | "web_search";
        /** @enum {string} */
        Modality: "text" | "image" | "audio" | "video" | "pdf" | "embedding";
        /** @enum {string} */
        ModelStatusFilter: "alpha" | "beta" | "ga" | "legacy" | "deprecated" | "retired" | "unknown" | "any";
        /** @enum {string} */
        ModelAvailabilityFilter: "listed" | "missing" | "stale" | "offline" | "unverified" | "removed" | "any";
        /** @enum {string} */
        ModelScope: "configured" | "all";
        /** @enum {string} */
        ModelSort: "relevance" | "provider" | "-provider" | "name" | "-name" | "input_cost" | "-input_cost" | "output_cost" | "-output_cost" | "context_length" | "-context_length" | "max_tokens" | "-max_tokens" | "release_date" | "-release_date" | "updated_at" | "-updated_at";
        /** @enum {string} */
        ModelGroup: "none" | "canonical";
        /** @enum {string} */
        ModelFacet: "provider" | "brand" | "family" | "capabilities" | "input_modality" | "output_modality" | "status";
        /** @enum {string} */
        ModelInclude: "provenance" | "conflicts" | "sources" | "score";
        /** @description Primary key of the catalog: `<provider>:<id>`, e.g. `openai:gpt-4o`. */
        ModelUid: string;
        /**
         * @description What `input_cost`, `output_cost` and the cost filters count in; chosen by `cost_unit`, by default per 1,000 tokens.
         * @enum {string}
         */
        CostUnit: "usd_per_1k_tokens" | "usd_per_1m_tokens";
        /** @description USD per 1,000,000 tokens through the provider's batch interface. */
        ModelBatchPricing: {
            input: number | null;
            output: number | null;
        };
        /** @description USD per 1,000,000 tokens once the prompt has `min_input_tokens` or more. */
        ModelPriceTier: {
            min_input_tokens: number;
            input: number | null;
            output: number | null;
            cache_read?: number | null;
        };
        /**
         * @description USD per 1,000,000 tokens, whatever `cost_unit` says, but for the prices a piece (`image`, `request`, `web_search`,
         *     `audio_minute`, `hour`). A price that is absent or `null` is unknown.
         */
        ModelPricing: {
            /**
             * @description `fixed`: these prices. `tiered`: see `tiers`. `dynamic`: the provider decides a call at a time. `hourly`: billed
             *     by `hour`, as a rented GPU. `unknown`: no source states a price.
             * @enum {string}
             */
            mode: "fixed" | "tiered" | "dynamic" | "hourly" | "unknown";
            /** @constant */
            currency: "USD";
            input: number | null;
            output: number | null;
            /** @description Input tokens that the provider found in its prompt cache. */
            cache_read?: number | null;
            /** @description Input tokens written to a prompt cache that lives 5 minutes. */
            cache_write_5m?: number | null;
            /** @description Input tokens written to a prompt cache that lives 1 hour. */
            cache_write_1h?: number | null;
            /** @description Reasoning tokens where they are priced apart from output. */
            reasoning?: number | null;
            input_audio?: number | null;
            output_audio?: number | null;
            input_image?: number | null;
            batch?: components["schemas"]["ModelBatchPricing"];
            /** @description Prices that begin at a size of the prompt, smallest first. */
            tiers?: components["schemas"]["ModelPriceTier"][];
            /** @description USD an image. */
            image?: number | null;
            /** @description USD a request. */
            request?: number | null;
            /** @description USD a web search. */
            web_search?: number | null;
            /** @description USD a minute of audio. */
            audio_minute?: number | null;
            /** @description USD an hour. */
            hour?: number | null;
        };
        ModelModalities: {
            /** @description What it takes; empty is unknown. */
            input: components["schemas"]["Modality"][];
            /** @description What it gives; empty is unknown. */
            output: components["schemas"]["Modality"][];
        };
        /** @description true, false, or unknown (null or absent). */
        ModelSupports: {
            streaming?: boolean | null;
            /** @description Function calling. */
            tools?: boolean | null;
            parallel_tools?: boolean | null;
            json_mode?: boolean | null;
            /** @description Answers that keep a JSON Schema. */
            structured_output?: boolean | null;
            vision?: boolean | null;
            audio?: boolean | null;
            pdf?: boolean | null;
            reasoning?: boolean | null;
            prompt_cache?: boolean | null;
            embeddings?: boolean | null;
            rerank?: boolean | null;
            web_search?: boolean | null;
        };
        /** @enum {string} */
        ModelCapability: "audio" | "batch" | "chat" | "completion" | "embeddings" | "fine_tuning" | "image_generation" | "json_mode" | "moderation" | "parallel_tools" | "pdf" | "prompt_cache" | "realtime" | "reasoning" | "rerank" | "speech" | "streaming" | "structured_output" | "tools" | "transcription" | "vision" | "web_search";
        /**
         * @description What the provider says about its life: `ga` generally available, `legacy` superseded but kept, `deprecated` has or
         *     will get a shutdown date, `retired` past it. `unknown` where no source says anything.
         * @enum {string}
         */
        ModelStatus: "alpha" | "beta" | "ga" | "legacy" | "deprecated" | "retired" | "unknown";
        /** @description As precise as its source: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
        PartialDate: string | null;
        /**
         * @description `listed`: in the provider's newest healthy list. `missing`: absent from it, not yet given up. `stale`: the provider
         *     had no healthy fetch for 24 h. `offline`: the deployment that serves it does not run. `unverified`: only the
         *     configuration or a catalog asserts it. `removed`: gone after 3 misses over 24 h, or past its shutdown date; kept 90
         *     days, hidden by default.
         * @enum {string}
         */
        ModelAvailabilityState: "listed" | "missing" | "stale" | "offline" | "unverified" | "removed";
        /** @description What our own fetches say about its presence. */
        ModelAvailability: {
            state: components["schemas"]["ModelAvailabilityState"];
            /** @description Healthy fetches in a row without it. */
            misses: number;
            /**
             * Format: date-time
             * @description Time of the first of these misses.
             */
            missing_since: string | null;
            /**
             * Format: date-time
             * @description When a source first stated it.
             */
            first_seen: string | null;
            /**
             * Format: date-time
             * @description When a source last stated it.
             */
            last_seen: string | null;
            /**
             * Format: date-time
             * @description When the provider itself last listed it.
             */
            last_verified: string | null;
        };
        /** @description Free JSON members. */
        Metadata: {
            [key: string]: unknown;
        };
        /**
         * Format: date-time
         * @description RFC 3339 time in UTC.
         */
        Timestamp: string;
        /**
         * @description `override`: the operator's `discovery.overrides`. `provider_api`: the provider's own list. `deprecation_feed`,
         *     `models_dev`, `litellm`, `openrouter`: public catalogs. `config`: named in the configuration. `deployment`: a rented
         *     GPU that serves it. `static`: the built-in catalog. `legacy`: migrated from an older system.
         * @enum {string}
         */
        CatalogSource: "override" | "provider_api" | "deprecation_feed" | "models_dev" | "litellm" | "openrouter" | "config" | "deployment" | "static" | "legacy";
        /** @description Who states something, and when it was read there. */
        ModelSource: {
            source: components["schemas"]["CatalogSource"];
            /** @description The key under which that source has it, e.g. `openai/gpt-4o`. */
            source_key?: string | null;
            /** @description Where a person can look it up, without credentials. */
            url?: string | null;
            fetched_at: components["schemas"]["Timestamp"];
            /** @description `last_known`: no source states it any more, it is kept 7 days. Else the note of an override. */
            note?: string;
        };
        /** @description With `include=provenance`, and always from getModel: by field, dotted inside `pricing` and `supports`, the source that it was taken from. */
        ModelProvenance: {
            [key: string]: components["schemas"]["ModelSource"];
        };
        /** @description A value of a field of a model. */
        ModelFieldValue: string | number | boolean | {
            [key: string]: unknown;
        } | (string | number | boolean | {
            [key: string]: unknown;
        } | null)[] | null;
        ModelConflictValue: {
            source: components["schemas"]["CatalogSource"];
            value: components["schemas"]["ModelFieldValue"];
            fetched_at: components["schemas"]["Timestamp"];
        };
        /** @description Sources that state different values of one field. */
        ModelConflict: {
            /** @description Dotted name, e.g. `pricing.input`. */
            field: string;
            /** @description Every stated value, the strongest source first. */
            values: components["schemas"]["ModelConflictValue"][];
            /** @description The value that the model shows. */
            chosen: components["schemas"]["ModelFieldValue"];
            /**
             * @description Why: `precedence` of sources, `majority` of the catalogs, `newest` of equals, `suspect` (the other is
             *     implausible), `unconfirmed_rise` (ten times dearer with no second source: the old price stays until two healthy
             *     fetches 24 h apart agree). A newer server may know more rules.
             */
            rule: string;
        };
        /**
         * @description One model at one provider. Every field is always there, but for the optional ones that say when they appear.
         *     `null` is unknown and never replaced by a guess; a cost of `0` is free.
         */
        Model: {
            uid: components["schemas"]["ModelUid"];
            /** @description The provider's own id, unchanged: what a call to that provider names. At most 300 characters. */
            id: string;
            /** @description Display name; the id where no source states a name. */
            name: string;
            /**
             * @description Brand (`openai`, `grok`, `azure_openai` …). Where a list belongs to one account (Azure, vLLM, Ollama, own
             *     deployments) it is the configured name of that provider.
             */
            provider: string;
            /** @description The provider's type, e.g. `openai`; differs from `provider` where that is a configured name. */
            brand: string;
            /** @description Enabled configured providers through which the gateway can call this model; empty where nothing routes to it. */
            served_by: string[];
            /** @description The same for one model across providers, e.g. `anthropic/claude-sonnet-4-5`. */
            canonical_id: string | null;
            /** @description Who made the model, e.g. `anthropic`, `meta`. */
            author: string | null;
            /** @description The line it belongs to, e.g. `claude-sonnet`. */
            family: string | null;
            /** @description Other ids at this provider that name this model, dated and `-latest` forms among them. */
            aliases: string[];
            /** @description The id at this provider that this row stands for at the moment; a moving alias changes here. */
            alias_of: string | null;
            /** @description Total window in tokens, input and output together. */
            context_length: number | null;
            /** @description Largest input in tokens, where a source states it apart from the window. */
            max_input_tokens: number | null;
            /** @description Largest output in tokens. */
            max_tokens: number | null;
            /** @description USD for input tokens in `cost_unit`, with up to 9 decimals. */
            input_cost: number | null;
            /** @description USD for output tokens in `cost_unit`, with up to 9 decimals. */
            output_cost: number | null;
            cost_unit: components["schemas"]["CostUnit"];
            pricing: components["schemas"]["ModelPricing"];
            modalities: components["schemas"]["ModelModalities"];
            /** @description Takes messages. */
            supports_chat: boolean | null;
            /** @description Takes a plain prompt (legacy text completion). */
            supports_completion: boolean | null;
            supports: components["schemas"]["ModelSupports"];
            /** @description What is known to be true, sorted. */
            capabilities: components["schemas"]["ModelCapability"][];
            status: components["schemas"]["ModelStatus"];
            /** @description When the model was released. */
            release_date: components["schemas"]["PartialDate"];
            /** @description Up to when its training data reaches. */
            knowledge_cutoff: components["schemas"]["PartialDate"];
            /**
             * Format: date
             * @description From when on the provider advises against it.
             */
            deprecation_date: string | null;
            /**
             * Format: date
             * @description From when on the provider refuses calls.
             */
            shutdown_date: string | null;
            /** @description Ids that the provider names as successors; empty where it names none. */
            replacement: string[];
            availability: components["schemas"]["ModelAvailability"];
            /** @description A value is implausible. A suspect price is shown, never satisfies a cost filter and is never charged. */
            suspect: boolean;
            /** @description Dotted names of the implausible fields, e.g. `pricing.input`. */
            suspect_fields: string[];
            /** @description What the provider says beyond these fields, in its own words; at most 16 KB. */
            metadata: components["schemas"]["Metadata"];
            /** @description Grows by 1 whenever the meaning of the row changes, not when it is fetched again. */
            version: number;
            /** @description When the row entered the catalog. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When `version` last grew. */
            updated_at: components["schemas"]["Timestamp"];
            /** @description With `group=canonical`: the same model at other providers. */
            also_at?: components["schemas"]["ModelUid"][];
            /** @description With `include=score` and a query: rank within this answer, higher is better. Not comparable between queries. */
            score?: number;
            provenance?: components["schemas"]["ModelProvenance"];
            /** @description With `include=conflicts`, and always from getModel: where sources disagree. */
            conflicts?: components["schemas"]["ModelConflict"][];
            /** @description With `include=sources`, and always from getModel: every source that states something about this model. */
            sources?: components["schemas"]["ModelSource"][];
        };
        /** @description Send it back as `cursor` for the next page; null on the last one. */
        NextCursor: string | null;
        /** @description Fingerprint of the whole catalog; equal data has the equal id, on every server. */
        SnapshotId: string;
        ModelFacetCount: {
            value: string;
            count: number;
        };
        /**
         * @description For each facet that was asked for, how many matches have which value, most frequent first, at most 100 values. A facet
         *     ignores the filter of its own name, so that the other choices stay visible.
         */
        ModelFacets: {
            [key: string]: components["schemas"]["ModelFacetCount"][];
        };
        ModelListAnswer: {
            models: components["schemas"]["Model"][];
            /** @description Models in this answer. */
            count: number;
            /** @description Models that match, over all pages. */
            total: number;
            /** @description true where more than 10,000 match and counting stopped; absent where `total` is exact. */
            total_is_lower_bound?: boolean;
            next_cursor: components["schemas"]["NextCursor"];
            /** @description Providers of all matches, sorted. */
            providers: string[];
            snapshot: components["schemas"]["SnapshotId"];
            /** @description The catalog is younger than `discovery.cache_ttl` (300 s); else it was answered as it is and a refresh is due. */
            cache_hit: boolean;
            cost_unit: components["schemas"]["CostUnit"];
            /** @description When this answer was put together. */
            timestamp: components["schemas"]["Timestamp"];
            facets?: components["schemas"]["ModelFacets"];
        };
        ModelSearchAnswer: components["schemas"]["ModelListAnswer"] & {
            /** @description The query as it was searched for, Unicode NFKC; empty when browsing. */
            query: string;
            /**
             * @description The filters as they were understood, by parameter name: defaults included, other spellings resolved
             *     (`max_input_cost` stands as `max_cost`, provider `xai` as `grok`).
             */
            filters_applied: {
                [key: string]: unknown;
            };
        };
        /** @description A model with where each of its values comes from. */
        ModelDetail: components["schemas"]["Model"] & {
            provenance: components["schemas"]["ModelProvenance"];
            conflicts: components["schemas"]["ModelConflict"][];
            sources: components["schemas"]["ModelSource"][];
        };
        /**
         * @description `active`: the last fetch was healthy, or its catalog is static by design. `degraded`: the last fetch was unhealthy or is
         *     held for confirmation, a healthy one is younger than 24 h; or three probes in a row failed. `stale`: no healthy fetch
         *     for 24 h. `error`: never healthy, or its credentials are refused. `disabled`: switched off. `unconfigured`: a brand that
         *     we know, without a row in the configuration.
         * @enum {string}
         */
        ProviderState: "active" | "degraded" | "stale" | "error" | "disabled" | "unconfigured";
        ModelProviderInfo: {
            /** @description The provider of this row. */
            name: string;
            status: components["schemas"]["ProviderState"];
        };
        ModelAnswer: {
            model: components["schemas"]["ModelDetail"];
            provider_info: components["schemas"]["ModelProviderInfo"];
            /** @description The same model at other providers. */
            also_at: components["schemas"]["ModelUid"][];
        };
        ModelRefresh: {
            /** @description Configured names or brands; none named means all enabled ones. An unknown name is refused and nothing is fetched. */
            providers?: string[];
            /**
             * @description Fetch even what was fetched less than 60 s ago, past every cache.
             * @default false
             */
            force: boolean;
            /**
             * @description Believe a list that is shorter than 80 % of the last healthy one at once, instead of waiting for a second fetch 15
             *     minutes later. Needs `models:select`.
             * @default false
             */
            accept_drop: boolean;
        };
        /** @description A code of the error table (docs/reference/errors.md). A newer server may know more codes. */
        ErrorCode: string;
        ProviderFailure: {
            code: components["schemas"]["ErrorCode"];
            /** @description In our words, e.g. `The provider answered HTML instead of JSON.` */
            message: string;
        };
        ProviderRefresh: {
            /**
             * @description `updated`: rows changed. `unchanged`: a healthy list without news. `fresh`: fetched less than 60 s ago, not
             *     again. `held`: much shorter than before; additions and edits count, absences wait for confirmation. `running`: not
             *     done within 25 s, goes on. `skipped`: disabled, without credentials or without a list. `failed`: see `error`; its
             *     rows stay as they were.
             * @enum {string}
             */
            result: "updated" | "unchanged" | "fresh" | "held" | "running" | "skipped" | "failed";
            /** @description Models in its list. */
            models: number;
            /** @description Rows that are new. */
            added: number;
            /** @description Rows that differ. */
            changed: number;
            /** @description Rows that the list no longer has; each is removed only after 3 such lists over 24 h. */
            missing: number;
            duration_ms: number;
            error: components["schemas"]["ProviderFailure"] | null;
        };
        ModelRefreshAnswer: {
            /**
             * @description `partial`: some providers failed, are held or still run. When all fail the answer is 502.
             * @enum {string}
             */
            status: "success" | "partial";
            /** @description For people, e.g. `2 providers refreshed`. */
            message: string;
            /** @description Models in the lists that were read. */
            models_discovered: number;
            /** @description Providers whose rows changed. */
            providers_updated: string[];
            /** @description The catalog after what has finished. */
            snapshot: components["schemas"]["SnapshotId"];
            /** @description By provider. */
            results: {
                [key: string]: components["schemas"]["ProviderRefresh"];
            };
            /** @description At most 25,000: what still runs then goes on behind. */
            duration_ms: number;
            timestamp: components["schemas"]["Timestamp"];
        };
        /**
         * @description `added`: a new row. `updated`: anything but what the other kinds say. `price_changed`: a value of `pricing`.
         *     `deprecated`: status, dates or replacement set or moved; also as a reminder 30, 7 and 1 days before the shutdown.
         *     `removed`, `restored`: gone for good, and back.
         * @enum {string}
         */
        ModelChangeKind: "added" | "updated" | "price_changed" | "deprecated" | "removed" | "restored";
        /**
         * @description `minor`: name, metadata or family. All else is `major`: limits, prices, modalities, support, status, existence.
         * @enum {string}
         */
        ModelChangeSeverity: "major" | "minor";
        ModelFieldChange: {
            old: components["schemas"]["ModelFieldValue"];
            new: components["schemas"]["ModelFieldValue"];
            /**
             * @description Of a price; absent where either value is unknown.
             * @enum {string}
             */
            direction?: "up" | "down";
            /** @description Change of a price in percent of the old one, negative is cheaper; null where the old one is 0 or unknown. */
            percent?: number | null;
            /** @description `correction`: the old price was implausible, so no rise or fall is meant. */
            reason?: string;
        };
        /** @description Applied in the order of `seq` to the rows of an older snapshot, changes give the newer one. */
        ModelChange: {
            /** @description Grows with every change; never reused. */
            seq: number;
            kind: components["schemas"]["ModelChangeKind"];
            severity: components["schemas"]["ModelChangeSeverity"];
            uid: components["schemas"]["ModelUid"];
            provider: string;
            /** @description When the catalog took it over. */
            timestamp: components["schemas"]["Timestamp"];
            /** @description The first snapshot that holds it. */
            snapshot: components["schemas"]["SnapshotId"];
            /** @description The whole row; with `added` only. */
            model?: components["schemas"]["Model"];
            /** @description By dotted field name, what was and what is; with every kind but `added`. */
            fields?: {
                [key: string]: components["schemas"]["ModelFieldChange"];
            };
            /** @description With a reminder of `deprecated`: days until the shutdown (30, 7 or 1). */
            days_left?: number;
        };
        ModelChangesAnswer: {
            /** @description Oldest first. */
            changes: components["schemas"]["ModelChange"][];
            /** @description Changes in this answer. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
            /** @description The catalog of now: what the rows give once every change is applied. */
            snapshot: components["schemas"]["SnapshotId"];
        };
        ModelSelection: {
            /** @description The provider's own id of the model. */
            model_name: string;
            /** @description false, which only the file can say, protects the entry from this API. */
            editable: boolean;
            last_updated: components["schemas"]["Timestamp"];
            /** @description The catalog lists the model at this provider now, or the configuration names it. */
            available: boolean;
        };
        ModelSelectionsAnswer: {
            /** @description By configured name of the provider. */
            selections: {
                [key: string]: components["schemas"]["ModelSelection"];
            };
            count: number;
        };
        ModelSelectionInput: {
            /** @description The provider's own id of the model. */
            model_name: string;
            /** @description Ignored; only the file can say it. */
            editable?: boolean;
            /** @description Ignored; the server sets it. */
            last_updated?: string;
            /** @description Ignored. */
            available?: boolean;
        };
        /** @description A model, by its id or as an object; null clears the selection. */
        ModelSelectionChoice: string | components["schemas"]["ModelSelectionInput"] | null;
        /** @description By configured name of the provider. */
        ModelSelectionChoices: {
            [key: string]: components["schemas"]["ModelSelectionChoice"];
        };
        ModelSelectionsPatch: {
            selections: components["schemas"]["ModelSelectionChoices"];
            /** @description Ignored; so that an answer can be sent back. */
            count?: number;
        };
        /**
         * @description What to change: the form that getModelSelections answers, or the older one without the outer `selections`. Providers
         *     that are not named keep their selection.
         */
        ModelSelectionsUpdate: components["schemas"]["ModelSelectionsPatch"] | components["schemas"]["ModelSelectionChoices"];
        ProviderSource: {
            source: components["schemas"]["CatalogSource"];
            /**
             * Format: date-time
             * @description When it was last read; of the built-in catalog, when it was last checked by hand.
             */
            fetched_at: string | null;
            /** @description Rows that were taken. */
            rows: number;
            /** @description Rows that were refused as malformed. */
            rejects: number;
        };
        ProviderStatus: {
            /** @description The key under which it stands. */
            name: string;
            status: components["schemas"]["ProviderState"];
            /** @description Its `type`, e.g. `openai`. */
            brand: string;
            enabled: boolean;
            /** @description 1 to 1000, lower goes first; null where not configured. */
            priority: number | null;
            /** @description Rows of the catalog, removed ones left out. */
            models: number;
            /**
             * Format: date-time
             * @description End of the last fetch, healthy or not.
             */
            last_refresh_at: string | null;
            /**
             * Format: date-time
             * @description End of the last healthy fetch.
             */
            last_success_at: string | null;
            /**
             * Format: date-time
             * @description When the next fetch is due; after failures 60 s doubling up to 1 h.
             */
            next_refresh_at: string | null;
            /** @description How long the last fetch took. */
            duration_ms: number | null;
            consecutive_failures: number;
            /** @description Why the last fetch was not healthy. */
            error: components["schemas"]["ProviderFailure"] | null;
            /** @description Where its rows come from. */
            sources: components["schemas"]["ProviderSource"][];
        };
        ProvidersAnswer: {
            /** @description By configured name; a brand that is not configured stands under its own. */
            providers: {
                [key: string]: components["schemas"]["ProviderStatus"];
            };
            /** @description How many of them are `active`. */
            active: number;
        };
        GraphQLRequest: {
            /** @description The document; above 15,000 characters it is `QUERY_TOO_COMPLEX`. */
            query: string;
            /** @description Which operation of the document to run; needed where it has several. */
            operationName?: string | null;
            /** @description Values of the operation's variables; at most 64 KB of JSON. */
            variables?: {
                [key: string]: unknown;
            } | null;
            /** @description Accepted and ignored. */
            extensions?: {
                [key: string]: unknown;
            } | null;
        };
        GraphQLLocation: {
            line: number;
            column: number;
        };
        /** @description A field that could not be answered while others were; a request that cannot be run at all answers an error status. */
        GraphQLFieldError: {
            message: string;
            locations?: components["schemas"]["GraphQLLocation"][];
            /** @description The field in `data`. */
            path?: (string | number)[];
            extensions: {
                code: components["schemas"]["ErrorCode"];
                request_id: string;
            };
        };
        GraphQLAnswer: {
            /** @description What was asked for; a field that failed is null. */
            data?: {
                [key: string]: unknown;
            } | null;
            /** @description Absent where every field succeeded. */
            errors?: components["schemas"]["GraphQLFieldError"][];
        };
        /** @description The id that it was registered under, e.g. `gpt-4-v1`. `by-name` is taken. */
        RegistryModelId: string;
        RegisteredModel: {
            model_id: components["schemas"]["RegistryModelId"];
            model_name: string;
            model_type: string;
            provider: string;
            version: string;
            parameters: components["schemas"]["Metadata"];
            /** @description The newest value of each metric. */
            performance_metrics: {
                [key: string]: number;
            };
            is_active: boolean;
            /** @description When this `model_id` was first registered. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it was last registered, switched or measured. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description Always `success`; a failure has an error body instead.
         * @constant
         */
        Success: "success";
        RegisteredModelListAnswer: {
            data: components["schemas"]["RegisteredModel"][];
            /** @description Models in this answer. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
            status: components["schemas"]["Success"];
        };
        MetricValue: number;
        /** @description Finite numbers by metric name (`^[a-z][a-z0-9_.]{0,63}$`). */
        MetricValues: {
            [key: string]: components["schemas"]["MetricValue"];
        };
        ModelRegistration: {
            model_id: components["schemas"]["RegistryModelId"];
            /** @description Name that its versions share, e.g. `gpt-4`. May hold `/`. */
            model_name: string;
            /** @description `llm`, `embedding`, `classification` or a word of your own. */
            model_type: string;
            /** @description `openai`, `anthropic`, `local` or a word of your own. */
            provider: string;
            /** @description Unique for its `model_name`; ordered as semver where it is one. */
            version: string;
            /** @description What to call it with, e.g. `temperature`; at most 16 KB of JSON. Empty if absent. */
            parameters?: {
                [key: string]: unknown;
            };
            performance_metrics?: components["schemas"]["MetricValues"];
            /**
             * @description Whether getRegisteredModelByName may choose it.
             * @default true
             */
            is_active: boolean;
        };
        RegisteredModelAnswer: {
            data: components["schemas"]["RegisteredModel"];
            status: components["schemas"]["Success"];
        };
        RegisteredModelWithVersions: components["schemas"]["RegisteredModel"] & {
            /** @description Every registered version of this name, inactive ones included, newest first. */
            versions: string[];
        };
        RegisteredModelByNameAnswer: {
            data: components["schemas"]["RegisteredModelWithVersions"];
            status: components["schemas"]["Success"];
        };
        /** @description Lower-case letters, digits, `_` and `.`, e.g. `accuracy`, `latency_ms_p95`. */
        MetricName: string;
        PerformanceEntry: {
            /** @description When it was recorded. */
            timestamp: components["schemas"]["Timestamp"];
            /** @description What was recorded then. */
            metrics: {
                [key: string]: number;
            };
        };
        PerformanceListAnswer: {
            /** @description Newest first. */
            data: components["schemas"]["PerformanceEntry"][];
            /** @description Entries in this answer. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
            status: components["schemas"]["Success"];
        };
        PerformanceRecord: {
            /** @description Finite numbers by metric name (`^[a-z][a-z0-9_.]{0,63}$`). */
            metrics: {
                [key: string]: components["schemas"]["MetricValue"];
            };
        };
        /**
         * @description `min`: a value below the threshold violates it. `max`: a value above does, as for latency and cost.
         * @enum {string}
         */
        ThresholdDirection: "min" | "max";
        ThresholdInput: {
            /** @description The last value that is still good. */
            threshold: components["schemas"]["MetricValue"];
            /** @default min */
            direction: components["schemas"]["ThresholdDirection"];
        };
        Threshold: {
            metric: components["schemas"]["MetricName"];
            threshold: number;
            direction: components["schemas"]["ThresholdDirection"];
        };
        ThresholdAnswer: {
            data: components["schemas"]["Threshold"];
            status: components["schemas"]["Success"];
        };
        ThresholdViolation: {
            metric: string;
            current: number;
            threshold: number;
            direction: components["schemas"]["ThresholdDirection"];
        };
        PerformanceCheck: {
            model_id: components["schemas"]["RegistryModelId"];
            /** @description The newest value of each metric. */
            performance_metrics: {
                [key: string]: number;
            };
            /** @description By metric. */
            thresholds: {
                [key: string]: number;
            };
            /** @description By metric, for each of `thresholds`. */
            directions: {
                [key: string]: components["schemas"]["ThresholdDirection"];
            };
            violations: components["schemas"]["ThresholdViolation"][];
            /** @description Metrics that have a threshold and no value; they violate nothing. */
            missing: string[];
            /** @description Nothing is violated. */
            is_performing_well: boolean;
        };
        PerformanceCheckAnswer: {
            data: components["schemas"]["PerformanceCheck"];
            status: components["schemas"]["Success"];
        };
        ModelRecommendations: {
            /** @description Sentences, in the order of the rules; a rule that broke stands as `Rule <name> failed: <reason>`. */
            recommendations: string[];
        };
        ModelRecommendationsAnswer: {
            data: components["schemas"]["ModelRecommendations"];
            status: components["schemas"]["Success"];
        };
        /** @description E.g. `slow-llm`. */
        OptimizationRuleName: string;
        /** @description Models that the rule looks at; empty means all. */
        OptimizationRuleMatch: {
            model_type?: string;
            provider?: string;
        };
        /**
         * @description How the newest value of the metric stands to `value`: below, at most, above, at least, equal, not equal. A metric without a value holds nothing.
         * @enum {string}
         */
        ComparisonOperator: "lt" | "lte" | "gt" | "gte" | "eq" | "ne";
        OptimizationCondition: {
            metric: string;
            op: components["schemas"]["ComparisonOperator"];
            value: number;
        };
        OptimizationRule: {
            name: components["schemas"]["OptimizationRuleName"];
            match: components["schemas"]["OptimizationRuleMatch"];
            when: components["schemas"]["OptimizationCondition"][];
            recommend: string;
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        OptimizationRuleListAnswer: {
            /** @description By name. */
            data: components["schemas"]["OptimizationRule"][];
            /** @description Rules in this answer: all, at most 100. */
            count: number;
            status: components["schemas"]["Success"];
        };
        /** @description Models that the rule looks at; without it, all. */
        OptimizationRuleMatchInput: {
            model_type?: string;
            provider?: string;
        };
        OptimizationConditionInput: {
            metric: components["schemas"]["MetricName"];
            op: components["schemas"]["ComparisonOperator"];
            value: components["schemas"]["MetricValue"];
        };
        OptimizationRuleInput: {
            match?: components["schemas"]["OptimizationRuleMatchInput"];
            /** @description All of these must hold. */
            when: components["schemas"]["OptimizationConditionInput"][];
            /** @description The sentence that listModelRecommendations answers. */
            recommend: string;
        };
        OptimizationRuleAnswer: {
            data: components["schemas"]["OptimizationRule"];
            status: components["schemas"]["Success"];
        };
        /**
         * @description A cloud: `vast.ai`, `io.net`, `runpod`, `shadeform`, `lambda` or `local`. As input the aliases `vast`, `vastai`,
         *     `ionet` and `io_net` are accepted too; answers always hold the name itself.
         */
        GpuCloudName: string;
        /**
         * @description Disk in GB.
         * @default 50
         */
        GpuDiskGb: number;
        /**
         * @description `on_demand` is billed as used, `spot` can be interrupted by a higher bid, `prepaid` is paid by the hour in advance.
         * @enum {string}
         */
        GpuPricing: "on_demand" | "spot" | "prepaid";
        /** @description USD with at most 6 decimals; null is unknown, 0 is free. */
        UsdOrNull: number | null;
        /** @description What the price is made of. All in USD. */
        GpuCharges: {
            gpu_per_hour: components["schemas"]["UsdOrNull"];
            disk_per_gb_month: components["schemas"]["UsdOrNull"];
            egress_per_gb: components["schemas"]["UsdOrNull"];
            /** @description The shortest time that the cloud bills. */
            min_billable_seconds: number;
            /** @description Billed time is rounded up to a multiple of this. */
            granularity_seconds: number;
            /** @description Whether the disk of a stopped instance costs money. */
            billed_when_stopped: boolean;
        };
        /** @description A machine, or a kind of machine, that can be rented now, with its price for the asked disk. */
        GpuOffer: {
            /** @description Stable over refreshes, not to be parsed; what createGpuInstance takes. */
            id: string;
            /** @description The cloud, e.g. `vast.ai`. */
            provider: string;
            /** @description The model by its usual name, e.g. `RTX 4090`; `CPU` for a machine without GPU. */
            gpu_model: string;
            /** @description GPUs of the machine; 0 without any. */
            gpu_count: number;
            /** @description Memory of one GPU in GB, as its maker states it. */
            vram: number | null;
            /** @description Memory of all GPUs in GB. */
            vram_total: number | null;
            /**
             * @description USD an hour for all GPUs, all terms and the asked disk. null where one term is missing: such an offer is not
             *     available and cannot be rented (`PRICE_UNKNOWN`). Only a stated 0 is free.
             */
            price_per_hour: number | null;
            /** @description `price_per_hour` divided by the GPUs. */
            price_per_gpu_hour: number | null;
            /** @description A place in the words of the cloud, e.g. `Oregon, US`. */
            location: string | null;
            /** @description Two letters of ISO 3166. */
            country: string | null;
            /** @description Whether renting it makes sense: `availability` is `available`, `low` or `unknown`. */
            available: boolean;
            /**
             * @description `ask` is one machine, gone once somebody rents it; `type` is a kind that the cloud has many of.
             * @enum {string}
             */
            kind: "ask" | "type";
            pricing: components["schemas"]["GpuPricing"];
            /** @description The lowest bid in USD an hour that the cloud takes for spot use. */
            min_bid: number | null;
            /** @description The disk that the price holds for. */
            disk_gb: number;
            /** @description The largest disk that can be asked for. */
            disk_gb_max: number | null;
            charges: components["schemas"]["GpuCharges"];
            cpu_cores: number | null;
            ram_gb: number | null;
            /** @description The newest CUDA version that the driver supports, e.g. 12.8. */
            cuda_max: number | null;
            /** @description CUDA compute capability, e.g. 8.9. */
            compute_capability: number | null;
            /** @description How the GPUs are joined, e.g. `pcie`, `sxm`. */
            interconnect: string | null;
            nvlink: boolean | null;
            /** @description The cloud's own benchmark score; compare it within one cloud only. */
            dlperf: number | null;
            /** @description Share of time that the host was up, 0 to 1. */
            reliability: number | null;
            /** @description Whether the cloud has checked the host. */
            verified: boolean | null;
            /** @description Whether it stands in a data center that the cloud vouches for. */
            secure: boolean | null;
            net_down_mbps: number | null;
            net_up_mbps: number | null;
            /** @description Ports that can be reached from outside. */
            direct_ports: number | null;
            /** @description How long it takes to boot; the shortest and the longest time to expect. */
            boot_seconds: number[] | null;
            /** @description The longest time that the host can be rented for. */
            max_run_seconds: number | null;
            /** @enum {string} */
            availability: "available" | "low" | "unknown" | "none" | "no_quota" | "no_balance";
            /** @description How many of them the cloud has. */
            availability_count: number | null;
            /**
             * @description What works on it, of `container`, `ports`, `ssh`, `stop`, `spot`, `logs` and others. Asking for what is not
             *     there is 400 `UNSUPPORTED_PARAMETER`.
             */
            capabilities: string[];
            /** @description Whether the cloud has not confirmed it for three refresh periods. */
            stale: boolean;
            fetched_at: components["schemas"]["Timestamp"];
        };
        /** @description How fresh the offers of a cloud are. */
        GpuSource: {
            /**
             * @description `stale`: the last refreshes failed and older offers are shown. `warming`: no offers yet. `disabled`: the operator
             *     has no key for this cloud, or the cloud refused it.
             * @enum {string}
             */
            state: "fresh" | "stale" | "warming" | "disabled";
            /** @description Since the last refresh that worked; null before the first one. */
            age_seconds: number | null;
            /** @description Offers of this cloud in the snapshot. */
            offers: number;
            /** @description Present and true where the cloud cut its list short. */
            partial?: boolean;
        };
        /** @description A page of offers. */
        GpuOfferList: {
            data: components["schemas"]["GpuOffer"][];
            /** @description Offers on this page. */
            count: number;
            /** @description Offers that match on all pages; exact. */
            total: number;
            next_cursor: components["schemas"]["NextCursor"];
            /** @description State of each cloud by its name. */
            sources: {
                [key: string]: components["schemas"]["GpuSource"];
            };
            status: components["schemas"]["Success"];
        };
        /**
         * @description `<short name of the cloud>-<the cloud's own id>`, e.g. `vast-20114453`. Stable over refreshes and not to be parsed.
         *     Where the path names the cloud, its own id alone (`20114453`) is accepted as well.
         */
        GpuOfferId: string;
        /** @description An OCI image reference, e.g. `vllm/vllm-openai:v0.11.0`. */
        GpuImage: string;
        /** @description The login of a private image registry. */
        GpuRegistry: {
            username: string;
            /** @description Encrypted at rest and never returned. */
            password: string;
        };
        /** @description One argument, as the process receives it; never split, never joined. */
        GpuArgument: string;
        GpuArguments: components["schemas"]["GpuArgument"][];
        /**
         * @description Environment variables. A name is `[A-Za-z_][A-Za-z0-9_]{0,127}`; `PROXY_API_*`, `VAST_*` and `CONTAINER_API_KEY` are
         *     refused. `env` and `secret_env` hold 128 KiB together.
         */
        GpuEnv: {
            [key: string]: string;
        };
        GpuPortNumber: number;
        /** @description A container port to publish: `8000` is short for `{"port": 8000, "protocol": "http"}`. */
        GpuLaunchPort: components["schemas"]["GpuPortNumber"] | {
            port: components["schemas"]["GpuPortNumber"];
            /**
             * @default http
             * @enum {string}
             */
            protocol: "http" | "https" | "tcp";
        };
        /** @description A name of the caller's own, at most 64 characters on one line; it has no other meaning. */
        GpuName: string | null;
        /** @description A path with optional query, without host; visible ASCII. */
        GpuUrlPath: string;
        /** @description Ready when a GET answers 2xx. `port` defaults to the first of `ports`, `path` to `/`. */
        GpuReadyHttp: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "http";
            port?: components["schemas"]["GpuPortNumber"];
            path?: components["schemas"]["GpuUrlPath"];
        };
        /** @description Ready when the port accepts a connection. `port` defaults to the first of `ports`. */
        GpuReadyTcp: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tcp";
            port?: components["schemas"]["GpuPortNumber"];
        };
        /** @description Ready when the cloud says so. */
        GpuReadyProvider: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "provider";
        };
        /** @description How we learn that the instance serves. */
        GpuReadyProbe: components["schemas"]["GpuReadyHttp"] | components["schemas"]["GpuReadyTcp"] | components["schemas"]["GpuReadyProvider"];
        /** @description USD, above 0, at most 6 decimals; another value is 400 `INVALID_AMOUNT`. */
        GpuUsdCap: number;
        /** @description The instance is destroyed after this time, 60 seconds to 90 days from now; null is no such limit. */
        GpuTtlSeconds: number | null;
        /**
         * @description The instance is destroyed after it was idle for this time: no byte proxied and GPU use below 5 %. Where the cloud
         *     reports no GPU use, this needs `idle_by`. null is no such limit.
         */
        GpuIdleTtlSeconds: number | null;
        /**
         * @description `proxy`: proxied bytes alone decide what idle is, whatever the GPU does.
         * @enum {string|null}
         */
        GpuIdleBy: "proxy" | null;
        /** @description A cap in USD; null is none. */
        GpuUsdCapOrNull: components["schemas"]["GpuUsdCap"] | null;
        /**
         * @description What happens when the cloud takes a spot GPU away. `keep` (as null): it stays `interrupted` for an hour, then is
         *     destroyed. `recover`: it is destroyed, and once that is proved another machine is rented. `destroy`: it is destroyed.
         * @enum {string|null}
         */
        GpuOnInterruption: "keep" | "recover" | "destroy" | null;
        /** @description How to launch an instance. Every field is optional, and `{}` is a valid body. */
        GpuLaunch: {
            /**
             * @description The image to run. Default: the operator's `compute.default_image`, which is
             *     `nvidia/cuda:12.0.0-base-ubuntu22.04` unless set.
             */
            image?: components["schemas"]["GpuImage"];
            registry?: components["schemas"]["GpuRegistry"];
            args?: components["schemas"]["GpuArguments"];
            command?: components["schemas"]["GpuArguments"];
            /** @description A script that the instance runs at every start, at most 16 KiB. */
            onstart?: string;
            env?: components["schemas"]["GpuEnv"];
            secret_env?: components["schemas"]["GpuEnv"];
            /** @description Container ports to publish, each once. Default `[8000]`; an empty list publishes none. */
            ports?: components["schemas"]["GpuLaunchPort"][];
            disk_gb?: components["schemas"]["GpuDiskGb"];
            name?: components["schemas"]["GpuName"];
            /** @description Public keys that may log in, one line each as in `authorized_keys`, without options. */
            ssh_public_keys?: string[];
            /** @description How we learn that it serves. Default `tcp` on the first port where `ports` was given, else `provider`. */
            ready?: components["schemas"]["GpuReadyProbe"];
            /**
             * @description The most that an hour may cost. Default: the price of the offer, so that nobody pays more than was shown. Below
             *     the offer's price the answer is 409 `PRICE_CHANGED`. The running instance is held to it as well.
             */
            max_price_per_hour?: components["schemas"]["GpuUsdCap"];
            /**
             * @description Where a substitute may come from when the cloud refuses: it has the same GPU model and count, at least the memory
             *     and disk, and costs no more than the cap.
             * @default same_cloud
             * @enum {string}
             */
            failover: "same_cloud" | "any_cloud" | "none";
            ttl_seconds?: components["schemas"]["GpuTtlSeconds"];
            idle_ttl_seconds?: components["schemas"]["GpuIdleTtlSeconds"];
            idle_by?: components["schemas"]["GpuIdleBy"];
            /** @description The instance is destroyed before it has cost more than this; null is no such limit. */
            max_spend?: components["schemas"]["GpuUsdCapOrNull"];
            /**
             * @description The bid for an offer with `pricing: spot`, at most `max_price_per_hour`. Default: its `min_bid`. 400
             *     `UNSUPPORTED_PARAMETER` for other offers.
             */
            bid_per_hour?: components["schemas"]["GpuUsdCapOrNull"];
            on_interruption?: components["schemas"]["GpuOnInterruption"];
        };
        /**
         * @description `requested` the wish is durable, nothing was sent; `creating` it was sent; `create_unknown` it may exist, we look;
         *     `provisioning` the cloud has it; `starting` it runs, the probe does not pass yet; `ready` ⇄ `degraded` the probe passes,
         *     or no more; `stopping`, `stopped`; `interrupted` the cloud took the GPU; `terminating` it ends; `terminated`, `failed`
         *     are final and stand only on proof that nothing of it exists at any cloud. The GPU is billed from the acceptance by the
         *     cloud up to the end; `stopped` and `interrupted` cost at most the disk. Destroying is possible in every state.
         * @enum {string}
         */
        GpuContractStatus: "requested" | "creating" | "create_unknown" | "provisioning" | "starting" | "ready" | "degraded" | "stopping" | "stopped" | "interrupted" | "terminating" | "terminated" | "failed";
        /** @description Where SSH answers. */
        GpuSsh: {
            host: string;
            port: number;
        };
        /** @description A container port and where it is reached from outside. */
        GpuPort: {
            /** @description The port in the container. */
            port: number;
            /** @enum {string} */
            protocol: "http" | "https" | "tcp";
            /** @description Known once the instance runs. */
            public_port: number | null;
            /** @description Its address at the cloud, e.g. `http://203.0.113.7:41234`; for `tcp` null. */
            url: string | null;
        };
        /** @description Why it failed. */
        GpuFailure: {
            /**
             * @description A code of the error table, e.g. `NO_CAPACITY`, `OFFER_GONE`, `PRICE_CHANGED`, or one of `IMAGE_ERROR`,
             *     `HARDWARE_MISMATCH`, `BOOT_TIMEOUT`. A newer server may know more.
             */
            code: string;
            /** @description What to do about it. */
            message: string;
        };
        /** @description One try to rent a machine. There is never more than one that may be alive. */
        GpuAttempt: {
            offer_id: string;
            /**
             * @description `intent` written, not sent; `sent` to the cloud; `unknown` it may exist; `live` the cloud has it; `refused` by the
             *     cloud; `absent` proved not to exist; `destroyed` proved gone. The next offer is tried only after the last three.
             * @enum {string}
             */
            phase: "intent" | "sent" | "unknown" | "live" | "refused" | "absent" | "destroyed";
            error: components["schemas"]["GpuFailure"] | null;
        };
        /** @description A rented instance. */
        GpuContract: {
            /** @description Its id, `inst_…`. */
            contract_id: string;
            /** @description The offer that the caller chose. It stays, also where a substitute was rented (`attempts`). */
            instance_id: string;
            /** @description The cloud that it runs at, e.g. `vast.ai`. */
            provider: string;
            status: components["schemas"]["GpuContractStatus"];
            /** @description True exactly where `status` is `ready`. */
            ready: boolean;
            gpu_model: string;
            gpu_count: number;
            /** @description Memory of one GPU in GB. */
            vram: number | null;
            /** @description What an hour costs now in USD; it follows the cloud within the cap. */
            price_per_hour: number;
            /** @description The most that an hour may cost in USD. */
            max_price_per_hour: number;
            /** @description Its public address; null until it runs. */
            ip: string | null;
            /** @description null until it runs, and where the cloud has no SSH. */
            ssh: components["schemas"]["GpuSsh"] | null;
            ports: components["schemas"]["GpuPort"][];
            image: string;
            location: string | null;
            /** @description All tries, oldest first, at most 25. */
            attempts: components["schemas"]["GpuAttempt"][];
            /**
             * @description How sure `ready` is. `token`: it answers with the secret of this instance, so that it cannot be another machine at
             *     a reused address. `port`: something answers. `provider`: the cloud says so. null before it was ready.
             * @enum {string|null}
             */
            ready_evidence: "token" | "port" | "provider" | null;
            /** @description The deployment whose replica it is. */
            deployment_id: string | null;
            name: string | null;
            /** @description What it has cost so far in USD. It is 0 where the instance never got ready. */
            cost: number;
            /**
             * Format: date-time
             * @description When its time limit ends it; null without limit.
             */
            lease_expires_at: string | null;
            created_at: components["schemas"]["Timestamp"];
            /**
             * Format: date-time
             * @description When it was ready for the first time.
             */
            ready_at: string | null;
            /**
             * Format: date-time
             * @description When it was proved gone.
             */
            ended_at: string | null;
            /** @description Why it `failed`, or why it was ended by us; else null. */
            error: components["schemas"]["GpuFailure"] | null;
        };
        /** @description The new contract. Two of its fields stand at the top level too. */
        GpuContractCreated: {
            data: components["schemas"]["GpuContract"];
            /** @description As in `data`. */
            contract_id: string;
            /** @description As in `data`: null until the instance runs. */
            ip: string | null;
            status: components["schemas"]["Success"];
        };
        /**
         * @description The contract, by its `contract_id` (`inst_…`), or by the id of the offer that it was made from. Several contracts of
         *     one offer are 409 `TARGET_AMBIGUOUS`.
         */
        GpuContractReference: string;
        /** @description A contract. */
        GpuContractAnswer: {
            data: components["schemas"]["GpuContract"];
            status: components["schemas"]["Success"];
        };
        /** @description A page of contracts, newest first. */
        GpuContractList: {
            data: components["schemas"]["GpuContract"][];
            /** @description Contracts on this page. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
            status: components["schemas"]["Success"];
        };
        /** @description The id of a contract, as createGpuInstance returned it. */
        GpuContractId: string;
        /** @description What changes; the rest stays. */
        GpuContractUpdate: {
            name?: components["schemas"]["GpuName"];
            /** @description Renews the lease, counted from now; null takes the time limit away. */
            ttl_seconds?: components["schemas"]["GpuTtlSeconds"];
            idle_ttl_seconds?: components["schemas"]["GpuIdleTtlSeconds"];
            idle_by?: components["schemas"]["GpuIdleBy"];
            /** @description The new cap. Below what the instance costs now the answer is 409 `PRICE_CHANGED`. */
            max_price_per_hour?: components["schemas"]["GpuUsdCap"];
            /** @description The new limit of its whole cost, what it has cost so far included; null takes it away. */
            max_spend?: components["schemas"]["GpuUsdCapOrNull"];
        };
        /** @description One line of an instance's log. */
        GpuLogLine: {
            /**
             * Format: date-time
             * @description null where the cloud does not tell it.
             */
            timestamp: string | null;
            /** @description The line without its end. */
            text: string;
        };
        /** @description The last lines of a log. */
        GpuLogs: {
            /** @description Oldest first. */
            data: components["schemas"]["GpuLogLine"][];
            status: components["schemas"]["Success"];
        };
        /** @description What the instance sees of its own hardware; sent with the first check-in. */
        GpuCheckIn: {
            gpus?: {
                /** @description As `nvidia-smi --query-gpu=name` prints it. */
                name: string;
                /** @description As `--query-gpu=memory.total` prints it. */
                memory_mib: number;
            }[];
        };
        /** @description Whether the instance may go on. */
        GpuLease: {
            /**
             * Format: date-time
             * @description When its time limit ends it; null without limit.
             */
            lease_expires_at: string | null;
            /** @description True tells the instance to end itself now. Nothing else does at once: without an answer it goes on for 24 hours. */
            ended: boolean;
        };
        GpuCheckInAnswer: {
            data: components["schemas"]["GpuLease"];
            status: components["schemas"]["Success"];
        };
        /** @description A JSON value. */
        GpuProxyElement: {
            [key: string]: unknown;
        } | ({
            [key: string]: unknown;
        } | ({
            [key: string]: unknown;
        } | string | number | boolean | null)[] | string | number | boolean | null)[] | string | number | boolean | null;
        /**
         * @description The target is either `target_url`, or `contract_id` with `port` and `path`; both or none of them is 400
         *     `INVALID_REQUEST`.
         */
        GpuProxyRequest: {
            /**
             * @description `http` and `https` are the same: the scheme of the URL decides on TLS. `mcp` completes a JSON-RPC message that
             *     lacks `jsonrpc` or `id`, and speaks to servers of both eras. `openinference` (or `oip`) is Open Inference Protocol
             *     v2 where the body has `inputs`; with `messages` or `prompt` it is treated as `openai`, which adds the usual path
             *     where the URL has none.
             * @enum {string}
             */
            protocol: "http" | "https" | "mcp" | "openinference" | "oip" | "openai";
            /**
             * @description An absolute `http` or `https` URL without user name and fragment. A host that is the `ip` of an own live instance
             *     means that instance, and the port then its *container* port (else its public port). All other hosts must be
             *     public, or allowed by the operator.
             */
            target_url?: string;
            contract_id?: components["schemas"]["GpuContractId"];
            /** @description The container port, with `contract_id`. Default the first of its ports. */
            port?: components["schemas"]["GpuPortNumber"];
            /** @description Path and query, with `contract_id`. Default `/`, or the usual path of the protocol. */
            path?: components["schemas"]["GpuUrlPath"];
            /**
             * @description The method to send, in any case of letters. `CONNECT`, `TRACE` and unknown ones are 405 `METHOD_NOT_ALLOWED`.
             * @default POST
             */
            method: string;
            /**
             * @description Headers to send. Dropped are `Host`, `Content-Length`, `Forwarded`, `X-Forwarded-*`, hop-by-hop and metadata
             *     headers; a value that holds an API key of ours is 400 `INVALID_REQUEST`. The headers of this request itself go
             *     nowhere. An own instance receives its token.
             */
            headers?: {
                [key: string]: string;
            };
            /** @description The body to send. An object or array goes as JSON, a text as it is; null sends none. */
            body?: {
                [key: string]: unknown;
            } | components["schemas"]["GpuProxyElement"][] | string | null;
            /**
             * @description How long to wait for the headers of the answer; then 504 `TARGET_TIMEOUT`.
             * @default 60000
             */
            timeout_ms: number;
            /**
             * @description Relay status, headers and bytes of the target as they come, instead of the envelope.
             * @default false
             */
            stream: boolean;
        };
        /** @description Text by name. */
        StringMap: {
            [key: string]: string;
        };
        /** @description What the target answered, whatever its status was. */
        GpuProxyResult: {
            /** @description The status of the target. */
            status_code: number;
            /** @description Its headers by lower-case name, without `Set-Cookie` and hop-by-hop headers. */
            headers: components["schemas"]["StringMap"];
            /** @description Its body in the form that `body_encoding` names; null where it is empty. */
            body: components["schemas"]["GpuProxyElement"];
            /**
             * @description `json`: the parsed value; `text`: UTF-8 text; `base64`: all else.
             * @enum {string}
             */
            body_encoding: "json" | "text" | "base64";
            /** @description From the connection to the last byte. */
            duration_ms: number;
        };
        GpuProxyAnswer: {
            data: components["schemas"]["GpuProxyResult"];
            status: components["schemas"]["Success"];
        };
        /**
         * @description `on_demand` includes prepaid hours; `any` takes the cheapest.
         * @enum {string}
         */
        GpuWantedPricing: "on_demand" | "spot" | "any";
        /**
         * @description `pending` nothing rented yet; `starting` no replica serves yet; `ready`; `degraded` fewer replicas serve than should;
         *     `idle` none runs, the next request starts one; `failed` three replicas in a row never got ready: nothing more is spent,
         *     the fallback serves, `error` has the cause; `deleting` drains; `deleted`.
         * @enum {string}
         */
        GpuDeploymentStatus: "pending" | "starting" | "ready" | "degraded" | "idle" | "failed" | "deleting" | "deleted";
        /** @description A rented instance that serves the model. Its contract tells more. */
        GpuReplica: {
            contract_id: string;
            provider: string;
            status: components["schemas"]["GpuContractStatus"];
            gpu_model: string;
            /** @description USD an hour. */
            price_per_hour: number;
            /** @description Requests that it should have in flight at the most. */
            slots: number;
            /** @description Requests that it has in flight. */
            in_flight: number;
        };
        /** @description What it costs, from the ledger, beside what the same tokens cost at a hosted provider. */
        GpuDeploymentCost: {
            /** @description USD an hour of all replicas now. */
            per_hour: number;
            last_hour: {
                usd: number;
                /** @description Tokens served by replicas, input and output. */
                tokens: number;
                /** @description null without tokens. */
                usd_per_million_tokens: number | null;
            };
            /** @description The same model at a hosted provider; null where there is none with a known price. */
            hosted: {
                model: string;
                /** @description At the deployment's own mix of input and output. */
                usd_per_million_tokens: number | null;
            } | null;
            /** @description From this many tokens an hour on the replicas are cheaper than the hosted model; null without its price. */
            break_even_tokens_per_hour: number | null;
            /** @description USD since it was created. */
            spent: number;
        };
        /** @description A model that is served on rented GPUs. */
        GpuDeployment: {
            /** @description Its id, `dep_…`. */
            deployment_id: string;
            name: string;
            /**
             * @description What `model` of an inference request may say to reach it: `deployment/<name>` and the id. The plain model id
             *     reaches it too, while a replica runs.
             */
            names: string[];
            model: string;
            /** @enum {string} */
            engine: "vllm" | "tgi" | "sglang" | "ollama" | "custom";
            engine_args: string[];
            /** @description The image of `custom`; else null. */
            image: string | null;
            port: number | null;
            health_path: string | null;
            gpu: {
                models: string[] | null;
                count: number;
                min_vram: number | null;
            };
            disk_gb: number;
            /** @description null is all clouds. */
            providers: string[] | null;
            pricing: components["schemas"]["GpuWantedPricing"];
            max_price_per_hour: number;
            max_total_per_hour: number | null;
            max_spend: number | null;
            min_replicas: number;
            max_replicas: number;
            idle_ttl_seconds: number;
            target_in_flight: number;
            cold_wait_ms: number;
            /** @description The hosted model that is used; null where there is none. */
            fallback_model: string | null;
            status: components["schemas"]["GpuDeploymentStatus"];
            replicas: components["schemas"]["GpuReplica"][];
            /** @description Requests in flight at its replicas. */
            in_flight: number;
            /** @description Requests that wait for a replica. */
            waiting: number;
            /** @description Measured throughput of one replica; null before any. */
            tokens_per_hour: number | null;
            cost: components["schemas"]["GpuDeploymentCost"];
            error: components["schemas"]["GpuFailure"] | null;
            created_at: components["schemas"]["Timestamp"];
            /**
             * Format: date-time
             * @description When it could serve for the first time.
             */
            ready_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
        };
        /** @description A page of deployments, newest first. */
        GpuDeploymentList: {
            data: components["schemas"]["GpuDeployment"][];
            /** @description Deployments on this page. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
            status: components["schemas"]["Success"];
        };
        /** @description A name of the caller's own, unique among the own deployments. */
        GpuDeploymentName: string;
        /** @description A model id. */
        GpuServedModel: string;
        /** @description The GPUs of a replica. One of `models` and `min_vram` is needed. */
        GpuWanted: {
            /** @description Models that will do, by name or alias. */
            models?: string[];
            /**
             * @description GPUs of one replica.
             * @default 1
             */
            count: number;
            /** @description GB of one GPU. */
            min_vram?: number;
        };
        /** @description The clouds to rent from; all without it. */
        GpuClouds: components["schemas"]["GpuCloudName"][];
        GpuReplicaCount: number;
        GpuReplicaLimit: number;
        /** @description After this time without a request the replicas go down to `min_replicas`. */
        GpuReplicaIdleSeconds: number;
        /** @description Requests in flight that one replica should have; above it a replica is added. */
        GpuTargetInFlight: number;
        /**
         * @description How long a request waits for the first replica before it goes to the fallback; 0 goes there at once. The replica is
         *     started in any case.
         */
        GpuColdWaitMs: number;
        /**
         * @description The hosted model that answers while no replica can. Default: the same model at a hosted provider, where there is one.
         *     null: none, and the answer is then 503 `UPSTREAM_UNAVAILABLE` with `Retry-After`.
         */
        GpuFallbackModel: string | null;
        /** @description A deployment to create. */
        GpuDeploymentCreate: {
            name: components["schemas"]["GpuDeploymentName"];
            /** @description The model to serve, as the engine names it, e.g. `Qwen/Qwen3-8B`. */
            model: components["schemas"]["GpuServedModel"];
            /**
             * @description What serves it. `custom` runs an `image` of yours, which finds the token to ask for in
             *     `PROXY_API_INSTANCE_TOKEN`. `ollama` knows no token and works on the cloud `local` only.
             * @default vllm
             * @enum {string}
             */
            engine: "vllm" | "tgi" | "sglang" | "ollama" | "custom";
            /** @description Further arguments of the engine, e.g. `["--max-model-len", "16384"]`. */
            engine_args?: components["schemas"]["GpuArguments"];
            /** @description The image to run; needed for `custom`, refused otherwise. */
            image?: components["schemas"]["GpuImage"];
            /** @description Where it serves; needed for `custom`, refused otherwise. */
            port?: components["schemas"]["GpuPortNumber"];
            /** @description What answers 2xx once it is ready; needed for `custom`, refused otherwise. */
            health_path?: components["schemas"]["GpuUrlPath"];
            /** @description Environment, e.g. `HF_TOKEN`. Encrypted at rest, never returned. */
            secret_env?: components["schemas"]["GpuEnv"];
            gpu: components["schemas"]["GpuWanted"];
            /** @description Disk of a replica in GB; the model has to fit. */
            disk_gb?: components["schemas"]["GpuDiskGb"];
            providers?: components["schemas"]["GpuClouds"];
            /** @default on_demand */
            pricing: components["schemas"]["GpuWantedPricing"];
            /** @description The most that an hour of one replica may cost. */
            max_price_per_hour: components["schemas"]["GpuUsdCap"];
            /** @description The most that an hour of all replicas may cost; null is no such limit. */
            max_total_per_hour?: components["schemas"]["GpuUsdCapOrNull"];
            /** @description The most that the deployment may cost altogether; null is no such limit. */
            max_spend?: components["schemas"]["GpuUsdCapOrNull"];
            /**
             * @description Replicas that run also without requests.
             * @default 0
             */
            min_replicas: components["schemas"]["GpuReplicaCount"];
            /**
             * @description At least `min_replicas`.
             * @default 1
             */
            max_replicas: components["schemas"]["GpuReplicaLimit"];
            /** @default 900 */
            idle_ttl_seconds: components["schemas"]["GpuReplicaIdleSeconds"];
            /** @default 16 */
            target_in_flight: components["schemas"]["GpuTargetInFlight"];
            /** @default 0 */
            cold_wait_ms: components["schemas"]["GpuColdWaitMs"];
            fallback_model?: components["schemas"]["GpuFallbackModel"];
        };
        /** @description A deployment. */
        GpuDeploymentAnswer: {
            data: components["schemas"]["GpuDeployment"];
            status: components["schemas"]["Success"];
        };
        /** @description The id of a deployment. */
        GpuDeploymentId: string;
        /**
         * @description What changes; the rest stays. `gpu`, `providers` and `pricing` hold for replicas that start from now on. What is
         *     served cannot change: create another deployment.
         */
        GpuDeploymentUpdate: {
            gpu?: components["schemas"]["GpuWanted"];
            providers?: components["schemas"]["GpuClouds"];
            pricing?: components["schemas"]["GpuWantedPricing"];
            /** @description The most that an hour of one replica may cost. */
            max_price_per_hour?: components["schemas"]["GpuUsdCap"];
            /** @description The most that an hour of all replicas may cost; null takes the limit away. */
            max_total_per_hour?: components["schemas"]["GpuUsdCapOrNull"];
            /** @description The most that the deployment may cost altogether; null takes the limit away. */
            max_spend?: components["schemas"]["GpuUsdCapOrNull"];
            /** @description Replicas that run also without requests. */
            min_replicas?: components["schemas"]["GpuReplicaCount"];
            /** @description At least `min_replicas`. */
            max_replicas?: components["schemas"]["GpuReplicaLimit"];
            idle_ttl_seconds?: components["schemas"]["GpuReplicaIdleSeconds"];
            target_in_flight?: components["schemas"]["GpuTargetInFlight"];
            cold_wait_ms?: components["schemas"]["GpuColdWaitMs"];
            fallback_model?: components["schemas"]["GpuFallbackModel"];
        };
        ErrorDetail: {
            /** @description JSON Pointer into the body, or `query.<name>`, `path.<name>`, `header.<name>`. */
            path: string;
            message: string;
        };
    };
    responses: never;
    parameters: {
        /** @description The `next_cursor` of the page before. */
        cursor: string;
        /** @description Items a page at the most. */
        limit: number;
    };
    requestBodies: never;
    headers: {
        /** @description The id of this request, in our log too. The caller’s own is kept where it is `[A-Za-z0-9_-]{1,64}`. */
        "X-Request-Id": string;
        /** @description `true` where the identical request can succeed later. */
        "X-Should-Retry": "true" | "false";
        /** @description Seconds to wait. */
        "Retry-After": string;
    };
    pathItems: never;
}
export type Error = components['schemas']['Error'];
export type TaskError = components['schemas']['TaskError'];
export type OpenAiError = components['schemas']['OpenAIError'];
export type AnthropicError = components['schemas']['AnthropicError'];
export type GraphQlError = components['schemas']['GraphQLError'];
export type CostUnitChoice = components['schemas']['CostUnitChoice'];
export type ModelCapabilityFilter = components['schemas']['ModelCapabilityFilter'];
export type Modality = components['schemas']['Modality'];
export type ModelStatusFilter = components['schemas']['ModelStatusFilter'];
export type ModelAvailabilityFilter = components['schemas']['ModelAvailabilityFilter'];
export type ModelScope = components['schemas']['ModelScope'];
export type ModelSort = components['schemas']['ModelSort'];
export type ModelGroup = components['schemas']['ModelGroup'];
export type ModelFacet = components['schemas']['ModelFacet'];
export type ModelInclude = components['schemas']['ModelInclude'];
export type ModelUid = components['schemas']['ModelUid'];
export type CostUnit = components['schemas']['CostUnit'];
export type ModelBatchPricing = components['schemas']['ModelBatchPricing'];
export type ModelPriceTier = components['schemas']['ModelPriceTier'];
export type ModelPricing = components['schemas']['ModelPricing'];
export type ModelModalities = components['schemas']['ModelModalities'];
export type ModelSupports = components['schemas']['ModelSupports'];
export type ModelCapability = components['schemas']['ModelCapability'];
export type ModelStatus = components['schemas']['ModelStatus'];
export type PartialDate = components['schemas']['PartialDate'];
export type ModelAvailabilityState = components['schemas']['ModelAvailabilityState'];
export type ModelAvailability = components['schemas']['ModelAvailability'];
export type Metadata = components['schemas']['Metadata'];
export type Timestamp = components['schemas']['Timestamp'];
export type CatalogSource = components['schemas']['CatalogSource'];
export type ModelSource = components['schemas']['ModelSource'];
export type ModelProvenance = components['schemas']['ModelProvenance'];
export type ModelFieldValue = components['schemas']['ModelFieldValue'];
export type ModelConflictValue = components['schemas']['ModelConflictValue'];
export type ModelConflict = components['schemas']['ModelConflict'];
export type Model = components['schemas']['Model'];
export type NextCursor = components['schemas']['NextCursor'];
export type SnapshotId = components['schemas']['SnapshotId'];
export type ModelFacetCount = components['schemas']['ModelFacetCount'];
export type ModelFacets = components['schemas']['ModelFacets'];
export type ModelListAnswer = components['schemas']['ModelListAnswer'];
export type ModelSearchAnswer = components['schemas']['ModelSearchAnswer'];
export type ModelDetail = components['schemas']['ModelDetail'];
export type ProviderState = components['schemas']['ProviderState'];
export type ModelProviderInfo = components['schemas']['ModelProviderInfo'];
export type ModelAnswer = components['schemas']['ModelAnswer'];
export type ModelRefresh = components['schemas']['ModelRefresh'];
export type ErrorCode = components['schemas']['ErrorCode'];
export type ProviderFailure = components['schemas']['ProviderFailure'];
export type ProviderRefresh = components['schemas']['ProviderRefresh'];
export type ModelRefreshAnswer = components['schemas']['ModelRefreshAnswer'];
export type ModelChangeKind = components['schemas']['ModelChangeKind'];
export type ModelChangeSeverity = components['schemas']['ModelChangeSeverity'];
export type ModelFieldChange = components['schemas']['ModelFieldChange'];
export type ModelChange = components['schemas']['ModelChange'];
export type ModelChangesAnswer = components['schemas']['ModelChangesAnswer'];
export type ModelSelection = components['schemas']['ModelSelection'];
export type ModelSelectionsAnswer = components['schemas']['ModelSelectionsAnswer'];
export type ModelSelectionInput = components['schemas']['ModelSelectionInput'];
export type ModelSelectionChoice = components['schemas']['ModelSelectionChoice'];
export type ModelSelectionChoices = components['schemas']['ModelSelectionChoices'];
export type ModelSelectionsPatch = components['schemas']['ModelSelectionsPatch'];
export type ModelSelectionsUpdate = components['schemas']['ModelSelectionsUpdate'];
export type ProviderSource = components['schemas']['ProviderSource'];
export type ProviderStatus = components['schemas']['ProviderStatus'];
export type ProvidersAnswer = components['schemas']['ProvidersAnswer'];
export type GraphQlRequest = components['schemas']['GraphQLRequest'];
export type GraphQlLocation = components['schemas']['GraphQLLocation'];
export type GraphQlFieldError = components['schemas']['GraphQLFieldError'];
export type GraphQlAnswer = components['schemas']['GraphQLAnswer'];
export type RegistryModelId = components['schemas']['RegistryModelId'];
export type RegisteredModel = components['schemas']['RegisteredModel'];
export type Success = components['schemas']['Success'];
export type RegisteredModelListAnswer = components['schemas']['RegisteredModelListAnswer'];
export type MetricValue = components['schemas']['MetricValue'];
export type MetricValues = components['schemas']['MetricValues'];
export type ModelRegistration = components['schemas']['ModelRegistration'];
export type RegisteredModelAnswer = components['schemas']['RegisteredModelAnswer'];
export type RegisteredModelWithVersions = components['schemas']['RegisteredModelWithVersions'];
export type RegisteredModelByNameAnswer = components['schemas']['RegisteredModelByNameAnswer'];
export type MetricName = components['schemas']['MetricName'];
export type PerformanceEntry = components['schemas']['PerformanceEntry'];
export type PerformanceListAnswer = components['schemas']['PerformanceListAnswer'];
export type PerformanceRecord = components['schemas']['PerformanceRecord'];
export type ThresholdDirection = components['schemas']['ThresholdDirection'];
export type ThresholdInput = components['schemas']['ThresholdInput'];
export type Threshold = components['schemas']['Threshold'];
export type ThresholdAnswer = components['schemas']['ThresholdAnswer'];
export type ThresholdViolation = components['schemas']['ThresholdViolation'];
export type PerformanceCheck = components['schemas']['PerformanceCheck'];
export type PerformanceCheckAnswer = components['schemas']['PerformanceCheckAnswer'];
export type ModelRecommendations = components['schemas']['ModelRecommendations'];
export type ModelRecommendationsAnswer = components['schemas']['ModelRecommendationsAnswer'];
export type OptimizationRuleName = components['schemas']['OptimizationRuleName'];
export type OptimizationRuleMatch = components['schemas']['OptimizationRuleMatch'];
export type ComparisonOperator = components['schemas']['ComparisonOperator'];
export type OptimizationCondition = components['schemas']['OptimizationCondition'];
export type OptimizationRule = components['schemas']['OptimizationRule'];
export type OptimizationRuleListAnswer = components['schemas']['OptimizationRuleListAnswer'];
export type OptimizationRuleMatchInput = components['schemas']['OptimizationRuleMatchInput'];
export type OptimizationConditionInput = components['schemas']['OptimizationConditionInput'];
export type OptimizationRuleInput = components['schemas']['OptimizationRuleInput'];
export type OptimizationRuleAnswer = components['schemas']['OptimizationRuleAnswer'];
export type GpuCloudName = components['schemas']['GpuCloudName'];
export type GpuDiskGb = components['schemas']['GpuDiskGb'];
export type GpuPricing = components['schemas']['GpuPricing'];
export type UsdOrNull = components['schemas']['UsdOrNull'];
export type GpuCharges = components['schemas']['GpuCharges'];
export type GpuOffer = components['schemas']['GpuOffer'];
export type GpuSource = components['schemas']['GpuSource'];
export type GpuOfferList = components['schemas']['GpuOfferList'];
export type GpuOfferId = components['schemas']['GpuOfferId'];
export type GpuImage = components['schemas']['GpuImage'];
export type GpuRegistry = components['schemas']['GpuRegistry'];
export type GpuArgument = components['schemas']['GpuArgument'];
export type GpuArguments = components['schemas']['GpuArguments'];
export type GpuEnv = components['schemas']['GpuEnv'];
export type GpuPortNumber = components['schemas']['GpuPortNumber'];
export type GpuLaunchPort = components['schemas']['GpuLaunchPort'];
export type GpuName = components['schemas']['GpuName'];
export type GpuUrlPath = components['schemas']['GpuUrlPath'];
export type GpuReadyHttp = components['schemas']['GpuReadyHttp'];
export type GpuReadyTcp = components['schemas']['GpuReadyTcp'];
export type GpuReadyProvider = components['schemas']['GpuReadyProvider'];
export type GpuReadyProbe = components['schemas']['GpuReadyProbe'];
export type GpuUsdCap = components['schemas']['GpuUsdCap'];
export type GpuTtlSeconds = components['schemas']['GpuTtlSeconds'];
export type GpuIdleTtlSeconds = components['schemas']['GpuIdleTtlSeconds'];
export type GpuIdleBy = components['schemas']['GpuIdleBy'];
export type GpuUsdCapOrNull = components['schemas']['GpuUsdCapOrNull'];
export type GpuOnInterruption = components['schemas']['GpuOnInterruption'];
export type GpuLaunch = components['schemas']['GpuLaunch'];
export type GpuContractStatus = components['schemas']['GpuContractStatus'];
export type GpuSsh = components['schemas']['GpuSsh'];
export type GpuPort = components['schemas']['GpuPort'];
export type GpuFailure = components['schemas']['GpuFailure'];
export type GpuAttempt = components['schemas']['GpuAttempt'];
export type GpuContract = components['schemas']['GpuContract'];
export type GpuContractCreated = components['schemas']['GpuContractCreated'];
export type GpuContractReference = components['schemas']['GpuContractReference'];
export type GpuContractAnswer = components['schemas']['GpuContractAnswer'];
export type GpuContractList = components['schemas']['GpuContractList'];
export type GpuContractId = components['schemas']['GpuContractId'];
export type GpuContractUpdate = components['schemas']['GpuContractUpdate'];
export type GpuLogLine = components['schemas']['GpuLogLine'];
export type GpuLogs = components['schemas']['GpuLogs'];
export type GpuCheckIn = components['schemas']['GpuCheckIn'];
export type GpuLease = components['schemas']['GpuLease'];
export type GpuCheckInAnswer = components['schemas']['GpuCheckInAnswer'];
export type GpuProxyElement = components['schemas']['GpuProxyElement'];
export type GpuProxyRequest = components['schemas']['GpuProxyRequest'];
export type StringMap = components['schemas']['StringMap'];
export type GpuProxyResult = components['schemas']['GpuProxyResult'];
export type GpuProxyAnswer = components['schemas']['GpuProxyAnswer'];
export type GpuWantedPricing = components['schemas']['GpuWantedPricing'];
export type GpuDeploymentStatus = components['schemas']['GpuDeploymentStatus'];
export type GpuReplica = components['schemas']['GpuReplica'];
export type GpuDeploymentCost = components['schemas']['GpuDeploymentCost'];
export type GpuDeployment = components['schemas']['GpuDeployment'];
export type GpuDeploymentList = components['schemas']['GpuDeploymentList'];
export type GpuDeploymentName = components['schemas']['GpuDeploymentName'];
export type GpuServedModel = components['schemas']['GpuServedModel'];
export type GpuWanted = components['schemas']['GpuWanted'];
export type GpuClouds = components['schemas']['GpuClouds'];
export type GpuReplicaCount = components['schemas']['GpuReplicaCount'];
export type GpuReplicaLimit = components['schemas']['GpuReplicaLimit'];
export type GpuReplicaIdleSeconds = components['schemas']['GpuReplicaIdleSeconds'];
export type GpuTargetInFlight = components['schemas']['GpuTargetInFlight'];
export type GpuColdWaitMs = components['schemas']['GpuColdWaitMs'];
export type GpuFallbackModel = components['schemas']['GpuFallbackModel'];
export type GpuDeploymentCreate = components['schemas']['GpuDeploymentCreate'];
export type GpuDeploymentAnswer = components['schemas']['GpuDeploymentAnswer'];
export type GpuDeploymentId = components['schemas']['GpuDeploymentId'];
export type GpuDeploymentUpdate = components['schemas']['GpuDeploymentUpdate'];
export type ErrorDetail = components['schemas']['ErrorDetail'];
export type ParameterCursor = components['parameters']['cursor'];
export type ParameterLimit = components['parameters']['limit'];
export type HeaderXRequestId = components['headers']['X-Request-Id'];
export type HeaderXShouldRetry = components['headers']['X-Should-Retry'];
export type HeaderRetryAfter = components['headers']['Retry-After'];
export type $defs = Record<string, never>;
export interface operations {
    listModels: {
        parameters: {
            query?: {
                /**
                 * @description Search text: ids, names, versions, families, providers, with typos. Exact ids come first, then whole words,
                 *     prefixes, corrected words. Nothing in it is a pattern. At most 200 characters, of which the first 16 words
                 *     count; empty means no search. Sorts by `relevance` unless `sort` says otherwise.
                 */
                q?: string;
                /** @description The same as `q`; both, with different texts, are refused. */
                query?: string;
                /**
                 * @description Only these providers, by brand (`openai`), configured name or other spelling (`xai` is `grok`, `azure` is
                 *     `azure_openai`, `gemini` is `google`).
                 */
                provider?: string[];
                /** @description Only models that take messages, or with `false` only those that do not. */
                supports_chat?: boolean;
                /** @description Only models for legacy text completion, or with `false` only those that are not. */
                supports_completion?: boolean;
                /** @description Only rows with an implausible value, or with `false` only those without. */
                suspect?: boolean;
                /** @description Only models that the gateway can call through an enabled provider (`served_by` is not empty), or with `false` only the others. */
                routable?: boolean;
                /** @description At least so many tokens of `context_length`. */
                min_context?: number;
                /** @description The same as `min_context`; both, with different values, are refused. */
                min_context_length?: number;
                /** @description At least so many tokens of `max_tokens`. */
                min_output_tokens?: number;
                /**
                 * @description Input costs at most so many USD in the unit of `cost_unit`, by default per 1,000 tokens. `0` means known to be
                 *     free. Unknown and suspect prices never pass.
                 */
                max_cost?: number;
                /** @description The same as `max_cost`; both, with different values, are refused. */
                max_input_cost?: number;
                /** @description Output costs at most so many USD in the unit of `cost_unit`; as `max_cost`. */
                max_output_cost?: number;
                /**
                 * @description What `input_cost`, `output_cost`, `max_cost` and `max_output_cost` count in: USD per 1,000 (`per_1k`) or per
                 *     1,000,000 tokens (`per_1m`). `pricing` is always per 1,000,000.
                 */
                cost_unit?: components["schemas"]["CostUnitChoice"];
                /** @description Models that have all of these. */
                capabilities?: components["schemas"]["ModelCapabilityFilter"][];
                /** @description Models that take all of these. */
                input_modality?: components["schemas"]["Modality"][];
                /** @description Models that give all of these. */
                output_modality?: components["schemas"]["Modality"][];
                /** @description Models in one of these states of their life; `any` for all. Without it, all but `retired`. */
                status?: components["schemas"]["ModelStatusFilter"][];
                /** @description Models whose presence is one of these; `any` for all. Without it, all but `removed`. */
                availability?: components["schemas"]["ModelAvailabilityFilter"][];
                /** @description Models of this family, e.g. `claude-sonnet`. */
                family?: string;
                /** @description Models made by this author, e.g. `meta`. */
                author?: string;
                /** @description Released on this day or later. A date known to the month or year counts as its first day. */
                released_after?: string;
                /** @description Released before this day. */
                released_before?: string;
                /** @description Shut down before this day; models without a shutdown date do not pass. */
                shutdown_before?: string;
                /** @description Changed at this time or later. */
                updated_since?: string;
                /** @description `configured`: models of enabled providers. `all`: also those that public catalogs know of others. */
                scope?: components["schemas"]["ModelScope"];
                /**
                 * @description `-` in front descends. Unknown values come last either way; ties are settled by `uid`. Without it: `relevance`
                 *     (best first) with a query, else `provider`. `relevance` without a query is `provider`.
                 */
                sort?: components["schemas"]["ModelSort"];
                /** @description `canonical`: one row for each `canonical_id`, the others in its `also_at`. */
                group?: components["schemas"]["ModelGroup"];
                /** @description Count the values of these over all matches; see `facets` of the answer. */
                facets?: components["schemas"]["ModelFacet"][];
                /** @description Fields that a model carries only on request. */
                include?: components["schemas"]["ModelInclude"][];
                /** @description Models a page at the most. */
                limit?: number;
                /** @description The `next_cursor` of the page before. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer; 304 if it would be the same again. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models that match. While the catalog does not change, paging yields every one exactly once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelListAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    searchModels: {
        parameters: {
            query?: {
                /**
                 * @description Search text: ids, names, versions, families, providers, with typos. Exact ids come first, then whole words,
                 *     prefixes, corrected words. Nothing in it is a pattern. At most 200 characters, of which the first 16 words
                 *     count; empty means no search. Sorts by `relevance` unless `sort` says otherwise.
                 */
                q?: string;
                /** @description The same as `q`; both, with different texts, are refused. */
                query?: string;
                /**
                 * @description Only these providers, by brand (`openai`), configured name or other spelling (`xai` is `grok`, `azure` is
                 *     `azure_openai`, `gemini` is `google`).
                 */
                provider?: string[];
                /** @description Only models that take messages, or with `false` only those that do not. */
                supports_chat?: boolean;
                /** @description Only models for legacy text completion, or with `false` only those that are not. */
                supports_completion?: boolean;
                /** @description Only rows with an implausible value, or with `false` only those without. */
                suspect?: boolean;
                /** @description Only models that the gateway can call through an enabled provider (`served_by` is not empty), or with `false` only the others. */
                routable?: boolean;
                /** @description At least so many tokens of `context_length`. */
                min_context?: number;
                /** @description The same as `min_context`; both, with different values, are refused. */
                min_context_length?: number;
                /** @description At least so many tokens of `max_tokens`. */
                min_output_tokens?: number;
                /**
                 * @description Input costs at most so many USD in the unit of `cost_unit`, by default per 1,000 tokens. `0` means known to be
                 *     free. Unknown and suspect prices never pass.
                 */
                max_cost?: number;
                /** @description The same as `max_cost`; both, with different values, are refused. */
                max_input_cost?: number;
                /** @description Output costs at most so many USD in the unit of `cost_unit`; as `max_cost`. */
                max_output_cost?: number;
                /**
                 * @description What `input_cost`, `output_cost`, `max_cost` and `max_output_cost` count in: USD per 1,000 (`per_1k`) or per
                 *     1,000,000 tokens (`per_1m`). `pricing` is always per 1,000,000.
                 */
                cost_unit?: components["schemas"]["CostUnitChoice"];
                /** @description Models that have all of these. */
                capabilities?: components["schemas"]["ModelCapabilityFilter"][];
                /** @description Models that take all of these. */
                input_modality?: components["schemas"]["Modality"][];
                /** @description Models that give all of these. */
                output_modality?: components["schemas"]["Modality"][];
                /** @description Models in one of these states of their life; `any` for all. Without it, all but `retired`. */
                status?: components["schemas"]["ModelStatusFilter"][];
                /** @description Models whose presence is one of these; `any` for all. Without it, all but `removed`. */
                availability?: components["schemas"]["ModelAvailabilityFilter"][];
                /** @description Models of this family, e.g. `claude-sonnet`. */
                family?: string;
                /** @description Models made by this author, e.g. `meta`. */
                author?: string;
                /** @description Released on this day or later. A date known to the month or year counts as its first day. */
                released_after?: string;
                /** @description Released before this day. */
                released_before?: string;
                /** @description Shut down before this day; models without a shutdown date do not pass. */
                shutdown_before?: string;
                /** @description Changed at this time or later. */
                updated_since?: string;
                /** @description `configured`: models of enabled providers. `all`: also those that public catalogs know of others. */
                scope?: components["schemas"]["ModelScope"];
                /**
                 * @description `-` in front descends. Unknown values come last either way; ties are settled by `uid`. Without it: `relevance`
                 *     (best first) with a query, else `provider`. `relevance` without a query is `provider`.
                 */
                sort?: components["schemas"]["ModelSort"];
                /** @description `canonical`: one row for each `canonical_id`, the others in its `also_at`. */
                group?: components["schemas"]["ModelGroup"];
                /** @description Count the values of these over all matches; see `facets` of the answer. */
                facets?: components["schemas"]["ModelFacet"][];
                /** @description Fields that a model carries only on request. */
                include?: components["schemas"]["ModelInclude"][];
                /** @description Models a page at the most. */
                limit?: number;
                /** @description The `next_cursor` of the page before. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer; 304 if it would be the same again. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models that match, best first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelSearchAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getModel: {
        parameters: {
            query?: {
                /** @description Look only at this provider (brand, configured name or other spelling). */
                provider?: string;
                /**
                 * @description What `input_cost`, `output_cost`, `max_cost` and `max_output_cost` count in: USD per 1,000 (`per_1k`) or per
                 *     1,000,000 tokens (`per_1m`). `pricing` is always per 1,000,000.
                 */
                cost_unit?: components["schemas"]["CostUnitChoice"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer; 304 if it would be the same again. */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description An id, uid or alias; may hold `/` and `:`, raw or encoded. `search`, `refresh`, `changes` and `selections` are
                 *     operations: reach a model of that name by its uid.
                 */
                model_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    refreshModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ModelRefresh"];
            };
        };
        responses: {
            /** @description What each provider's fetch came to. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelRefreshAnswer"];
                };
            };
        };
    };
    listModelChanges: {
        parameters: {
            query?: {
                /**
                 * @description Changes after this `seq`, after this snapshot id, or at this RFC 3339 time and later. Without it, from the oldest
                 *     that is kept.
                 */
                since?: string;
                /** @description Only these kinds. */
                kind?: components["schemas"]["ModelChangeKind"][];
                /**
                 * @description Only these providers, by brand (`openai`), configured name or other spelling (`xai` is `grok`, `azure` is
                 *     `azure_openai`, `gemini` is `google`).
                 */
                provider?: string[];
                /** @description Only these models. */
                uid?: string[];
                /** @description Only these severities. */
                severity?: components["schemas"]["ModelChangeSeverity"][];
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer; 304 if it would be the same again. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelChangesAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getModelSelections: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer; 304 if it would be the same again. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The selections. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelSelectionsAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    setModelSelections: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the getModelSelections answer that this edits. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelSelectionsUpdate"];
            };
        };
        responses: {
            /** @description All selections as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelSelectionsAnswer"];
                };
            };
        };
    };
    listProviders: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer; 304 if it would be the same again. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The providers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvidersAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getProvidersStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer; 304 if it would be the same again. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The configured providers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvidersAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    graphql: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GraphQLRequest"];
            };
        };
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GraphQLAnswer"];
                };
            };
        };
    };
    listRegisteredModels: {
        parameters: {
            query?: {
                /** @description Only this type, e.g. `llm`. */
                model_type?: string;
                /** @description Only versions of this name. */
                model_name?: string;
                /** @description Only models of this provider. */
                provider?: string;
                /** @description Only active models, or with `false` only inactive ones. */
                is_active?: boolean;
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModelListAnswer"];
                };
            };
        };
    };
    registerModel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelRegistration"];
            };
        };
        responses: {
            /** @description The model, replaced. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModelAnswer"];
                };
            };
            /** @description The model, new. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModelAnswer"];
                };
            };
        };
    };
    getRegisteredModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModelAnswer"];
                };
            };
        };
    };
    getRegisteredModelByName: {
        parameters: {
            query?: {
                /** @description Exactly this version. */
                version?: string;
            };
            header?: never;
            path: {
                /** @description The name that its versions share. A `/` in it is sent as `%2F`. */
                model_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model and the versions of its name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModelByNameAnswer"];
                };
            };
        };
    };
    activateRegisteredModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model, active. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModelAnswer"];
                };
            };
        };
    };
    deactivateRegisteredModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model, inactive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModelAnswer"];
                };
            };
        };
    };
    listModelPerformance: {
        parameters: {
            query?: {
                /** @description Only entries that hold this metric, with this metric alone. */
                metric?: components["schemas"]["MetricName"];
                /** @description From this time on (inclusive). */
                since?: string;
                /** @description Up to this time (exclusive). */
                until?: string;
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PerformanceListAnswer"];
                };
            };
        };
    };
    recordModelPerformance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PerformanceRecord"];
            };
        };
        responses: {
            /** @description The model with the merged metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModelAnswer"];
                };
            };
        };
    };
    setModelThreshold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
                /** @description The metric that the threshold judges; it need not have a value yet. */
                metric: components["schemas"]["MetricName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThresholdInput"];
            };
        };
        responses: {
            /** @description The threshold. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThresholdAnswer"];
                };
            };
        };
    };
    deleteModelThreshold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
                /** @description The metric that the threshold judges; it need not have a value yet. */
                metric: components["schemas"]["MetricName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    checkModelPerformance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The verdict. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PerformanceCheckAnswer"];
                };
            };
        };
    };
    listModelRecommendations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The recommendations; an empty list where no rule has any. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelRecommendationsAnswer"];
                };
            };
        };
    };
    listOptimizationRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OptimizationRuleListAnswer"];
                };
            };
        };
    };
    putOptimizationRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The rule's name. */
                name: components["schemas"]["OptimizationRuleName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OptimizationRuleInput"];
            };
        };
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OptimizationRuleAnswer"];
                };
            };
        };
    };
    deleteOptimizationRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The rule's name. */
                name: components["schemas"]["OptimizationRuleName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listGpuOffers: {
        parameters: {
            query?: {
                /**
                 * @description Only these clouds: `all`, one or several of `vast.ai`, `io.net`, `runpod`, `shadeform`, `lambda`, `local`, or
                 *     their aliases. An unknown one is 400 `INVALID_REQUEST`, which names the known ones.
                 */
                provider?: components["schemas"]["GpuCloudName"][];
                /**
                 * @description Only these models, by name or alias, with `*` for any characters: `RTX 4090`, `rtx4090`, `H100*`. Case, space,
                 *     `-` and `_` do not matter.
                 */
                gpu_model?: string[];
                /** @description Exactly this many GPUs; 0 is a machine without any. */
                gpu_count?: number;
                /** @description At least this many GPUs. */
                min_gpu_count?: number;
                /** @description At least this much memory of each GPU, in GB. */
                min_vram?: number;
                /** @description At least this much memory of all GPUs together, in GB. */
                min_vram_total?: number;
                /** @description The disk that prices include, in GB; offers that cannot have it are left out. */
                disk_gb?: components["schemas"]["GpuDiskGb"];
                /** @description At least this much main memory, in GB. */
                min_ram_gb?: number;
                /** @description At least this many CPU cores. */
                min_cpu_cores?: number;
                /** @description The driver supports at least this CUDA version, e.g. 12.4. */
                min_cuda?: number;
                /** @description At least this CUDA compute capability, e.g. 8.6. */
                min_compute_capability?: number;
                /** @description How the GPUs are joined, e.g. `pcie`, `sxm`; case does not matter. */
                interconnect?: string;
                /** @description With NVLink, or without. */
                nvlink?: boolean;
                /** @description At most this much an hour for the whole machine, in USD; 0 is free ones only. */
                max_price?: number;
                /** @description At most this much an hour for each GPU, in USD; 0 is free ones only. */
                max_price_per_gpu?: number;
                /** @description `on_demand` includes prepaid hours. `spot` can be interrupted by a higher bid. */
                pricing?: "on_demand" | "spot" | "any";
                /** @description Two letters are an ISO country; other text is looked for in `location`. Case does not matter. */
                location?: string;
                /** @description At least this share of time that the host was up. */
                min_reliability?: number;
                /** @description Checked by the cloud, or not. */
                verified?: boolean;
                /** @description In a data center that the cloud vouches for, or not. */
                secure?: boolean;
                /** @description At least this much bandwidth towards the machine, in Mbit/s. */
                min_net_down_mbps?: number;
                /** @description At least this many ports that can be reached from outside. */
                min_direct_ports?: number;
                /** @description The longest expected time to boot. */
                max_boot_seconds?: number;
                /** @description `true`: only what can be rented now. `false`: what cannot be rented now is listed as well. */
                available?: boolean;
                /** @description `false` leaves out the offers that their cloud has not confirmed lately. */
                stale?: boolean;
                /**
                 * @description `price` an hour, `price_per_gpu`, `price_per_vram` (USD for a GB), `value` (benchmark score for a USD, times
                 *     reliability; best first), `boot` (fastest first). Unknown values come last, ties are in order of id.
                 */
                sort?: "price" | "price_per_gpu" | "price_per_vram" | "value" | "boot";
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of offers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuOfferList"];
                };
            };
        };
    };
    createGpuInstance: {
        parameters: {
            query?: {
                /** @description Holds the answer until the instance is ready, has failed, or `wait_timeout_ms` is over. */
                wait?: "ready";
                /** @description How long `wait` holds the answer at the most. The client's own timeout has to be longer. */
                wait_timeout_ms?: number;
            };
            header?: never;
            path: {
                /** @description The cloud, by name or alias. An unknown one is 404. */
                provider: components["schemas"]["GpuCloudName"];
                /** @description The id of an offer. */
                instance_id: components["schemas"]["GpuOfferId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["GpuLaunch"];
            };
        };
        responses: {
            /** @description The contract, whatever `status` it has reached. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuContractCreated"];
                };
            };
        };
    };
    destroyGpuInstance: {
        parameters: {
            query?: {
                /**
                 * @description Holds the answer until the instance is proved gone (which takes a minute or more at most clouds), or
                 *     `wait_timeout_ms` is over.
                 */
                wait?: "terminated";
                /** @description How long `wait` holds the answer at the most. The client's own timeout has to be longer. */
                wait_timeout_ms?: number;
            };
            header?: never;
            path: {
                /** @description The cloud, by name or alias. An unknown one is 404. */
                provider: components["schemas"]["GpuCloudName"];
                /** @description The contract, by `contract_id`, or by the id of its offer. */
                instance_id: components["schemas"]["GpuContractReference"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contract; it is over once `status` is `terminated` or `failed`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuContractAnswer"];
                };
            };
        };
    };
    listGpuContracts: {
        parameters: {
            query?: {
                /** @description `live`: all that is neither `terminated` nor `failed`; `all`; or one state. */
                status?: "live" | "all" | "requested" | "creating" | "create_unknown" | "provisioning" | "starting" | "ready" | "degraded" | "stopping" | "stopped" | "interrupted" | "terminating" | "terminated" | "failed";
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of contracts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuContractList"];
                };
            };
        };
    };
    getGpuContract: {
        parameters: {
            query?: {
                /** @description Holds the answer until this state or a final one is reached, or `wait_timeout_ms` is over. */
                wait?: "ready" | "stopped" | "terminated";
                /** @description How long `wait` holds the answer at the most. */
                wait_timeout_ms?: number;
            };
            header?: never;
            path: {
                /** @description The contract, by `contract_id`, or by the id of its offer. */
                contract_id: components["schemas"]["GpuContractReference"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contract. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuContractAnswer"];
                };
            };
        };
    };
    updateGpuContract: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GpuContractUpdate"];
            };
        };
        responses: {
            /** @description The contract with the changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuContractAnswer"];
                };
            };
        };
    };
    startGpuInstance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contract. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuContractAnswer"];
                };
            };
        };
    };
    stopGpuInstance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contract. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuContractAnswer"];
                };
            };
        };
    };
    rebootGpuInstance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contract. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuContractAnswer"];
                };
            };
        };
    };
    getGpuInstanceLogs: {
        parameters: {
            query?: {
                /** @description How many of the last lines. */
                tail?: number;
                /** @description Stream new lines as they come. */
                follow?: boolean;
            };
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lines, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuLogs"];
                    "text/event-stream": string;
                };
            };
        };
    };
    checkInGpuInstance: {
        parameters: {
            query?: never;
            header?: {
                /** @description The token of the instance. Without it 401 `AUTH_REQUIRED`. */
                "X-Instance-Token"?: string;
            };
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["GpuCheckIn"];
            };
        };
        responses: {
            /** @description Whether the instance may go on, and until when. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuCheckInAnswer"];
                };
            };
        };
    };
    passToInstanceGet: {
        parameters: {
            query?: {
                /** @description A ticket of createWsTicket, for a WebSocket upgrade only; it is not passed on. */
                ticket?: string;
            };
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
                /** @description The port in the container; it must be one of the contract's `ports`. */
                port: components["schemas"]["GpuPortNumber"];
                /** @description The path at the instance, slashes and all; it may be empty. */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the instance answered, with its own status. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
        };
    };
    passToInstancePut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
                /** @description The port in the container; it must be one of the contract's `ports`. */
                port: components["schemas"]["GpuPortNumber"];
                /** @description The path at the instance, slashes and all; it may be empty. */
                path: string;
            };
            cookie?: never;
        };
        /** @description Any bytes; the type is passed on. */
        requestBody?: {
            content: {
                "*/*": string;
            };
        };
        responses: {
            /** @description What the instance answered, with its own status. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
        };
    };
    passToInstance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
                /** @description The port in the container; it must be one of the contract's `ports`. */
                port: components["schemas"]["GpuPortNumber"];
                /** @description The path at the instance, slashes and all; it may be empty. */
                path: string;
            };
            cookie?: never;
        };
        /** @description Any bytes; the type is passed on. */
        requestBody?: {
            content: {
                "*/*": string;
            };
        };
        responses: {
            /** @description What the instance answered, with its own status. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
        };
    };
    passToInstanceDelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
                /** @description The port in the container; it must be one of the contract's `ports`. */
                port: components["schemas"]["GpuPortNumber"];
                /** @description The path at the instance, slashes and all; it may be empty. */
                path: string;
            };
            cookie?: never;
        };
        /** @description Any bytes; the type is passed on. */
        requestBody?: {
            content: {
                "*/*": string;
            };
        };
        responses: {
            /** @description What the instance answered, with its own status. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
        };
    };
    passToInstancePatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
                /** @description The port in the container; it must be one of the contract's `ports`. */
                port: components["schemas"]["GpuPortNumber"];
                /** @description The path at the instance, slashes and all; it may be empty. */
                path: string;
            };
            cookie?: never;
        };
        /** @description Any bytes; the type is passed on. */
        requestBody?: {
            content: {
                "*/*": string;
            };
        };
        responses: {
            /** @description What the instance answered, with its own status. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
        };
    };
    proxyRequest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GpuProxyRequest"];
            };
        };
        responses: {
            /** @description What the target answered; with `stream` as it came, with its own status. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuProxyAnswer"];
                    "text/event-stream": string;
                    "*/*": string;
                };
            };
        };
    };
    listGpuDeployments: {
        parameters: {
            query?: {
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deployments. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuDeploymentList"];
                };
            };
        };
    };
    createGpuDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GpuDeploymentCreate"];
            };
        };
        responses: {
            /** @description The deployment. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuDeploymentAnswer"];
                };
            };
        };
    };
    getGpuDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment_id: components["schemas"]["GpuDeploymentId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deployment. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuDeploymentAnswer"];
                };
            };
        };
    };
    deleteGpuDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment_id: components["schemas"]["GpuDeploymentId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deployment, `deleting` or `deleted`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuDeploymentAnswer"];
                };
            };
        };
    };
    updateGpuDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment_id: components["schemas"]["GpuDeploymentId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GpuDeploymentUpdate"];
            };
        };
        responses: {
            /** @description The deployment with the changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuDeploymentAnswer"];
                };
            };
        };
    };
    connectRealtime: {
        parameters: {
            query?: {
                /** @description A ticket of createWsTicket, for browsers, which cannot send headers. It is good once, for 30 seconds. */
                ticket?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switching to WebSocket. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
