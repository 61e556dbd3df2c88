// Generated from openapi/ by `pnpm gen`. Never edited.
export interface webhooks {
    "payment.completed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A payment was credited
         * @description The money has arrived and is credited. An endpoint that subscribed to `payment.success` receives it under that
         *     name.
         */
        post: operations["onPaymentCompleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "payment.failed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A payment failed
         * @description The payment provider reports that it will not be paid. Nothing was credited.
         */
        post: operations["onPaymentFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "payment.refunded": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A payment was paid back
         * @description All or a part of a payment went back; the credit is taken off the balance, which may fall below 0.
         */
        post: operations["onPaymentRefunded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "payment.disputed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A payment was disputed
         * @description The payer has called the money back through his bank; the credit is taken off the balance.
         */
        post: operations["onPaymentDisputed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "subscription.renewed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A subscription began a period
         * @description The invoice of the period is paid and its credit added.
         */
        post: operations["onSubscriptionRenewed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "subscription.past_due": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A subscription was not paid
         * @description The invoice of the period failed; the payment provider tries again.
         */
        post: operations["onSubscriptionPastDue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "subscription.canceled": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A subscription ended
         * @description It is not renewed any more; credit that is left stays.
         */
        post: operations["onSubscriptionCanceled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "billing.credit_added": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * Credit was added
         * @description Sent for every credit: payment, subscription period or grant.
         */
        post: operations["onBillingCreditAdded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "billing.low_credit": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * The balance runs out within the hour
         * @description The balance covers less than 60 minutes of the live instances. Sent once until credit is added.
         */
        post: operations["onBillingLowCredit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "billing.exhausted": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * The balance is used up
         * @description Sent once until credit is added; the live instances are destroyed, calls that cost money are 402.
         */
        post: operations["onBillingExhausted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "billing.drift": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A statement differs from the ledger
         * @description For operators: the statement of a cloud or provider differs from what was booked by more than 1 % or 0.10 USD.
         *     It is corrected between operator accounts; charges of tenants stay.
         */
        post: operations["onBillingDrift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "budget.threshold_reached": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * 80 % of a budget are spent
         * @description Once a period, when 80 % of the budget of a key or user are spent; again where the budget was raised since.
         */
        post: operations["onBudgetThresholdReached"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "budget.exceeded": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A budget is used up
         * @description Once a period, when all of it is spent, or a call was refused after 80 % were; what would pass the budget is 402
         *     `BUDGET_EXCEEDED` until it resets.
         */
        post: operations["onBudgetExceeded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "key.created": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * An API key was created
         * @description An API key of the account was created.
         */
        post: operations["onKeyCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "key.revoked": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * An API key was revoked
         * @description An API key was revoked, or its time is over.
         */
        post: operations["onKeyRevoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "key.expiring": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * An API key expires soon
         * @description Sent once, ahead of `expires_at`.
         */
        post: operations["onKeyExpiring"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.disabled": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A webhook endpoint was disabled
         * @description An endpoint answered 410, or failed for 5 days. Sent to the other endpoints of the account.
         */
        post: operations["onWebhookDisabled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.test": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A test was asked for
         * @description What testWebhook sends, to the endpoint tested only.
         */
        post: operations["onWebhookTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "gpu.available": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A GPU can be rented again, or is cheap
         * @description A model at a cloud went from no offers to some, or below its lowest price of 24 hours; at most one a model,
         *     cloud and refresh. In the feed only, as `gpu_available`; webhooks do not receive it.
         */
        post: operations["onGpuAvailable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "instance.requested": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * An instance was asked for
         * @description The contract exists and money is held; no cloud was called yet.
         */
        post: operations["onInstanceRequested"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "instance.created": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A cloud accepted the instance
         * @description Once a contract, at the first acceptance.
         */
        post: operations["onInstanceCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "instance.provisioning": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * The cloud prepares the instance
         * @description The cloud has the machine and prepares it: image, disk, network.
         */
        post: operations["onInstanceProvisioning"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "instance.ready": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * An instance is ready
         * @description It runs, its probe passes, and the hardware is what was sold. Sent again where it was degraded or stopped
         *     meanwhile.
         */
        post: operations["onInstanceReady"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "instance.degraded": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * An instance stopped answering
         * @description The probe of a ready instance fails, or its heartbeat is lost. It is billed on.
         */
        post: operations["onInstanceDegraded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "instance.interrupted": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * The cloud took the GPU away
         * @description A spot instance lost its GPU; `on_interruption` decides what follows.
         */
        post: operations["onInstanceInterrupted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "instance.stopped": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * An instance was stopped
         * @description The GPU is given back, the disk stays.
         */
        post: operations["onInstanceStopped"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "instance.attempt_failed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * One try to rent a machine failed
         * @description The try cost nothing. The next offer is tried, unless `instance.failed` follows.
         */
        post: operations["onInstanceAttemptFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "instance.price_changed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * The price of an instance changed
         * @description The cloud changed the price, and it is within `max_price_per_hour`.
         */
        post: operations["onInstancePriceChanged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "instance.lease_expiring": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * An instance ends soon
         * @description 10 and 5 minutes before a limit or the balance ends it. updateGpuContract renews.
         */
        post: operations["onInstanceLeaseExpiring"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "instance.failed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * An instance cannot be had
         * @description Final: no machine could be rented or none got ready. It cost nothing, the held money is free.
         */
        post: operations["onInstanceFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "instance.destroyed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * An instance is gone
         * @description Once a contract, when it is proved that nothing of it is left at the cloud.
         */
        post: operations["onInstanceDestroyed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "deployment.ready": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A deployment serves
         * @description Its first replica is ready, or it serves with all replicas again.
         */
        post: operations["onDeploymentReady"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "deployment.degraded": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A deployment lost a replica
         * @description Fewer replicas serve than should; they are replaced, and the fallback helps out.
         */
        post: operations["onDeploymentDegraded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "deployment.failed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A deployment failed
         * @description Three replicas in a row never got ready. Nothing more is spent; the fallback serves.
         */
        post: operations["onDeploymentFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "orphan.suspected": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A machine without contract was seen
         * @description For operators: a machine with our tag belongs to no live contract. It is destroyed after 10 minutes and two
         *     rounds.
         */
        post: operations["onOrphanSuspected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "orphan.destroyed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A machine without contract was destroyed
         * @description For operators: its cost is the operator’s.
         */
        post: operations["onOrphanDestroyed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "orphan.reported": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A machine without contract is left alone
         * @description For operators: its tag is newer than the database, which may be a restored or copied one. Somebody has to look.
         */
        post: operations["onOrphanReported"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "cloud.degraded": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A cloud fails
         * @description For operators: its calls fail, its offers turn stale.
         */
        post: operations["onCloudDegraded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "cloud.recovered": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A cloud works again
         * @description For operators: its calls succeed again.
         */
        post: operations["onCloudRecovered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "cloud.no_balance": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A cloud account is empty
         * @description For operators: the cloud refuses to rent until its account is paid; its offers are not available.
         */
        post: operations["onCloudNoBalance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "models.discovered": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * Models were added
         * @description A refresh found models that the catalog did not have. The first refresh of a source sends none.
         */
        post: operations["onModelsDiscovered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "models.updated": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * Models changed
         * @description All changes but additions: prices, limits, status, removal. Names and families are summed up, at most once an
         *     hour.
         */
        post: operations["onModelsUpdated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "models.price_changed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prices of models changed
         * @description The part of `models.updated` that concerns prices.
         */
        post: operations["onModelsPriceChanged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "models.deprecated": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * Models were deprecated
         * @description Status, end or replacement was set or moved; again 30, 7 and 1 days before the end.
         */
        post: operations["onModelsDeprecated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "models.removed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * Models were removed
         * @description Missing for three healthy refreshes and 24 hours, or past their shutdown date.
         */
        post: operations["onModelsRemoved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "models.restored": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * Removed models are back
         * @description Models that were removed are listed again.
         */
        post: operations["onModelsRestored"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "source.degraded": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A source of the catalog fails
         * @description Its last answer could not be used; the rows stay as they were. Once, until `source.recovered`.
         */
        post: operations["onSourceDegraded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "source.recovered": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A source of the catalog works again
         * @description Its answers can be used again.
         */
        post: operations["onSourceRecovered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "refresh.completed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A refresh ended
         * @description A refresh of a provider that was asked for, or that changed the catalog.
         */
        post: operations["onRefreshCompleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "registry.registered": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A model was registered
         * @description Registered, or registered anew under the same id.
         */
        post: operations["onRegistryRegistered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "registry.deactivated": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A registered model was deactivated
         * @description It is no longer the active version of its name.
         */
        post: operations["onRegistryDeactivated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "registry.violated": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A model violates a threshold
         * @description Sent on the change from well to not well, not with every measurement.
         */
        post: operations["onRegistryViolated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "registry.recovered": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A model keeps its thresholds again
         * @description Sent on the change from not well to well.
         */
        post: operations["onRegistryRecovered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "integration.degraded": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * An external service does badly
         * @description More than 10 % of at least 10 attempts in an hour failed, or its breaker opened.
         */
        post: operations["onIntegrationDegraded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "integration.recovered": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * An external service does well again
         * @description Its breaker is closed and its error rate is low again.
         */
        post: operations["onIntegrationRecovered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "sync.completed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A sync run ended well
         * @description All pages were taken over, or all changes sent.
         */
        post: operations["onSyncCompleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "sync.failed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A sync run failed
         * @description The next run goes on where it stopped.
         */
        post: operations["onSyncFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "workflow.succeeded": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A workflow run ended well
         * @description All its steps are done.
         */
        post: operations["onWorkflowSucceeded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "workflow.failed": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A workflow run failed
         * @description A step failed for good; `error` names the effects that stand. resumeWorkflow can go on.
         */
        post: operations["onWorkflowFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "workflow.suspended": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A workflow run needs a decision
         * @description The outcome of a step cannot be known, a right was taken away, or the budget is used up. resumeWorkflow decides.
         */
        post: operations["onWorkflowSuspended"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "workflow.canceled": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A workflow run was canceled
         * @description What could be undone is undone.
         */
        post: operations["onWorkflowCanceled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "provider.degraded": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A provider is avoided
         * @description For operators: its breaker opened; calls go to other providers first.
         */
        post: operations["onProviderDegraded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "provider.recovered": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * A provider is used again
         * @description For operators: its breaker is closed.
         */
        post: operations["onProviderRecovered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "condensation.degraded": {
        parameters: {
            query?: never;
        };
        get?: never;
        put?: never;
        /**
         * Condensation fails too often
         * @description For operators: fewer summaries of long prompts succeed than `alert_threshold` asks.
         */
        post: operations["onCondensationDegraded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
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
        /**
         * @description One event of a streamed answer; the text is the sum of `delta.content`. A failure inside the stream is an event that
         *     holds `error` as `OpenAIError` has it, after which the stream ends without `[DONE]`.
         */
        ChatCompletionChunk: {
            /** @description The same in all chunks. */
            id: string;
            /**
             * @description Empty in the first chunk of some deployments, which has no choices.
             * @enum {string}
             */
            object: "chat.completion.chunk" | "";
            /** @description Unix time in seconds. */
            created: number;
            /** @description The model that answers. */
            model: string;
            /** @description Empty in the chunk that holds the usage. */
            choices: components["schemas"]["ChatChunkChoice"][];
            /** @description Null or absent but in the last chunk, and there only with `stream_options.include_usage`. */
            usage?: components["schemas"]["CompletionUsage"] | null;
            service_tier?: string | null;
            system_fingerprint?: string | null;
            /** @description Padding, to be ignored. */
            obfuscation?: string | null;
        };
        /** @description A whole completion, and also one event of a streamed one, where `text` is what is new. */
        Completion: {
            id: string;
            /** @constant */
            object: "text_completion";
            /** @description Unix time in seconds. */
            created: number;
            /** @description The model that answered. */
            model: string;
            /** @description Empty in the event that holds the usage. */
            choices: components["schemas"]["CompletionChoice"][];
            /** @description In a stream only in its last event, and there only with `stream_options.include_usage`. */
            usage?: components["schemas"]["CompletionUsage"] | null;
            system_fingerprint?: string | null;
            proxyapi?: components["schemas"]["InferenceTrace"];
        };
        /**
         * @description One event, told apart by `type`, which is also the SSE event's name:
         *
         *     | type | holds |
         *     |---|---|
         *     | `response.created`, `.in_progress`, `.completed`, `.incomplete`, `.failed` | `response`; one of the last three ends the stream |
         *     | `response.output_item.added`, `.done` | `output_index`, `item` |
         *     | `response.content_part.added`, `.done` | `item_id`, `output_index`, `content_index`, `part` |
         *     | `response.output_text.delta`, `response.refusal.delta` | `item_id`, `output_index`, `content_index`, `delta` |
         *     | `response.output_text.done`, `response.refusal.done` | the same with the whole `text` or `refusal` |
         *     | `response.function_call_arguments.delta`, `.done` | `item_id`, `output_index`, `delta`, then `arguments` |
         *     | `response.reasoning_summary_text.delta`, `.done` | `item_id`, `output_index`, `summary_index`, `delta`, then `text` |
         *     | `error` | `code`, `message`, `param`, and the same inside `error`; `response.failed` follows |
         *
         *     Built-in tools have types of their own. Ignore what you do not know.
         */
        ResponseStreamEvent: {
            type: string;
            /** @description Counts the events of a stream from 0; some providers leave it out. */
            sequence_number?: number;
            response?: components["schemas"]["ResponseObject"];
            /** @description Place of the item in `output`. */
            output_index?: number;
            item?: components["schemas"]["ResponseOutputItem"];
            item_id?: string;
            /** @description Place of the part in the item. */
            content_index?: number;
            /** @description Place of the part in the summary. */
            summary_index?: number;
            part?: components["schemas"]["ResponseOutputPart"];
            /** @description What is new; an object for the output of some built-in tools. */
            delta?: string | {
                [key: string]: unknown;
            };
            text?: string;
            refusal?: string;
            /** @description The whole arguments as JSON text. */
            arguments?: string;
            /** @description Of `response.output_text.annotation.added`. */
            annotation?: {
                [key: string]: unknown;
            } | null;
            /** @description Of `error`; of built-in code tools the code. */
            code?: string | null;
            /** @description Of `error`. */
            message?: string;
            /** @description Of `error`. */
            param?: string | null;
            /** @description Of `error`. */
            error?: {
                type?: string | null;
                code?: string | null;
                message: string;
                param?: string | null;
            } | null;
        };
        /**
         * @description One event of a streamed message; `type` is also the SSE event's name. Order: `message_start`, then for each block
         *     `content_block_start`, its deltas and `content_block_stop`, then `message_delta` and `message_stop`. `ping` may come
         *     anywhere; `error` ends the stream without `message_stop`.
         */
        MessageStreamEvent: components["schemas"]["MessageStartEvent"] | components["schemas"]["MessageBlockStartEvent"] | components["schemas"]["MessageBlockDeltaEvent"] | components["schemas"]["MessageBlockStopEvent"] | components["schemas"]["MessageDeltaEvent"] | components["schemas"]["MessageStopEvent"] | components["schemas"]["MessagePingEvent"] | components["schemas"]["MessageErrorEvent"];
        /** @description What a client may send. Anything else is answered with an `error` frame, the third time with close code 1008. */
        RealtimeClientFrame: components["schemas"]["RealtimeSubscribe"] | components["schemas"]["RealtimeUnsubscribe"] | components["schemas"]["RealtimePing"];
        /** @description What the server sends about the connection itself. All other frames are events. */
        RealtimeServerFrame: components["schemas"]["RealtimeSubscribed"] | components["schemas"]["RealtimeUnsubscribed"] | components["schemas"]["RealtimePong"] | components["schemas"]["RealtimeError"] | components["schemas"]["RealtimeResyncRequired"];
        /** @description An event: what the webhook of that name carries, with the same `id`. A newer server may send further types. */
        RealtimeEvent: {
            /** @description The name of the event with `_` for `.`, and `model_` for `models.`, e.g. `instance_ready`. */
            type: string;
            /** @description The `data` of the event. */
            payload: components["schemas"]["Metadata"];
            /** @description `evt_…`; the same event never has two. */
            id: string;
            /** @description The place in `stream`; it grows by one each. */
            seq: number;
            stream: components["schemas"]["RealtimeStream"];
            /** @description The channel that brought it. */
            channel: string;
            timestamp: components["schemas"]["Timestamp"];
        };
        /**
         * @default per_1k
         * @enum {string}
         */
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
        /**
         * @default configured
         * @enum {string}
         */
        ModelScope: "configured" | "all";
        /** @enum {string} */
        ModelSort: "relevance" | "provider" | "-provider" | "name" | "-name" | "input_cost" | "-input_cost" | "output_cost" | "-output_cost" | "context_length" | "-context_length" | "max_tokens" | "-max_tokens" | "release_date" | "-release_date" | "updated_at" | "-updated_at";
        /**
         * @default none
         * @enum {string}
         */
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
            /** @description Absent where no source states it; then a write costs what `pricing.cache_write_5m` says. */
            cache_write_5m?: number | null;
        };
        /**
         * @description USD per 1,000,000 tokens, whatever `cost_unit` says, but for the prices a piece (`image`, `request`, `web_search`,
         *     `character`, `audio_minute`, `hour`). A price that is absent or `null` is unknown.
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
            /** @description USD a character of spoken text. */
            character?: number | null;
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
        /**
         * @description With `include=provenance`, and always from getModel: by field, dotted inside `pricing` and `supports`, the source
         *     that it was taken from.
         */
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
            /** @description true where at least `total` match, of a catalog larger than memory; absent where `total` is exact. */
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
            /**
             * @description Configured names or brands; none named means all enabled ones. An unknown name is refused and nothing is
             *     fetched.
             */
            providers?: string[];
            /**
             * @description Fetch even what was fetched less than 60 s ago, past every cache.
             * @default false
             */
            force?: boolean;
            /**
             * @description Believe a list that is shorter than 80 % of the last healthy one at once, instead of waiting for a second fetch 15
             *     minutes later. Needs `models:select`.
             * @default false
             */
            accept_drop?: boolean;
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
            /** @description Rows that were taken; of a public catalog, those of this provider. */
            rows: number;
            /** @description Rows that were refused as malformed; of a public catalog, in the whole file. */
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
            is_active?: boolean;
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
            direction?: components["schemas"]["ThresholdDirection"];
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
        ThresholdDeleted: {
            model_id: components["schemas"]["RegistryModelId"];
            metric: components["schemas"]["MetricName"];
            /** @constant */
            deleted: true;
        };
        ThresholdDeletedAnswer: {
            data: components["schemas"]["ThresholdDeleted"];
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
         * @description How the newest value of the metric stands to `value`: below, at most, above, at least, equal, not equal. A metric
         *     without a value holds nothing.
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
        OptimizationRuleDeleted: {
            name: components["schemas"]["OptimizationRuleName"];
            /** @constant */
            deleted: true;
        };
        OptimizationRuleDeletedAnswer: {
            data: components["schemas"]["OptimizationRuleDeleted"];
            status: components["schemas"]["Success"];
        };
        /**
         * @description What shall answer, matched exactly: a route's name, `provider/model`, a provider's name alone (its selected model),
         *     a model's id, an alias, or `deployment/<name>` for a rented GPU that serves a model.
         */
        InferenceModelName: string;
        /** @description Text or base64 data; the body as a whole has at most 10 MB. */
        InferenceText: string;
        /** @description One word of a provider's vocabulary, which may grow; passed on as it is. */
        InferenceWord: string | null;
        /** @description An id that an answer gave; send it back unchanged. */
        InferenceIdOrNull: string | null;
        /** @description Text; the body as a whole has at most 10 MB. */
        InferenceTextOrNull: string | null;
        /**
         * @description A part of a message. Known types: `text` (`text`), `image_url`, `input_audio`, `file` and, of an assistant,
         *     `refusal`. A type that we do not know reaches a provider of the same dialect unchanged; no other lane is then a
         *     candidate.
         */
        ChatContentPart: {
            /** @description Kind of the part, which names the member that holds it. */
            type: string;
            text?: components["schemas"]["InferenceText"];
            refusal?: components["schemas"]["InferenceText"];
            image_url?: {
                /** @description An https URL, or `data:<media type>;base64,<data>`. */
                url: components["schemas"]["InferenceText"];
                /** @description `auto`, `low`, `high` or `original`: how closely the image is looked at. */
                detail?: components["schemas"]["InferenceWord"];
            } & {
                [key: string]: unknown;
            };
            input_audio?: {
                /** @description The sound in base64. */
                data: components["schemas"]["InferenceText"];
                /** @description `wav` or `mp3`. */
                format: string;
            } & {
                [key: string]: unknown;
            };
            /** @description By `file_id` where the provider has the file, else by `filename` and `file_data`. */
            file?: {
                file_id?: components["schemas"]["InferenceIdOrNull"];
                filename?: string | null;
                /** @description `data:<media type>;base64,<data>`. */
                file_data?: components["schemas"]["InferenceTextOrNull"];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /** @description An id that an answer gave; send it back unchanged. */
        InferenceId: string;
        /** @description Name of a tool, a function or a speaker. */
        InferenceName: string;
        /** @description One call of a tool, sent back as the answer had it. */
        ChatToolCall: {
            id: components["schemas"]["InferenceId"];
            /** @description `function`, also when left out, or `custom`. */
            type?: components["schemas"]["InferenceWord"];
            function?: {
                name: components["schemas"]["InferenceName"];
                /** @description The arguments as JSON text; empty means none. */
                arguments?: components["schemas"]["InferenceTextOrNull"];
            } & {
                [key: string]: unknown;
            };
            /** @description A call of a tool that takes free text. */
            custom?: {
                name?: components["schemas"]["InferenceName"];
                input?: components["schemas"]["InferenceText"];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /** @description Free JSON members. */
        InferenceObject: {
            [key: string]: unknown;
        };
        /**
         * @description One turn. Order counts: the messages of `role: tool` follow the assistant's message whose `tool_calls` they
         *     answer, one each, joined by `tool_call_id`.
         */
        ChatMessage: {
            /**
             * @description Who speaks. `developer` is `system` for reasoning models; `function` is the older form of `tool`.
             * @enum {string}
             */
            role: "system" | "developer" | "user" | "assistant" | "tool" | "function";
            /** @description Text or parts; null where an assistant's turn only calls tools. */
            content?: components["schemas"]["InferenceText"] | components["schemas"]["ChatContentPart"][] | null;
            /** @description Tells speakers of the same role apart. */
            name?: string | null;
            /** @description What an assistant's turn wants called, as the answer had it. */
            tool_calls?: components["schemas"]["ChatToolCall"][] | null;
            /** @description The call that a `tool` turn answers. */
            tool_call_id?: components["schemas"]["InferenceIdOrNull"];
            /** @description What an assistant said when it refused. */
            refusal?: components["schemas"]["InferenceTextOrNull"];
            /** @description What an assistant thought, as the answer had it. */
            reasoning_content?: components["schemas"]["InferenceTextOrNull"];
            /**
             * @description Signed or encrypted thoughts as the answer had them; some models need them back with the tools'
             *     results.
             */
            reasoning_details?: components["schemas"]["InferenceObject"][] | null;
            /** @description An earlier audio answer of the assistant. */
            audio?: ({
                id?: components["schemas"]["InferenceId"];
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description The older form of one tool call. */
            function_call?: ({
                name?: components["schemas"]["InferenceName"];
                arguments?: components["schemas"]["InferenceText"];
            } & {
                [key: string]: unknown;
            }) | null;
        } & {
            [key: string]: unknown;
        };
        /** @description Options of a stream; without `stream` they have no effect. */
        InferenceStreamOptions: ({
            /** @description Send the usage in a last chunk without choices. */
            include_usage?: boolean | null;
            /** @description Pad the chunks to one size against traffic analysis. */
            include_obfuscation?: boolean | null;
        } & {
            [key: string]: unknown;
        }) | null;
        /** @description Longest answer, in tokens. */
        InferenceMaxTokens: number | null;
        /** @description Sampling temperature; 0 is the most predictable. Some models accept at most 1. */
        InferenceTemperature: number | null;
        /** @description Nucleus sampling; only the most likely tokens of this total probability are drawn. */
        InferenceTopP: number | null;
        /** @description The answer ends before any of these texts, at most 16. */
        InferenceStop: string | string[] | null;
        /** @description Asks for the same answer to the same request, as far as the model can. */
        InferenceSeed: number | null;
        /** @description Positive values make repetition less likely. */
        InferencePenalty: number | null;
        /** @description Added to the likelihood of a token, by token id, −100 to 100. */
        InferenceLogitBias: {
            [key: string]: number;
        } | null;
        /** @description A JSON Schema. */
        InferenceSchema: {
            [key: string]: unknown;
        } | null;
        ChatFunction: {
            name: components["schemas"]["InferenceName"];
            /** @description What it does and when to call it. */
            description?: components["schemas"]["InferenceTextOrNull"];
            /** @description JSON Schema of the arguments; left out means none. */
            parameters?: components["schemas"]["InferenceSchema"];
            /** @description Arguments must match the schema exactly. */
            strict?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /** @description A tool that the model may call. `function` is known; other types reach a provider of the same dialect only. */
        ChatTool: {
            /** @description `function`, or a type of the provider such as `custom`. */
            type: string;
            function?: components["schemas"]["ChatFunction"];
        } & {
            [key: string]: unknown;
        };
        /** @description Forces one tool, `{"type":"function","function":{"name":"…"}}`, or narrows the list (`allowed_tools`). */
        ChatNamedToolChoice: {
            type: string;
            function?: {
                name: components["schemas"]["InferenceName"];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /** @description Whether tools are called; left out or null is `auto` where there are tools. */
        ChatToolChoice: ("none" | "auto" | "required") | components["schemas"]["ChatNamedToolChoice"] | null;
        /**
         * @description Form of the answer: `text`, `json_object` (any JSON; the prompt must ask for it) or `json_schema` (JSON that
         *     matches the schema). A lane that cannot promise it is no candidate.
         */
        ChatResponseFormat: ({
            type: string;
            json_schema?: {
                name: components["schemas"]["InferenceName"];
                description?: components["schemas"]["InferenceTextOrNull"];
                schema?: components["schemas"]["InferenceSchema"];
                strict?: boolean | null;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        }) | null;
        /** @description How much to think; `none`, `minimal`, `low`, `medium`, `high`, `xhigh` or `max`, as the model knows them. */
        InferenceEffort: string | null;
        /** @description Free JSON members. */
        InferenceObjectOrNull: {
            [key: string]: unknown;
        } | null;
        /** @description At most 16 texts by name. Conditions of routes can read them as `metadata.<name>`. */
        InferenceMetadata: {
            [key: string]: string;
        } | null;
        /** @description A prompt template of the operator, rendered with values and added to the conversation. */
        ProxyApiTemplate: {
            /** @description Name of the template. */
            name: string;
            /** @description Values by name, at most 64 KB and 100 items an array. They are values, never template text. */
            variables?: {
                [key: string]: unknown;
            };
            /**
             * @description `system`, also when left out, puts the text first; `user` puts it last.
             * @enum {string}
             */
            role?: "system" | "user";
        };
        /**
         * @description Options of this gateway for one call. Valid in every JSON body of `/v1`, never sent to a provider. Unlike the rest
         *     of the body it is closed: an unknown member is 400 `UNKNOWN_PARAMETER`.
         */
        ProxyApiOptions: {
            /** @description Models or routes tried after the asked one, in order, as long as nothing of an answer was delivered. */
            fallbacks?: components["schemas"]["InferenceModelName"][];
            /**
             * @description Calls of one session stay on one lane where the route is sticky, which keeps prompt caches warm. Left out, it
             *     is the first of `prompt_cache_key`, `safety_identifier`, `user` and `metadata.user_id`.
             */
            session_id?: string;
            /** @description Deadline of each attempt and of the request, in milliseconds; it beats every configured one. */
            timeout_ms?: number;
            /**
             * @description Response cache: `off` neither reads nor stores (as the header `Cache-Control: no-store`), `refresh` skips the
             *     read and stores the new answer.
             * @enum {string}
             */
            cache?: "default" | "off" | "refresh";
            /**
             * @description `off` never changes this prompt: too long a prompt is then 400 `CONTEXT_LENGTH_EXCEEDED`.
             * @enum {string}
             */
            condense?: "default" | "off";
            /**
             * @description A lane that would have to leave out a field is no candidate. Left out or false, harmless fields are dropped and
             *     named in `x-proxyapi-dropped`.
             */
            require_parameters?: boolean;
            /**
             * @description Put every attempt with its cost into the answer, as the member `proxyapi`; a stream sends it as a comment line
             *     before its end.
             */
            trace?: boolean;
            template?: components["schemas"]["ProxyApiTemplate"];
        };
        /**
         * @description A conversation in OpenAI's shape. Known fields are checked; `null` is the same as leaving an optional one out.
         *     Unknown fields are kept: they reach a provider of the same dialect unchanged, and are named in
         *     `x-proxyapi-dropped` otherwise. `api_base`, `base_url` and `api_key` would steer the gateway and are 400
         *     `UNKNOWN_PARAMETER`.
         */
        ChatCompletionRequest: {
            model: components["schemas"]["InferenceModelName"];
            /** @description The conversation so far, oldest first. */
            messages: components["schemas"]["ChatMessage"][];
            /** @description Answer as server-sent events while the text is made. */
            stream?: boolean | null;
            stream_options?: components["schemas"]["InferenceStreamOptions"];
            /** @description Longest answer in tokens, thoughts included. */
            max_completion_tokens?: components["schemas"]["InferenceMaxTokens"];
            /** @description Older name of `max_completion_tokens`; respelled where a model refuses it. */
            max_tokens?: components["schemas"]["InferenceMaxTokens"];
            temperature?: components["schemas"]["InferenceTemperature"];
            top_p?: components["schemas"]["InferenceTopP"];
            /** @description Number of choices. Above 1 only lanes of the same dialect are candidates. */
            n?: number | null;
            stop?: components["schemas"]["InferenceStop"];
            seed?: components["schemas"]["InferenceSeed"];
            /** @description Positive values favor new subjects, −2 to 2. */
            presence_penalty?: components["schemas"]["InferencePenalty"];
            frequency_penalty?: components["schemas"]["InferencePenalty"];
            logit_bias?: components["schemas"]["InferenceLogitBias"];
            /** @description Return the log probability of each token. */
            logprobs?: boolean | null;
            /** @description Likeliest alternatives a token; needs `logprobs`. */
            top_logprobs?: number | null;
            /** @description What the model may call. */
            tools?: components["schemas"]["ChatTool"][] | null;
            tool_choice?: components["schemas"]["ChatToolChoice"];
            /** @description False allows at most one call a turn. */
            parallel_tool_calls?: boolean | null;
            /** @description Older form of `tools`. */
            functions?: components["schemas"]["ChatFunction"][] | null;
            /** @description Older form of `tool_choice`. */
            function_call?: ("none" | "auto") | components["schemas"]["InferenceObject"] | null;
            response_format?: components["schemas"]["ChatResponseFormat"];
            reasoning_effort?: components["schemas"]["InferenceEffort"];
            /** @description `low`, `medium` or `high`: length of the answer. */
            verbosity?: components["schemas"]["InferenceWord"];
            /** @description `text` and `audio`: what the answer may hold. */
            modalities?: string[] | null;
            /** @description Voice and format of an audio answer. */
            audio?: components["schemas"]["InferenceObjectOrNull"];
            /** @description Text that the answer will mostly repeat, to make it faster. */
            prediction?: components["schemas"]["InferenceObjectOrNull"];
            /** @description Web search of the provider. */
            web_search_options?: components["schemas"]["InferenceObjectOrNull"];
            metadata?: components["schemas"]["InferenceMetadata"];
            /** @description Let the provider keep the answer. */
            store?: boolean | null;
            /** @description Speed class of the provider, `flex` or `priority` say. */
            service_tier?: components["schemas"]["InferenceWord"];
            /** @description Your end user; also a sticky key. */
            user?: string | null;
            /** @description Hashed end user, for the provider's abuse checks; also a sticky key. */
            safety_identifier?: string | null;
            /** @description Requests with equal beginnings share this key; also a sticky key. */
            prompt_cache_key?: string | null;
            proxyapi?: components["schemas"]["ProxyApiOptions"];
        } & {
            [key: string]: unknown;
        };
        ChatAnswerToolCall: {
            /** @description Goes into `tool_call_id` of the message that holds the result. */
            id: string;
            /** @description `function`, or `custom`. */
            type: string;
            function?: {
                name: string;
                /** @description JSON text as the model wrote it: check it before use. May be empty. */
                arguments: string;
            };
            /** @description `name` and `input` of a tool that takes free text. */
            custom?: {
                [key: string]: unknown;
            };
        };
        /** @description What the model said. To go on, append it to `messages` as it is. */
        ChatAnswer: {
            /** @constant */
            role: "assistant";
            /** @description The text; null or absent where the turn only calls tools. */
            content?: string | null;
            /** @description Why the model will not answer. */
            refusal?: string | null;
            /** @description What the model thought, where it tells. */
            reasoning_content?: string | null;
            /** @description The same thoughts with signatures or encrypted; send them back unchanged with the results of tools. */
            reasoning_details?: {
                [key: string]: unknown;
            }[] | null;
            /** @description What shall be called. */
            tool_calls?: components["schemas"]["ChatAnswerToolCall"][] | null;
            /** @description Older form of one tool call. */
            function_call?: {
                [key: string]: unknown;
            } | null;
            /** @description Sources, `url_citation` say. */
            annotations?: {
                [key: string]: unknown;
            }[] | null;
            /** @description Spoken answer: `id`, `data` in base64, `transcript`, `expires_at`. */
            audio?: {
                [key: string]: unknown;
            } | null;
        };
        TokenLogprob: {
            token: string;
            /** @description Natural logarithm of the probability. */
            logprob: number;
            /** @description UTF-8 bytes of the token. */
            bytes?: number[] | null;
            /** @description The likeliest tokens at this place. */
            top_logprobs?: {
                token: string;
                logprob: number;
                bytes?: number[] | null;
            }[] | null;
        };
        ChatLogprobs: {
            /** @description The tokens of the text. */
            content?: components["schemas"]["TokenLogprob"][] | null;
            /** @description The tokens of the refusal. */
            refusal?: components["schemas"]["TokenLogprob"][] | null;
        };
        ChatChoice: {
            index: number;
            message: components["schemas"]["ChatAnswer"];
            /**
             * @description `stop` (the end, or a stop text), `length` (`max_tokens` or the context is full), `tool_calls`,
             *     `content_filter`; older models also `function_call`.
             */
            finish_reason: string | null;
            /** @description Only where asked for. */
            logprobs?: components["schemas"]["ChatLogprobs"] | null;
        };
        /** @description USD with at most 6 decimals; null is unknown, 0 is free. */
        UsdOrNull: number | null;
        /** @description Tokens in OpenAI's arithmetic; the details are parts of the two totals. */
        CompletionUsage: {
            /** @description All input tokens, cached ones included. */
            prompt_tokens: number;
            /** @description All output tokens, thoughts included, where the provider counts so. */
            completion_tokens: number;
            total_tokens: number;
            prompt_tokens_details?: {
                /** @description Read from the provider's prompt cache. */
                cached_tokens?: number | null;
                /** @description Written into the provider's prompt cache. */
                cache_write_tokens?: number | null;
                audio_tokens?: number | null;
            } | null;
            completion_tokens_details?: {
                /** @description Thoughts. */
                reasoning_tokens?: number | null;
                audio_tokens?: number | null;
                accepted_prediction_tokens?: number | null;
                rejected_prediction_tokens?: number | null;
            } | null;
            /** @description What the call cost, in USD; in translated answers. */
            cost?: components["schemas"]["UsdOrNull"];
        };
        InferenceAttempt: {
            /** @description Name of the configured provider. */
            provider: string;
            /** @description Model as the provider names it. */
            model: string;
            /**
             * @description Why it was called at this place: by which name of the call, its route, canary or fallback, and by what its strategy
             *     goes, with the figures. For people; the words may change.
             */
            reason: string;
            /** @description `answered`, `failed` or `aborted`. */
            outcome: string;
            /**
             * @description Why it failed: `transient`, `timeout`, `rate`, `money`, `credential`, `not-found`, `context-length`,
             *     `content-policy`, `caller` or `protocol`; null where it did not.
             */
            fault?: string | null;
            /** @description Status of the upstream; null where none came. */
            status?: number | null;
            /** @description Time to the first token in milliseconds; null where none came. */
            ttft_ms?: number | null;
            /** @description Time to the end of the attempt in milliseconds. */
            duration_ms?: number | null;
            cost?: components["schemas"]["UsdOrNull"];
        };
        InferenceSkipped: {
            /** @description Name of the configured provider. */
            provider: string;
            /** @description Model as the provider names it. */
            model: string;
            /** @description Why it was not called, such as `closed off after failures` or `its context is too short`. For people. */
            reason: string;
        };
        /** @description How the answer came about; present where the request said `proxyapi.trace`. */
        InferenceTrace: {
            /** @description Upstream calls in the order they were made. */
            attempts: components["schemas"]["InferenceAttempt"][];
            /** @description What the asked names lead to, too, and was no candidate. */
            skipped: components["schemas"]["InferenceSkipped"][];
            cost: components["schemas"]["UsdOrNull"];
            /** @description Our own time until the first token, without waiting for upstreams, in milliseconds. */
            overhead_ms: number;
        };
        /** @description A whole answer. A provider of the same dialect may add members; its bytes are forwarded as they are. */
        ChatCompletion: {
            id: string;
            /** @constant */
            object: "chat.completion";
            /** @description Unix time in seconds. */
            created: number;
            /** @description The model that answered. */
            model: string;
            /** @description `n` answers, one unless asked. */
            choices: components["schemas"]["ChatChoice"][];
            usage?: components["schemas"]["CompletionUsage"];
            service_tier?: string | null;
            /** @description Changes when the provider changes the model's setting. */
            system_fingerprint?: string | null;
            proxyapi?: components["schemas"]["InferenceTrace"];
        };
        /** @description One text as token ids of the model. */
        InferenceTokens: number[];
        /** @description One text, several texts, one list of token ids, or several such lists. */
        InferenceInput: components["schemas"]["InferenceText"] | components["schemas"]["InferenceText"][] | components["schemas"]["InferenceTokens"] | components["schemas"]["InferenceTokens"][];
        /**
         * @description Plain text completion in OpenAI's older shape. A model without it is asked as a chat with one user turn; then
         *     `suffix`, `echo`, `best_of`, `logprobs` and token lists are 400 `UNSUPPORTED_PARAMETER`. Unknown fields are kept.
         */
        CompletionRequest: {
            model: components["schemas"]["InferenceModelName"];
            /** @description One text, up to 2,048 texts, one list of token ids, or up to 2,048 such lists. */
            prompt: components["schemas"]["InferenceInput"];
            /** @description Answer as server-sent events while the text is made. */
            stream?: boolean | null;
            stream_options?: components["schemas"]["InferenceStreamOptions"];
            max_tokens?: components["schemas"]["InferenceMaxTokens"];
            temperature?: components["schemas"]["InferenceTemperature"];
            top_p?: components["schemas"]["InferenceTopP"];
            /** @description Completions a prompt. */
            n?: number | null;
            stop?: components["schemas"]["InferenceStop"];
            seed?: components["schemas"]["InferenceSeed"];
            /** @description Positive values favor new subjects, −2 to 2. */
            presence_penalty?: components["schemas"]["InferencePenalty"];
            frequency_penalty?: components["schemas"]["InferencePenalty"];
            logit_bias?: components["schemas"]["InferenceLogitBias"];
            /** @description Likeliest alternatives a token. */
            logprobs?: number | null;
            /** @description Repeat the prompt before the completion. */
            echo?: boolean | null;
            /** @description Text that follows what is inserted. */
            suffix?: components["schemas"]["InferenceTextOrNull"];
            /** @description Completions made by the provider, of which the best `n` are returned; all are billed. */
            best_of?: number | null;
            /** @description Your end user; also a sticky key. */
            user?: string | null;
            proxyapi?: components["schemas"]["ProxyApiOptions"];
        } & {
            [key: string]: unknown;
        };
        CompletionChoice: {
            index: number;
            text: string;
            /** @description `stop`, `length` or `content_filter`; null in a stream until the end. */
            finish_reason?: string | null;
            /** @description `tokens`, `token_logprobs`, `top_logprobs`, `text_offset`. */
            logprobs?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * @description Texts to turn into vectors. More inputs than the provider takes at once are split, two requests at a time, and put
         *     together in order; one failure fails the whole. Embeddings never fall back to another model: its vectors do not
         *     compare.
         */
        EmbeddingRequest: {
            model: components["schemas"]["InferenceModelName"];
            /**
             * @description One text, up to 2,048 texts, one list of token ids, or up to 2,048 such lists. Token ids need a lane of OpenAI's
             *     shape, else 400 `UNSUPPORTED_PARAMETER`.
             */
            input: components["schemas"]["InferenceInput"];
            /**
             * @description `float` numbers, also when left out, or little-endian 32-bit floats in base64.
             * @enum {string|null}
             */
            encoding_format?: "float" | "base64" | null;
            /** @description Length of the vectors, where the model can shorten them. */
            dimensions?: number | null;
            /**
             * @description `search_document` (also when left out), `search_query`, `classification` or `clustering`: for models
             *     that tell them apart.
             */
            input_type?: components["schemas"]["InferenceWord"];
            /** @description Your end user. */
            user?: string | null;
            proxyapi?: components["schemas"]["ProxyApiOptions"];
        } & {
            [key: string]: unknown;
        };
        Embedding: {
            /** @constant */
            object: "embedding";
            /** @description Place of the input. */
            index: number;
            /** @description The vector; a text where the request asked for `base64`. */
            embedding: number[] | string;
        };
        EmbeddingList: {
            /** @constant */
            object: "list";
            /** @description One vector an input, in the order of the inputs. */
            data: components["schemas"]["Embedding"][];
            /** @description The model that answered. */
            model: string;
            usage: {
                /** @description Tokens of all inputs. */
                prompt_tokens: number;
                total_tokens: number;
                cost?: components["schemas"]["UsdOrNull"];
            };
            proxyapi?: components["schemas"]["InferenceTrace"];
        };
        /**
         * @description A part: `input_text`, `output_text` (`text`), `input_image`, `input_file`, `refusal`. Unknown types are
         *     kept.
         */
        ResponseInputPart: {
            type: string;
            text?: components["schemas"]["InferenceText"];
            refusal?: components["schemas"]["InferenceText"];
            /** @description An https URL, or `data:<media type>;base64,<data>`. */
            image_url?: components["schemas"]["InferenceTextOrNull"];
            /** @description `auto`, `low`, `high` or `original`: how closely the image is looked at. */
            detail?: components["schemas"]["InferenceWord"];
            /** @description A file that the provider has. */
            file_id?: components["schemas"]["InferenceIdOrNull"];
            /** @description An https URL. */
            file_url?: components["schemas"]["InferenceTextOrNull"];
            /** @description `data:<media type>;base64,<data>`, with `filename`. */
            file_data?: components["schemas"]["InferenceTextOrNull"];
            filename?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A turn or an item of an earlier response, sent back as it was. Without `type` it is a `message`. Others that every
         *     lane understands: `function_call`, `function_call_output` and `reasoning`. Types that we do not know reach a
         *     provider of the same dialect unchanged; no other lane is then a candidate.
         */
        ResponseInputItem: {
            type?: string | null;
            id?: components["schemas"]["InferenceIdOrNull"];
            /**
             * @description Who speaks in a message.
             * @enum {string}
             */
            role?: "user" | "assistant" | "system" | "developer";
            /** @description Text or parts of a message. */
            content?: components["schemas"]["InferenceText"] | components["schemas"]["ResponseInputPart"][] | null;
            /** @description Joins a call and its output. */
            call_id?: components["schemas"]["InferenceIdOrNull"];
            /** @description The called function. */
            name?: string | null;
            /** @description JSON text of a `function_call`; some built-in calls have an object. */
            arguments?: components["schemas"]["InferenceText"] | components["schemas"]["InferenceObject"] | null;
            /** @description Result of a call, text or parts. */
            output?: components["schemas"]["InferenceText"] | components["schemas"]["InferenceObject"][] | components["schemas"]["InferenceObject"] | null;
            /** @description Summary of the thoughts, `summary_text` parts. */
            summary?: components["schemas"]["InferenceObject"][] | null;
            /** @description Thoughts that only the lane which made them can read; the call returns to it. */
            encrypted_content?: components["schemas"]["InferenceTextOrNull"];
            status?: string | null;
        } & {
            [key: string]: unknown;
        };
        /** @description A tool that the model may call. `function` works everywhere; built-in types need a provider that has them. */
        ResponseTool: {
            /** @description `function`, or a built-in such as `web_search`. */
            type: string;
            name?: components["schemas"]["InferenceName"];
            /** @description What it does and when to call it. */
            description?: components["schemas"]["InferenceTextOrNull"];
            /** @description JSON Schema of the arguments; null means none. */
            parameters?: components["schemas"]["InferenceSchema"];
            /** @description Arguments must match the schema exactly. */
            strict?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /** @description Forces one tool, `{"type":"function","name":"…"}`, or narrows the list (`allowed_tools`). */
        ResponseNamedToolChoice: {
            type: string;
            name?: string | null;
        } & {
            [key: string]: unknown;
        };
        /** @description `text`, `json_object` (any JSON; the prompt must ask for it) or `json_schema` (JSON that matches `schema`). */
        ResponseTextFormat: ({
            type: string;
            name?: components["schemas"]["InferenceName"];
            description?: components["schemas"]["InferenceTextOrNull"];
            schema?: components["schemas"]["InferenceSchema"];
            strict?: boolean | null;
        } & {
            [key: string]: unknown;
        }) | null;
        /**
         * @description A call in the shape of OpenAI's Responses API. `previous_response_id`, `conversation`, `background`, `store: true`
         *     and built-in tools need a provider that speaks it, else 400 `UNSUPPORTED_PARAMETER`. `null` is the same as leaving
         *     an optional field out; unknown fields are kept.
         */
        ResponseRequest: {
            model: components["schemas"]["InferenceModelName"];
            /** @description A text, which is one turn of the user, or the items of the conversation, oldest first. */
            input: components["schemas"]["InferenceText"] | components["schemas"]["ResponseInputItem"][];
            /** @description The system's turn; not kept for the next response. */
            instructions?: components["schemas"]["InferenceTextOrNull"];
            /** @description Answer as server-sent events while it is made. */
            stream?: boolean | null;
            stream_options?: components["schemas"]["InferenceStreamOptions"];
            /** @description Longest answer in tokens, thoughts included. */
            max_output_tokens?: components["schemas"]["InferenceMaxTokens"];
            temperature?: components["schemas"]["InferenceTemperature"];
            top_p?: components["schemas"]["InferenceTopP"];
            /** @description Likeliest alternatives a token. */
            top_logprobs?: number | null;
            /** @description What the model may call. */
            tools?: components["schemas"]["ResponseTool"][] | null;
            /** @description Whether tools are called; left out or null is `auto` where there are tools. */
            tool_choice?: ("none" | "auto" | "required") | components["schemas"]["ResponseNamedToolChoice"] | null;
            /** @description False allows at most one call a turn. */
            parallel_tool_calls?: boolean | null;
            /** @description Calls of built-in tools at the most. */
            max_tool_calls?: number | null;
            /** @description How to think. */
            reasoning?: ({
                effort?: components["schemas"]["InferenceEffort"];
                /** @description `auto`, `concise` or `detailed`: return a summary of the thoughts. */
                summary?: components["schemas"]["InferenceWord"];
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description Form of the text. */
            text?: ({
                format?: components["schemas"]["ResponseTextFormat"];
                /** @description `low`, `medium` or `high`: length of the answer. */
                verbosity?: components["schemas"]["InferenceWord"];
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description More to return, `reasoning.encrypted_content` say. */
            include?: string[] | null;
            /**
             * @description `auto` lets the provider drop the oldest items of too long an input.
             * @enum {string|null}
             */
            truncation?: "auto" | "disabled" | null;
            /** @description Let the provider keep the response. Left out it stays with what the provider does. */
            store?: boolean | null;
            /** @description Go on from a stored response; the call returns to the lane that made it, else 400. */
            previous_response_id?: components["schemas"]["InferenceIdOrNull"];
            /** @description A conversation kept by the provider, by its id. */
            conversation?: components["schemas"]["InferenceId"] | components["schemas"]["InferenceObject"] | null;
            /** @description Answer at once and work on. */
            background?: boolean | null;
            metadata?: components["schemas"]["InferenceMetadata"];
            /** @description Speed class of the provider, `flex` or `priority` say. */
            service_tier?: components["schemas"]["InferenceWord"];
            /** @description Your end user; also a sticky key. */
            user?: string | null;
            /** @description Hashed end user, for the provider's abuse checks; also a sticky key. */
            safety_identifier?: string | null;
            /** @description Requests with equal beginnings share this key; also a sticky key. */
            prompt_cache_key?: string | null;
            proxyapi?: components["schemas"]["ProxyApiOptions"];
        } & {
            [key: string]: unknown;
        };
        /** @description `output_text`, `refusal`, `summary_text` or `reasoning_text`; others may come. */
        ResponseOutputPart: {
            type: string;
            text?: string | null;
            refusal?: string | null;
            /** @description Sources: `url_citation`, `file_citation`, … */
            annotations?: {
                [key: string]: unknown;
            }[] | null;
            logprobs?: components["schemas"]["TokenLogprob"][] | null;
        };
        /**
         * @description One item, told apart by `type`: `message` (`role`, `content`), `function_call` (`call_id`, `name`, `arguments`),
         *     `reasoning` (`summary`, `encrypted_content`), and one or more types for each built-in tool, with members of their
         *     own. To go on, append the items to `input` as they are, then a `function_call_output` for each call.
         */
        ResponseOutputItem: {
            type: string;
            id?: string | null;
            /** @description `in_progress`, `completed` or `incomplete`. */
            status?: string | null;
            /** @description `assistant`. */
            role?: string;
            /** @description Parts of a message, or of thoughts that the model shows. */
            content?: components["schemas"]["ResponseOutputPart"][] | null;
            /** @description Goes into `function_call_output`. */
            call_id?: string | null;
            /** @description The function to call. */
            name?: string | null;
            /** @description JSON text as the model wrote it, to be checked before use; some built-in calls have an object. */
            arguments?: string | {
                [key: string]: unknown;
            } | null;
            /** @description Summary of the thoughts, where asked for. */
            summary?: components["schemas"]["ResponseOutputPart"][] | null;
            /** @description Thoughts that only their lane can read; where asked for by `include`. */
            encrypted_content?: string | null;
        };
        /** @description Why the response failed; null where it did not. */
        ResponseFailure: {
            code: string | null;
            message: string;
        } | null;
        /** @description Tokens; the details are parts of the totals. */
        ResponseUsage: {
            /** @description All input tokens, cached ones included. */
            input_tokens: number;
            /** @description All output tokens, thoughts included. */
            output_tokens: number;
            total_tokens: number;
            input_tokens_details?: {
                /** @description Read from the provider's prompt cache. */
                cached_tokens?: number | null;
                /** @description Written into the provider's prompt cache. */
                cache_write_tokens?: number | null;
            } | null;
            output_tokens_details?: {
                /** @description Thoughts. */
                reasoning_tokens?: number | null;
            } | null;
            /** @description What the call cost, in USD; in translated answers. */
            cost?: components["schemas"]["UsdOrNull"];
        };
        /**
         * @description A response. The text stands in the items of type `message`; an item of type `function_call` wants a tool called.
         *     Fields of the request are repeated.
         */
        ResponseObject: {
            id: string;
            /** @constant */
            object: "response";
            /** @description Unix time in seconds. */
            created_at: number;
            /** @description Unix time in seconds; null until it is complete. */
            completed_at?: number | null;
            /**
             * @description `completed`, `incomplete` (why: `incomplete_details`), `failed` (why: `error`), `in_progress`, `queued`
             *     or `cancelled`.
             */
            status: string;
            /** @description The model that answered. */
            model: string;
            /** @description Messages, thoughts and calls, in order. */
            output: components["schemas"]["ResponseOutputItem"][];
            error?: components["schemas"]["ResponseFailure"];
            incomplete_details?: {
                /** @description `max_output_tokens` or `content_filter`. */
                reason?: string | null;
            } | null;
            /** @description Null until the response has ended. */
            usage?: components["schemas"]["ResponseUsage"] | null;
            /** @description As in the request. */
            instructions?: string | {
                [key: string]: unknown;
            }[] | null;
            tools?: {
                [key: string]: unknown;
            }[];
            tool_choice?: string | {
                [key: string]: unknown;
            } | null;
            parallel_tool_calls?: boolean | null;
            temperature?: number | null;
            top_p?: number | null;
            max_output_tokens?: number | null;
            previous_response_id?: string | null;
            reasoning?: {
                [key: string]: unknown;
            } | null;
            text?: {
                [key: string]: unknown;
            } | null;
            truncation?: string | null;
            store?: boolean | null;
            background?: boolean | null;
            metadata?: {
                [key: string]: unknown;
            } | null;
            service_tier?: string | null;
            proxyapi?: components["schemas"]["InferenceTrace"];
        };
        RerankDocument: {
            text: components["schemas"]["InferenceText"];
        } & {
            [key: string]: unknown;
        };
        /** @description Documents to order by how well they answer the query, in Cohere's shape. Unknown fields are kept. */
        RerankRequest: {
            model: components["schemas"]["InferenceModelName"];
            /** @description What is looked for. */
            query: string;
            /** @description Texts, or objects with a `text`. */
            documents: (components["schemas"]["InferenceText"] | components["schemas"]["RerankDocument"])[];
            /** @description Results at the most; left out means all. */
            top_n?: number | null;
            /** @description Put each document into its result. */
            return_documents?: boolean | null;
            /** @description Longer documents are cut. */
            max_tokens_per_doc?: number | null;
            proxyapi?: components["schemas"]["ProxyApiOptions"];
        } & {
            [key: string]: unknown;
        };
        RerankResult: {
            /** @description Place of the document in the request. */
            index: number;
            /** @description Higher is better; comparable within one answer only. */
            relevance_score: number;
            /** @description Where asked for. */
            document?: {
                text?: string;
            };
        };
        /** @description In the unit that the provider bills. */
        RerankUsage: {
            search_units?: number | null;
            prompt_tokens?: number | null;
            total_tokens?: number | null;
            cost?: components["schemas"]["UsdOrNull"];
        };
        RerankResults: {
            id: string;
            /** @description The model that answered. */
            model: string;
            /** @description Best first. */
            results: components["schemas"]["RerankResult"][];
            usage?: components["schemas"]["RerankUsage"];
            proxyapi?: components["schemas"]["InferenceTrace"];
        };
        /** @description `text` with `text`, or `image_url` with `image_url.url`. */
        ModerationPart: {
            type: string;
            text?: components["schemas"]["InferenceText"];
            image_url?: {
                /** @description An https URL, or `data:<media type>;base64,<data>`. */
                url: components["schemas"]["InferenceText"];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /** @description Texts or images to judge. Unknown fields are kept. */
        ModerationRequest: {
            /** @description Left out it is the first model that judges, by the priority of its provider. */
            model?: components["schemas"]["InferenceModelName"];
            /** @description One text, up to 2,048 texts, or the parts of one message. */
            input: components["schemas"]["InferenceText"] | components["schemas"]["InferenceText"][] | components["schemas"]["ModerationPart"][];
            proxyapi?: components["schemas"]["ProxyApiOptions"];
        } & {
            [key: string]: unknown;
        };
        ModerationResult: {
            /** @description Any category applies. */
            flagged: boolean;
            /** @description Whether each category applies, `violence` say. */
            categories: {
                [key: string]: boolean | null;
            };
            /** @description How sure the model is of each category, 0 to 1. */
            category_scores: {
                [key: string]: number;
            };
            /** @description Kinds of input that each score is about, `text` or `image`. */
            category_applied_input_types?: {
                [key: string]: string[];
            };
        };
        ModerationResults: {
            id: string;
            /** @description The model that answered. */
            model: string;
            /** @description One a text; one for all parts of a message. */
            results: components["schemas"]["ModerationResult"][];
        };
        /**
         * @description An image to make, in OpenAI's shape. Which sizes and qualities exist is up to the model. Unknown fields are
         *     kept.
         */
        ImageRequest: {
            model: components["schemas"]["InferenceModelName"];
            /** @description What it shows. */
            prompt: string;
            /** @description Number of images. */
            n?: number | null;
            /** @description `1024x1024`, `auto`, … */
            size?: components["schemas"]["InferenceWord"];
            /** @description `low`, `medium`, `high`, `auto`, … */
            quality?: components["schemas"]["InferenceWord"];
            /** @description `transparent`, `opaque` or `auto`. */
            background?: components["schemas"]["InferenceWord"];
            style?: components["schemas"]["InferenceWord"];
            /** @description `low` or `auto`. */
            moderation?: components["schemas"]["InferenceWord"];
            /** @description `png`, `jpeg` or `webp`. */
            output_format?: components["schemas"]["InferenceWord"];
            /** @description Percent, for `jpeg` and `webp`. */
            output_compression?: number | null;
            /**
             * @description For models that can answer a URL; others always answer `b64_json` and refuse this field.
             * @enum {string|null}
             */
            response_format?: "url" | "b64_json" | null;
            /**
             * @description Images are not streamed.
             * @enum {boolean|null}
             */
            stream?: false | null;
            /** @description Your end user. */
            user?: string | null;
            proxyapi?: components["schemas"]["ProxyApiOptions"];
        } & {
            [key: string]: unknown;
        };
        /** @description One image, in base64 or by a URL that the provider keeps for a short time. */
        ImageResult: {
            b64_json?: string | null;
            url?: string | null;
            /** @description What the model made of the prompt. */
            revised_prompt?: string | null;
        };
        ImageResults: {
            /** @description Unix time in seconds. */
            created: number;
            data: components["schemas"]["ImageResult"][];
            background?: string | null;
            output_format?: string | null;
            quality?: string | null;
            size?: string | null;
            /** @description For models that are billed by tokens. */
            usage?: {
                input_tokens?: number;
                output_tokens?: number;
                total_tokens?: number;
                input_tokens_details?: {
                    [key: string]: unknown;
                } | null;
                cost?: components["schemas"]["UsdOrNull"];
            } | null;
            proxyapi?: components["schemas"]["InferenceTrace"];
        };
        SpeechVoice: {
            id: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A text to speak, in OpenAI's shape. Unknown fields are kept. */
        SpeechRequest: {
            model: components["schemas"]["InferenceModelName"];
            /** @description The text. */
            input: string;
            /** @description Name of a voice, or the id of an own one. */
            voice: string | components["schemas"]["SpeechVoice"];
            /** @description How to speak, for models that take directions. */
            instructions?: string | null;
            /**
             * @description Left out it is `mp3`. `pcm` is 24 kHz, 16 bit, little-endian, without header.
             * @enum {string|null}
             */
            response_format?: "mp3" | "opus" | "aac" | "flac" | "wav" | "pcm" | null;
            /** @description 1 is natural. */
            speed?: number | null;
            /**
             * @description Sound is sent as it is made; events are not offered.
             * @enum {string|null}
             */
            stream_format?: "audio" | null;
            proxyapi?: components["schemas"]["ProxyApiOptions"];
        } & {
            [key: string]: unknown;
        };
        /** @description A recording to write down, as a form. The fields may come in any order. Unknown fields are kept. */
        TranscriptionRequest: {
            /**
             * Format: binary
             * @description The recording, at most 25 MB: flac, mp3, mp4, mpeg, mpga, m4a, ogg, wav or webm.
             */
            file: string;
            model: components["schemas"]["InferenceModelName"];
            /** @description Language of the recording as ISO 639-1, `en` say; makes it better and faster. */
            language?: string;
            /** @description Names and style to expect. */
            prompt?: string;
            /**
             * @description Left out it is `json`. `text`, `srt` and `vtt` answer as `text/plain`.
             * @enum {string}
             */
            response_format?: "json" | "text" | "srt" | "verbose_json" | "vtt" | "diarized_json";
            /** @description Left out or 0 the model finds its own. */
            temperature?: number;
            /** @description Times to return with `verbose_json`. */
            "timestamp_granularities[]"?: ("word" | "segment")[];
            /** @description More to return, `logprobs` say. */
            "include[]"?: string[];
            /**
             * @description Transcriptions are not streamed.
             * @constant
             */
            stream?: false;
        } & {
            [key: string]: unknown;
        };
        TranscriptionWord: {
            word: string;
            /** @description Seconds. */
            start: number;
            /** @description Seconds. */
            end: number;
        };
        Transcription: {
            /** @description What was said. */
            text: string;
            /** @description Of `verbose_json`. */
            language?: string | null;
            /** @description Length of the recording in seconds; of `verbose_json` and `diarized_json`. */
            duration?: number | null;
            /** @description Pieces with `start` and `end` in seconds and `text`; with `speaker` in `diarized_json`. */
            segments?: {
                [key: string]: unknown;
            }[] | null;
            /** @description Where asked for. */
            words?: components["schemas"]["TranscriptionWord"][] | null;
            /** @description Where asked for. */
            logprobs?: {
                [key: string]: unknown;
            }[] | null;
            /** @description `{"type":"tokens",…}` or `{"type":"duration","seconds":n}`, as the model is billed. */
            usage?: {
                type?: string;
                input_tokens?: number;
                output_tokens?: number;
                total_tokens?: number;
                seconds?: number;
                cost?: components["schemas"]["UsdOrNull"];
            } | null;
        };
        /** @description Something that `model` of a call can name. */
        InferenceModel: {
            /** @description `provider/model`, the name of a route or an alias, or `deployment/<name>`. */
            id: string;
            /** @constant */
            object: "model";
            /** @description Unix time in seconds; 0 where unknown. */
            created: number;
            /** @description The provider; `proxyapi` for routes, aliases and deployments. */
            owned_by: string;
            /**
             * @description What the id names.
             * @enum {string}
             */
            kind: "model" | "route" | "alias" | "deployment";
            /** @description Name for people. */
            name?: string | null;
            /** @description Longest prompt and answer together, in tokens; null is unknown. */
            context_length: number | null;
            /** @description Longest answer in tokens; null is unknown. */
            max_tokens: number | null;
            /** @description As in the catalog; null is unknown, or not one price (routes). */
            pricing: components["schemas"]["ModelPricing"] | null;
            /**
             * Format: date
             * @description Last day; null is unknown.
             */
            shutdown_date?: string | null;
        };
        InferenceModelList: {
            /** @constant */
            object: "list";
            /** @description All of them, by id. */
            data: components["schemas"]["InferenceModel"][];
        };
        MessageModel: {
            /** @constant */
            type: "model";
            /** @description As in `InferenceModel`. */
            id: string;
            /** @description Name for people. */
            display_name: string;
            /**
             * Format: date-time
             * @description RFC 3339 time in UTC; 1970 where unknown.
             */
            created_at: string;
            /** @description Longest prompt in tokens; null is unknown. */
            max_input_tokens: number | null;
            /** @description Longest answer in tokens; null is unknown. */
            max_tokens: number | null;
            /** @description What it can do, each `{"supported": true}`; null is unknown. */
            capabilities?: {
                [key: string]: unknown;
            } | null;
        };
        MessageModelPage: {
            /** @description By id. */
            data: components["schemas"]["MessageModel"][];
            /** @description There are more: send `last_id` as `after_id`. */
            has_more: boolean;
            /** @description Null where the page is empty. */
            first_id: string | null;
            /** @description Null where the page is empty. */
            last_id: string | null;
        };
        /** @description OpenAI's list, or Anthropic's page where the request sent `anthropic-version`. */
        InferenceModelPage: components["schemas"]["InferenceModelList"] | components["schemas"]["MessageModelPage"];
        /** @description OpenAI's model, or Anthropic's where the request sent `anthropic-version`. */
        InferenceModelAnswer: components["schemas"]["InferenceModel"] | components["schemas"]["MessageModel"];
        /** @description `base64` with `media_type` and `data`, `url` with `url`, `text`, `content` or `file`. */
        MessageSource: {
            type: string;
            media_type?: components["schemas"]["InferenceWord"];
            data?: components["schemas"]["InferenceText"];
            url?: components["schemas"]["InferenceText"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A block of a turn. Known types: `text`, `image`, `document`, `tool_use`, `tool_result`, `thinking` and
         *     `redacted_thinking`. Blocks of an answer are sent back unchanged and in order, thoughts too when tools go on. A
         *     type that we do not know reaches a provider of the same dialect unchanged; no other lane is then a candidate.
         */
        MessageBlock: {
            type: string;
            text?: components["schemas"]["InferenceText"];
            /** @description Of `image` and `document`, where the data is; of `search_result` a name or URL. */
            source?: components["schemas"]["InferenceText"] | components["schemas"]["MessageSource"];
            /** @description Of `tool_use`. */
            id?: components["schemas"]["InferenceId"];
            /** @description Of `tool_use`. */
            name?: components["schemas"]["InferenceName"];
            /** @description Of `tool_use`. */
            input?: components["schemas"]["InferenceObject"];
            /** @description The call that a `tool_result` answers. */
            tool_use_id?: components["schemas"]["InferenceId"];
            /** @description Of `tool_result`, text or blocks; some server tools have one object. */
            content?: components["schemas"]["InferenceText"] | components["schemas"]["MessageBlock"][] | components["schemas"]["InferenceObject"] | null;
            /** @description The tool failed. */
            is_error?: boolean | null;
            /** @description Of `thinking`, with its `signature`. */
            thinking?: components["schemas"]["InferenceText"];
            /** @description Proves that the thoughts are the model's own. */
            signature?: components["schemas"]["InferenceText"];
            /** @description Of `redacted_thinking`. */
            data?: components["schemas"]["InferenceText"];
            cache_control?: components["schemas"]["MessageCacheControl"];
        } & {
            [key: string]: unknown;
        };
        /** @description Marks the end of a part of the prompt that the provider shall cache. */
        MessageCacheControl: ({
            /** @description `ephemeral`. */
            type: string;
            /** @description `5m`, also when left out, or `1h`. */
            ttl?: components["schemas"]["InferenceWord"];
        } & {
            [key: string]: unknown;
        }) | null;
        /** @description The results of tools stand in a turn of the user, right after the turn that called them. */
        MessageTurn: {
            /**
             * @description Who speaks. `system` in the middle of a conversation needs a model that knows it.
             * @enum {string}
             */
            role: "user" | "assistant" | "system";
            /** @description Text or blocks. */
            content: components["schemas"]["InferenceText"] | components["schemas"]["MessageBlock"][];
        } & {
            [key: string]: unknown;
        };
        /** @description The conversation so far, oldest first; neighbors of one role are one turn. */
        MessageTurns: components["schemas"]["MessageTurn"][];
        /** @description What the model is told beforehand, text or blocks of text. */
        MessageSystem: components["schemas"]["InferenceText"] | components["schemas"]["MessageBlock"][] | null;
        /** @description A tool of yours (`name`, `input_schema`), or one of the provider's, which has a dated `type`. */
        MessageTool: {
            /** @description `custom`, also when left out, or a server tool such as `web_search_20250305`. */
            type?: components["schemas"]["InferenceWord"];
            name?: components["schemas"]["InferenceName"];
            /** @description What it does and when to call it. */
            description?: components["schemas"]["InferenceTextOrNull"];
            /** @description JSON Schema of the input. */
            input_schema?: components["schemas"]["InferenceSchema"];
            /** @description The input must match the schema exactly. */
            strict?: boolean | null;
            cache_control?: components["schemas"]["MessageCacheControl"];
        } & {
            [key: string]: unknown;
        };
        /** @description What the model may call. */
        MessageTools: components["schemas"]["MessageTool"][] | null;
        /** @description Whether tools are called; left out is `auto` where there are tools. */
        MessageToolChoice: ({
            /**
             * @description `any` calls at least one, `tool` the one of `name`.
             * @enum {string}
             */
            type: "auto" | "any" | "tool" | "none";
            name?: components["schemas"]["InferenceName"];
            /** @description At most one call a turn. */
            disable_parallel_tool_use?: boolean | null;
        } & {
            [key: string]: unknown;
        }) | null;
        /** @description Whether to think before the answer. */
        MessageThinking: ({
            /** @description `adaptive` (the model decides), `enabled` (with `budget_tokens`) or `disabled`. */
            type: string;
            /** @description Tokens for thoughts; below `max_tokens`. */
            budget_tokens?: number | null;
        } & {
            [key: string]: unknown;
        }) | null;
        /** @description Form and effort of the answer. */
        MessageOutputConfig: ({
            effort?: components["schemas"]["InferenceEffort"];
            /** @description JSON that matches a schema: `{"type":"json_schema","schema":{…}}`. */
            format?: components["schemas"]["InferenceObjectOrNull"];
        } & {
            [key: string]: unknown;
        }) | null;
        /**
         * @description A conversation in Anthropic's shape. Server tools need a provider that has them, else 400 `UNSUPPORTED_PARAMETER`.
         *     Unknown fields are kept: they reach a provider of the same dialect unchanged, and are named in
         *     `x-proxyapi-dropped` otherwise.
         */
        MessageRequest: {
            model: components["schemas"]["InferenceModelName"];
            /** @description Longest answer in tokens, thoughts included. */
            max_tokens: number;
            messages: components["schemas"]["MessageTurns"];
            system?: components["schemas"]["MessageSystem"];
            /** @description Answer as server-sent events while it is made. */
            stream?: boolean | null;
            temperature?: components["schemas"]["InferenceTemperature"];
            top_p?: components["schemas"]["InferenceTopP"];
            /** @description Only the likeliest so many tokens are drawn. */
            top_k?: number | null;
            /** @description The answer ends before any of these texts. */
            stop_sequences?: string[] | null;
            tools?: components["schemas"]["MessageTools"];
            tool_choice?: components["schemas"]["MessageToolChoice"];
            thinking?: components["schemas"]["MessageThinking"];
            output_config?: components["schemas"]["MessageOutputConfig"];
            metadata?: ({
                /** @description Your end user; also a sticky key. */
                user_id?: string | null;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description `auto` or `standard_only`. */
            service_tier?: components["schemas"]["InferenceWord"];
            /** @description A container of the provider that server tools work in. */
            container?: components["schemas"]["InferenceId"] | components["schemas"]["InferenceObject"] | null;
            /** @description What the provider may clear from the conversation. */
            context_management?: components["schemas"]["InferenceObjectOrNull"];
            /** @description MCP servers that the provider calls. */
            mcp_servers?: components["schemas"]["InferenceObject"][] | null;
            cache_control?: components["schemas"]["MessageCacheControl"];
            proxyapi?: components["schemas"]["ProxyApiOptions"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A block of an answer, told apart by `type`: `text` (`text`, `citations`), `tool_use` (`id`, `name`, `input`),
         *     `thinking` (`thinking`, `signature`), `redacted_thinking` (`data`), and types of server tools with members of
         *     their own.
         */
        MessageAnswerBlock: {
            type: string;
            text?: string;
            /** @description Sources of the text. */
            citations?: {
                [key: string]: unknown;
            }[] | null;
            /** @description Goes into `tool_use_id` of the result. */
            id?: string;
            /** @description The tool to call. */
            name?: string;
            /** @description The arguments, to be checked before use. */
            input?: {
                [key: string]: unknown;
            };
            thinking?: string;
            signature?: string;
            data?: string;
            tool_use_id?: string;
        };
        /**
         * @description Tokens in Anthropic's arithmetic: the prompt is `input_tokens` plus `cache_read_input_tokens` plus
         *     `cache_creation_input_tokens`.
         */
        MessageUsage: {
            /** @description Input tokens that no cache served. */
            input_tokens: number;
            /** @description All output tokens, thoughts included. */
            output_tokens: number;
            /** @description Read from the provider's prompt cache. */
            cache_read_input_tokens?: number | null;
            /** @description Written into the provider's prompt cache. */
            cache_creation_input_tokens?: number | null;
            /** @description The written ones by how long they stay. */
            cache_creation?: {
                ephemeral_5m_input_tokens?: number;
                ephemeral_1h_input_tokens?: number;
            } | null;
            output_tokens_details?: {
                thinking_tokens?: number | null;
            } | null;
            /** @description Requests of server tools by kind. */
            server_tool_use?: {
                [key: string]: unknown;
            } | null;
            service_tier?: string | null;
            /** @description Usage of each model where several took part. */
            iterations?: {
                [key: string]: unknown;
            }[] | null;
            /** @description What the call cost, in USD; in translated answers. */
            cost?: components["schemas"]["UsdOrNull"];
        };
        /** @description A whole answer. To go on, append `role` and `content` to `messages` as they are. */
        Message: {
            id: string;
            /** @constant */
            type: "message";
            /** @constant */
            role: "assistant";
            /** @description The model that answered. */
            model: string;
            /** @description Blocks in order; empty where the model refused, or in `message_start`. */
            content: components["schemas"]["MessageAnswerBlock"][];
            /**
             * @description `end_turn`, `max_tokens`, `stop_sequence`, `tool_use`, `pause_turn`, `refusal` or
             *     `model_context_window_exceeded`; null in `message_start`.
             */
            stop_reason: string | null;
            /** @description The stop sequence that was met. */
            stop_sequence?: string | null;
            /** @description Why the model refused. */
            stop_details?: {
                [key: string]: unknown;
            } | null;
            /** @description The container that server tools worked in. */
            container?: {
                [key: string]: unknown;
            } | null;
            usage: components["schemas"]["MessageUsage"];
            proxyapi?: components["schemas"]["InferenceTrace"];
        };
        /** @description What would be sent to createMessage; only what makes tokens counts. */
        MessageCountRequest: {
            model: components["schemas"]["InferenceModelName"];
            messages: components["schemas"]["MessageTurns"];
            system?: components["schemas"]["MessageSystem"];
            tools?: components["schemas"]["MessageTools"];
            tool_choice?: components["schemas"]["MessageToolChoice"];
            thinking?: components["schemas"]["MessageThinking"];
            output_config?: components["schemas"]["MessageOutputConfig"];
            cache_control?: components["schemas"]["MessageCacheControl"];
            proxyapi?: components["schemas"]["ProxyApiOptions"];
        } & {
            [key: string]: unknown;
        };
        MessageCount: {
            /** @description Tokens of the prompt, tools and system included. */
            input_tokens: number;
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
            /**
             * @description `low`: nearly out. `unknown`: the cloud does not tell. `none`: out of stock, or without a price. `no_quota`,
             *     `no_balance`: the operator's account at the cloud cannot have it.
             * @enum {string}
             */
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
             * @description `stale`: the last refreshes failed and older offers are shown. `warming`: no offers yet. `disabled`: the
             *     operator has no key for this cloud, or the cloud refused it.
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
            protocol?: "http" | "https" | "tcp";
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
        /** @description USD, more than 0, with at most 6 decimals. Texts, `1e-7` and other forms are `INVALID_AMOUNT`. */
        Amount: number;
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
        GpuUsdCapOrNull: components["schemas"]["Amount"] | null;
        /**
         * @description What happens when the cloud takes a spot GPU away. `keep` (as null): it stays `interrupted` for an hour, then is
         *     destroyed. `recover`: it is destroyed, and once that is proved another machine is rented. `destroy`: it is
         *     destroyed.
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
            max_price_per_hour?: components["schemas"]["Amount"];
            /**
             * @description Where a substitute may come from when the cloud refuses: it has the same GPU model and count, at least the
             *     memory and disk, and costs no more than the cap.
             * @default same_cloud
             * @enum {string}
             */
            failover?: "same_cloud" | "any_cloud" | "none";
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
        /** @description The id of a contract, as createGpuInstance returned it. */
        GpuContractId: string;
        /**
         * @description `requested` the wish is durable, nothing was sent; `creating` it was sent; `create_unknown` it may exist, we look;
         *     `provisioning` the cloud has it; `starting` it runs, the probe does not pass yet; `ready` ⇄ `degraded` the probe
         *     passes, or no more; `stopping`, `stopped`; `interrupted` the cloud took the GPU; `terminating` it ends;
         *     `terminated`, `failed` are final and stand only on proof that nothing of it exists at any cloud. The GPU is billed
         *     from the acceptance by the cloud up to the end; `stopped` and `interrupted` cost at most the disk. Destroying is
         *     possible in every state.
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
             * @description `intent` written, not sent; `sent` to the cloud; `unknown` it may exist; `live` the cloud has it; `refused` by
             *     the cloud; `absent` proved not to exist; `destroyed` proved gone. The next offer is tried only after the last
             *     three.
             * @enum {string}
             */
            phase: "intent" | "sent" | "unknown" | "live" | "refused" | "absent" | "destroyed";
            error: components["schemas"]["GpuFailure"] | null;
        };
        /** @description A rented instance. */
        GpuContract: {
            contract_id: components["schemas"]["GpuContractId"];
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
             * @description How sure `ready` is. `token`: it answers with the secret of this instance, so that it cannot be another
             *     machine at a reused address. `port`: something answers. `provider`: the cloud says so. null before it was
             *     ready.
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
            contract_id: components["schemas"]["GpuContractId"];
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
        /** @description What changes; the rest stays. */
        GpuContractUpdate: {
            name?: components["schemas"]["GpuName"];
            /** @description Renews the lease, counted from now; null takes the time limit away. */
            ttl_seconds?: components["schemas"]["GpuTtlSeconds"];
            idle_ttl_seconds?: components["schemas"]["GpuIdleTtlSeconds"];
            idle_by?: components["schemas"]["GpuIdleBy"];
            /** @description The new cap. Below what the instance costs now the answer is 409 `PRICE_CHANGED`. */
            max_price_per_hour?: components["schemas"]["Amount"];
            /** @description The new limit of its whole cost, what it has cost so far included; null takes it away. */
            max_spend?: components["schemas"]["GpuUsdCapOrNull"];
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
        /** @description Any JSON value. */
        JsonValue: string | number | boolean | {
            [key: string]: unknown;
        } | (string | number | boolean | {
            [key: string]: unknown;
        } | (string | number | boolean | {
            [key: string]: unknown;
        } | (string | number | boolean | {
            [key: string]: unknown;
        } | (string | number | boolean | {
            [key: string]: unknown;
        } | null)[] | null)[] | null)[] | null)[] | null;
        /**
         * @description The target is either `target_url`, or `contract_id` with `port` and `path`; both or none of them is 400
         *     `INVALID_REQUEST`.
         */
        GpuProxyRequest: {
            /**
             * @description `http` and `https` are the same: the scheme of the URL decides on TLS. `mcp` completes a JSON-RPC message that
             *     lacks `jsonrpc` or `id`, and speaks to servers of both eras. `openinference` (or `oip`) is Open Inference
             *     Protocol v2 where the body has `inputs`; with `messages` or `prompt` it is treated as `openai`, which adds the
             *     usual path where the URL has none.
             * @enum {string}
             */
            protocol: "http" | "https" | "mcp" | "openinference" | "oip" | "openai";
            /**
             * @description An absolute `http` or `https` URL without user name and fragment. A host that is the `ip` of an own live
             *     instance means that instance, and the port then its *container* port (else its public port). All other hosts
             *     must be public, or allowed by the operator.
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
            method?: string;
            /**
             * @description Headers to send. Dropped are `Host`, `Content-Length`, `Forwarded`, `X-Forwarded-*`, hop-by-hop and metadata
             *     headers; a value that holds an API key of ours is 400 `INVALID_REQUEST`. The headers of this request itself go
             *     nowhere. An own instance receives its token.
             */
            headers?: {
                [key: string]: string;
            };
            /** @description The body to send. A text goes as it is, null sends none, all else goes as JSON. */
            body?: components["schemas"]["JsonValue"];
            /**
             * @description How long to wait for the headers of the answer; then 504 `TARGET_TIMEOUT`.
             * @default 60000
             */
            timeout_ms?: number;
            /**
             * @description Relay status, headers and bytes of the target as they come, instead of the envelope.
             * @default false
             */
            stream?: boolean;
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
            body: components["schemas"]["JsonValue"];
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
        /** @description The id of a deployment. */
        GpuDeploymentId: string;
        /**
         * @description `on_demand` includes prepaid hours; `any` takes the cheapest.
         * @enum {string}
         */
        GpuWantedPricing: "on_demand" | "spot" | "any";
        /**
         * @description `pending` nothing rented yet; `starting` no replica serves yet; `ready`; `degraded` fewer replicas serve than
         *     should; `idle` none runs, the next request starts one; `failed` three replicas in a row never got ready: nothing
         *     more is spent, the fallback serves, `error` has the cause; `deleting` drains; `deleted`.
         * @enum {string}
         */
        GpuDeploymentStatus: "pending" | "starting" | "ready" | "degraded" | "idle" | "failed" | "deleting" | "deleted";
        /** @description A rented instance that serves the model. Its contract tells more. */
        GpuReplica: {
            contract_id: components["schemas"]["GpuContractId"];
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
            deployment_id: components["schemas"]["GpuDeploymentId"];
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
             * @description GPUs of one replica; 0 is a processor, which only this host rents.
             * @default 1
             */
            count?: number;
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
         * @description The hosted model that answers while no replica can. Default: the same model at a hosted provider, where there is
         *     one. null: none, and the answer is then 503 `UPSTREAM_UNAVAILABLE` with `Retry-After`.
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
            engine?: "vllm" | "tgi" | "sglang" | "ollama" | "custom";
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
            pricing?: components["schemas"]["GpuWantedPricing"];
            /** @description The most that an hour of one replica may cost. */
            max_price_per_hour: components["schemas"]["Amount"];
            /** @description The most that an hour of all replicas may cost; null is no such limit. */
            max_total_per_hour?: components["schemas"]["GpuUsdCapOrNull"];
            /** @description The most that the deployment may cost altogether; null is no such limit. */
            max_spend?: components["schemas"]["GpuUsdCapOrNull"];
            /**
             * @description Replicas that run also without requests.
             * @default 0
             */
            min_replicas?: components["schemas"]["GpuReplicaCount"];
            /**
             * @description At least `min_replicas`.
             * @default 1
             */
            max_replicas?: components["schemas"]["GpuReplicaLimit"];
            /** @default 900 */
            idle_ttl_seconds?: components["schemas"]["GpuReplicaIdleSeconds"];
            /** @default 16 */
            target_in_flight?: components["schemas"]["GpuTargetInFlight"];
            /** @default 0 */
            cold_wait_ms?: components["schemas"]["GpuColdWaitMs"];
            fallback_model?: components["schemas"]["GpuFallbackModel"];
        };
        /** @description A deployment. */
        GpuDeploymentAnswer: {
            data: components["schemas"]["GpuDeployment"];
            status: components["schemas"]["Success"];
        };
        /**
         * @description What changes; the rest stays. `gpu`, `providers` and `pricing` hold for replicas that start from now on. What is
         *     served cannot change: create another deployment.
         */
        GpuDeploymentUpdate: {
            gpu?: components["schemas"]["GpuWanted"];
            providers?: components["schemas"]["GpuClouds"];
            pricing?: components["schemas"]["GpuWantedPricing"];
            /** @description The most that an hour of one replica may cost. */
            max_price_per_hour?: components["schemas"]["Amount"];
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
        /** @description Compared and kept in lower case. */
        Email: string;
        /**
         * @description One right. The role `user` holds all names up to `data:write`; `operator` adds `models:select`, `registry:write`,
         *     `config:write`, `metrics:read` and `requests:read`; `admin` adds the rest. A newer server may know more names.
         * @enum {string}
         */
        Permission: "models:read" | "models:refresh" | "registry:read" | "inference:call" | "gpu:read" | "gpu:write" | "gpu:proxy" | "keys:read" | "keys:write" | "account:read" | "account:write" | "account:export" | "billing:read" | "billing:write" | "webhooks:read" | "webhooks:write" | "events:read" | "integration:read" | "integration:write" | "workflow:read" | "workflow:write" | "data:read" | "data:write" | "models:select" | "registry:write" | "config:write" | "metrics:read" | "requests:read" | "users:read" | "users:write" | "users:export" | "credits:write" | "audit:read";
        /** @description Narrows the token to these; without it the token may do what the credential may. */
        TokenPermissions: components["schemas"]["Permission"][];
        /**
         * @description Seconds. More than the server's `auth.jwt.expiration_hours` is shortened to that; the answer says what was granted.
         * @default 3600
         */
        TokenLifetime: number;
        /** @description The id of a user. `usr_operator` is the built-in account that static keys of the configuration act on. */
        UserId: string;
        PasswordGrant: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            grant_type: "password";
            email: components["schemas"]["Email"];
            password: string;
            permissions?: components["schemas"]["TokenPermissions"];
            expires_in?: components["schemas"]["TokenLifetime"];
            /** @description Act for this user; needs `users:write`, and is audited. */
            user_id?: components["schemas"]["UserId"];
        };
        /** @description The API key stands in `X-API-Key` or `Authorization`, where every credential stands. */
        ApiKeyGrant: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            grant_type: "api_key";
            permissions?: components["schemas"]["TokenPermissions"];
            expires_in?: components["schemas"]["TokenLifetime"];
            /** @description Act for this user; needs `users:write`, and is audited. */
            user_id?: components["schemas"]["UserId"];
        };
        AuthorizationCodeGrant: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            grant_type: "authorization_code";
            /** @description The `code` of oauthCallback. It works once and for 60 seconds. */
            code: string;
            permissions?: components["schemas"]["TokenPermissions"];
            expires_in?: components["schemas"]["TokenLifetime"];
            /** @description Act for this user; needs `users:write`, and is audited. */
            user_id?: components["schemas"]["UserId"];
        };
        CreateTokenRequest: components["schemas"]["PasswordGrant"] | components["schemas"]["ApiKeyGrant"] | components["schemas"]["AuthorizationCodeGrant"];
        AccessToken: {
            /** @description A JWT (`typ: at+jwt`), sent as `Authorization: Bearer`. Treat it as opaque. */
            access_token: string;
            /** @constant */
            token_type: "Bearer";
            /** @description Seconds until it ends. There is no refresh token. */
            expires_in: number;
        };
        /** @description The token in `data`, and at the top level too, where RFC 6749 clients read it. */
        AccessTokenAnswer: components["schemas"]["AccessToken"] & {
            data: components["schemas"]["AccessToken"];
            status: components["schemas"]["Success"];
        };
        RevokeTokenRequest: {
            /** @description The token to end. Without it the token that the request was sent with. */
            token?: string;
        };
        RevokedTokenAnswer: {
            data: {
                /** @constant */
                status: "revoked";
            };
            status: components["schemas"]["Success"];
        };
        WsTicket: {
            /** @description For `/ws?ticket=`; works once, for the `Origin` that asked for it. */
            ticket: string;
            /**
             * Format: date-time
             * @description 30 seconds after it was made.
             */
            expires_at: string;
        };
        WsTicketAnswer: {
            data: components["schemas"]["WsTicket"];
            status: components["schemas"]["Success"];
        };
        /** @description The new password, and either `setup_token` or `current_password`. */
        SetPasswordRequest: {
            /** @description From createUser; works once, within 24 hours. */
            setup_token?: string;
            /** @description Of the user whose credential the request carries. */
            current_password?: string;
            /** @description At least 12 characters, at most 1,024 bytes of UTF-8. */
            password: string;
        };
        SetPasswordAnswer: {
            data: {
                user_id: components["schemas"]["UserId"];
            };
            status: components["schemas"]["Success"];
        };
        /** @description The id of an API key. It is not a secret. */
        ApiKeyId: string;
        /** @description Limits of this key beside those of its user. null is none. */
        ApiKeyLimits: {
            requests_per_minute: number | null;
            tokens_per_minute: number | null;
            requests_per_day: number | null;
            /** @description Calls and streams open at the same time. */
            concurrent_requests: number | null;
            /** @description The most that `X-Rate-Limit-Override` may ask for; null ignores that header. */
            override_max_per_minute: number | null;
        };
        /** @description USD with at most 6 decimals. */
        Usd: number;
        /**
         * @description The window that the cap counts in, in UTC; a week begins on Monday, `total` never ends.
         * @enum {string}
         */
        BudgetPeriod: "hour" | "day" | "week" | "month" | "total";
        /**
         * @description A cap and what stands against it. A call is refused with 402 `BUDGET_EXCEEDED` where `spent` + `held` + its estimate
         *     would pass `amount`.
         */
        Budget: {
            amount: components["schemas"]["Usd"];
            period: components["schemas"]["BudgetPeriod"];
            spent: components["schemas"]["Usd"];
            /** @description USD reserved for calls and GPUs that still run. */
            held: number;
            /**
             * Format: date-time
             * @description The end of the window; null for `total`.
             */
            resets_at: string | null;
        };
        ApiKey: {
            id: components["schemas"]["ApiKeyId"];
            name: string;
            /** @description First and last characters, to tell keys apart: `pxk_0123…Pu6a`. */
            key_hint: string;
            /** @enum {string} */
            status: "active" | "expired" | "revoked";
            /** @description What the key may do, cut to what its user may do at the time of use. */
            scopes: components["schemas"]["Permission"][];
            created_at: components["schemas"]["Timestamp"];
            /**
             * Format: date-time
             * @description null is never.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description To the minute; null before the first use.
             */
            last_used_at: string | null;
            /** @description CIDR blocks that the key works from; null is anywhere. */
            ip_allow: string[] | null;
            /** @description Models that the key may call, exact or with one trailing `*`; null is all of them. */
            models_allow: string[] | null;
            limits: components["schemas"]["ApiKeyLimits"];
            /** @description null is no cap of its own; the user's balance and budget still count. */
            budget: components["schemas"]["Budget"] | null;
        };
        ApiKeysAnswer: {
            data: components["schemas"]["ApiKey"][];
            /** @description Items in `data`. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
            status: components["schemas"]["Success"];
        };
        /** @description What the key is for, in words of its owner. */
        KeyName: string;
        /**
         * @description A set of permissions by name, resolved when it is stored. `inference` is `inference:call` and `models:read`;
         *     `management` is everything that the role `user` holds but `inference:*` and `gpu:*`.
         * @enum {string}
         */
        ScopePreset: "inference" | "management";
        /** @description A permission, or the name of a preset. */
        Scope: components["schemas"]["Permission"] | components["schemas"]["ScopePreset"];
        /** @description What the key may do, within what its creator may do. Answers list the permissions that presets stand for. */
        Scopes: components["schemas"]["Scope"][];
        /**
         * Format: date-time
         * @description The key stops working at this time, which lies in the future. null is never.
         */
        KeyExpiry: string | null;
        /** @description CIDR blocks or addresses that the key works from; an IPv4-mapped address counts as IPv4. null is anywhere. */
        AddressList: string[] | null;
        /** @description Models that the key may call, exact or with one trailing `*` (`openai/*`). null is all of them. */
        ModelList: string[] | null;
        /** @description Limits of this key beside those of its user. null is none; in a change, members that are not sent stay. */
        ApiKeyLimitsInput: {
            requests_per_minute?: number | null;
            tokens_per_minute?: number | null;
            requests_per_day?: number | null;
            /** @description Calls and streams open at the same time; null is the server's default, 100. */
            concurrent_requests?: number | null;
            /** @description The most that `X-Rate-Limit-Override` may ask for; null ignores that header. */
            override_max_per_minute?: number | null;
        };
        BudgetInput: {
            amount: components["schemas"]["Amount"];
            period: components["schemas"]["BudgetPeriod"];
        };
        CreateApiKeyRequest: {
            name: components["schemas"]["KeyName"];
            scopes?: components["schemas"]["Scopes"];
            expires_at?: components["schemas"]["KeyExpiry"];
            ip_allow?: components["schemas"]["AddressList"];
            models_allow?: components["schemas"]["ModelList"];
            limits?: components["schemas"]["ApiKeyLimitsInput"];
            /** @description A cap of its own, or null for none. */
            budget?: components["schemas"]["BudgetInput"] | null;
            /**
             * @description Rotation: the settings of this own active key are copied, members sent beside it win, and the old key expires
             *     after `overlap_hours`.
             */
            replaces?: components["schemas"]["ApiKeyId"];
            /**
             * @description How long the replaced key still works; 0 ends it at once. Without `replaces` it means nothing.
             * @default 24
             */
            overlap_hours?: number;
        };
        /**
         * @description The key itself: `pxk_`, 32 random characters, and their CRC-32 in 6, so that a mistyped key is refused without a
         *     look-up. Shown in this one answer; only a keyed hash of it is kept.
         */
        ApiKeySecret: string;
        /** @description The key with its secret, which is in no other answer. */
        NewApiKey: components["schemas"]["ApiKey"] & {
            api_key: components["schemas"]["ApiKeySecret"];
        };
        NewApiKeyAnswer: {
            api_key: components["schemas"]["ApiKeySecret"];
            data: components["schemas"]["NewApiKey"];
            status: components["schemas"]["Success"];
        };
        RevokedApiKey: {
            id: components["schemas"]["ApiKeyId"];
            /** @constant */
            status: "revoked";
        };
        RevokedApiKeyAnswer: {
            data: components["schemas"]["RevokedApiKey"];
            status: components["schemas"]["Success"];
        };
        /** @description What is not sent stays; null removes. */
        UpdateApiKeyRequest: {
            name?: components["schemas"]["KeyName"];
            scopes?: components["schemas"]["Scopes"];
            expires_at?: components["schemas"]["KeyExpiry"];
            ip_allow?: components["schemas"]["AddressList"];
            models_allow?: components["schemas"]["ModelList"];
            limits?: components["schemas"]["ApiKeyLimitsInput"];
            /** @description A new cap, or null for none. What was spent in the running window still counts. */
            budget?: components["schemas"]["BudgetInput"] | null;
        };
        ApiKeyAnswer: {
            data: components["schemas"]["ApiKey"];
            status: components["schemas"]["Success"];
        };
        /**
         * @description Each role holds all that the one before it holds.
         * @enum {string}
         */
        Role: "user" | "operator" | "admin";
        /**
         * @description `disabled`: every credential is 401 within a second. `erased`: email and name are overwritten, keys revoked, webhooks
         *     deleted; ledger and audit rows stay and hold ids only.
         * @enum {string}
         */
        UserStatus: "active" | "disabled" | "erased";
        /**
         * @description `prepaid` spends credits and stops at 0; `unmetered` records what was used and charges nothing.
         * @enum {string}
         */
        BillingMode: "prepaid" | "unmetered";
        /** @description Limits over all keys and sessions of the user. null is the server's default. */
        UserLimits: {
            requests_per_minute: number | null;
            /** @description Requests admitted at once. */
            burst_limit: number | null;
            tokens_per_minute: number | null;
            /** @description Calls and streams open at the same time. */
            concurrent_requests: number | null;
        };
        User: {
            id: components["schemas"]["UserId"];
            /** @description In lower case; null for the built-in account and where it was erased. */
            email: string | null;
            name: string | null;
            role: components["schemas"]["Role"];
            status: components["schemas"]["UserStatus"];
            /**
             * @description What may be done now. In getCurrentUser that of the credential in use: role and grants, cut by the key's scopes
             *     and the token. Elsewhere role and grants.
             */
            permissions: components["schemas"]["Permission"][];
            billing_mode: components["schemas"]["BillingMode"];
            limits: components["schemas"]["UserLimits"];
            /** @description A cap over all keys; null is none. */
            budget: components["schemas"]["Budget"] | null;
            created_at: components["schemas"]["Timestamp"];
        };
        UserAnswer: {
            data: components["schemas"]["User"];
            status: components["schemas"]["Success"];
        };
        /** @description Credits that a new call can still spend; null on an unmetered account. Recorded overshoot can take it below 0. */
        CreditsRemaining: number | null;
        /** @description All credits ever added, less refunds. It is `credits_used` + `credits_held` + `credits_remaining`. */
        CreditsTotal: number;
        Credits: {
            credits_remaining: components["schemas"]["CreditsRemaining"];
            credits_total: components["schemas"]["CreditsTotal"];
            /** @description Charged so far. */
            credits_used: number;
            /** @description Reserved for calls and GPUs that run now; what is not used comes back. */
            credits_held: number;
            /** @constant */
            currency: "USD";
        };
        /** @description The balance in `data`; two of its fields also at the top level, where the first clients read them. */
        CreditsAnswer: {
            credits_remaining: components["schemas"]["CreditsRemaining"];
            credits_total: components["schemas"]["CreditsTotal"];
            data: components["schemas"]["Credits"];
            status: components["schemas"]["Success"];
        };
        /**
         * @description What the rows are summed by.
         * @enum {string}
         */
        UsageGrouping: "day" | "model" | "provider" | "key" | "operation";
        UsageFigures: {
            /** @description Delivered answers. */
            requests: number;
            input_tokens: number;
            output_tokens: number;
            /** @description Hours of rented GPUs, each GPU instance counted once. */
            gpu_hours: number;
            /** @description USD charged; on an unmetered account what would have been. */
            cost: number;
        };
        UsageRow: components["schemas"]["UsageFigures"] & {
            /**
             * @description The UTC day (`2026-11-20`), model, provider, key id or operation that the row sums; null where usage has
             *     none, such as the model of a rented GPU.
             */
            group: string | null;
        };
        AccountUsage: {
            from: components["schemas"]["Timestamp"];
            to: components["schemas"]["Timestamp"];
            group_by: components["schemas"]["UsageGrouping"];
            total: components["schemas"]["UsageFigures"];
            /** @description Days in order of time, else by cost, dearest first; at most 1,000. `total` counts all. */
            rows: components["schemas"]["UsageRow"][];
        };
        AccountUsageAnswer: {
            data: components["schemas"]["AccountUsage"];
            status: components["schemas"]["Success"];
        };
        /**
         * @description One JSON object, one JSON object a line, or a table.
         * @default json
         * @enum {string}
         */
        ExportFormat: "json" | "ndjson" | "csv";
        /**
         * @description A part of the export; `quotas` are limits and budget, `credits` each movement of the balance.
         * @enum {string}
         */
        ExportSection: "profile" | "api_keys" | "quotas" | "gpu_usage" | "transactions" | "credits" | "usage" | "webhooks" | "preferences";
        Quotas: {
            limits: components["schemas"]["UserLimits"];
            budget: components["schemas"]["Budget"] | null;
        };
        /** @description A stretch of time in which one instance ran at one price. */
        GpuUsageEntry: {
            id: string;
            contract_id: string;
            /** @description The offer that it was rented from. */
            instance_id: string;
            /** @description The GPU cloud. */
            provider: string;
            gpu_model: string | null;
            /** @description What was charged: running compute, or storage of a stopped instance. */
            kind: string;
            start_time: components["schemas"]["Timestamp"];
            /**
             * Format: date-time
             * @description null while it runs.
             */
            end_time: string | null;
            duration_hours: number;
            cost: components["schemas"]["Usd"];
        };
        /** @description The id of a ledger transfer. */
        TransactionId: string;
        Transaction: {
            id: components["schemas"]["TransactionId"];
            /**
             * @description `grant` was added by an administrator; the others come from the payment provider.
             * @enum {string}
             */
            type: "payment" | "subscription" | "grant" | "refund" | "dispute";
            /** @description USD: above 0 where credits were added, below 0 where they were taken back. */
            amount: number;
            /** @constant */
            currency: "USD";
            /**
             * @description A payment is listed once it is paid; `refunded` and `disputed` say that all of it went back since.
             * @enum {string}
             */
            status: "completed" | "refunded" | "disputed";
            /** @description The payment provider, such as `stripe`; null for a grant. */
            provider: string | null;
            /** @description The payment provider's id of the payment, invoice, refund or dispute; the reason of a grant. */
            reference: string | null;
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description One movement of the balance. */
        CreditEntry: {
            id: components["schemas"]["TransactionId"];
            /** @enum {string} */
            type: "payment" | "subscription" | "grant" | "refund" | "dispute" | "inference" | "gpu";
            /** @description USD: above 0 where credits were added, below 0 where they were used or taken back. */
            amount: number;
            /** @description What it belongs to: a request, a contract, a payment; null where several requests were charged at once. */
            reference: string | null;
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description The id of a webhook endpoint. */
        WebhookId: string;
        Webhook: {
            id: components["schemas"]["WebhookId"];
            url: string;
            events: string[];
            /**
             * @description Which events it may subscribe to: `billing` takes those of money only.
             * @enum {string}
             */
            kind: "all" | "billing";
            description: string | null;
            /**
             * @description `paused`: more than 100,000 deliveries wait. `disabled`: by its owner, by an answer of 410, or after 5 days of
             *     failures alone.
             * @enum {string}
             */
            status: "active" | "paused" | "disabled";
            /** @description Why it is paused or disabled; null while active. */
            disabled_reason: string | null;
            /**
             * Format: date-time
             * @description Until then the secret before the last rotation signs too; null where only one is in use.
             */
            previous_secret_expires_at: string | null;
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description Models by uid, such as `openai:gpt-4o`. */
        Favorites: string[];
        /** @description The value of a query parameter of searchModels; a list repeats it. */
        SearchValue: string | number | boolean | string[];
        /** @description Query parameters of searchModels by name. */
        SearchParameters: {
            [key: string]: components["schemas"]["SearchValue"];
        };
        /** @description Saved searches by the name that the user gave them, at most 100 characters. */
        SavedFilters: {
            [key: string]: components["schemas"]["SearchParameters"];
        };
        /** @description Providers, best first; breaks ties where one name fits models of several. */
        ProviderOrder: string[];
        Preferences: {
            favorites: components["schemas"]["Favorites"];
            filters: components["schemas"]["SavedFilters"];
            provider_order: components["schemas"]["ProviderOrder"];
        };
        /** @description The sections that were asked for; all of them unless `section` names some. */
        AccountExport: {
            exported_at: components["schemas"]["Timestamp"];
            profile?: components["schemas"]["User"];
            api_keys?: components["schemas"]["ApiKey"][];
            quotas?: components["schemas"]["Quotas"];
            gpu_usage?: components["schemas"]["GpuUsageEntry"][];
            transactions?: components["schemas"]["Transaction"][];
            /** @description Credit history, oldest first. */
            credits?: components["schemas"]["CreditEntry"][];
            /** @description One row a UTC day. */
            usage?: components["schemas"]["UsageRow"][];
            webhooks?: components["schemas"]["Webhook"][];
            preferences?: components["schemas"]["Preferences"];
        };
        /** @description `status` comes last: a file without it was cut. */
        AccountExportAnswer: {
            data: components["schemas"]["AccountExport"];
            status: components["schemas"]["Success"];
        };
        PreferencesAnswer: {
            data: components["schemas"]["Preferences"];
            status: components["schemas"]["Success"];
        };
        /** @description All preferences; what is not sent is emptied. At most 16 KB. */
        SetPreferencesRequest: {
            favorites?: components["schemas"]["Favorites"];
            filters?: components["schemas"]["SavedFilters"];
            provider_order?: components["schemas"]["ProviderOrder"];
        };
        ExportedUser: {
            id: components["schemas"]["UserId"];
            email: string | null;
            name: string | null;
            role: components["schemas"]["Role"];
            status: components["schemas"]["UserStatus"];
            billing_mode: components["schemas"]["BillingMode"];
            created_at: components["schemas"]["Timestamp"];
            quotas: components["schemas"]["Quotas"];
            credits: components["schemas"]["Credits"];
            api_keys: components["schemas"]["ApiKey"][];
        };
        /** @description `status` comes last: a file without it was cut. */
        ExportedUsersAnswer: {
            data: components["schemas"]["ExportedUser"][];
            /** @description Items in `data`. */
            count: number;
            status: components["schemas"]["Success"];
        };
        AddCreditsRequest: {
            user_id: components["schemas"]["UserId"];
            amount: components["schemas"]["Amount"];
            /** @description Kept with the transaction and in the audit log. */
            reason?: string;
        };
        AddedCredits: {
            transaction_id: components["schemas"]["TransactionId"];
            user_id: components["schemas"]["UserId"];
            amount: components["schemas"]["Usd"];
            credits_remaining: components["schemas"]["CreditsRemaining"];
            credits_total: components["schemas"]["CreditsTotal"];
        };
        AddedCreditsAnswer: {
            data: components["schemas"]["AddedCredits"];
            status: components["schemas"]["Success"];
        };
        /** @description A user as administrators see it. */
        ManagedUser: components["schemas"]["User"] & {
            /** @description Granted beyond the role. */
            extra_permissions: components["schemas"]["Permission"][];
        };
        ManagedUsersAnswer: {
            data: components["schemas"]["ManagedUser"][];
            /** @description Items in `data`. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
            status: components["schemas"]["Success"];
        };
        /** @description A name to show; null is none. */
        UserName: string | null;
        CreateUserRequest: {
            email: components["schemas"]["Email"];
            name?: components["schemas"]["UserName"];
            /** @description `user` unless given; not above the role of the caller. */
            role?: components["schemas"]["Role"];
            /** @description `prepaid` unless given. */
            billing_mode?: components["schemas"]["BillingMode"];
        };
        /** @description The user with the token that sets the first password, which is in no other answer. */
        NewUser: components["schemas"]["ManagedUser"] & {
            /** @description For setPassword; works once. */
            setup_token: string;
            /**
             * Format: date-time
             * @description 24 hours after the user was created.
             */
            setup_token_expires_at: string;
        };
        NewUserAnswer: {
            data: components["schemas"]["NewUser"];
            status: components["schemas"]["Success"];
        };
        ManagedUserAnswer: {
            data: components["schemas"]["ManagedUser"];
            status: components["schemas"]["Success"];
        };
        DisabledUserAnswer: {
            data: {
                id: components["schemas"]["UserId"];
                /** @constant */
                status: "disabled";
            };
            status: components["schemas"]["Success"];
        };
        /** @description Limits over all keys and sessions of the user. Members that are not sent stay; null is the server's default. */
        UserLimitsInput: {
            requests_per_minute?: number | null;
            /** @description Requests admitted at once. */
            burst_limit?: number | null;
            tokens_per_minute?: number | null;
            /** @description Calls and streams open at the same time. */
            concurrent_requests?: number | null;
        };
        /** @description What is not sent stays; null removes. */
        UpdateUserRequest: {
            name?: components["schemas"]["UserName"];
            role?: components["schemas"]["Role"];
            /**
             * @description `active` lets a disabled user in again.
             * @enum {string}
             */
            status?: "active" | "disabled";
            limits?: components["schemas"]["UserLimitsInput"];
            /** @description A new cap over all keys, or null for none. What was spent in the running window still counts. */
            budget?: components["schemas"]["BudgetInput"] | null;
            billing_mode?: components["schemas"]["BillingMode"];
            /** @description Replaces all grants beyond the role. */
            extra_permissions?: components["schemas"]["Permission"][];
        };
        AuditActor: {
            /**
             * @description What kind of credential acted.
             * @enum {string}
             */
            type: "user" | "key" | "static_key" | "service" | "anonymous";
            /** @description The user; for `service` its name; null for `anonymous`. */
            id: string | null;
            /** @description The API key that was used. */
            key_id: string | null;
            /** @description The client's address; null for a service. */
            ip: string | null;
        };
        AuditEntry: {
            id: string;
            /** @description Its place in the chain, given within a second; null before. */
            seq: number | null;
            timestamp: components["schemas"]["Timestamp"];
            actor: components["schemas"]["AuditActor"];
            /** @description The account concerned. */
            user_id: string | null;
            /** @description What was done, such as `key.created` or `user.updated`. */
            action: string;
            /** @description What it was done to, such as `key`, `user`, `webhook` or `integration`. */
            target_type: string | null;
            target_id: string | null;
            /** @enum {string} */
            result: "success" | "denied" | "failed";
            request_id: string | null;
            /** @description Names of fields, figures and outcomes; never a secret or a value of the caller's. */
            details: {
                [key: string]: unknown;
            };
        };
        /** @description The last sealed entry of the whole log. A later head whose chain does not hold this one shows tampering. */
        AuditHead: {
            seq: number;
            /** @description SHA-256 in hex over the hash before and the canonical JSON of the row (RFC 8785). */
            hash: string;
        };
        AuditEntriesAnswer: {
            data: components["schemas"]["AuditEntry"][];
            /** @description Items in `data`. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
            /** @description null before the first entry is sealed. */
            head: components["schemas"]["AuditHead"] | null;
            status: components["schemas"]["Success"];
        };
        RequestAttempt: {
            provider: string;
            /** @description Why it failed; null for the attempt that answered. */
            code: string | null;
            /** @description Milliseconds that it took. */
            ms: number;
        };
        RequestLogEntry: {
            request_id: string;
            at: components["schemas"]["Timestamp"];
            /** @description The operationId. */
            operation: string;
            model: string | null;
            /** @description The provider that answered. */
            provider: string | null;
            /** @description Calls to providers in order; empty where none was made. */
            attempts: components["schemas"]["RequestAttempt"][];
            /** @description The HTTP status. 499 means that the caller closed the connection. */
            status: number;
            /** @description The error code; null on success. */
            code: string | null;
            latency_ms: number;
            /** @description Milliseconds to the first token of a stream, else null. */
            first_token_ms: number | null;
            input_tokens: number | null;
            output_tokens: number | null;
            cost: components["schemas"]["UsdOrNull"];
            /** @description Answered from the response cache. */
            cached: boolean;
            /** @description The API key; null for tokens and static keys. */
            key_id: string | null;
        };
        UserRequestLogEntry: components["schemas"]["RequestLogEntry"] & {
            /** @description The account that it was charged to; null for anonymous. */
            user_id: string | null;
        };
        UserRequestsAnswer: {
            data: components["schemas"]["UserRequestLogEntry"][];
            /** @description Items in `data`. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
            status: components["schemas"]["Success"];
        };
        TransactionsAnswer: {
            data: components["schemas"]["Transaction"][];
            /** @description Items in `data`. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
            status: components["schemas"]["Success"];
        };
        /** @description An absolute URL within `billing.return_origins` of the configuration. */
        ReturnUrl: string;
        /** @description Either `amount` or `plan`, and where the browser goes afterwards. */
        CreateCheckoutRequest: {
            /** @description USD with at most 6 decimals; 1 USD is 1 credit. */
            amount?: number;
            /** @description The `id` of a plan of `billing.plans`. */
            plan?: string;
            success_url?: components["schemas"]["ReturnUrl"];
            cancel_url?: components["schemas"]["ReturnUrl"];
        };
        Checkout: {
            /** @description Our order; amount and user are taken from it when it is paid. */
            order_id: string;
            /**
             * Format: uri
             * @description Send the browser there.
             */
            checkout_url: string;
        };
        CheckoutAnswer: {
            data: components["schemas"]["Checkout"];
            status: components["schemas"]["Success"];
        };
        CreateBillingPortalRequest: {
            return_url?: components["schemas"]["ReturnUrl"];
        };
        BillingPortal: {
            /**
             * Format: uri
             * @description Send the browser there; it works once and for a few minutes.
             */
            portal_url: string;
        };
        BillingPortalAnswer: {
            data: components["schemas"]["BillingPortal"];
            status: components["schemas"]["Success"];
        };
        /** @description An event as the payment provider documents it; `id` makes a second delivery a no-op. */
        StripeEvent: {
            id?: string;
            type?: string;
        } & {
            [key: string]: unknown;
        };
        ReceivedStripeEvent: {
            /** @constant */
            received: true;
        };
        WebhooksAnswer: {
            data: components["schemas"]["Webhook"][];
            /** @description Items in `data`. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
            status: components["schemas"]["Success"];
        };
        /**
         * @description Absolute, without credentials or fragment; https in production. Inside addresses are refused when it is stored and at
         *     every send; a name that does not resolve yet is accepted.
         */
        WebhookUrl: string;
        /**
         * @description Event names, a whole group as `instance.*`, or `*` for all. `payment.success` is another name of
         *     `payment.completed`. An unknown name is 400 `INVALID_REQUEST`, whose text lists the names.
         */
        WebhookEvents: string[];
        /** @description What the endpoint is for, in words of its owner. */
        WebhookDescription: string | null;
        CreateWebhookRequest: {
            url: components["schemas"]["WebhookUrl"];
            events: components["schemas"]["WebhookEvents"];
            /** @description Signs what is sent. One is generated where none is given; `whsec_` must be followed by base64. */
            secret?: string;
            description?: components["schemas"]["WebhookDescription"];
        };
        /**
         * @description The text as it was given, or `whsec_` and base64 of 32 random bytes. It is the key of `X-Signature`. Shown in this one
         *     answer; kept encrypted.
         */
        WebhookSecret: string;
        /** @description The same secret as libraries of Standard Webhooks 1.0.0 take it, `whsec_` and base64. Shown in this one answer. */
        StandardWebhookSecret: string;
        /** @description The endpoint with its secret, which is in no other answer. */
        NewWebhook: components["schemas"]["Webhook"] & {
            secret: components["schemas"]["WebhookSecret"];
            standard_secret: components["schemas"]["StandardWebhookSecret"];
        };
        NewWebhookAnswer: {
            data: components["schemas"]["NewWebhook"];
            status: components["schemas"]["Success"];
        };
        WebhookAnswer: {
            data: components["schemas"]["Webhook"];
            status: components["schemas"]["Success"];
        };
        DeletedWebhookAnswer: {
            data: {
                id: components["schemas"]["WebhookId"];
                /** @constant */
                status: "deleted";
            };
            status: components["schemas"]["Success"];
        };
        /** @description What is not sent stays. */
        UpdateWebhookRequest: {
            url?: components["schemas"]["WebhookUrl"];
            events?: components["schemas"]["WebhookEvents"];
            description?: components["schemas"]["WebhookDescription"];
            /**
             * @description `active` enables an endpoint again that was disabled or paused; replayWebhook sends what it missed.
             * @enum {string}
             */
            status?: "active" | "disabled";
        };
        RotateWebhookSecretRequest: {
            /**
             * @description How long the old secret signs beside the new one; 0 ends it at once.
             * @default 24
             */
            overlap_hours?: number;
        };
        RotatedWebhookSecret: {
            id: components["schemas"]["WebhookId"];
            secret: components["schemas"]["WebhookSecret"];
            standard_secret: components["schemas"]["StandardWebhookSecret"];
            /**
             * Format: date-time
             * @description Until then both secrets sign; null where the old one ended at once.
             */
            previous_secret_expires_at: string | null;
        };
        RotatedWebhookSecretAnswer: {
            data: components["schemas"]["RotatedWebhookSecret"];
            status: components["schemas"]["Success"];
        };
        /** @description The id of a delivery. */
        WebhookDeliveryId: string;
        /**
         * @description `failed` is tried again at `next_attempt_at`; `dead` had all 10 attempts, over 75 hours; `blocked` was refused by the
         *     address guard and is not tried again by itself.
         * @enum {string}
         */
        WebhookDeliveryStatus: "pending" | "delivering" | "delivered" | "failed" | "blocked" | "dead";
        WebhookDelivery: {
            id: components["schemas"]["WebhookDeliveryId"];
            webhook_id: components["schemas"]["WebhookId"];
            /** @description Constant over attempts, retries and replays; sent as `webhook-id`. */
            event_id: string;
            /** @description The name that was subscribed to. */
            event: string;
            /** @description Attempts made so far. */
            attempt: number;
            status: components["schemas"]["WebhookDeliveryStatus"];
            /** @description HTTP status of the last attempt; null without an answer. */
            response_status: number | null;
            /** @description Milliseconds until that answer. */
            response_ms: number | null;
            /** @description The first 1 KB of that answer. */
            response_body: string | null;
            /** @description Code of the last failed attempt, such as `TARGET_TIMEOUT`; null after a 2xx. */
            error_code: string | null;
            /**
             * Format: date-time
             * @description null where no attempt is planned.
             */
            next_attempt_at: string | null;
            created_at: components["schemas"]["Timestamp"];
        };
        WebhookDeliveryAnswer: {
            data: components["schemas"]["WebhookDelivery"];
            status: components["schemas"]["Success"];
        };
        WebhookDeliveriesAnswer: {
            data: components["schemas"]["WebhookDelivery"][];
            /** @description Items in `data`. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
            status: components["schemas"]["Success"];
        };
        ReplayWebhookRequest: {
            /**
             * Format: date-time
             * @description Events from this time on; at most 30 days back.
             */
            since: string;
            /**
             * Format: date-time
             * @description Events before this time; now unless given.
             */
            until?: string;
            /**
             * @description Only events whose last delivery is in this state. Without it delivered ones are sent again too.
             * @enum {string}
             */
            status?: "delivered" | "failed" | "blocked" | "dead";
        };
        QueuedDeliveriesAnswer: {
            data: {
                /** @description Deliveries that were queued. */
                count: number;
            };
            status: components["schemas"]["Success"];
        };
        IncomingWebhook: {
            /** @description Known are `models.updated` and `models.discovered`. */
            event: string;
            /** @description `provider` limits the refresh to that provider; models in it are never taken over. */
            data: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        IncomingWebhookAnswer: {
            /**
             * @description `ignored`: the event is not known here.
             * @enum {string}
             */
            status: "processed" | "ignored";
        };
        /**
         * @description A model id as `GET /v1/models` lists it, an alias, a route or `deployment/<name>`. Absent: the selected model of the
         *     first enabled provider that has a chat model, or the first one that it lists; aiEmbed takes the first model that
         *     embeds. Where there is none, 400 `INVALID_REQUEST`, or 404 `MODEL_NOT_FOUND` from aiEmbed.
         */
        AiModel: string;
        /**
         * @description Free members, at most 4 KB as JSON. They are not part of the prompt. `user_id` keeps the calls of one of your users
         *     at the same provider, so that prompt caches there are used.
         */
        AiMetadata: {
            [key: string]: unknown;
        };
        AiGenerate: {
            prompt: string;
            /** @description Instructions that stand before the prompt. */
            system?: string;
            model?: components["schemas"]["AiModel"];
            /**
             * @description Tokens of the answer at the most; then `finish_reason` is `length`.
             * @default 512
             */
            max_tokens?: number;
            /** @default 0.7 */
            temperature?: number;
            metadata?: components["schemas"]["AiMetadata"];
        };
        TaskEnvelope: {
            /** @constant */
            success: true;
            /** @description Null in a success. */
            error: null;
            timestamp: components["schemas"]["Timestamp"];
            /** @description Also in the header `X-Request-Id`. */
            request_id: string;
        };
        /** @description Tokens and cost of this request, summed over its `calls`. */
        AiUsage: {
            input_tokens: number;
            output_tokens: number;
            total_tokens: number;
            cost: components["schemas"]["UsdOrNull"];
        };
        /** @description The prompt template that was rendered. The hash changes when the operator replaces the template. */
        AiTemplate: {
            name: string;
            /** @description The first 16 hex digits of the SHA-256 of its text. */
            hash: string;
        };
        AiTaskData: {
            /** @description The model that answered. */
            model: string;
            /** @description The provider that answered. */
            provider: string;
            usage: components["schemas"]["AiUsage"];
            /** @description `stop`, `length` (cut at `max_tokens`) or `content_filter`; null where the model writes no text. */
            finish_reason: string | null;
            /** @description Null where the task has no prompt of ours. */
            template: components["schemas"]["AiTemplate"] | null;
            /** @description Model calls made. 2 after a repair of structured output, or more where the input was sent in parts. */
            calls: number;
        };
        AiTextData: components["schemas"]["AiTaskData"] & {
            /** @description The answer as text. */
            result: string;
        };
        AiGenerateAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["AiTextData"];
        };
        AiMessage: {
            /** @enum {string} */
            role: "system" | "user" | "assistant";
            content: string;
        };
        /** @description A name of your own; unique among your objects of this kind, not across users. */
        CallerName: string;
        /** @description Put matching memories of the conversation before the messages. */
        AiRecall: {
            /**
             * @description Memories at the most.
             * @default 5
             */
            k?: number;
            /**
             * @description Tokens that the recalled memories may take together; the best ones come first.
             * @default 1000
             */
            max_tokens?: number;
        };
        ContextId: string;
        AiChat: {
            messages: components["schemas"]["AiMessage"][];
            /** @description The conversation that is recalled from and remembered in; it begins with its first message. */
            conversation_id?: components["schemas"]["CallerName"];
            recall?: components["schemas"]["AiRecall"];
            /**
             * @description Keep the last user message and the answer as memories of the conversation. With a `conversation_id` true unless
             *     said otherwise; without one `true` is 400 `INVALID_REQUEST`.
             */
            remember?: boolean;
            /** @description A condensed context of createContext that is put before the messages. */
            context_id?: components["schemas"]["ContextId"];
            model?: components["schemas"]["AiModel"];
            /**
             * @description Tokens of the answer at the most; then `finish_reason` is `length`.
             * @default 1024
             */
            max_tokens?: number;
            /** @description The model's own default where absent. */
            temperature?: number;
            metadata?: components["schemas"]["AiMetadata"];
        };
        AiChatMessage: {
            /** @constant */
            role: "assistant";
            content: string;
        };
        MemoryId: string;
        AiRecalledMemory: {
            memory_id: components["schemas"]["MemoryId"];
            /** @description As in recallMemory. */
            score: number;
        };
        AiChatData: components["schemas"]["AiTextData"] & {
            message: components["schemas"]["AiChatMessage"];
            conversation_id: string | null;
            /** @description The memories that were put before the messages, best first. */
            recalled: components["schemas"]["AiRecalledMemory"][];
        };
        AiChatAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["AiChatData"];
        };
        AiCodeFile: {
            /** @description A label for the model; no file is opened. */
            path: string;
            /** @description At most 100 KB in UTF-8. */
            content: string;
        };
        AiCode: {
            prompt: string;
            /**
             * @description What to do with `prompt` and `files`; `test` writes tests for them.
             * @default write
             * @enum {string}
             */
            task?: "write" | "edit" | "explain" | "review" | "test";
            /** @description Else the model's choice. */
            language?: string;
            files?: components["schemas"]["AiCodeFile"][];
            model?: components["schemas"]["AiModel"];
            /**
             * @description Tokens of the answer at the most; then the last block may be incomplete.
             * @default 2048
             */
            max_tokens?: number;
            /** @default 0.2 */
            temperature?: number;
            metadata?: components["schemas"]["AiMetadata"];
        };
        AiCodeBlock: {
            /** @description The word after the fence. */
            language: string | null;
            /** @description The text between the fences, unchanged. */
            code: string;
            /** @description From `language:path` after the fence, or from a first line `// file: path`. */
            path: string | null;
            /** @description False for a last block whose fence was not closed. */
            complete: boolean;
        };
        AiCodeData: components["schemas"]["AiTextData"] & {
            /** @description The code blocks in order; never run. */
            blocks: components["schemas"]["AiCodeBlock"][];
            /** @description The answer without its code blocks. */
            explanation: string;
        };
        AiCodeAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["AiCodeData"];
        };
        AiAnalyze: {
            /** @description A text, or JSON that is analyzed as its pretty-printed text; at most 200 KB. */
            input: string | {
                [key: string]: unknown;
            } | components["schemas"]["JsonValue"][];
            /**
             * @description What to look for.
             * @default general
             * @enum {string}
             */
            kind?: "general" | "sentiment" | "summary" | "entities" | "code" | "security" | "log";
            /** @description A question that the summary answers. */
            question?: string;
            /**
             * @description A JSON Schema for `structured`: at most 16 KB, 8 levels deep. A keyword that is not judged here, like `$ref`,
             *     `pattern` or `if`, is 400 `INVALID_REQUEST` with its place.
             */
            schema?: {
                [key: string]: unknown;
            };
            model?: components["schemas"]["AiModel"];
            /** @default 2048 */
            max_tokens?: number;
            /** @default 0 */
            temperature?: number;
            metadata?: components["schemas"]["AiMetadata"];
        };
        AiEvidence: {
            quote: string;
            /** @description Offset in the analyzed text, in UTF-16 code units; found by us. */
            start: number | null;
            /** @description Offset after the last unit of the quote. */
            end: number | null;
            /** @description False where the quote does not occur in the input; offsets are null then. */
            verified: boolean;
        };
        AiFinding: {
            /** @description Unique in this answer. */
            id: string;
            category: string;
            /** @enum {string} */
            severity: "info" | "low" | "medium" | "high" | "critical";
            title: string;
            detail: string;
            /** @description The model's own estimate, not a probability. */
            confidence: number;
            evidence: components["schemas"]["AiEvidence"][];
        };
        AiAnalyzeData: components["schemas"]["AiTextData"] & {
            summary: string;
            /** @description By severity, most severe first, then by the position of the first verified quote. */
            findings: components["schemas"]["AiFinding"][];
            /** @description A value that is valid against `schema`; absent where no schema was given. */
            structured?: components["schemas"]["JsonValue"];
        };
        AiAnalyzeAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["AiAnalyzeData"];
        };
        AiEmbed: {
            /** @description A text, or up to 256 texts. */
            input: string | string[];
            /**
             * @description Length of each vector, for models that can shorten theirs; where no eligible model can, 400
             *     `UNSUPPORTED_PARAMETER`.
             */
            dimensions?: number;
            model?: components["schemas"]["AiModel"];
            metadata?: components["schemas"]["AiMetadata"];
        };
        AiEmbedData: components["schemas"]["AiTaskData"] & {
            /** @description One vector for each text, in the order of the input. */
            embeddings: number[][];
            dimensions: number;
        };
        AiEmbedAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["AiEmbedData"];
        };
        AiLabelName: string;
        AiLabelInput: {
            name: components["schemas"]["AiLabelName"];
            /** @description When this label applies. */
            description?: string;
        };
        AiLabelExample: {
            text: string;
            label: components["schemas"]["AiLabelName"];
        };
        AiClassify: {
            /** @description A text, or up to 64 texts. */
            input: string | string[];
            /** @description The only labels that are ever answered. Names are unique, else 400 `INVALID_REQUEST`. */
            labels: (components["schemas"]["AiLabelName"] | components["schemas"]["AiLabelInput"])[];
            /**
             * @description Score each label by itself, since several can apply. False makes the scores of a text sum to 1.
             * @default false
             */
            multi_label?: boolean;
            examples?: components["schemas"]["AiLabelExample"][];
            /** @description A further label, for texts to which none of `labels` applies. */
            other_label?: components["schemas"]["AiLabelName"];
            model?: components["schemas"]["AiModel"];
            /** @default 2048 */
            max_tokens?: number;
            /** @default 0 */
            temperature?: number;
            metadata?: components["schemas"]["AiMetadata"];
        };
        AiLabelScore: {
            label: string;
            /** @description The model's own estimate, not a probability. */
            score: number;
        };
        AiClassification: {
            /** @description The label with the highest score. */
            label: string;
            /** @description All labels, highest score first. */
            labels: components["schemas"]["AiLabelScore"][];
        };
        /** @description `label` and `labels` where the input was one text, `items` where it was a list. */
        AiClassifyData: components["schemas"]["AiTextData"] & {
            /** @description The label with the highest score. */
            label?: string;
            /** @description All labels, highest score first. */
            labels?: components["schemas"]["AiLabelScore"][];
            /** @description In the order of the input. */
            items?: components["schemas"]["AiClassification"][];
        };
        AiClassifyAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["AiClassifyData"];
        };
        IntegrationConfig: {
            base_url: string;
            api_key_set: boolean;
            /** @description Null without a key of 12 characters or more. */
            api_key_last4: string | null;
            auth_header: string;
            auth_scheme: string;
            headers: components["schemas"]["StringMap"];
            /** @description Seconds for one attempt. */
            timeout: number;
            /** @description Attempts beyond the first. */
            max_retries: number;
            /** @description Seconds before the first retry. */
            retry_delay: number;
            retry_unsafe: boolean;
        };
        FieldRule: {
            type?: string;
            required?: boolean;
            min?: number;
            max?: number;
            min_length?: number;
            max_length?: number;
            enum?: components["schemas"]["JsonValue"][];
            format?: string;
            pattern?: string;
            validator?: string;
        };
        IntegrationSecurityPolicy: {
            required_fields: string[];
            validation_rules: {
                [key: string]: components["schemas"]["FieldRule"];
            };
            /** @description Null allows all. */
            allowed_methods: string[] | null;
            /** @description Null allows all. */
            allowed_endpoints: string[] | null;
        };
        /** @description Milliseconds, from mergeable buckets; at most 5 % off. */
        LatencyPercentiles: {
            p50: number;
            p95: number;
            p99: number;
        };
        IntegrationMetrics: {
            /** @description Attempts sent. */
            request_count: number;
            /** @description Attempts that failed. */
            error_count: number;
            /** @description Failed of sent; 0 where none was sent. */
            error_rate: number;
            /** @description Of attempts that were answered; null where none was. */
            latency_ms: components["schemas"]["LatencyPercentiles"] | null;
        };
        IntegrationMetricsWindows: {
            all_time: components["schemas"]["IntegrationMetrics"];
            last_24_hours: components["schemas"]["IntegrationMetrics"];
            last_hour: components["schemas"]["IntegrationMetrics"];
        };
        Integration: {
            integration_id: components["schemas"]["CallerName"];
            config: components["schemas"]["IntegrationConfig"];
            security_policy: components["schemas"]["IntegrationSecurityPolicy"];
            enabled: boolean;
            metrics: components["schemas"]["IntegrationMetricsWindows"];
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        IntegrationAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["Integration"];
        };
        /**
         * @description Headers to send, at most 32. `Host`, `Content-Length`, hop-by-hop and forwarding headers are dropped. The header
         *     that carries the key, and a value that holds a key of this API, are 400 `INVALID_REQUEST`.
         */
        OutgoingHeaders: {
            [key: string]: string;
        };
        IntegrationConfigInput: {
            /**
             * @description Absolute http or https URL without credentials, query or fragment, at a public address. Its path is a prefix
             *     that no call can leave. Judged here and at every call; a name that does not resolve yet is accepted.
             */
            base_url: string;
            /** @description Sent in `auth_header`, sealed at rest, never returned. Absent keeps the stored one, null removes it. */
            api_key?: string | null;
            /**
             * @description The header that carries the key.
             * @default Authorization
             */
            auth_header?: string;
            /**
             * @description The word before the key; empty sends the key alone.
             * @default Bearer
             */
            auth_scheme?: string;
            headers?: components["schemas"]["OutgoingHeaders"];
            /**
             * @description Seconds for one attempt.
             * @default 30
             */
            timeout?: number;
            /**
             * @description Attempts beyond the first. All attempts and waits end within 5 minutes.
             * @default 3
             */
            max_retries?: number;
            /**
             * @description Seconds before the first retry; doubled for each further one, ± 20 %, at most 60. `Retry-After` of the service
             *     is a floor.
             * @default 1
             */
            retry_delay?: number;
            /**
             * @description Also repeat a POST or PATCH that the service may have received. All attempts carry one `Idempotency-Key`; turn
             *     this on where the service honors it.
             * @default false
             */
            retry_unsafe?: boolean;
        };
        /** @description What a field of `data` must be. Each member is one test and all must pass; an absent field passes unless `required`. */
        FieldRuleInput: {
            /** @enum {string} */
            type?: "string" | "number" | "integer" | "boolean" | "object" | "array" | "null";
            required?: boolean;
            min?: number;
            max?: number;
            /** @description Characters of a text or items of a list. */
            min_length?: number;
            /** @description Characters of a text or items of a list. */
            max_length?: number;
            enum?: components["schemas"]["JsonValue"][];
            /** @enum {string} */
            format?: "email" | "uri" | "uuid" | "date-time" | "ipv4";
            /** @description A regular expression in RE2 syntax; it may match anywhere. */
            pattern?: string;
            /** @description The name of a validator that the operator has added. */
            validator?: string;
        };
        /** @enum {string} */
        OutgoingMethod: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
        /** @description What a call must satisfy before anything is sent. */
        IntegrationSecurityPolicyInput: {
            /** @description Dotted names that `data` must have, such as `customer.email`. */
            required_fields?: string[];
            /** @description Rules by the dotted name of a field of `data`. */
            validation_rules?: {
                [key: string]: components["schemas"]["FieldRuleInput"];
            };
            /** @description All methods where absent. */
            allowed_methods?: components["schemas"]["OutgoingMethod"][];
            /** @description Globs over the normalized path after `base_url`, with `*` for any characters; all paths where absent. */
            allowed_endpoints?: string[];
        };
        IntegrationInput: {
            config: components["schemas"]["IntegrationConfigInput"];
            security_policy?: components["schemas"]["IntegrationSecurityPolicyInput"];
            /**
             * @description False refuses calls, and its syncs do not run.
             * @default true
             */
            enabled?: boolean;
        };
        IntegrationDeleted: {
            integration_id: components["schemas"]["CallerName"];
            /** @constant */
            deleted: true;
        };
        IntegrationDeletedAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["IntegrationDeleted"];
        };
        IntegrationList: {
            items: components["schemas"]["Integration"][];
            /** @description Items on this page. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
        };
        IntegrationListAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["IntegrationList"];
        };
        IntegrationCall: {
            integration_id: components["schemas"]["CallerName"];
            /** @description GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS; others are 405 `METHOD_NOT_ALLOWED`. */
            method: string;
            /** @description The path after `base_url`, such as `/v1/notes`, without query. It cannot leave `base_url`. */
            endpoint: string;
            /** @description Query parameters by name. */
            query?: {
                [key: string]: string | number | boolean;
            };
            headers?: components["schemas"]["OutgoingHeaders"];
            /** @description The JSON body; the security policy judges it. Absent sends no body. */
            data?: components["schemas"]["JsonValue"];
        };
        IntegrationCallResult: {
            status_code: number;
            /** @description Headers of the answer by lower-case name, without cookies and hop-by-hop headers. */
            headers: components["schemas"]["StringMap"];
            /** @description The parsed JSON, the text where it is not JSON, null where it is empty. */
            body: components["schemas"]["JsonValue"];
            /** @description Attempts sent. */
            attempts: number;
            /** @description All attempts and waits. */
            duration_ms: number;
        };
        IntegrationCallAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["IntegrationCallResult"];
        };
        /** @enum {string} */
        IntegrationAuditAction: "register" | "update" | "delete" | "request_validation" | "request" | "webhook" | "sync";
        IntegrationAuditEntry: {
            timestamp: components["schemas"]["Timestamp"];
            integration_id: components["schemas"]["CallerName"];
            action: components["schemas"]["IntegrationAuditAction"];
            /** @description Names of fields and outcomes, never their values. */
            data: {
                [key: string]: unknown;
            };
        };
        IntegrationAudit: {
            items: components["schemas"]["IntegrationAuditEntry"][];
            /** @description Items on this page. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
        };
        IntegrationAuditAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["IntegrationAudit"];
        };
        IntegrationWebhook: {
            /** @description Absolute https URL (http outside production too) at a public address. This or `integration_id`. */
            webhook_url?: string;
            /** @description A registration whose `base_url`, key and headers are used. This or `webhook_url`. */
            integration_id?: components["schemas"]["CallerName"];
            event_type: string;
            /** @description At most 20 KB as JSON. */
            data: {
                [key: string]: unknown;
            };
            /** @description Signs the body and the headers `webhook-signature` and `X-Signature`; unsigned where absent. */
            secret?: string;
            headers?: components["schemas"]["OutgoingHeaders"];
            /**
             * @description Make the first attempt before answering, at most 15 s.
             * @default true
             */
            wait?: boolean;
        };
        /** @description Also the `id` in the body and the header `webhook-id`, equal in all attempts. */
        IntegrationWebhookId: string;
        IntegrationWebhookDelivered: {
            id: components["schemas"]["IntegrationWebhookId"];
            /** @constant */
            delivered: true;
            status_code: number;
        };
        IntegrationWebhookDeliveredAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["IntegrationWebhookDelivered"];
        };
        IntegrationWebhookQueued: {
            id: components["schemas"]["IntegrationWebhookId"];
            /** @constant */
            delivered: false;
            /** @constant */
            queued: true;
            /** @description How the first attempt failed; null where it was not waited for. */
            error_code: components["schemas"]["ErrorCode"] | null;
        };
        IntegrationWebhookQueuedAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["IntegrationWebhookQueued"];
        };
        SyncCursor: {
            send: string;
            read: string;
        };
        /**
         * @description `failing` after 5 failed runs in a row: a scheduled sync then tries every 6 hours. `disabled` while its registration
         *     is.
         * @enum {string}
         */
        SyncState: "idle" | "queued" | "running" | "failing" | "disabled";
        SyncRunId: string;
        SyncRunError: {
            code: components["schemas"]["ErrorCode"];
            message: string;
        };
        SyncRun: {
            run_id: components["schemas"]["SyncRunId"];
            /** @enum {string} */
            trigger: "schedule" | "request";
            /** @enum {string} */
            status: "queued" | "running" | "succeeded" | "failed";
            /** @description Pages read; 0 for a push. */
            pages: number;
            /** @description Items stored or sent. */
            items: number;
            /** @description Items that the service or the destination refused. */
            parked: number;
            error: components["schemas"]["SyncRunError"] | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
        };
        Sync: {
            sync_id: components["schemas"]["CallerName"];
            integration_id: components["schemas"]["CallerName"];
            /** @enum {string} */
            direction: "pull" | "push";
            endpoint: string;
            schedule_seconds: number | null;
            items: string;
            item_id: string;
            cursor: components["schemas"]["SyncCursor"] | null;
            page_limit: number;
            /** @enum {string} */
            destination: "records" | "vectors" | "memory";
            collection: string | null;
            state: components["schemas"]["SyncState"];
            /** @description Items known, at most 1,000,000. */
            record_count: number;
            /** @description Time since the position last moved or was found up to date; null before the first successful page. */
            cursor_age_seconds: number | null;
            /**
             * Format: date-time
             * @description Null without a schedule.
             */
            next_run_at: string | null;
            last_run: components["schemas"]["SyncRun"] | null;
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        SyncAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["Sync"];
        };
        JsonPointerInput: string;
        /** @description How a page names the next one. Without it a run reads one page. */
        SyncCursorInput: {
            /** @description The query parameter that carries the cursor. */
            send: string;
            /** @description JSON Pointer to the next cursor in the answer. A run ends where it is null, missing or repeated. */
            read: string;
        };
        SyncInput: {
            integration_id: components["schemas"]["CallerName"];
            /**
             * @description `pull` reads pages by GET and stores their items; `push` sends stored items that changed by POST, one request an
             *     item.
             * @enum {string}
             */
            direction: "pull" | "push";
            /** @description The path after the registration's `base_url`; its security policy holds here too. */
            endpoint: string;
            /**
             * @description Time between runs; null runs only by runSync. A run that was missed is made up for once.
             * @default null
             */
            schedule_seconds?: number | null;
            /**
             * @description JSON Pointer to the list of items in a page; empty where the page is the list.
             * @default /items
             */
            items?: components["schemas"]["JsonPointerInput"];
            /**
             * @description JSON Pointer to the id in an item. Items are stored by it, so reading one twice changes nothing.
             * @default /id
             */
            item_id?: components["schemas"]["JsonPointerInput"];
            cursor?: components["schemas"]["SyncCursorInput"];
            /**
             * @description Pages of a run at the most.
             * @default 1000
             */
            page_limit?: number;
            /**
             * @description Where a pull stores its items and a push finds them. `records` are kept as they are (listSyncRecords); for
             *     `vectors` an item is read like an item of upsertVectors, for `memory` like a body of addMemory.
             * @default records
             * @enum {string}
             */
            destination?: "records" | "vectors" | "memory";
            /**
             * @description The vector collection, or the conversation for `memory`; required for both. For a push of `records` the
             *     `sync_id` of the pull that stores them.
             */
            collection?: components["schemas"]["CallerName"];
        };
        SyncDeleted: {
            sync_id: components["schemas"]["CallerName"];
            /** @constant */
            deleted: true;
        };
        SyncDeletedAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["SyncDeleted"];
        };
        SyncList: {
            items: components["schemas"]["Sync"][];
            /** @description Items on this page. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
        };
        SyncListAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["SyncList"];
        };
        SyncRequest: {
            sync_id: components["schemas"]["CallerName"];
        };
        SyncStarted: {
            run_id: components["schemas"]["SyncRunId"];
        };
        SyncStartedAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["SyncStarted"];
        };
        /**
         * @description `stored` by a pull; `pending`, then `sent` by a push; `parked` where the service or the destination refused it: it
         *     is left alone until the item changes.
         * @enum {string}
         */
        SyncRecordState: "stored" | "pending" | "sent" | "parked";
        SyncRecord: {
            item_id: string;
            /** @description Rises with each change of the item. */
            version: number;
            state: components["schemas"]["SyncRecordState"];
            /** @description The item as it was read; null where its destination is `vectors` or `memory`. */
            data: components["schemas"]["JsonValue"];
            /** @description Why it is parked; else null. */
            error: components["schemas"]["SyncRunError"] | null;
            updated_at: components["schemas"]["Timestamp"];
        };
        SyncRecordList: {
            items: components["schemas"]["SyncRecord"][];
            /** @description Items on this page. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
        };
        SyncRecordListAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["SyncRecordList"];
        };
        /**
         * @description `degraded`: error_rate above 0.1 over at least 10 attempts of the last hour. `failing`: the breaker is open or a
         *     sync fails. Of several registrations the worst that is not `disabled`.
         * @enum {string}
         */
        IntegrationHealth: "healthy" | "degraded" | "failing" | "disabled";
        IntegrationLastError: {
            code: components["schemas"]["ErrorCode"];
            at: components["schemas"]["Timestamp"];
        };
        IntegrationSyncStatus: {
            sync_id: components["schemas"]["CallerName"];
            state: components["schemas"]["SyncState"];
            /** @description Time since the position last moved or was up to date. */
            cursor_age_seconds: number | null;
            last_run: components["schemas"]["SyncRun"] | null;
        };
        IntegrationWebhookCounts: {
            /** @description Webhooks that wait for an attempt. */
            queued: number;
            /** @description Webhooks whose attempts are used up; kept 30 days. */
            dead: number;
        };
        IntegrationHealthEntry: {
            integration_id: components["schemas"]["CallerName"];
            status: components["schemas"]["IntegrationHealth"];
            /** @enum {string} */
            breaker: "closed" | "open" | "half_open";
            /** @description Attempts sent in the last hour. */
            request_count: number;
            /** @description Attempts that failed in the last hour. */
            error_count: number;
            /** @description Failed of sent; 0 where none was sent. */
            error_rate: number;
            /** Format: date-time */
            last_success_at: string | null;
            last_error: components["schemas"]["IntegrationLastError"] | null;
            syncs: components["schemas"]["IntegrationSyncStatus"][];
            webhooks: components["schemas"]["IntegrationWebhookCounts"];
        };
        IntegrationTestResult: {
            /** @enum {string} */
            status: "passed" | "failed" | "error";
            /** @description What the test returned; absent where it threw. */
            result?: components["schemas"]["JsonValue"];
            /** @description Why it threw. */
            error?: string;
        };
        IntegrationTestResults: {
            total_tests: number;
            passed: number;
            /** @description Failed tests and those that threw. */
            failed: number;
            /** @description By name of the test, such as `crm.reachable`. */
            test_results: {
                [key: string]: components["schemas"]["IntegrationTestResult"];
            };
        };
        IntegrationTestSummary: {
            last_run: components["schemas"]["Timestamp"];
            results: components["schemas"]["IntegrationTestResults"];
        };
        IntegrationStatus: {
            status: components["schemas"]["IntegrationHealth"];
            /** @description By `integration_id`. */
            integrations: components["schemas"]["IntegrationHealthEntry"][];
            /** @description Null where `proxyapi integration test` has not been run. */
            last_test: components["schemas"]["IntegrationTestSummary"] | null;
        };
        IntegrationStatusAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["IntegrationStatus"];
        };
        /** @description Values that steps refer to as `/input/…`. */
        WorkflowInput: {
            [key: string]: unknown;
        };
        /** @description Unique in the workflow, at every depth. */
        WorkflowStepId: string;
        /**
         * @description The arguments of a step: the body of the operation that it stands for. Anywhere in it, in place of a value,
         *     `{"$ref": "/steps/<id>/…"}` or `{"$ref": "/input/…"}` is replaced by what the JSON Pointer names (`/steps/<id>` is
         *     the output of that step), and `{"$join": [a, b, …]}` by the concatenated texts of its members, numbers and
         *     references among them. There are no other expressions. Values without references, and the references themselves, are
         *     judged when the workflow is executed, the rest when the step starts.
         */
        WorkflowWith: {
            [key: string]: unknown;
        };
        /**
         * @description How often a step is attempted when its error code is one that can succeed later (`X-Should-Retry`); other errors
         *     fail it at once.
         */
        WorkflowRetry: {
            /**
             * @description Attempts with the first one.
             * @default 3
             */
            max_attempts?: number;
            /**
             * @description Wait before the second attempt.
             * @default 1
             */
            delay_seconds?: number;
            /**
             * @description Each further wait is so much longer.
             * @default 2
             */
            factor?: number;
        };
        /** @description A call of aiChat; its output is `data` of that operation. */
        WorkflowChatStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "chat";
            with: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
        };
        /** @description A call of aiGenerate; its output is `data` of that operation. */
        WorkflowGenerateStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "generate";
            with: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
        };
        /** @description A call of aiCode; its output is `data` of that operation. */
        WorkflowCodeStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "code";
            with: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
        };
        /** @description A call of aiAnalyze; its output is `data` of that operation. */
        WorkflowAnalyzeStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "analyze";
            with: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
        };
        /** @description A call of aiClassify; its output is `data` of that operation. */
        WorkflowClassifyStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "classify";
            with: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
        };
        /** @description A call of aiEmbed; its output is `data` of that operation. */
        WorkflowEmbedStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "embed";
            with: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
        };
        /** @description The call that undoes an `http` step; it may refer to the output of that step. */
        WorkflowCompensation: {
            /** @constant */
            type: "http";
            with: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
        };
        /**
         * @description A call of callIntegration; its output is `data` of that operation. Every attempt sends the same `Idempotency-Key`.
         *     Where it cannot be known whether a POST or PATCH had an effect, the run is `suspended` until resumeWorkflow says how
         *     to go on. Cancel undoes it by `compensate`, or lists it as not undone.
         */
        WorkflowHttpStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "http";
            with: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
            compensate?: components["schemas"]["WorkflowCompensation"];
        };
        /**
         * @description Rents an instance. `with` is `{provider, instance_id, config}` with the id of an offer, or `{filter, config}`: the
         *     parameters of listGpuOffers, of which the cheapest available offer is taken, and the body of createGpuInstance. Its
         *     output is the contract (`contract_id` …), not yet ready. Cancel destroys the instance.
         */
        WorkflowGpuCreateStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "gpu.create";
            with: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
        };
        /**
         * @description Waits until an instance is ready. `with` is `{contract_id, until, timeout_seconds}`: `until` is a state of the
         *     contract (`ready`), `timeout_seconds` 1 to 86,400 (1,800). Its output is the contract. A contract that ended fails
         *     the step.
         */
        WorkflowGpuWaitStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "gpu.wait";
            with: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
        };
        /**
         * @description Destroys an instance. `with` is `{contract_id}`. Repeated without end until the cloud has confirmed it; destroying
         *     twice is harmless. Its output is the contract.
         */
        WorkflowGpuDestroyStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "gpu.destroy";
            with: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
        };
        /** @description Refreshes the catalog as refreshModels does; `with` is its body, empty where absent. Its output is the summary. */
        WorkflowModelsRefreshStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "models.refresh";
            with?: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
        };
        /**
         * @description Adds a memory; `with` is the body of addMemory. The id is derived from run and step, so a repetition adds nothing.
         *     Its output is `{memory_id}`. Cancel deletes the memory.
         */
        WorkflowMemoryAddStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "memory.add";
            with: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
        };
        /**
         * @description Stores vectors; `with` is the body of upsertVectors, where an item may lack its `id`: it is
         *     `<run>.<step>.<position>` then, so a repetition adds nothing. Its output is `{upserted}`. Cancel deletes the ids
         *     that the step has added.
         */
        WorkflowVectorsUpsertStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "vectors.upsert";
            with: components["schemas"]["WorkflowWith"];
            retry?: components["schemas"]["WorkflowRetry"];
        };
        /** @description Two values, each as it is or as a reference. */
        WorkflowOperands: components["schemas"]["JsonValue"][];
        /** @description `{"$ref": "<JSON Pointer>"}` into `input` or `steps`. */
        WorkflowReference: {
            [key: string]: string;
        };
        /**
         * @description One test: exactly one of these members. Values of different types are unequal, and no order holds between them; a
         *     reference to nothing is null.
         */
        WorkflowTest: {
            $eq?: components["schemas"]["WorkflowOperands"];
            $ne?: components["schemas"]["WorkflowOperands"];
            $gt?: components["schemas"]["WorkflowOperands"];
            $gte?: components["schemas"]["WorkflowOperands"];
            $lt?: components["schemas"]["WorkflowOperands"];
            $lte?: components["schemas"]["WorkflowOperands"];
            /** @description The first value is a member of the second, a list. */
            $in?: components["schemas"]["WorkflowOperands"];
            /** @description The reference names a value, null included. */
            $exists?: components["schemas"]["WorkflowReference"];
            $not?: components["schemas"]["WorkflowTest"];
            $all?: components["schemas"]["WorkflowTest"][];
            $any?: components["schemas"]["WorkflowTest"][];
        };
        /** @description One step. Effects take their arguments in `with`; control steps name other steps. */
        WorkflowStep: components["schemas"]["WorkflowChatStep"] | components["schemas"]["WorkflowGenerateStep"] | components["schemas"]["WorkflowCodeStep"] | components["schemas"]["WorkflowAnalyzeStep"] | components["schemas"]["WorkflowClassifyStep"] | components["schemas"]["WorkflowEmbedStep"] | components["schemas"]["WorkflowHttpStep"] | components["schemas"]["WorkflowGpuCreateStep"] | components["schemas"]["WorkflowGpuWaitStep"] | components["schemas"]["WorkflowGpuDestroyStep"] | components["schemas"]["WorkflowModelsRefreshStep"] | components["schemas"]["WorkflowMemoryAddStep"] | components["schemas"]["WorkflowVectorsUpsertStep"] | components["schemas"]["WorkflowConditionStep"] | components["schemas"]["WorkflowParallelStep"] | components["schemas"]["WorkflowWaitStep"];
        /**
         * @description Runs `then` or `else` after one test. The decision is stored, and so is the same after a restart. Its output is
         *     `{decision: true}` or `{decision: false}`; steps of the branch that is not taken are `skipped`.
         */
        WorkflowConditionStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "condition";
            if: components["schemas"]["WorkflowTest"];
            then: components["schemas"]["WorkflowStep"][];
            else?: components["schemas"]["WorkflowStep"][];
        };
        WorkflowBranch: {
            steps: components["schemas"]["WorkflowStep"][];
        };
        /**
         * @description Runs branches side by side and ends when all have ended. Steps of one branch cannot refer to those of another; steps
         *     after it can refer to all.
         */
        WorkflowParallelStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "parallel";
            branches: components["schemas"]["WorkflowBranch"][];
            /**
             * @description Branches that run at once.
             * @default 4
             */
            max_in_flight?: number;
            /**
             * @description Start no further step of the other branches once one has failed; false lets them end first.
             * @default true
             */
            fail_fast?: boolean;
        };
        /** @description Waits; nothing is held meanwhile. Exactly one of `seconds` and `until`. */
        WorkflowWaitStep: {
            id: components["schemas"]["WorkflowStepId"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "wait";
            seconds?: number;
            /**
             * Format: date-time
             * @description A time in the past does not wait; at most 30 days ahead.
             */
            until?: string;
        };
        /** @description At most 64 KB as JSON, 50 steps in all, 4 levels deep. */
        WorkflowDefinition: {
            /** @description For lists and events; need not be unique. */
            name: string;
            input?: components["schemas"]["WorkflowInput"];
            steps: components["schemas"]["WorkflowStep"][];
            /** @description What the run answers when it has succeeded; may hold references. Null where absent. */
            output?: components["schemas"]["JsonValue"];
            /**
             * @description USD that the run may spend. Before a step that would pass it the run is `suspended` with `BUDGET_EXCEEDED`.
             *     Without it the balance and the budgets of key and user are the only bounds.
             */
            max_cost?: components["schemas"]["Amount"];
            /**
             * @description Life of the run, waits and suspensions included; 30 days at most.
             * @default 2592000
             */
            timeout_seconds?: number;
            /**
             * @description `cancel` undoes what can be undone, `fail` leaves it as it is.
             * @default cancel
             * @enum {string}
             */
            on_timeout?: "cancel" | "fail";
            /**
             * @description Undo finished steps, as cancel does, when the run fails.
             * @default false
             */
            compensate_on_failure?: boolean;
        };
        WorkflowId: string;
        /**
         * @description `waiting`: in a `wait` or `gpu.wait` step, or before another attempt. `suspended`: needs a decision (an outcome that
         *     cannot be known, a revoked key, a used up budget), see resumeWorkflow. `canceling`: undoing; it stays while an undo
         *     fails and is retried. Final: `succeeded`, `canceled`, and `failed` unless it is resumed.
         * @enum {string}
         */
        WorkflowRunStatus: "queued" | "running" | "waiting" | "suspended" | "canceling" | "succeeded" | "failed" | "canceled";
        WorkflowRunState: {
            workflow_id: components["schemas"]["WorkflowId"];
            status: components["schemas"]["WorkflowRunStatus"];
        };
        WorkflowRunStateAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["WorkflowRunState"];
        };
        /** @enum {string} */
        WorkflowStepType: "chat" | "generate" | "code" | "analyze" | "classify" | "embed" | "http" | "gpu.create" | "gpu.wait" | "gpu.destroy" | "models.refresh" | "memory.add" | "vectors.upsert" | "condition" | "parallel" | "wait";
        WorkflowEffect: {
            step: string;
            type: components["schemas"]["WorkflowStepType"];
            /** @description What it made, a `contract_id` say; null for a call. */
            resource_id: string | null;
        };
        WorkflowError: {
            code: components["schemas"]["ErrorCode"];
            message: string;
            /** @description The step that ended the run; null for the run itself. */
            step: string | null;
            /** @description Effects of the run that stand; absent in the error of a step. */
            effects?: components["schemas"]["WorkflowEffect"][];
        };
        /** @enum {string} */
        WorkflowStepStatus: "pending" | "running" | "waiting" | "suspended" | "succeeded" | "failed" | "skipped" | "canceled";
        WorkflowRunStep: {
            id: string;
            type: components["schemas"]["WorkflowStepType"];
            status: components["schemas"]["WorkflowStepStatus"];
            /** @description 0 before the first attempt. */
            attempt: number;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            /** @description At most 256 KB; null before the end and 30 days after the run's. */
            output: components["schemas"]["JsonValue"];
            error: components["schemas"]["WorkflowError"] | null;
        };
        /** @description How the effect of a finished step is undone, in reverse order of the steps. */
        WorkflowUndo: {
            /** @description The step whose effect is undone. */
            step: string;
            type: components["schemas"]["WorkflowStepType"];
            /**
             * @description `not_undone`: nothing undoes it, or its `compensate` failed for good.
             * @enum {string}
             */
            status: "pending" | "running" | "undone" | "not_undone";
            attempt: number;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            error: components["schemas"]["WorkflowError"] | null;
        };
        WorkflowRun: {
            workflow_id: components["schemas"]["WorkflowId"];
            name: string;
            status: components["schemas"]["WorkflowRunStatus"];
            /** @description Null 30 days after the end. */
            input: components["schemas"]["JsonValue"];
            /** @description Null before success, where none is defined, and 30 days after the end. */
            output: components["schemas"]["JsonValue"];
            /** @description Why it failed or is suspended; else null. */
            error: components["schemas"]["WorkflowError"] | null;
            cost: components["schemas"]["Usd"];
            /** @description USD; null: no bound of its own. */
            max_cost: number | null;
            /** @description All steps in the order of the definition, those inside a step after it. */
            steps: components["schemas"]["WorkflowRunStep"][];
            /** @description Empty unless the run undoes. */
            compensation: components["schemas"]["WorkflowUndo"][];
            created_at: components["schemas"]["Timestamp"];
            /** Format: date-time */
            finished_at: string | null;
        };
        WorkflowRunAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["WorkflowRun"];
        };
        WorkflowRunSummary: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "run";
            workflow_id: components["schemas"]["WorkflowId"];
            name: string;
            status: components["schemas"]["WorkflowRunStatus"];
            cost: components["schemas"]["Usd"];
            created_at: components["schemas"]["Timestamp"];
            /** Format: date-time */
            finished_at: string | null;
        };
        WorkflowEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "event";
            /** @description Counts the events of the run without a gap. */
            seq: number;
            at: components["schemas"]["Timestamp"];
            /** @description Null for events of the run itself. */
            step: string | null;
            /**
             * @description What happened: `run.queued`, `run.suspended`, `run.succeeded` …, `step.started`, `step.retried`,
             *     `step.succeeded`, `step.undone` …; newer servers may know more.
             */
            event: string;
            /** @description Attempt, code, decision; no inputs or outputs. */
            detail: {
                [key: string]: unknown;
            };
        };
        WorkflowHistoryItem: components["schemas"]["WorkflowRunSummary"] | components["schemas"]["WorkflowEvent"];
        WorkflowHistory: {
            /** @description Runs, newest first; with `workflow_id` its events, oldest first. */
            items: components["schemas"]["WorkflowHistoryItem"][];
            /** @description Items on this page. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
        };
        WorkflowHistoryAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["WorkflowHistory"];
        };
        WorkflowCancel: {
            workflow_id: components["schemas"]["WorkflowId"];
            /**
             * @description False leaves the effects of finished steps as they are.
             * @default true
             */
            compensate?: boolean;
        };
        WorkflowResume: {
            workflow_id: components["schemas"]["WorkflowId"];
            /** @description The failed or suspended step; may be absent where there is only one. */
            step?: components["schemas"]["WorkflowStepId"];
            /**
             * @description `retry` attempts the step again under its first `Idempotency-Key`. `skip` goes on without it, its output is
             *     null. `complete` goes on as if it had succeeded with `output`.
             * @enum {string}
             */
            action: "retry" | "skip" | "complete";
            /** @description The output of the step; only with `complete`, null where absent. */
            output?: components["schemas"]["JsonValue"];
            /** @description A new bound for the whole run, what it has spent included. */
            max_cost?: components["schemas"]["Amount"];
        };
        OwnRequests: {
            items: components["schemas"]["RequestLogEntry"][];
            /** @description Items on this page. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
        };
        OwnRequestsAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["OwnRequests"];
        };
        /** @enum {string} */
        UsageMetricsGroup: "model" | "provider" | "key" | "operation" | "code";
        /** @description The members named in `group_by` (`key_id` for `key`) are there, the others are absent. */
        UsageMetricsRow: {
            /**
             * Format: date-time
             * @description Begin of the interval in UTC; null without one.
             */
            at: string | null;
            /** @description Null for requests that called none. */
            model?: string | null;
            /** @description Null for requests that called none. */
            provider?: string | null;
            /** @description Null for tokens and keys of the operator. */
            key_id?: string | null;
            /** @description The `operationId`. */
            operation?: string;
            /** @description Null for successes. */
            code?: components["schemas"]["ErrorCode"] | null;
            requests: number;
            /** @description Requests with a status of 400 and above. */
            errors: number;
            /** @description Errors of requests. */
            error_rate: number;
            input_tokens: number;
            output_tokens: number;
            cost: components["schemas"]["Usd"];
            latency_ms: components["schemas"]["LatencyPercentiles"];
        };
        UsageMetrics: {
            /** @description By time, then by group. Hours and groups without a request have no row. */
            items: components["schemas"]["UsageMetricsRow"][];
            /** @description Items on this page. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
        };
        UsageMetricsAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["UsageMetrics"];
        };
        /**
         * @description What a score is: the cosine or the dot product (higher is nearer), or the Euclidean distance (lower is nearer).
         * @enum {string}
         */
        VectorMetric: "cosine" | "dot" | "l2";
        VectorCollection: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "collection";
            collection: components["schemas"]["CallerName"];
            /** @description Vectors in it. */
            count: number;
            metric: components["schemas"]["VectorMetric"];
            dimensions: number;
            /** @description Null where no text was written. */
            model: string | null;
            /** @description Of the vectors; at most 256 MB. */
            size_bytes: number;
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        VectorEntry: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "vector";
            id: string;
            metadata: components["schemas"]["Metadata"];
            updated_at: components["schemas"]["Timestamp"];
        };
        VectorListItem: components["schemas"]["VectorCollection"] | components["schemas"]["VectorEntry"];
        VectorList: {
            /** @description Collections by name; with `collection` its vectors by id. */
            items: components["schemas"]["VectorListItem"][];
            /** @description Items on this page. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
        };
        VectorListAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["VectorList"];
        };
        /** @description An id of your own, without commas and white space; unique in its collection. */
        VectorId: string;
        /** @description Kept as 32-bit floats; for `cosine` scaled to length 1, so not all may be 0. */
        VectorValues: number[];
        VectorText: string;
        /** @description Free members, at most 4 KB as JSON; texts, numbers and booleans at the top level can be filtered by. */
        VectorMetadata: {
            [key: string]: unknown;
        };
        /** @description Exactly one of `values` and `text`. */
        VectorItem: {
            id: components["schemas"]["VectorId"];
            values?: components["schemas"]["VectorValues"];
            text?: components["schemas"]["VectorText"];
            metadata?: components["schemas"]["VectorMetadata"];
        };
        VectorUpsert: {
            collection: components["schemas"]["CallerName"];
            /** @description Fixed by the first write, which takes `cosine` by default; another later is 400 `INVALID_REQUEST`. */
            metric?: components["schemas"]["VectorMetric"];
            /**
             * @description The embedding model for `text`, fixed by the first text that is written; absent: the collection's, else the
             *     default one.
             */
            model?: string;
            /** @description Ids are unique in a request. An id that is there already is replaced. */
            items: components["schemas"]["VectorItem"][];
        };
        VectorUpserted: {
            upserted: number;
        };
        VectorUpsertedAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["VectorUpserted"];
        };
        VectorsDeleted: {
            collection: components["schemas"]["CallerName"];
            /** @description Vectors that are gone. */
            deleted: number;
        };
        VectorsDeletedAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["VectorsDeleted"];
        };
        VectorFilterValue: string | number | boolean;
        /** @description A number, or a text that is compared by code points, so RFC 3339 times in UTC are in order. */
        VectorFilterBound: string | number;
        /** @description All members must hold. Values of another type never pass. */
        VectorFilterRange: {
            in?: components["schemas"]["VectorFilterValue"][];
            gt?: components["schemas"]["VectorFilterBound"];
            gte?: components["schemas"]["VectorFilterBound"];
            lt?: components["schemas"]["VectorFilterBound"];
            lte?: components["schemas"]["VectorFilterBound"];
        };
        /** @description What the metadata must be, by member; all must hold. Applied before vectors are scored. */
        VectorFilter: {
            [key: string]: string | number | boolean | components["schemas"]["VectorFilterRange"];
        };
        /** @description Exactly one of `values` and `text`. */
        VectorQuery: {
            collection: components["schemas"]["CallerName"];
            values?: components["schemas"]["VectorValues"];
            text?: components["schemas"]["VectorText"];
            /**
             * @description Matches at the most.
             * @default 10
             */
            top_k?: number;
            filter?: components["schemas"]["VectorFilter"];
            /** @default false */
            include_values?: boolean;
        };
        VectorMatch: {
            id: string;
            /** @description As the metric of the collection says. */
            score: number;
            metadata: components["schemas"]["Metadata"];
            /** @description Only where it was stored with a text. */
            text?: string;
            /** @description Only with `include_values`. */
            values?: number[];
        };
        VectorMatches: {
            /** @description Nearest first, ties by id. */
            matches: components["schemas"]["VectorMatch"][];
            /** @description Vectors that passed the filter and were scored. */
            scanned: number;
            /**
             * @description Every vector was compared, so nothing near is missed.
             * @constant
             */
            exact: true;
        };
        VectorMatchesAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["VectorMatches"];
        };
        ContextInfo: {
            context_id: components["schemas"]["ContextId"];
            /** @description Of the content; estimated. */
            tokens_before: number;
            /** @description Of the summary; estimated. */
            tokens_after: number;
            /**
             * @description `none`: the content fits as it is and no model was called. `truncate`: the summary failed, so the oldest part
             *     was left out.
             * @enum {string}
             */
            strategy: "none" | "summary" | "truncate";
            created_at: components["schemas"]["Timestamp"];
            expires_at: components["schemas"]["Timestamp"];
        };
        ContextList: {
            items: components["schemas"]["ContextInfo"][];
            /** @description Items on this page. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
        };
        ContextListAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["ContextList"];
        };
        /** @description Exactly one of `content` and `messages`. */
        ContextInput: {
            content?: string;
            messages?: components["schemas"]["AiMessage"][];
            /**
             * @description Length of the summary.
             * @default 512
             */
            max_tokens?: number;
            /** @description The model that summarizes; absent, the cheapest one that the content fits. */
            model?: string;
            /** @description Life of the context; absent, the operator's `condensation.cache_ttl` (3,600). */
            ttl_seconds?: number;
        };
        Context: components["schemas"]["ContextInfo"] & {
            /** @description The condensed text that aiChat puts before the messages. */
            summary: string;
        };
        ContextCreated: components["schemas"]["Context"] & {
            /** @description True where the same content was condensed before; nothing was charged. */
            cached: boolean;
        };
        ContextCreatedAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["ContextCreated"];
        };
        ContextAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["Context"];
        };
        ContextDeleted: {
            context_id: components["schemas"]["ContextId"];
            /** @constant */
            deleted: true;
        };
        ContextDeletedAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["ContextDeleted"];
        };
        /** @enum {string} */
        MemoryRole: "system" | "user" | "assistant";
        Memory: {
            memory_id: components["schemas"]["MemoryId"];
            conversation_id: components["schemas"]["CallerName"];
            role: components["schemas"]["MemoryRole"];
            content: string;
            metadata: components["schemas"]["Metadata"];
            /** @description Your own id; null where none was given. */
            id: string | null;
            at: components["schemas"]["Timestamp"];
        };
        MemoryList: {
            items: components["schemas"]["Memory"][];
            /** @description Items on this page. */
            count: number;
            next_cursor: components["schemas"]["NextCursor"];
        };
        MemoryListAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["MemoryList"];
        };
        MemoryInput: {
            conversation_id: components["schemas"]["CallerName"];
            role: components["schemas"]["MemoryRole"];
            content: string;
            /** @description Free members, at most 4 KB as JSON. */
            metadata?: {
                [key: string]: unknown;
            };
            /** @description An id of your own: the same id in the same conversation again replaces the memory and keeps its `memory_id`. */
            id?: string;
        };
        MemoryAdded: {
            memory_id: components["schemas"]["MemoryId"];
        };
        MemoryAddedAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["MemoryAdded"];
        };
        MemoryDeleted: {
            /** @description Memories that are gone. */
            deleted: number;
        };
        MemoryDeletedAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["MemoryDeleted"];
        };
        MemoryRecall: {
            query: string;
            /** @description Only memories of this conversation; all of yours where absent. */
            conversation_id?: components["schemas"]["CallerName"];
            /**
             * @description Memories at the most.
             * @default 5
             */
            k?: number;
            /** @description Tokens of all contents together, estimated; a memory that does not fit is passed over. */
            max_tokens?: number;
            /**
             * @description 0 ranks by likeness alone, 1 by age alone.
             * @default 0.3
             */
            recency_weight?: number;
            /**
             * @description Age at which the share of recency has halved.
             * @default 168
             */
            half_life_hours?: number;
        };
        RecalledMemory: {
            memory_id: components["schemas"]["MemoryId"];
            conversation_id: components["schemas"]["CallerName"];
            role: components["schemas"]["MemoryRole"];
            content: string;
            at: components["schemas"]["Timestamp"];
            /** @description (1 − w) · similarity + w · 2^(−age / half-life). */
            score: number;
            /** @description The cosine of the embeddings; without an embedding model BM25, scaled so that the best match is 1. */
            similarity: number;
        };
        MemoryRecalled: {
            /** @description Highest score first, ties by age. */
            items: components["schemas"]["RecalledMemory"][];
            count: number;
        };
        MemoryRecalledAnswer: components["schemas"]["TaskEnvelope"] & {
            data: components["schemas"]["MemoryRecalled"];
        };
        HealthChecks: {
            /** @description The catalog is not empty. */
            discovery: boolean;
            /** @description The memory cache works; where Redis is configured, it reads and writes within 100 ms. */
            cache: boolean;
            /** @description One provider is active, or none is configured. */
            providers: boolean;
            /** @description The database answers. */
            database: boolean;
        };
        /**
         * @description `disabled`: not configured, so not missed.
         * @enum {string}
         */
        HealthState: "healthy" | "degraded" | "unhealthy" | "disabled";
        /** @description By name; a newer server may know more. */
        HealthServices: {
            database: components["schemas"]["HealthState"];
            redis: components["schemas"]["HealthState"];
            vast_ai: components["schemas"]["HealthState"];
            io_net: components["schemas"]["HealthState"];
            runpod?: components["schemas"]["HealthState"];
            shadeform?: components["schemas"]["HealthState"];
            lambda?: components["schemas"]["HealthState"];
            local?: components["schemas"]["HealthState"];
        };
        ProviderHealth: {
            status: components["schemas"]["HealthState"];
            /** @description Seconds of the last probe, or of recent traffic. */
            response_time: number | null;
            /** Format: date-time */
            last_check: string | null;
            /** @description For callers with detail only. */
            error?: string;
        };
        /**
         * @description `warning` from 90 % on.
         * @enum {string}
         */
        ResourceState: "healthy" | "warning";
        MemoryHealth: {
            /** @description In use, of the smaller of machine and container limit. */
            percent: number;
            status: components["schemas"]["ResourceState"];
            /** @description Bytes; for callers with detail only. */
            total?: number;
            /** @description Bytes; for callers with detail only. */
            available?: number;
        };
        DiskHealth: {
            /** @description In use, where the data directory is. */
            percent: number;
            status: components["schemas"]["ResourceState"];
            /** @description Bytes; for callers with detail only. */
            total?: number;
            /** @description Bytes; for callers with detail only. */
            free?: number;
        };
        CpuHealth: {
            /** @description In use, over all cores. */
            percent: number;
            status: components["schemas"]["ResourceState"];
        };
        SystemHealth: {
            memory: components["schemas"]["MemoryHealth"];
            disk: components["schemas"]["DiskHealth"];
            cpu: components["schemas"]["CpuHealth"];
        };
        CacheHealth: {
            status: components["schemas"]["HealthState"];
            /** @description Entries. */
            size: number;
            /** @description 0 to 1; null before the first look-up. */
            hit_rate: number | null;
            /** @description For callers with detail only. */
            error?: string;
        };
        HealthComponents: {
            /** @description By configured name. */
            providers: {
                [key: string]: components["schemas"]["ProviderHealth"];
            };
            system: components["schemas"]["SystemHealth"];
            cache: components["schemas"]["CacheHealth"];
        };
        /** @description Rates of the last 5 minutes; for callers with detail only. null where nothing happened. */
        HealthMetrics: {
            window_seconds: number;
            requests_per_second: number;
            /** @description Share of answers with a status of 500 or above. */
            error_rate: number | null;
            latency_ms_p95: number | null;
            /** @description Through the gateway, in and out. */
            tokens_per_second: number;
        };
        /** @description The configuration that runs; for callers with detail only. */
        HealthConfig: {
            /** @description SHA-256 in hex. */
            hash: string;
            /** @description Grows with each reload that changed something. */
            version: number;
            loaded_at: components["schemas"]["Timestamp"];
            /** @description The files hold changes that only a restart takes over. */
            restart_required: boolean;
            /** @description Why the last reload was rejected. */
            last_error: string | null;
        };
        Health: {
            /**
             * @description `unhealthy`: not ready, and the HTTP status is 503. `degraded`: a provider, cloud, cache or Redis is sick; requests
             *     are still served.
             * @enum {string}
             */
            status: "healthy" | "degraded" | "unhealthy";
            timestamp: components["schemas"]["Timestamp"];
            /** @description Seconds since this process started. */
            uptime: number;
            /** @description Of ProxyAPI. */
            version: string;
            checks: components["schemas"]["HealthChecks"];
            services: components["schemas"]["HealthServices"];
            components: components["schemas"]["HealthComponents"];
            /** @description Components with at least one unhealthy part. */
            unhealthy_components: ("providers" | "system" | "cache")[];
            metrics?: components["schemas"]["HealthMetrics"];
            config?: components["schemas"]["HealthConfig"];
        };
        Liveness: {
            /** @constant */
            status: "alive";
        };
        Readiness: {
            /** @constant */
            status: "ready";
        };
        NotReady: {
            /** @constant */
            status: "not_ready";
            /** @constant */
            detail: "Service not ready";
            /** @description Everything that stands in the way now. */
            reasons: ("starting" | "recovering" | "migrating" | "draining" | "overloaded" | "database")[];
        };
        ConfigReloadRequest: {
            /**
             * @description Validate and compare only; nothing is taken over.
             * @default false
             */
            dry_run?: boolean;
        };
        ConfigReload: {
            /**
             * @description `applied`: the new configuration runs. `unchanged`: the files say what already runs. `valid`: a dry run; `applied`
             *     and `needs_restart` say what would happen.
             * @enum {string}
             */
            result: "applied" | "unchanged" | "valid";
            /** @description Of the configuration that runs; grows with each `applied`. */
            version: number;
            /** @description SHA-256 in hex of the configuration that was read. */
            hash: string;
            /** @description Key paths that took effect, never values, e.g. `providers[openai].timeout`. */
            applied: string[];
            /** @description Key paths that keep their running value until a restart, e.g. `server.port`. */
            needs_restart: string[];
            warnings: string[];
            duration_ms: number;
        };
        ConfigReloadAnswer: {
            data: components["schemas"]["ConfigReload"];
            status: components["schemas"]["Success"];
        };
        /** @description This document, bundled into one, as OpenAPI 3.1. */
        OpenApiDocument: {
            openapi: string;
            info: components["schemas"]["Metadata"];
            paths: components["schemas"]["Metadata"];
        } & {
            [key: string]: unknown;
        };
        /** @description Constant over retries and replays, and the same at every endpoint and in the feed. Deduplicate by it. */
        EventId: string;
        /**
         * @description What a webhook endpoint receives, at least once and in no promised order: `seq` orders. `event`, `type` and
         *     `event_type` are the same.
         *
         *     | header | |
         *     |---|---|
         *     | `webhook-id` | the `id` |
         *     | `webhook-timestamp` | Unix seconds of this attempt |
         *     | `webhook-signature` | `v1,<base64>`, as in Standard Webhooks 1.0.0, over `id.timestamp.body`; two of them while a secret is rotated |
         *     | `X-Signature` | the same as `signature` |
         *
         *     A 2xx within 15 seconds is success. Everything else is tried again, ten times over 75 hours; 410 disables the
         *     endpoint.
         */
        EventEnvelope: {
            id: components["schemas"]["EventId"];
            /** @description The name, as it was subscribed to. */
            event: string;
            /** @description As `event`. */
            type: string;
            /** @description As `event`. */
            event_type: string;
            /** @description Its place among the events of the account, without gaps. */
            seq: number;
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description Hex HMAC-SHA256 with the secret of the endpoint, over `data` as Python's `json.dumps(data, sort_keys=True)`
             *     prints it. It covers neither name nor time: prefer `webhook-signature`.
             */
            signature: string;
        };
        /** @description A payment. Of a refund or a dispute the amount is what goes back. */
        PaymentEventData: {
            user_id: string;
            /** @description The order of createCheckout. */
            order_id: string | null;
            /** @description The ledger transfer; null where nothing was booked. */
            transaction_id: string | null;
            amount: components["schemas"]["Usd"];
            /** @constant */
            currency: "USD";
            /** @description The payment provider, e.g. `stripe`. */
            provider: string;
            /** @description The payment provider's id. */
            reference: string | null;
        };
        /** @description A payment that did not come. */
        PaymentFailedEventData: components["schemas"]["PaymentEventData"] & {
            /** @description A word of the payment provider, e.g. `card_declined`. */
            reason: string | null;
        };
        /** @description A subscription at the moment of the event. */
        SubscriptionEventData: {
            user_id: string;
            /** @description The plan as createCheckout names it. */
            plan: string;
            /** @description The payment provider's id. */
            subscription_id: string;
            /** @description USD of one period. */
            amount: number;
            /** @constant */
            currency: "USD";
            /** Format: date-time */
            period_start: string | null;
            /** Format: date-time */
            period_end: string | null;
            /** @description The ledger transfer of a renewal; else null. */
            transaction_id: string | null;
        };
        /** @description Credit that came in. */
        CreditAddedEventData: {
            user_id: string;
            transaction_id: string;
            amount: components["schemas"]["Usd"];
            /** @constant */
            currency: "USD";
            /**
             * @description `grant` is a gift of an administrator.
             * @enum {string}
             */
            source: "payment" | "subscription" | "grant";
            /** @description USD that can be spent now; null where the account is not limited. */
            credits_remaining: number | null;
        };
        /** @description An account whose balance covers less than an hour of its instances. */
        CreditLowEventData: {
            user_id: string;
            credits_remaining: components["schemas"]["Usd"];
            /** @description USD an hour of all live instances. */
            price_per_hour: number;
            minutes_left: number;
        };
        /** @description An account without balance. */
        CreditExhaustedEventData: {
            user_id: string;
            credits_remaining: components["schemas"]["Usd"];
            /** @description The instances that are destroyed now. */
            contract_ids: string[];
        };
        /** @description A statement that differs from the ledger by more than 1 % or 0.10 USD. */
        BillingDriftEventData: {
            /** @description The cloud or provider whose statement it is. */
            provider: string;
            from: components["schemas"]["Timestamp"];
            to: components["schemas"]["Timestamp"];
            /** @description What we had booked. */
            booked_usd: number;
            /** @description What the statement says. */
            stated_usd: number;
            /** @description `stated_usd` less `booked_usd`; booked between operator accounts, tenants are not charged. */
            difference_usd: number;
        };
        /** @description A budget of a key or a user. */
        BudgetEventData: {
            user_id: string;
            /** @description The key whose budget it is; null is the user's own. */
            key_id: string | null;
            period: components["schemas"]["BudgetPeriod"];
            /** @description The budget in USD. */
            amount: number;
            /** @description USD spent in this period. */
            spent: number;
            /** @description USD held for what is running. */
            held: number;
            /** @description `spent` in percent of `amount`. */
            percent: number;
            /**
             * Format: date-time
             * @description null for a budget that never resets.
             */
            resets_at: string | null;
        };
        /** @description An API key; never the key itself. */
        KeyEventData: {
            user_id: string;
            key_id: string;
            name: string;
            /** @description Its first and last characters, e.g. `pxk_0123…Pu6a`. */
            key_hint: string;
            /** Format: date-time */
            expires_at: string | null;
        };
        /** @description An endpoint that receives nothing any more. Enable it with updateWebhook, then replay what it missed. */
        WebhookDisabledEventData: {
            user_id: string;
            webhook_id: string;
            /** @description The host of its URL. */
            host: string;
            /** @description E.g. `The endpoint answered 410.`, `Only failures for 5 days.` */
            reason: string;
            disabled_at: components["schemas"]["Timestamp"];
        };
        /** @description Nothing happened; testWebhook was called. */
        WebhookTestEventData: {
            user_id: string;
            webhook_id: string;
            message: string;
        };
        /** @description A rented instance at the moment of the event. */
        InstanceEventData: {
            /** @description The offer that the caller chose; it stays. */
            instance_id: string;
            contract_id: components["schemas"]["GpuContractId"];
            /** @description The cloud, e.g. `vast.ai`. */
            provider: string;
            gpu_model: string;
            user_id: string;
            status: components["schemas"]["GpuContractStatus"];
            /** @description USD an hour. */
            price_per_hour: number;
        };
        /** @description One try that failed; the next offer is tried unless the contract fails too. */
        InstanceAttemptFailedEventData: components["schemas"]["InstanceEventData"] & {
            /** @description From 1 on. */
            attempt: number;
            offer_id: string;
            error: components["schemas"]["GpuFailure"];
        };
        /** @description An instance whose price the cloud has changed, within the cap. */
        InstancePriceChangedEventData: components["schemas"]["InstanceEventData"] & {
            /** @description USD an hour. */
            previous_price_per_hour: number;
        };
        /** @description An instance that ends soon. */
        InstanceLeaseExpiringEventData: components["schemas"]["InstanceEventData"] & {
            lease_expires_at: components["schemas"]["Timestamp"];
            /** @description 10 or 5. */
            minutes_left: number;
            /**
             * @description `ttl_seconds`, `idle_ttl_seconds`, `max_spend`, or the balance of the account.
             * @enum {string}
             */
            reason: "ttl" | "idle" | "spend" | "credit";
        };
        /** @description An instance that cannot be had. */
        InstanceFailedEventData: components["schemas"]["InstanceEventData"] & {
            error: components["schemas"]["GpuFailure"];
        };
        /** @description A deployment at the moment of the event. */
        DeploymentEventData: {
            deployment_id: components["schemas"]["GpuDeploymentId"];
            /** @description What `model` of an inference request may say to reach it. */
            names: string[];
            model: string;
            user_id: string;
            status: components["schemas"]["GpuDeploymentStatus"];
            /** @description USD an hour of all replicas. */
            price_per_hour: number;
            error: components["schemas"]["GpuFailure"] | null;
        };
        /** @description A machine at a cloud that carries our tag and belongs to no live contract. */
        OrphanEventData: {
            provider: string;
            /** @description Its id at the cloud. */
            provider_instance_id: string;
            tag: string;
            /** @description The contract that the tag names; null where it is not in the database. */
            contract_id: string | null;
            gpu_model: string | null;
            /** @description USD an hour. */
            price_per_hour: number | null;
            first_seen_at: components["schemas"]["Timestamp"];
            /** @description Why it is taken for an orphan. */
            reason: string;
        };
        /** @description A cloud whose state has changed. */
        CloudEventData: {
            provider: string;
            /** @description Since when it is, or was, degraded. */
            since: components["schemas"]["Timestamp"];
            /** @description What the last call met; null once it has recovered. */
            error: components["schemas"]["GpuFailure"] | null;
        };
        /** @description A cloud account of the operator that cannot pay. */
        CloudBalanceEventData: {
            provider: string;
            /** @description USD; null where the cloud does not tell it. */
            balance: number | null;
        };
        /** @description A model in short; getModel has the rest. Costs are USD for 1,000 tokens. */
        EventModel: {
            /** @description `<provider>:<id>`. */
            uid: string;
            id: string;
            name: string;
            provider: string;
            /** @description Tokens of the whole window. */
            context_length: number | null;
            /** @description Tokens of the largest output. */
            max_tokens: number | null;
            input_cost: number | null;
            output_cost: number | null;
            supports_chat: boolean | null;
            supports_completion: boolean | null;
            capabilities: string[];
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description One change of the catalog; listModelChanges has it too. */
        EventModelChange: {
            /** @description Its place in the change log. */
            seq: number;
            kind: components["schemas"]["ModelChangeKind"];
            uid: string;
            /** @description What changed, by name of the field, e.g. `pricing.input`; absent for added models. */
            fields?: {
                [key: string]: components["schemas"]["ModelFieldChange"];
            };
            /** @description Days to the shutdown: in reminders of a deprecation. */
            days_left?: number;
        };
        /**
         * @description What one refresh of one provider changed. Where it does not fit 20 KB, `truncated` is true, `models` and `changes`
         *     hold the first ones, and `changes_url` leads to all.
         */
        ModelsEventData: {
            provider: string;
            timestamp: components["schemas"]["Timestamp"];
            /** @description The models as they are now; removed ones as they were. */
            models: components["schemas"]["EventModel"][];
            /** @description How many models it concerns, the ones that were cut included. */
            count: number;
            /** @description The catalog before; null for the first. */
            from_snapshot: string | null;
            /** @description The catalog after. */
            to_snapshot: string;
            changes: components["schemas"]["EventModelChange"][];
            truncated: boolean;
            /** @description E.g. `/api/v1/models/changes?since=810`. */
            changes_url: string;
        };
        /** @description A source of the catalog whose state has changed. */
        SourceEventData: {
            /** @description The provider; null for a catalog of many. */
            provider: string | null;
            /** @description E.g. `provider_api`, `models_dev`. */
            source: string;
            /** @description Since when it is, or was, degraded. */
            since: components["schemas"]["Timestamp"];
            /** Format: date-time */
            last_success_at: string | null;
            /** @description null once it has recovered. */
            error: components["schemas"]["ProviderFailure"] | null;
        };
        /** @description A refresh of one provider that was asked for, or that changed the catalog. */
        RefreshCompletedEventData: components["schemas"]["ProviderRefresh"] & {
            provider: string;
            timestamp: components["schemas"]["Timestamp"];
            /** @description The catalog before; null for the first. */
            from_snapshot: string | null;
            /** @description The catalog after; null where there is none yet. */
            to_snapshot: string | null;
        };
        /** @description A registered model. */
        RegistryEventData: {
            model_id: string;
            model_name: string;
            model_type: string;
            provider: string;
            version: string;
            is_active: boolean;
        };
        /** @description A registered model that does worse than its thresholds allow. */
        RegistryViolatedEventData: components["schemas"]["RegistryEventData"] & {
            violations: components["schemas"]["ThresholdViolation"][];
        };
        /** @description A registered model that keeps all its thresholds again. */
        RegistryRecoveredEventData: components["schemas"]["RegistryEventData"] & {
            /** @description The metrics that were violated. */
            metrics: string[];
        };
        /** @description An external service whose health has changed; the figures are those of the last hour. */
        IntegrationEventData: {
            user_id: string;
            integration_id: string;
            status: components["schemas"]["IntegrationHealth"];
            /** @description Attempts sent. */
            request_count: number;
            /** @description Attempts failed. */
            error_count: number;
            /** @description Failed of sent; 0 where none was sent. */
            error_rate: number;
            last_error: components["schemas"]["IntegrationLastError"] | null;
        };
        /** @description A run of a sync that has ended. */
        SyncEventData: components["schemas"]["SyncRun"] & {
            user_id: string;
            sync_id: string;
            integration_id: string;
        };
        /** @description A run of a workflow; getWorkflowStatus has its steps and output. */
        WorkflowEventData: {
            user_id: string;
            /** @description The run, `job_…`. */
            workflow_id: string;
            name: string | null;
            status: components["schemas"]["WorkflowRunStatus"];
            /** @description USD so far. */
            cost: number;
            /** @description Why it failed or waits for a decision; else null. */
            error: components["schemas"]["WorkflowError"] | null;
            created_at: components["schemas"]["Timestamp"];
            /**
             * Format: date-time
             * @description null while it can go on.
             */
            finished_at: string | null;
        };
        /** @description A provider, or one model of it, that is called no more before others, or that is called again. */
        ProviderEventData: {
            /** @description The configured name. */
            provider: string;
            /** @description null is the whole provider. */
            model: string | null;
            /** @description Since when it is, or was, degraded. */
            since: components["schemas"]["Timestamp"];
            /** @description Failed calls that led to it. */
            failures: number;
            /** @description The last failure; null once it has recovered. */
            error: components["schemas"]["ProviderFailure"] | null;
        };
        /** @description Summaries of long prompts that fail too often. */
        CondensationEventData: {
            /** @description Summaries that were good enough, 0 to 1. */
            success_rate: number;
            /** @description The configured `alert_threshold`. */
            threshold: number;
            /** @description Summaries that were tried. */
            attempts: number;
            /** @description From when on they are counted. */
            since: components["schemas"]["Timestamp"];
        };
        ErrorDetail: {
            /** @description JSON Pointer into the body, or `query.<name>`, `path.<name>`, `header.<name>`. */
            path: string;
            message: string;
        };
        ChatToolCallDelta: {
            /** @description Which call this belongs to. */
            index: number;
            /** @description In the first delta of a call. */
            id?: string | null;
            type?: string | null;
            function?: {
                /** @description In the first delta of a call. */
                name?: string | null;
                /** @description A piece of the JSON text; join all pieces before reading it. */
                arguments?: string | null;
            };
            custom?: {
                [key: string]: unknown;
            };
        };
        /** @description What is new since the last chunk. */
        ChatDelta: {
            /** @description `assistant`, in the first chunk. */
            role?: string | null;
            /** @description More text. */
            content?: string | null;
            /** @description More of a refusal. */
            refusal?: string | null;
            /** @description More of the thoughts. */
            reasoning_content?: string | null;
            /** @description More of the signed or encrypted thoughts. */
            reasoning_details?: {
                [key: string]: unknown;
            }[] | null;
            /** @description More of the calls, joined by `index`. */
            tool_calls?: components["schemas"]["ChatToolCallDelta"][] | null;
            function_call?: {
                [key: string]: unknown;
            } | null;
            audio?: {
                [key: string]: unknown;
            } | null;
        };
        ChatChunkChoice: {
            index: number;
            delta: components["schemas"]["ChatDelta"];
            /** @description Set in the last chunk of this choice; values as in `ChatChoice`. */
            finish_reason?: string | null;
            /** @description Only where asked for. */
            logprobs?: components["schemas"]["ChatLogprobs"] | null;
        };
        MessageStartEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message_start";
            message: components["schemas"]["Message"];
        };
        MessageBlockStartEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "content_block_start";
            /** @description Place of the block in `content`. */
            index: number;
            content_block: components["schemas"]["MessageAnswerBlock"];
        };
        /**
         * @description What is new, told apart by `type`: `text_delta` (`text`), `input_json_delta` (`partial_json`: join all pieces
         *     before reading them; nothing at all means `{}`), `thinking_delta` (`thinking`), `signature_delta` (`signature`),
         *     `citations_delta` (`citation`).
         */
        MessageBlockDelta: {
            type: string;
            text?: string;
            partial_json?: string;
            thinking?: string;
            signature?: string;
            citation?: {
                [key: string]: unknown;
            };
        };
        MessageBlockDeltaEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "content_block_delta";
            index: number;
            delta: components["schemas"]["MessageBlockDelta"];
        };
        MessageBlockStopEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "content_block_stop";
            index: number;
        };
        MessageDeltaUsage: {
            /** @description All output tokens so far. */
            output_tokens: number;
            input_tokens?: number | null;
            cache_read_input_tokens?: number | null;
            cache_creation_input_tokens?: number | null;
            server_tool_use?: {
                [key: string]: unknown;
            } | null;
            iterations?: {
                [key: string]: unknown;
            }[] | null;
            /** @description What the call cost, in USD; in translated answers. */
            cost?: components["schemas"]["UsdOrNull"];
        };
        /** @description How the answer ended, and the usage, which replaces that of `message_start` member by member. */
        MessageDeltaEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message_delta";
            delta: {
                /** @description Values as in `Message`. */
                stop_reason?: string | null;
                stop_sequence?: string | null;
                stop_details?: {
                    [key: string]: unknown;
                } | null;
                container?: {
                    [key: string]: unknown;
                } | null;
            };
            usage?: components["schemas"]["MessageDeltaUsage"];
        };
        MessageStopEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message_stop";
        };
        MessagePingEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ping";
        };
        MessageErrorEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "error";
            error: {
                type: string;
                message: string;
            };
            request_id?: string | null;
        };
        /** @description Of `gpu_updates`, `model_updates`, `billing_events`, `account_events`, `admin_events`. */
        RealtimeChannels: string[];
        /** @description The last `seq` seen of each stream. */
        RealtimeResume: {
            account?: number;
            public?: number;
            operator?: number;
        };
        RealtimeSubscribe: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "subscribe";
            channels: components["schemas"]["RealtimeChannels"];
            /** @description Replay what came after these places before going live. */
            resume?: components["schemas"]["RealtimeResume"];
        };
        RealtimeUnsubscribe: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "unsubscribe";
            channels: components["schemas"]["RealtimeChannels"];
        };
        RealtimePing: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ping";
        };
        /**
         * @description The `seq` of each stream after which live events follow, to resume from while none came; `account` is null where the
         *     socket has no account, `operator` is there with `admin_events`.
         */
        RealtimeHead: {
            account: number | null;
            public: number;
            operator?: number;
        };
        /** @description Answers `subscribe`; the replay, then live events follow. */
        RealtimeSubscribed: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "subscribed";
            /** @description All channels that the socket has now. */
            channels: string[];
            /** @description Channels that were refused, and why. */
            rejected: {
                channel: string;
                code: components["schemas"]["ErrorCode"];
            }[];
            head: components["schemas"]["RealtimeHead"];
        };
        /** @description Answers `unsubscribe`. */
        RealtimeUnsubscribed: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "unsubscribed";
            /** @description All channels that the socket has now. */
            channels: string[];
        };
        /** @description Answers `ping`. */
        RealtimePong: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "pong";
        };
        /** @description A message was not understood; the socket stays open. */
        RealtimeError: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "error";
            payload: {
                code: components["schemas"]["ErrorCode"];
                message: string;
            };
        };
        /**
         * @description `account` holds the events of the own account, `public` those that are the same for all, `operator` those of
         *     `admin_events` that belong to the server itself.
         * @enum {string}
         */
        RealtimeStream: "account" | "public" | "operator";
        /** @description The place to resume from is no longer kept. Read the state anew; live events follow. */
        RealtimeResyncRequired: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "resync_required";
            payload: {
                stream: components["schemas"]["RealtimeStream"];
                /** @description The newest `seq` of that stream. */
                head: number;
            };
        };
    };
    responses: never;
    parameters: {
        /** @description The `next_cursor` of the page before; empty for the first page. */
        cursor: string;
        /** @description Items a page at the most. */
        limit: number;
        /** @description From this time on (inclusive). */
        from: string;
        /** @description Up to this time (exclusive). */
        to: string;
    };
    requestBodies: never;
    headers: {
        /** @description Name of the configured provider that answered. Absent where a waiting stream sent its headers early. */
        "x-proxyapi-provider": string;
        /** @description Model that answered, as its provider names it. Absent where a waiting stream sent its headers early. */
        "x-proxyapi-model": string;
        /** @description Upstream calls that this answer took; above 1 a retry or a fallback happened. */
        "x-proxyapi-attempts": number;
        /** @description What this answer cost, in USD with at most 6 decimals. Whole answers only; absent where the price is unknown. */
        "x-proxyapi-cost": number;
        /** @description `hit` came from the response cache and cost nothing, `miss` was looked up in vain, `off` was not looked up. */
        "x-proxyapi-cache": "hit" | "miss" | "off";
        /** @description Our own time until the first token, without waiting for upstreams, in milliseconds with 3 decimals. */
        "x-proxyapi-overhead-ms": number;
        /** @description Harmless request fields that the chosen lane cannot take and that were left out, separated by commas. */
        "x-proxyapi-dropped": string;
        /** @description Old turns became a summary: estimated tokens before and after, `91000->8200`. */
        "x-proxyapi-condensed": string;
        /**
         * @description The asked name of the model is not to be used any more, since this date (RFC 9745): `@` and Unix seconds. Its provider
         *     answers with what took its place.
         */
        deprecation: string;
        /** @description Names of the content-filter rules that matched, separated by commas. */
        "x-proxyapi-content-filter": string;
        /** @description `true` where the number of tokens is our estimate, because the model has no counter of its own. */
        "x-proxyapi-estimated": "true";
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
export type GpuLogLine = components['schemas']['GpuLogLine'];
export type ChatCompletionChunk = components['schemas']['ChatCompletionChunk'];
export type Completion = components['schemas']['Completion'];
export type ResponseStreamEvent = components['schemas']['ResponseStreamEvent'];
export type MessageStreamEvent = components['schemas']['MessageStreamEvent'];
export type RealtimeClientFrame = components['schemas']['RealtimeClientFrame'];
export type RealtimeServerFrame = components['schemas']['RealtimeServerFrame'];
export type RealtimeEvent = components['schemas']['RealtimeEvent'];
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
export type ThresholdDeleted = components['schemas']['ThresholdDeleted'];
export type ThresholdDeletedAnswer = components['schemas']['ThresholdDeletedAnswer'];
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
export type OptimizationRuleDeleted = components['schemas']['OptimizationRuleDeleted'];
export type OptimizationRuleDeletedAnswer = components['schemas']['OptimizationRuleDeletedAnswer'];
export type InferenceModelName = components['schemas']['InferenceModelName'];
export type InferenceText = components['schemas']['InferenceText'];
export type InferenceWord = components['schemas']['InferenceWord'];
export type InferenceIdOrNull = components['schemas']['InferenceIdOrNull'];
export type InferenceTextOrNull = components['schemas']['InferenceTextOrNull'];
export type ChatContentPart = components['schemas']['ChatContentPart'];
export type InferenceId = components['schemas']['InferenceId'];
export type InferenceName = components['schemas']['InferenceName'];
export type ChatToolCall = components['schemas']['ChatToolCall'];
export type InferenceObject = components['schemas']['InferenceObject'];
export type ChatMessage = components['schemas']['ChatMessage'];
export type InferenceStreamOptions = components['schemas']['InferenceStreamOptions'];
export type InferenceMaxTokens = components['schemas']['InferenceMaxTokens'];
export type InferenceTemperature = components['schemas']['InferenceTemperature'];
export type InferenceTopP = components['schemas']['InferenceTopP'];
export type InferenceStop = components['schemas']['InferenceStop'];
export type InferenceSeed = components['schemas']['InferenceSeed'];
export type InferencePenalty = components['schemas']['InferencePenalty'];
export type InferenceLogitBias = components['schemas']['InferenceLogitBias'];
export type InferenceSchema = components['schemas']['InferenceSchema'];
export type ChatFunction = components['schemas']['ChatFunction'];
export type ChatTool = components['schemas']['ChatTool'];
export type ChatNamedToolChoice = components['schemas']['ChatNamedToolChoice'];
export type ChatToolChoice = components['schemas']['ChatToolChoice'];
export type ChatResponseFormat = components['schemas']['ChatResponseFormat'];
export type InferenceEffort = components['schemas']['InferenceEffort'];
export type InferenceObjectOrNull = components['schemas']['InferenceObjectOrNull'];
export type InferenceMetadata = components['schemas']['InferenceMetadata'];
export type ProxyApiTemplate = components['schemas']['ProxyApiTemplate'];
export type ProxyApiOptions = components['schemas']['ProxyApiOptions'];
export type ChatCompletionRequest = components['schemas']['ChatCompletionRequest'];
export type ChatAnswerToolCall = components['schemas']['ChatAnswerToolCall'];
export type ChatAnswer = components['schemas']['ChatAnswer'];
export type TokenLogprob = components['schemas']['TokenLogprob'];
export type ChatLogprobs = components['schemas']['ChatLogprobs'];
export type ChatChoice = components['schemas']['ChatChoice'];
export type UsdOrNull = components['schemas']['UsdOrNull'];
export type CompletionUsage = components['schemas']['CompletionUsage'];
export type InferenceAttempt = components['schemas']['InferenceAttempt'];
export type InferenceSkipped = components['schemas']['InferenceSkipped'];
export type InferenceTrace = components['schemas']['InferenceTrace'];
export type ChatCompletion = components['schemas']['ChatCompletion'];
export type InferenceTokens = components['schemas']['InferenceTokens'];
export type InferenceInput = components['schemas']['InferenceInput'];
export type CompletionRequest = components['schemas']['CompletionRequest'];
export type CompletionChoice = components['schemas']['CompletionChoice'];
export type EmbeddingRequest = components['schemas']['EmbeddingRequest'];
export type Embedding = components['schemas']['Embedding'];
export type EmbeddingList = components['schemas']['EmbeddingList'];
export type ResponseInputPart = components['schemas']['ResponseInputPart'];
export type ResponseInputItem = components['schemas']['ResponseInputItem'];
export type ResponseTool = components['schemas']['ResponseTool'];
export type ResponseNamedToolChoice = components['schemas']['ResponseNamedToolChoice'];
export type ResponseTextFormat = components['schemas']['ResponseTextFormat'];
export type ResponseRequest = components['schemas']['ResponseRequest'];
export type ResponseOutputPart = components['schemas']['ResponseOutputPart'];
export type ResponseOutputItem = components['schemas']['ResponseOutputItem'];
export type ResponseFailure = components['schemas']['ResponseFailure'];
export type ResponseUsage = components['schemas']['ResponseUsage'];
export type ResponseObject = components['schemas']['ResponseObject'];
export type RerankDocument = components['schemas']['RerankDocument'];
export type RerankRequest = components['schemas']['RerankRequest'];
export type RerankResult = components['schemas']['RerankResult'];
export type RerankUsage = components['schemas']['RerankUsage'];
export type RerankResults = components['schemas']['RerankResults'];
export type ModerationPart = components['schemas']['ModerationPart'];
export type ModerationRequest = components['schemas']['ModerationRequest'];
export type ModerationResult = components['schemas']['ModerationResult'];
export type ModerationResults = components['schemas']['ModerationResults'];
export type ImageRequest = components['schemas']['ImageRequest'];
export type ImageResult = components['schemas']['ImageResult'];
export type ImageResults = components['schemas']['ImageResults'];
export type SpeechVoice = components['schemas']['SpeechVoice'];
export type SpeechRequest = components['schemas']['SpeechRequest'];
export type TranscriptionRequest = components['schemas']['TranscriptionRequest'];
export type TranscriptionWord = components['schemas']['TranscriptionWord'];
export type Transcription = components['schemas']['Transcription'];
export type InferenceModel = components['schemas']['InferenceModel'];
export type InferenceModelList = components['schemas']['InferenceModelList'];
export type MessageModel = components['schemas']['MessageModel'];
export type MessageModelPage = components['schemas']['MessageModelPage'];
export type InferenceModelPage = components['schemas']['InferenceModelPage'];
export type InferenceModelAnswer = components['schemas']['InferenceModelAnswer'];
export type MessageSource = components['schemas']['MessageSource'];
export type MessageBlock = components['schemas']['MessageBlock'];
export type MessageCacheControl = components['schemas']['MessageCacheControl'];
export type MessageTurn = components['schemas']['MessageTurn'];
export type MessageTurns = components['schemas']['MessageTurns'];
export type MessageSystem = components['schemas']['MessageSystem'];
export type MessageTool = components['schemas']['MessageTool'];
export type MessageTools = components['schemas']['MessageTools'];
export type MessageToolChoice = components['schemas']['MessageToolChoice'];
export type MessageThinking = components['schemas']['MessageThinking'];
export type MessageOutputConfig = components['schemas']['MessageOutputConfig'];
export type MessageRequest = components['schemas']['MessageRequest'];
export type MessageAnswerBlock = components['schemas']['MessageAnswerBlock'];
export type MessageUsage = components['schemas']['MessageUsage'];
export type Message = components['schemas']['Message'];
export type MessageCountRequest = components['schemas']['MessageCountRequest'];
export type MessageCount = components['schemas']['MessageCount'];
export type GpuCloudName = components['schemas']['GpuCloudName'];
export type GpuDiskGb = components['schemas']['GpuDiskGb'];
export type GpuPricing = components['schemas']['GpuPricing'];
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
export type Amount = components['schemas']['Amount'];
export type GpuTtlSeconds = components['schemas']['GpuTtlSeconds'];
export type GpuIdleTtlSeconds = components['schemas']['GpuIdleTtlSeconds'];
export type GpuIdleBy = components['schemas']['GpuIdleBy'];
export type GpuUsdCapOrNull = components['schemas']['GpuUsdCapOrNull'];
export type GpuOnInterruption = components['schemas']['GpuOnInterruption'];
export type GpuLaunch = components['schemas']['GpuLaunch'];
export type GpuContractId = components['schemas']['GpuContractId'];
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
export type GpuContractUpdate = components['schemas']['GpuContractUpdate'];
export type GpuLogs = components['schemas']['GpuLogs'];
export type GpuCheckIn = components['schemas']['GpuCheckIn'];
export type GpuLease = components['schemas']['GpuLease'];
export type GpuCheckInAnswer = components['schemas']['GpuCheckInAnswer'];
export type JsonValue = components['schemas']['JsonValue'];
export type GpuProxyRequest = components['schemas']['GpuProxyRequest'];
export type StringMap = components['schemas']['StringMap'];
export type GpuProxyResult = components['schemas']['GpuProxyResult'];
export type GpuProxyAnswer = components['schemas']['GpuProxyAnswer'];
export type GpuDeploymentId = components['schemas']['GpuDeploymentId'];
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
export type GpuDeploymentUpdate = components['schemas']['GpuDeploymentUpdate'];
export type Email = components['schemas']['Email'];
export type Permission = components['schemas']['Permission'];
export type TokenPermissions = components['schemas']['TokenPermissions'];
export type TokenLifetime = components['schemas']['TokenLifetime'];
export type UserId = components['schemas']['UserId'];
export type PasswordGrant = components['schemas']['PasswordGrant'];
export type ApiKeyGrant = components['schemas']['ApiKeyGrant'];
export type AuthorizationCodeGrant = components['schemas']['AuthorizationCodeGrant'];
export type CreateTokenRequest = components['schemas']['CreateTokenRequest'];
export type AccessToken = components['schemas']['AccessToken'];
export type AccessTokenAnswer = components['schemas']['AccessTokenAnswer'];
export type RevokeTokenRequest = components['schemas']['RevokeTokenRequest'];
export type RevokedTokenAnswer = components['schemas']['RevokedTokenAnswer'];
export type WsTicket = components['schemas']['WsTicket'];
export type WsTicketAnswer = components['schemas']['WsTicketAnswer'];
export type SetPasswordRequest = components['schemas']['SetPasswordRequest'];
export type SetPasswordAnswer = components['schemas']['SetPasswordAnswer'];
export type ApiKeyId = components['schemas']['ApiKeyId'];
export type ApiKeyLimits = components['schemas']['ApiKeyLimits'];
export type Usd = components['schemas']['Usd'];
export type BudgetPeriod = components['schemas']['BudgetPeriod'];
export type Budget = components['schemas']['Budget'];
export type ApiKey = components['schemas']['ApiKey'];
export type ApiKeysAnswer = components['schemas']['ApiKeysAnswer'];
export type KeyName = components['schemas']['KeyName'];
export type ScopePreset = components['schemas']['ScopePreset'];
export type Scope = components['schemas']['Scope'];
export type Scopes = components['schemas']['Scopes'];
export type KeyExpiry = components['schemas']['KeyExpiry'];
export type AddressList = components['schemas']['AddressList'];
export type ModelList = components['schemas']['ModelList'];
export type ApiKeyLimitsInput = components['schemas']['ApiKeyLimitsInput'];
export type BudgetInput = components['schemas']['BudgetInput'];
export type CreateApiKeyRequest = components['schemas']['CreateApiKeyRequest'];
export type ApiKeySecret = components['schemas']['ApiKeySecret'];
export type NewApiKey = components['schemas']['NewApiKey'];
export type NewApiKeyAnswer = components['schemas']['NewApiKeyAnswer'];
export type RevokedApiKey = components['schemas']['RevokedApiKey'];
export type RevokedApiKeyAnswer = components['schemas']['RevokedApiKeyAnswer'];
export type UpdateApiKeyRequest = components['schemas']['UpdateApiKeyRequest'];
export type ApiKeyAnswer = components['schemas']['ApiKeyAnswer'];
export type Role = components['schemas']['Role'];
export type UserStatus = components['schemas']['UserStatus'];
export type BillingMode = components['schemas']['BillingMode'];
export type UserLimits = components['schemas']['UserLimits'];
export type User = components['schemas']['User'];
export type UserAnswer = components['schemas']['UserAnswer'];
export type CreditsRemaining = components['schemas']['CreditsRemaining'];
export type CreditsTotal = components['schemas']['CreditsTotal'];
export type Credits = components['schemas']['Credits'];
export type CreditsAnswer = components['schemas']['CreditsAnswer'];
export type UsageGrouping = components['schemas']['UsageGrouping'];
export type UsageFigures = components['schemas']['UsageFigures'];
export type UsageRow = components['schemas']['UsageRow'];
export type AccountUsage = components['schemas']['AccountUsage'];
export type AccountUsageAnswer = components['schemas']['AccountUsageAnswer'];
export type ExportFormat = components['schemas']['ExportFormat'];
export type ExportSection = components['schemas']['ExportSection'];
export type Quotas = components['schemas']['Quotas'];
export type GpuUsageEntry = components['schemas']['GpuUsageEntry'];
export type TransactionId = components['schemas']['TransactionId'];
export type Transaction = components['schemas']['Transaction'];
export type CreditEntry = components['schemas']['CreditEntry'];
export type WebhookId = components['schemas']['WebhookId'];
export type Webhook = components['schemas']['Webhook'];
export type Favorites = components['schemas']['Favorites'];
export type SearchValue = components['schemas']['SearchValue'];
export type SearchParameters = components['schemas']['SearchParameters'];
export type SavedFilters = components['schemas']['SavedFilters'];
export type ProviderOrder = components['schemas']['ProviderOrder'];
export type Preferences = components['schemas']['Preferences'];
export type AccountExport = components['schemas']['AccountExport'];
export type AccountExportAnswer = components['schemas']['AccountExportAnswer'];
export type PreferencesAnswer = components['schemas']['PreferencesAnswer'];
export type SetPreferencesRequest = components['schemas']['SetPreferencesRequest'];
export type ExportedUser = components['schemas']['ExportedUser'];
export type ExportedUsersAnswer = components['schemas']['ExportedUsersAnswer'];
export type AddCreditsRequest = components['schemas']['AddCreditsRequest'];
export type AddedCredits = components['schemas']['AddedCredits'];
export type AddedCreditsAnswer = components['schemas']['AddedCreditsAnswer'];
export type ManagedUser = components['schemas']['ManagedUser'];
export type ManagedUsersAnswer = components['schemas']['ManagedUsersAnswer'];
export type UserName = components['schemas']['UserName'];
export type CreateUserRequest = components['schemas']['CreateUserRequest'];
export type NewUser = components['schemas']['NewUser'];
export type NewUserAnswer = components['schemas']['NewUserAnswer'];
export type ManagedUserAnswer = components['schemas']['ManagedUserAnswer'];
export type DisabledUserAnswer = components['schemas']['DisabledUserAnswer'];
export type UserLimitsInput = components['schemas']['UserLimitsInput'];
export type UpdateUserRequest = components['schemas']['UpdateUserRequest'];
export type AuditActor = components['schemas']['AuditActor'];
export type AuditEntry = components['schemas']['AuditEntry'];
export type AuditHead = components['schemas']['AuditHead'];
export type AuditEntriesAnswer = components['schemas']['AuditEntriesAnswer'];
export type RequestAttempt = components['schemas']['RequestAttempt'];
export type RequestLogEntry = components['schemas']['RequestLogEntry'];
export type UserRequestLogEntry = components['schemas']['UserRequestLogEntry'];
export type UserRequestsAnswer = components['schemas']['UserRequestsAnswer'];
export type TransactionsAnswer = components['schemas']['TransactionsAnswer'];
export type ReturnUrl = components['schemas']['ReturnUrl'];
export type CreateCheckoutRequest = components['schemas']['CreateCheckoutRequest'];
export type Checkout = components['schemas']['Checkout'];
export type CheckoutAnswer = components['schemas']['CheckoutAnswer'];
export type CreateBillingPortalRequest = components['schemas']['CreateBillingPortalRequest'];
export type BillingPortal = components['schemas']['BillingPortal'];
export type BillingPortalAnswer = components['schemas']['BillingPortalAnswer'];
export type StripeEvent = components['schemas']['StripeEvent'];
export type ReceivedStripeEvent = components['schemas']['ReceivedStripeEvent'];
export type WebhooksAnswer = components['schemas']['WebhooksAnswer'];
export type WebhookUrl = components['schemas']['WebhookUrl'];
export type WebhookEvents = components['schemas']['WebhookEvents'];
export type WebhookDescription = components['schemas']['WebhookDescription'];
export type CreateWebhookRequest = components['schemas']['CreateWebhookRequest'];
export type WebhookSecret = components['schemas']['WebhookSecret'];
export type StandardWebhookSecret = components['schemas']['StandardWebhookSecret'];
export type NewWebhook = components['schemas']['NewWebhook'];
export type NewWebhookAnswer = components['schemas']['NewWebhookAnswer'];
export type WebhookAnswer = components['schemas']['WebhookAnswer'];
export type DeletedWebhookAnswer = components['schemas']['DeletedWebhookAnswer'];
export type UpdateWebhookRequest = components['schemas']['UpdateWebhookRequest'];
export type RotateWebhookSecretRequest = components['schemas']['RotateWebhookSecretRequest'];
export type RotatedWebhookSecret = components['schemas']['RotatedWebhookSecret'];
export type RotatedWebhookSecretAnswer = components['schemas']['RotatedWebhookSecretAnswer'];
export type WebhookDeliveryId = components['schemas']['WebhookDeliveryId'];
export type WebhookDeliveryStatus = components['schemas']['WebhookDeliveryStatus'];
export type WebhookDelivery = components['schemas']['WebhookDelivery'];
export type WebhookDeliveryAnswer = components['schemas']['WebhookDeliveryAnswer'];
export type WebhookDeliveriesAnswer = components['schemas']['WebhookDeliveriesAnswer'];
export type ReplayWebhookRequest = components['schemas']['ReplayWebhookRequest'];
export type QueuedDeliveriesAnswer = components['schemas']['QueuedDeliveriesAnswer'];
export type IncomingWebhook = components['schemas']['IncomingWebhook'];
export type IncomingWebhookAnswer = components['schemas']['IncomingWebhookAnswer'];
export type AiModel = components['schemas']['AiModel'];
export type AiMetadata = components['schemas']['AiMetadata'];
export type AiGenerate = components['schemas']['AiGenerate'];
export type TaskEnvelope = components['schemas']['TaskEnvelope'];
export type AiUsage = components['schemas']['AiUsage'];
export type AiTemplate = components['schemas']['AiTemplate'];
export type AiTaskData = components['schemas']['AiTaskData'];
export type AiTextData = components['schemas']['AiTextData'];
export type AiGenerateAnswer = components['schemas']['AiGenerateAnswer'];
export type AiMessage = components['schemas']['AiMessage'];
export type CallerName = components['schemas']['CallerName'];
export type AiRecall = components['schemas']['AiRecall'];
export type ContextId = components['schemas']['ContextId'];
export type AiChat = components['schemas']['AiChat'];
export type AiChatMessage = components['schemas']['AiChatMessage'];
export type MemoryId = components['schemas']['MemoryId'];
export type AiRecalledMemory = components['schemas']['AiRecalledMemory'];
export type AiChatData = components['schemas']['AiChatData'];
export type AiChatAnswer = components['schemas']['AiChatAnswer'];
export type AiCodeFile = components['schemas']['AiCodeFile'];
export type AiCode = components['schemas']['AiCode'];
export type AiCodeBlock = components['schemas']['AiCodeBlock'];
export type AiCodeData = components['schemas']['AiCodeData'];
export type AiCodeAnswer = components['schemas']['AiCodeAnswer'];
export type AiAnalyze = components['schemas']['AiAnalyze'];
export type AiEvidence = components['schemas']['AiEvidence'];
export type AiFinding = components['schemas']['AiFinding'];
export type AiAnalyzeData = components['schemas']['AiAnalyzeData'];
export type AiAnalyzeAnswer = components['schemas']['AiAnalyzeAnswer'];
export type AiEmbed = components['schemas']['AiEmbed'];
export type AiEmbedData = components['schemas']['AiEmbedData'];
export type AiEmbedAnswer = components['schemas']['AiEmbedAnswer'];
export type AiLabelName = components['schemas']['AiLabelName'];
export type AiLabelInput = components['schemas']['AiLabelInput'];
export type AiLabelExample = components['schemas']['AiLabelExample'];
export type AiClassify = components['schemas']['AiClassify'];
export type AiLabelScore = components['schemas']['AiLabelScore'];
export type AiClassification = components['schemas']['AiClassification'];
export type AiClassifyData = components['schemas']['AiClassifyData'];
export type AiClassifyAnswer = components['schemas']['AiClassifyAnswer'];
export type IntegrationConfig = components['schemas']['IntegrationConfig'];
export type FieldRule = components['schemas']['FieldRule'];
export type IntegrationSecurityPolicy = components['schemas']['IntegrationSecurityPolicy'];
export type LatencyPercentiles = components['schemas']['LatencyPercentiles'];
export type IntegrationMetrics = components['schemas']['IntegrationMetrics'];
export type IntegrationMetricsWindows = components['schemas']['IntegrationMetricsWindows'];
export type Integration = components['schemas']['Integration'];
export type IntegrationAnswer = components['schemas']['IntegrationAnswer'];
export type OutgoingHeaders = components['schemas']['OutgoingHeaders'];
export type IntegrationConfigInput = components['schemas']['IntegrationConfigInput'];
export type FieldRuleInput = components['schemas']['FieldRuleInput'];
export type OutgoingMethod = components['schemas']['OutgoingMethod'];
export type IntegrationSecurityPolicyInput = components['schemas']['IntegrationSecurityPolicyInput'];
export type IntegrationInput = components['schemas']['IntegrationInput'];
export type IntegrationDeleted = components['schemas']['IntegrationDeleted'];
export type IntegrationDeletedAnswer = components['schemas']['IntegrationDeletedAnswer'];
export type IntegrationList = components['schemas']['IntegrationList'];
export type IntegrationListAnswer = components['schemas']['IntegrationListAnswer'];
export type IntegrationCall = components['schemas']['IntegrationCall'];
export type IntegrationCallResult = components['schemas']['IntegrationCallResult'];
export type IntegrationCallAnswer = components['schemas']['IntegrationCallAnswer'];
export type IntegrationAuditAction = components['schemas']['IntegrationAuditAction'];
export type IntegrationAuditEntry = components['schemas']['IntegrationAuditEntry'];
export type IntegrationAudit = components['schemas']['IntegrationAudit'];
export type IntegrationAuditAnswer = components['schemas']['IntegrationAuditAnswer'];
export type IntegrationWebhook = components['schemas']['IntegrationWebhook'];
export type IntegrationWebhookId = components['schemas']['IntegrationWebhookId'];
export type IntegrationWebhookDelivered = components['schemas']['IntegrationWebhookDelivered'];
export type IntegrationWebhookDeliveredAnswer = components['schemas']['IntegrationWebhookDeliveredAnswer'];
export type IntegrationWebhookQueued = components['schemas']['IntegrationWebhookQueued'];
export type IntegrationWebhookQueuedAnswer = components['schemas']['IntegrationWebhookQueuedAnswer'];
export type SyncCursor = components['schemas']['SyncCursor'];
export type SyncState = components['schemas']['SyncState'];
export type SyncRunId = components['schemas']['SyncRunId'];
export type SyncRunError = components['schemas']['SyncRunError'];
export type SyncRun = components['schemas']['SyncRun'];
export type Sync = components['schemas']['Sync'];
export type SyncAnswer = components['schemas']['SyncAnswer'];
export type JsonPointerInput = components['schemas']['JsonPointerInput'];
export type SyncCursorInput = components['schemas']['SyncCursorInput'];
export type SyncInput = components['schemas']['SyncInput'];
export type SyncDeleted = components['schemas']['SyncDeleted'];
export type SyncDeletedAnswer = components['schemas']['SyncDeletedAnswer'];
export type SyncList = components['schemas']['SyncList'];
export type SyncListAnswer = components['schemas']['SyncListAnswer'];
export type SyncRequest = components['schemas']['SyncRequest'];
export type SyncStarted = components['schemas']['SyncStarted'];
export type SyncStartedAnswer = components['schemas']['SyncStartedAnswer'];
export type SyncRecordState = components['schemas']['SyncRecordState'];
export type SyncRecord = components['schemas']['SyncRecord'];
export type SyncRecordList = components['schemas']['SyncRecordList'];
export type SyncRecordListAnswer = components['schemas']['SyncRecordListAnswer'];
export type IntegrationHealth = components['schemas']['IntegrationHealth'];
export type IntegrationLastError = components['schemas']['IntegrationLastError'];
export type IntegrationSyncStatus = components['schemas']['IntegrationSyncStatus'];
export type IntegrationWebhookCounts = components['schemas']['IntegrationWebhookCounts'];
export type IntegrationHealthEntry = components['schemas']['IntegrationHealthEntry'];
export type IntegrationTestResult = components['schemas']['IntegrationTestResult'];
export type IntegrationTestResults = components['schemas']['IntegrationTestResults'];
export type IntegrationTestSummary = components['schemas']['IntegrationTestSummary'];
export type IntegrationStatus = components['schemas']['IntegrationStatus'];
export type IntegrationStatusAnswer = components['schemas']['IntegrationStatusAnswer'];
export type WorkflowInput = components['schemas']['WorkflowInput'];
export type WorkflowStepId = components['schemas']['WorkflowStepId'];
export type WorkflowWith = components['schemas']['WorkflowWith'];
export type WorkflowRetry = components['schemas']['WorkflowRetry'];
export type WorkflowChatStep = components['schemas']['WorkflowChatStep'];
export type WorkflowGenerateStep = components['schemas']['WorkflowGenerateStep'];
export type WorkflowCodeStep = components['schemas']['WorkflowCodeStep'];
export type WorkflowAnalyzeStep = components['schemas']['WorkflowAnalyzeStep'];
export type WorkflowClassifyStep = components['schemas']['WorkflowClassifyStep'];
export type WorkflowEmbedStep = components['schemas']['WorkflowEmbedStep'];
export type WorkflowCompensation = components['schemas']['WorkflowCompensation'];
export type WorkflowHttpStep = components['schemas']['WorkflowHttpStep'];
export type WorkflowGpuCreateStep = components['schemas']['WorkflowGpuCreateStep'];
export type WorkflowGpuWaitStep = components['schemas']['WorkflowGpuWaitStep'];
export type WorkflowGpuDestroyStep = components['schemas']['WorkflowGpuDestroyStep'];
export type WorkflowModelsRefreshStep = components['schemas']['WorkflowModelsRefreshStep'];
export type WorkflowMemoryAddStep = components['schemas']['WorkflowMemoryAddStep'];
export type WorkflowVectorsUpsertStep = components['schemas']['WorkflowVectorsUpsertStep'];
export type WorkflowOperands = components['schemas']['WorkflowOperands'];
export type WorkflowReference = components['schemas']['WorkflowReference'];
export type WorkflowTest = components['schemas']['WorkflowTest'];
export type WorkflowStep = components['schemas']['WorkflowStep'];
export type WorkflowConditionStep = components['schemas']['WorkflowConditionStep'];
export type WorkflowBranch = components['schemas']['WorkflowBranch'];
export type WorkflowParallelStep = components['schemas']['WorkflowParallelStep'];
export type WorkflowWaitStep = components['schemas']['WorkflowWaitStep'];
export type WorkflowDefinition = components['schemas']['WorkflowDefinition'];
export type WorkflowId = components['schemas']['WorkflowId'];
export type WorkflowRunStatus = components['schemas']['WorkflowRunStatus'];
export type WorkflowRunState = components['schemas']['WorkflowRunState'];
export type WorkflowRunStateAnswer = components['schemas']['WorkflowRunStateAnswer'];
export type WorkflowStepType = components['schemas']['WorkflowStepType'];
export type WorkflowEffect = components['schemas']['WorkflowEffect'];
export type WorkflowError = components['schemas']['WorkflowError'];
export type WorkflowStepStatus = components['schemas']['WorkflowStepStatus'];
export type WorkflowRunStep = components['schemas']['WorkflowRunStep'];
export type WorkflowUndo = components['schemas']['WorkflowUndo'];
export type WorkflowRun = components['schemas']['WorkflowRun'];
export type WorkflowRunAnswer = components['schemas']['WorkflowRunAnswer'];
export type WorkflowRunSummary = components['schemas']['WorkflowRunSummary'];
export type WorkflowEvent = components['schemas']['WorkflowEvent'];
export type WorkflowHistoryItem = components['schemas']['WorkflowHistoryItem'];
export type WorkflowHistory = components['schemas']['WorkflowHistory'];
export type WorkflowHistoryAnswer = components['schemas']['WorkflowHistoryAnswer'];
export type WorkflowCancel = components['schemas']['WorkflowCancel'];
export type WorkflowResume = components['schemas']['WorkflowResume'];
export type OwnRequests = components['schemas']['OwnRequests'];
export type OwnRequestsAnswer = components['schemas']['OwnRequestsAnswer'];
export type UsageMetricsGroup = components['schemas']['UsageMetricsGroup'];
export type UsageMetricsRow = components['schemas']['UsageMetricsRow'];
export type UsageMetrics = components['schemas']['UsageMetrics'];
export type UsageMetricsAnswer = components['schemas']['UsageMetricsAnswer'];
export type VectorMetric = components['schemas']['VectorMetric'];
export type VectorCollection = components['schemas']['VectorCollection'];
export type VectorEntry = components['schemas']['VectorEntry'];
export type VectorListItem = components['schemas']['VectorListItem'];
export type VectorList = components['schemas']['VectorList'];
export type VectorListAnswer = components['schemas']['VectorListAnswer'];
export type VectorId = components['schemas']['VectorId'];
export type VectorValues = components['schemas']['VectorValues'];
export type VectorText = components['schemas']['VectorText'];
export type VectorMetadata = components['schemas']['VectorMetadata'];
export type VectorItem = components['schemas']['VectorItem'];
export type VectorUpsert = components['schemas']['VectorUpsert'];
export type VectorUpserted = components['schemas']['VectorUpserted'];
export type VectorUpsertedAnswer = components['schemas']['VectorUpsertedAnswer'];
export type VectorsDeleted = components['schemas']['VectorsDeleted'];
export type VectorsDeletedAnswer = components['schemas']['VectorsDeletedAnswer'];
export type VectorFilterValue = components['schemas']['VectorFilterValue'];
export type VectorFilterBound = components['schemas']['VectorFilterBound'];
export type VectorFilterRange = components['schemas']['VectorFilterRange'];
export type VectorFilter = components['schemas']['VectorFilter'];
export type VectorQuery = components['schemas']['VectorQuery'];
export type VectorMatch = components['schemas']['VectorMatch'];
export type VectorMatches = components['schemas']['VectorMatches'];
export type VectorMatchesAnswer = components['schemas']['VectorMatchesAnswer'];
export type ContextInfo = components['schemas']['ContextInfo'];
export type ContextList = components['schemas']['ContextList'];
export type ContextListAnswer = components['schemas']['ContextListAnswer'];
export type ContextInput = components['schemas']['ContextInput'];
export type Context = components['schemas']['Context'];
export type ContextCreated = components['schemas']['ContextCreated'];
export type ContextCreatedAnswer = components['schemas']['ContextCreatedAnswer'];
export type ContextAnswer = components['schemas']['ContextAnswer'];
export type ContextDeleted = components['schemas']['ContextDeleted'];
export type ContextDeletedAnswer = components['schemas']['ContextDeletedAnswer'];
export type MemoryRole = components['schemas']['MemoryRole'];
export type Memory = components['schemas']['Memory'];
export type MemoryList = components['schemas']['MemoryList'];
export type MemoryListAnswer = components['schemas']['MemoryListAnswer'];
export type MemoryInput = components['schemas']['MemoryInput'];
export type MemoryAdded = components['schemas']['MemoryAdded'];
export type MemoryAddedAnswer = components['schemas']['MemoryAddedAnswer'];
export type MemoryDeleted = components['schemas']['MemoryDeleted'];
export type MemoryDeletedAnswer = components['schemas']['MemoryDeletedAnswer'];
export type MemoryRecall = components['schemas']['MemoryRecall'];
export type RecalledMemory = components['schemas']['RecalledMemory'];
export type MemoryRecalled = components['schemas']['MemoryRecalled'];
export type MemoryRecalledAnswer = components['schemas']['MemoryRecalledAnswer'];
export type HealthChecks = components['schemas']['HealthChecks'];
export type HealthState = components['schemas']['HealthState'];
export type HealthServices = components['schemas']['HealthServices'];
export type ProviderHealth = components['schemas']['ProviderHealth'];
export type ResourceState = components['schemas']['ResourceState'];
export type MemoryHealth = components['schemas']['MemoryHealth'];
export type DiskHealth = components['schemas']['DiskHealth'];
export type CpuHealth = components['schemas']['CpuHealth'];
export type SystemHealth = components['schemas']['SystemHealth'];
export type CacheHealth = components['schemas']['CacheHealth'];
export type HealthComponents = components['schemas']['HealthComponents'];
export type HealthMetrics = components['schemas']['HealthMetrics'];
export type HealthConfig = components['schemas']['HealthConfig'];
export type Health = components['schemas']['Health'];
export type Liveness = components['schemas']['Liveness'];
export type Readiness = components['schemas']['Readiness'];
export type NotReady = components['schemas']['NotReady'];
export type ConfigReloadRequest = components['schemas']['ConfigReloadRequest'];
export type ConfigReload = components['schemas']['ConfigReload'];
export type ConfigReloadAnswer = components['schemas']['ConfigReloadAnswer'];
export type OpenApiDocument = components['schemas']['OpenApiDocument'];
export type EventId = components['schemas']['EventId'];
export type EventEnvelope = components['schemas']['EventEnvelope'];
export type PaymentEventData = components['schemas']['PaymentEventData'];
export type PaymentFailedEventData = components['schemas']['PaymentFailedEventData'];
export type SubscriptionEventData = components['schemas']['SubscriptionEventData'];
export type CreditAddedEventData = components['schemas']['CreditAddedEventData'];
export type CreditLowEventData = components['schemas']['CreditLowEventData'];
export type CreditExhaustedEventData = components['schemas']['CreditExhaustedEventData'];
export type BillingDriftEventData = components['schemas']['BillingDriftEventData'];
export type BudgetEventData = components['schemas']['BudgetEventData'];
export type KeyEventData = components['schemas']['KeyEventData'];
export type WebhookDisabledEventData = components['schemas']['WebhookDisabledEventData'];
export type WebhookTestEventData = components['schemas']['WebhookTestEventData'];
export type InstanceEventData = components['schemas']['InstanceEventData'];
export type InstanceAttemptFailedEventData = components['schemas']['InstanceAttemptFailedEventData'];
export type InstancePriceChangedEventData = components['schemas']['InstancePriceChangedEventData'];
export type InstanceLeaseExpiringEventData = components['schemas']['InstanceLeaseExpiringEventData'];
export type InstanceFailedEventData = components['schemas']['InstanceFailedEventData'];
export type DeploymentEventData = components['schemas']['DeploymentEventData'];
export type OrphanEventData = components['schemas']['OrphanEventData'];
export type CloudEventData = components['schemas']['CloudEventData'];
export type CloudBalanceEventData = components['schemas']['CloudBalanceEventData'];
export type EventModel = components['schemas']['EventModel'];
export type EventModelChange = components['schemas']['EventModelChange'];
export type ModelsEventData = components['schemas']['ModelsEventData'];
export type SourceEventData = components['schemas']['SourceEventData'];
export type RefreshCompletedEventData = components['schemas']['RefreshCompletedEventData'];
export type RegistryEventData = components['schemas']['RegistryEventData'];
export type RegistryViolatedEventData = components['schemas']['RegistryViolatedEventData'];
export type RegistryRecoveredEventData = components['schemas']['RegistryRecoveredEventData'];
export type IntegrationEventData = components['schemas']['IntegrationEventData'];
export type SyncEventData = components['schemas']['SyncEventData'];
export type WorkflowEventData = components['schemas']['WorkflowEventData'];
export type ProviderEventData = components['schemas']['ProviderEventData'];
export type CondensationEventData = components['schemas']['CondensationEventData'];
export type ErrorDetail = components['schemas']['ErrorDetail'];
export type ChatToolCallDelta = components['schemas']['ChatToolCallDelta'];
export type ChatDelta = components['schemas']['ChatDelta'];
export type ChatChunkChoice = components['schemas']['ChatChunkChoice'];
export type MessageStartEvent = components['schemas']['MessageStartEvent'];
export type MessageBlockStartEvent = components['schemas']['MessageBlockStartEvent'];
export type MessageBlockDelta = components['schemas']['MessageBlockDelta'];
export type MessageBlockDeltaEvent = components['schemas']['MessageBlockDeltaEvent'];
export type MessageBlockStopEvent = components['schemas']['MessageBlockStopEvent'];
export type MessageDeltaUsage = components['schemas']['MessageDeltaUsage'];
export type MessageDeltaEvent = components['schemas']['MessageDeltaEvent'];
export type MessageStopEvent = components['schemas']['MessageStopEvent'];
export type MessagePingEvent = components['schemas']['MessagePingEvent'];
export type MessageErrorEvent = components['schemas']['MessageErrorEvent'];
export type RealtimeChannels = components['schemas']['RealtimeChannels'];
export type RealtimeResume = components['schemas']['RealtimeResume'];
export type RealtimeSubscribe = components['schemas']['RealtimeSubscribe'];
export type RealtimeUnsubscribe = components['schemas']['RealtimeUnsubscribe'];
export type RealtimePing = components['schemas']['RealtimePing'];
export type RealtimeHead = components['schemas']['RealtimeHead'];
export type RealtimeSubscribed = components['schemas']['RealtimeSubscribed'];
export type RealtimeUnsubscribed = components['schemas']['RealtimeUnsubscribed'];
export type RealtimePong = components['schemas']['RealtimePong'];
export type RealtimeError = components['schemas']['RealtimeError'];
export type RealtimeStream = components['schemas']['RealtimeStream'];
export type RealtimeResyncRequired = components['schemas']['RealtimeResyncRequired'];
export type ParameterCursor = components['parameters']['cursor'];
export type ParameterLimit = components['parameters']['limit'];
export type ParameterFrom = components['parameters']['from'];
export type ParameterTo = components['parameters']['to'];
export type HeaderXProxyapiProvider = components['headers']['x-proxyapi-provider'];
export type HeaderXProxyapiModel = components['headers']['x-proxyapi-model'];
export type HeaderXProxyapiAttempts = components['headers']['x-proxyapi-attempts'];
export type HeaderXProxyapiCost = components['headers']['x-proxyapi-cost'];
export type HeaderXProxyapiCache = components['headers']['x-proxyapi-cache'];
export type HeaderXProxyapiOverheadMs = components['headers']['x-proxyapi-overhead-ms'];
export type HeaderXProxyapiDropped = components['headers']['x-proxyapi-dropped'];
export type HeaderXProxyapiCondensed = components['headers']['x-proxyapi-condensed'];
export type HeaderDeprecation = components['headers']['deprecation'];
export type HeaderXProxyapiContentFilter = components['headers']['x-proxyapi-content-filter'];
export type HeaderXProxyapiEstimated = components['headers']['x-proxyapi-estimated'];
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
                /**
                 * @description Only models that the gateway can call through an enabled provider (`served_by` is not empty), or with `false`
                 *     only the others.
                 */
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
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer; 304 if it would be the same again. */
                "If-None-Match"?: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description The models that match. While the catalog does not change, paging yields every one exactly once. */
            200: {
                content: {
                    "application/json": components["schemas"]["ModelListAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
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
                /**
                 * @description Only models that the gateway can call through an enabled provider (`served_by` is not empty), or with `false`
                 *     only the others.
                 */
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
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer; 304 if it would be the same again. */
                "If-None-Match"?: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description The models that match, best first. */
            200: {
                content: {
                    "application/json": components["schemas"]["ModelSearchAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
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
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                content: {
                    "application/json": components["schemas"]["ModelAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
                content?: never;
            };
        };
    };
    refreshModels: {
        parameters: {
            query?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ModelRefresh"];
            };
        };
        responses: {
            /** @description What each provider's fetch came to. */
            200: {
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
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description The `ETag` of an earlier answer; 304 if it would be the same again. */
                "If-None-Match"?: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description The changes. */
            200: {
                content: {
                    "application/json": components["schemas"]["ModelChangesAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
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
        };
        requestBody?: never;
        responses: {
            /** @description The selections. */
            200: {
                content: {
                    "application/json": components["schemas"]["ModelSelectionsAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
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
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelSelectionsUpdate"];
            };
        };
        responses: {
            /** @description All selections as they are now. */
            200: {
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
        };
        requestBody?: never;
        responses: {
            /** @description The providers. */
            200: {
                content: {
                    "application/json": components["schemas"]["ProvidersAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
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
        };
        requestBody?: never;
        responses: {
            /** @description The configured providers. */
            200: {
                content: {
                    "application/json": components["schemas"]["ProvidersAnswer"];
                };
            };
            /** @description Nothing has changed since the answer that `If-None-Match` names. No body. */
            304: {
                content?: never;
            };
        };
    };
    graphql: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GraphQLRequest"];
            };
        };
        responses: {
            /** @description What was asked for. */
            200: {
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
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The models. */
            200: {
                content: {
                    "application/json": components["schemas"]["RegisteredModelListAnswer"];
                };
            };
        };
    };
    registerModel: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelRegistration"];
            };
        };
        responses: {
            /** @description The model, replaced. */
            200: {
                content: {
                    "application/json": components["schemas"]["RegisteredModelAnswer"];
                };
            };
            /** @description The model, new. */
            201: {
                content: {
                    "application/json": components["schemas"]["RegisteredModelAnswer"];
                };
            };
        };
    };
    getRegisteredModel: {
        parameters: {
            query?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
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
            path: {
                /** @description The name that its versions share. A `/` in it is sent as `%2F`. */
                model_name: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description The model and the versions of its name. */
            200: {
                content: {
                    "application/json": components["schemas"]["RegisteredModelByNameAnswer"];
                };
            };
        };
    };
    activateRegisteredModel: {
        parameters: {
            query?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The model, active. */
            200: {
                content: {
                    "application/json": components["schemas"]["RegisteredModelAnswer"];
                };
            };
        };
    };
    deactivateRegisteredModel: {
        parameters: {
            query?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The model, inactive. */
            200: {
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
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The entries. */
            200: {
                content: {
                    "application/json": components["schemas"]["PerformanceListAnswer"];
                };
            };
        };
    };
    recordModelPerformance: {
        parameters: {
            query?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PerformanceRecord"];
            };
        };
        responses: {
            /** @description The model with the merged metrics. */
            200: {
                content: {
                    "application/json": components["schemas"]["RegisteredModelAnswer"];
                };
            };
        };
    };
    setModelThreshold: {
        parameters: {
            query?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
                /** @description The metric that the threshold judges; it need not have a value yet. */
                metric: components["schemas"]["MetricName"];
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThresholdInput"];
            };
        };
        responses: {
            /** @description The threshold. */
            200: {
                content: {
                    "application/json": components["schemas"]["ThresholdAnswer"];
                };
            };
        };
    };
    deleteModelThreshold: {
        parameters: {
            query?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
                /** @description The metric that the threshold judges; it need not have a value yet. */
                metric: components["schemas"]["MetricName"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            200: {
                content: {
                    "application/json": components["schemas"]["ThresholdDeletedAnswer"];
                };
            };
        };
    };
    checkModelPerformance: {
        parameters: {
            query?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The verdict. */
            200: {
                content: {
                    "application/json": components["schemas"]["PerformanceCheckAnswer"];
                };
            };
        };
    };
    listModelRecommendations: {
        parameters: {
            query?: never;
            path: {
                /** @description The id that the model was registered under. */
                model_id: components["schemas"]["RegistryModelId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The recommendations; an empty list where no rule has any. */
            200: {
                content: {
                    "application/json": components["schemas"]["ModelRecommendationsAnswer"];
                };
            };
        };
    };
    listOptimizationRules: {
        parameters: {
            query?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules. */
            200: {
                content: {
                    "application/json": components["schemas"]["OptimizationRuleListAnswer"];
                };
            };
        };
    };
    putOptimizationRule: {
        parameters: {
            query?: never;
            path: {
                /** @description The rule's name. */
                name: components["schemas"]["OptimizationRuleName"];
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OptimizationRuleInput"];
            };
        };
        responses: {
            /** @description The rule, replaced. */
            200: {
                content: {
                    "application/json": components["schemas"]["OptimizationRuleAnswer"];
                };
            };
            /** @description The rule, new. */
            201: {
                content: {
                    "application/json": components["schemas"]["OptimizationRuleAnswer"];
                };
            };
        };
    };
    deleteOptimizationRule: {
        parameters: {
            query?: never;
            path: {
                /** @description The rule's name. */
                name: components["schemas"]["OptimizationRuleName"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            200: {
                content: {
                    "application/json": components["schemas"]["OptimizationRuleDeletedAnswer"];
                };
            };
        };
    };
    createChatCompletion: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatCompletionRequest"];
            };
        };
        responses: {
            /** @description The answer, whole or as a stream. */
            200: {
                content: {
                    "application/json": components["schemas"]["ChatCompletion"];
                    "text/event-stream": string;
                };
            };
        };
    };
    createCompletion: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompletionRequest"];
            };
        };
        responses: {
            /** @description The completion, whole or as a stream. */
            200: {
                content: {
                    "application/json": components["schemas"]["Completion"];
                    "text/event-stream": string;
                };
            };
        };
    };
    createEmbedding: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmbeddingRequest"];
            };
        };
        responses: {
            /** @description One vector an input. */
            200: {
                content: {
                    "application/json": components["schemas"]["EmbeddingList"];
                };
            };
        };
    };
    createResponse: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResponseRequest"];
            };
        };
        responses: {
            /** @description The response, whole or as a stream. */
            200: {
                content: {
                    "application/json": components["schemas"]["ResponseObject"];
                    "text/event-stream": string;
                };
            };
        };
    };
    createRerank: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RerankRequest"];
            };
        };
        responses: {
            /** @description The documents in order. */
            200: {
                content: {
                    "application/json": components["schemas"]["RerankResults"];
                };
            };
        };
    };
    createModeration: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModerationRequest"];
            };
        };
        responses: {
            /** @description One judgment an input. */
            200: {
                content: {
                    "application/json": components["schemas"]["ModerationResults"];
                };
            };
        };
    };
    createImage: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImageRequest"];
            };
        };
        responses: {
            /** @description The images, in base64 or by URL. */
            200: {
                content: {
                    "application/json": components["schemas"]["ImageResults"];
                };
            };
        };
    };
    createSpeech: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpeechRequest"];
            };
        };
        responses: {
            /** @description The sound. */
            200: {
                content: {
                    "audio/mpeg": string;
                    "audio/opus": string;
                    "audio/aac": string;
                    "audio/flac": string;
                    "audio/wav": string;
                    "audio/pcm": string;
                    "application/octet-stream": string;
                };
            };
        };
    };
    createTranscription: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["TranscriptionRequest"];
            };
        };
        responses: {
            /** @description What was said. */
            200: {
                content: {
                    "application/json": components["schemas"]["Transcription"];
                    "text/plain": string;
                };
            };
        };
    };
    listInferenceModels: {
        parameters: {
            query?: {
                /** @description Models a page at the most, 20 where it is left out. */
                limit?: number;
                /** @description The page after this id. */
                after_id?: string;
                /** @description The page before this id. */
                before_id?: string;
                /** @description Sent by Anthropic's beta client; without effect, the header `anthropic-beta` decides. */
                beta?: boolean;
            };
            header?: {
                /** @description Version of Anthropic's API, passed on to Anthropic's lanes; 2023-06-01 where it is left out. */
                "anthropic-version"?: string;
                /** @description At most 10 names of beta features, separated by commas; passed on to Anthropic's lanes. */
                "anthropic-beta"?: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description The models. */
            200: {
                content: {
                    "application/json": components["schemas"]["InferenceModelPage"];
                };
            };
        };
    };
    getInferenceModel: {
        parameters: {
            query?: {
                /** @description Sent by Anthropic's beta client; without effect, the header `anthropic-beta` decides. */
                beta?: boolean;
            };
            header?: {
                /** @description Version of Anthropic's API, passed on to Anthropic's lanes; 2023-06-01 where it is left out. */
                "anthropic-version"?: string;
                /** @description At most 10 names of beta features, separated by commas; passed on to Anthropic's lanes. */
                "anthropic-beta"?: string;
            };
            path: {
                /** @description The id, which may hold `/` and `:`. */
                model: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                content: {
                    "application/json": components["schemas"]["InferenceModelAnswer"];
                };
            };
        };
    };
    createMessage: {
        parameters: {
            query?: {
                /** @description Sent by Anthropic's beta client; without effect, the header `anthropic-beta` decides. */
                beta?: boolean;
            };
            header?: {
                /** @description Version of Anthropic's API, passed on to Anthropic's lanes; 2023-06-01 where it is left out. */
                "anthropic-version"?: string;
                /** @description At most 10 names of beta features, separated by commas; passed on to Anthropic's lanes. */
                "anthropic-beta"?: string;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageRequest"];
            };
        };
        responses: {
            /** @description The answer, whole or as a stream. */
            200: {
                content: {
                    "application/json": components["schemas"]["Message"];
                    "text/event-stream": string;
                };
            };
        };
    };
    countMessageTokens: {
        parameters: {
            query?: {
                /** @description Sent by Anthropic's beta client; without effect, the header `anthropic-beta` decides. */
                beta?: boolean;
            };
            header?: {
                /** @description Version of Anthropic's API, passed on to Anthropic's lanes; 2023-06-01 where it is left out. */
                "anthropic-version"?: string;
                /** @description At most 10 names of beta features, separated by commas; passed on to Anthropic's lanes. */
                "anthropic-beta"?: string;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageCountRequest"];
            };
        };
        responses: {
            /** @description The number of tokens. */
            200: {
                content: {
                    "application/json": components["schemas"]["MessageCount"];
                };
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
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of offers. */
            200: {
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
            path: {
                /** @description The cloud, by name or alias. An unknown one is 404. */
                provider: components["schemas"]["GpuCloudName"];
                /** @description The id of an offer. */
                instance_id: components["schemas"]["GpuOfferId"];
            };
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["GpuLaunch"];
            };
        };
        responses: {
            /** @description The contract, whatever `status` it has reached. */
            201: {
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
            path: {
                /** @description The cloud, by name or alias. An unknown one is 404. */
                provider: components["schemas"]["GpuCloudName"];
                /** @description The contract, by `contract_id`, or by the id of its offer. */
                instance_id: components["schemas"]["GpuContractReference"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The contract; it is over once `status` is `terminated` or `failed`. */
            200: {
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
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of contracts. */
            200: {
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
            path: {
                /** @description The contract, by `contract_id`, or by the id of its offer. */
                contract_id: components["schemas"]["GpuContractReference"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The contract. */
            200: {
                content: {
                    "application/json": components["schemas"]["GpuContractAnswer"];
                };
            };
        };
    };
    updateGpuContract: {
        parameters: {
            query?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GpuContractUpdate"];
            };
        };
        responses: {
            /** @description The contract with the changes. */
            200: {
                content: {
                    "application/json": components["schemas"]["GpuContractAnswer"];
                };
            };
        };
    };
    startGpuInstance: {
        parameters: {
            query?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The contract. */
            200: {
                content: {
                    "application/json": components["schemas"]["GpuContractAnswer"];
                };
            };
        };
    };
    stopGpuInstance: {
        parameters: {
            query?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The contract. */
            200: {
                content: {
                    "application/json": components["schemas"]["GpuContractAnswer"];
                };
            };
        };
    };
    rebootGpuInstance: {
        parameters: {
            query?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The contract. */
            200: {
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
            path: {
                contract_id: components["schemas"]["GpuContractId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The lines, oldest first. */
            200: {
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
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["GpuCheckIn"];
            };
        };
        responses: {
            /** @description Whether the instance may go on, and until when. */
            200: {
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
            path: {
                contract_id: components["schemas"]["GpuContractId"];
                /** @description The port in the container; it must be one of the contract's `ports`. */
                port: components["schemas"]["GpuPortNumber"];
                /** @description The path at the instance, slashes and all; it may be empty. */
                path: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description What the instance answered, with its own status. */
            200: {
                content: {
                    "*/*": string;
                };
            };
        };
    };
    passToInstancePut: {
        parameters: {
            query?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
                /** @description The port in the container; it must be one of the contract's `ports`. */
                port: components["schemas"]["GpuPortNumber"];
                /** @description The path at the instance, slashes and all; it may be empty. */
                path: string;
            };
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
                content: {
                    "*/*": string;
                };
            };
        };
    };
    passToInstance: {
        parameters: {
            query?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
                /** @description The port in the container; it must be one of the contract's `ports`. */
                port: components["schemas"]["GpuPortNumber"];
                /** @description The path at the instance, slashes and all; it may be empty. */
                path: string;
            };
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
                content: {
                    "*/*": string;
                };
            };
        };
    };
    passToInstanceDelete: {
        parameters: {
            query?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
                /** @description The port in the container; it must be one of the contract's `ports`. */
                port: components["schemas"]["GpuPortNumber"];
                /** @description The path at the instance, slashes and all; it may be empty. */
                path: string;
            };
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
                content: {
                    "*/*": string;
                };
            };
        };
    };
    passToInstancePatch: {
        parameters: {
            query?: never;
            path: {
                contract_id: components["schemas"]["GpuContractId"];
                /** @description The port in the container; it must be one of the contract's `ports`. */
                port: components["schemas"]["GpuPortNumber"];
                /** @description The path at the instance, slashes and all; it may be empty. */
                path: string;
            };
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
                content: {
                    "*/*": string;
                };
            };
        };
    };
    proxyRequest: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GpuProxyRequest"];
            };
        };
        responses: {
            /** @description What the target answered; with `stream` as it came, with its own status. */
            200: {
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
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of deployments. */
            200: {
                content: {
                    "application/json": components["schemas"]["GpuDeploymentList"];
                };
            };
        };
    };
    createGpuDeployment: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GpuDeploymentCreate"];
            };
        };
        responses: {
            /** @description The deployment. */
            201: {
                content: {
                    "application/json": components["schemas"]["GpuDeploymentAnswer"];
                };
            };
        };
    };
    getGpuDeployment: {
        parameters: {
            query?: never;
            path: {
                deployment_id: components["schemas"]["GpuDeploymentId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The deployment. */
            200: {
                content: {
                    "application/json": components["schemas"]["GpuDeploymentAnswer"];
                };
            };
        };
    };
    deleteGpuDeployment: {
        parameters: {
            query?: never;
            path: {
                deployment_id: components["schemas"]["GpuDeploymentId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The deployment, `deleting` or `deleted`. */
            200: {
                content: {
                    "application/json": components["schemas"]["GpuDeploymentAnswer"];
                };
            };
        };
    };
    updateGpuDeployment: {
        parameters: {
            query?: never;
            path: {
                deployment_id: components["schemas"]["GpuDeploymentId"];
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GpuDeploymentUpdate"];
            };
        };
        responses: {
            /** @description The deployment with the changes. */
            200: {
                content: {
                    "application/json": components["schemas"]["GpuDeploymentAnswer"];
                };
            };
        };
    };
    createToken: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTokenRequest"];
            };
        };
        responses: {
            /** @description The token. */
            200: {
                content: {
                    "application/json": components["schemas"]["AccessTokenAnswer"];
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RevokeTokenRequest"];
            };
        };
        responses: {
            /** @description The token works no more. */
            200: {
                content: {
                    "application/json": components["schemas"]["RevokedTokenAnswer"];
                };
            };
        };
    };
    createWsTicket: {
        parameters: {
            query?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket. */
            201: {
                content: {
                    "application/json": components["schemas"]["WsTicketAnswer"];
                };
            };
        };
    };
    setPassword: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPasswordRequest"];
            };
        };
        responses: {
            /** @description The password is set. */
            200: {
                content: {
                    "application/json": components["schemas"]["SetPasswordAnswer"];
                };
            };
        };
    };
    oauthLogin: {
        parameters: {
            query?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the identity provider. */
            302: {
                content?: never;
            };
        };
    };
    oauthCallback: {
        parameters: {
            query: {
                /** @description The state of oauthLogin. */
                state: string;
                /** @description The provider's authorization code. */
                code?: string;
                /** @description Why the provider refused. */
                error?: string;
                /** @description The provider's words for it. */
                error_description?: string;
                /** @description The provider's page about it. */
                error_uri?: string;
                /** @description The provider that answers (RFC 9207); checked where sent. */
                iss?: string;
                /** @description Sent by some providers; not read. */
                scope?: string;
                /** @description Sent by some providers; not read. */
                session_state?: string;
                /** @description Sent by some providers; not read. */
                authuser?: string;
                /** @description Sent by some providers; not read. */
                prompt?: string;
                /** @description Sent by some providers; not read. */
                hd?: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description To the dashboard. */
            302: {
                content?: never;
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys. */
            200: {
                content: {
                    "application/json": components["schemas"]["ApiKeysAnswer"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiKeyRequest"];
            };
        };
        responses: {
            /** @description The key with its secret. */
            201: {
                content: {
                    "application/json": components["schemas"]["NewApiKeyAnswer"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the key, not the key. */
                key_id: components["schemas"]["ApiKeyId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The key works no more. */
            200: {
                content: {
                    "application/json": components["schemas"]["RevokedApiKeyAnswer"];
                };
            };
        };
    };
    updateApiKey: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the key, not the key. */
                key_id: components["schemas"]["ApiKeyId"];
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateApiKeyRequest"];
            };
        };
        responses: {
            /** @description The key as it is now. */
            200: {
                content: {
                    "application/json": components["schemas"]["ApiKeyAnswer"];
                };
            };
        };
    };
    getCurrentUser: {
        parameters: {
            query?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                content: {
                    "application/json": components["schemas"]["UserAnswer"];
                };
            };
        };
    };
    getCredits: {
        parameters: {
            query?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The balance. */
            200: {
                content: {
                    "application/json": components["schemas"]["CreditsAnswer"];
                };
            };
        };
    };
    getUsage: {
        parameters: {
            query?: {
                /** @description From this time on (inclusive). */
                from?: components["parameters"]["from"];
                /** @description Up to this time (exclusive). */
                to?: components["parameters"]["to"];
                /** @description What the rows are summed by; `day` unless given. */
                group_by?: components["schemas"]["UsageGrouping"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The sums. */
            200: {
                content: {
                    "application/json": components["schemas"]["AccountUsageAnswer"];
                };
            };
        };
    };
    exportUser: {
        parameters: {
            query?: {
                /** @description The form of the file. */
                format?: components["schemas"]["ExportFormat"];
                /** @description Sections to export; all unless given. `csv` needs exactly one. */
                section?: components["schemas"]["ExportSection"][];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                content: {
                    "application/json": components["schemas"]["AccountExportAnswer"];
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
        };
    };
    getPreferences: {
        parameters: {
            query?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The preferences. */
            200: {
                content: {
                    "application/json": components["schemas"]["PreferencesAnswer"];
                };
            };
        };
    };
    setPreferences: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPreferencesRequest"];
            };
        };
        responses: {
            /** @description The preferences as they are now. */
            200: {
                content: {
                    "application/json": components["schemas"]["PreferencesAnswer"];
                };
            };
        };
    };
    exportUsers: {
        parameters: {
            query?: {
                /** @description The form of the file. */
                format?: components["schemas"]["ExportFormat"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                content: {
                    "application/json": components["schemas"]["ExportedUsersAnswer"];
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
        };
    };
    addCredits: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddCreditsRequest"];
            };
        };
        responses: {
            /** @description The credits are added. */
            200: {
                content: {
                    "application/json": components["schemas"]["AddedCreditsAnswer"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Only the user with this email, in any case. */
                email?: components["schemas"]["Email"];
                /** @description Only users in this state. */
                status?: components["schemas"]["UserStatus"];
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of users. */
            200: {
                content: {
                    "application/json": components["schemas"]["ManagedUsersAnswer"];
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUserRequest"];
            };
        };
        responses: {
            /** @description The user with the setup token. */
            201: {
                content: {
                    "application/json": components["schemas"]["NewUserAnswer"];
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the user. */
                user_id: components["schemas"]["UserId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The user. */
            200: {
                content: {
                    "application/json": components["schemas"]["ManagedUserAnswer"];
                };
            };
        };
    };
    disableUser: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the user. */
                user_id: components["schemas"]["UserId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The user is disabled. */
            200: {
                content: {
                    "application/json": components["schemas"]["DisabledUserAnswer"];
                };
            };
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the user. */
                user_id: components["schemas"]["UserId"];
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateUserRequest"];
            };
        };
        responses: {
            /** @description The user as it is now. */
            200: {
                content: {
                    "application/json": components["schemas"]["ManagedUserAnswer"];
                };
            };
        };
    };
    listAuditEntries: {
        parameters: {
            query?: {
                /** @description Only what this user, key or service did. */
                actor?: string;
                /** @description Only this action, such as `key.created`. */
                action?: string;
                /** @description Only what was done to the object of this id. */
                target?: string;
                /** @description From this time on (inclusive). */
                from?: components["parameters"]["from"];
                /** @description Up to this time (exclusive). */
                to?: components["parameters"]["to"];
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                content: {
                    "application/json": components["schemas"]["AuditEntriesAnswer"];
                };
            };
        };
    };
    listRequests: {
        parameters: {
            query?: {
                /** @description From this time on (inclusive). */
                from?: components["parameters"]["from"];
                /** @description Up to this time (exclusive). */
                to?: components["parameters"]["to"];
                /** @description Only requests of this user. */
                user_id?: components["schemas"]["UserId"];
                /** @description Only requests with this key. */
                key_id?: components["schemas"]["ApiKeyId"];
                /** @description Only this operationId, such as `createChatCompletion`. */
                operation?: string;
                /** @description Only requests for this model. */
                model?: string;
                /** @description Only requests that this provider answered. */
                provider?: string;
                /** @description Only this HTTP status. */
                status?: number;
                /** @description Only this error code, such as `RATE_LIMITED`. */
                code?: string;
                /** @description Only the request of this id. */
                request_id?: string;
                /** @description Only requests that took at least so long. */
                min_latency_ms?: number;
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of requests. */
            200: {
                content: {
                    "application/json": components["schemas"]["UserRequestsAnswer"];
                };
            };
        };
    };
    listTransactions: {
        parameters: {
            query?: {
                /** @description From this time on (inclusive). */
                from?: components["parameters"]["from"];
                /** @description Up to this time (exclusive). */
                to?: components["parameters"]["to"];
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of transactions. */
            200: {
                content: {
                    "application/json": components["schemas"]["TransactionsAnswer"];
                };
            };
        };
    };
    createCheckout: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCheckoutRequest"];
            };
        };
        responses: {
            /** @description The order and where to pay it. */
            201: {
                content: {
                    "application/json": components["schemas"]["CheckoutAnswer"];
                };
            };
        };
    };
    createBillingPortal: {
        parameters: {
            query?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreateBillingPortalRequest"];
            };
        };
        responses: {
            /** @description The portal's page. */
            201: {
                content: {
                    "application/json": components["schemas"]["BillingPortalAnswer"];
                };
            };
        };
    };
    receiveStripeWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description `t=<Unix seconds>,v1=<hex>`; without it 401 `INVALID_SIGNATURE`. */
                "Stripe-Signature"?: string;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StripeEvent"];
            };
        };
        responses: {
            /** @description Stored, or known already. */
            200: {
                content: {
                    "application/json": components["schemas"]["ReceivedStripeEvent"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of endpoints. */
            200: {
                content: {
                    "application/json": components["schemas"]["WebhooksAnswer"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhookRequest"];
            };
        };
        responses: {
            /** @description The endpoint with its secret. */
            201: {
                content: {
                    "application/json": components["schemas"]["NewWebhookAnswer"];
                };
            };
        };
    };
    createBillingWebhook: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhookRequest"];
            };
        };
        responses: {
            /** @description The endpoint with its secret. */
            201: {
                content: {
                    "application/json": components["schemas"]["NewWebhookAnswer"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the endpoint. */
                webhook_id: components["schemas"]["WebhookId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint. */
            200: {
                content: {
                    "application/json": components["schemas"]["WebhookAnswer"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the endpoint. */
                webhook_id: components["schemas"]["WebhookId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint is gone. */
            200: {
                content: {
                    "application/json": components["schemas"]["DeletedWebhookAnswer"];
                };
            };
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the endpoint. */
                webhook_id: components["schemas"]["WebhookId"];
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWebhookRequest"];
            };
        };
        responses: {
            /** @description The endpoint as it is now. */
            200: {
                content: {
                    "application/json": components["schemas"]["WebhookAnswer"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the endpoint. */
                webhook_id: components["schemas"]["WebhookId"];
            };
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateWebhookSecretRequest"];
            };
        };
        responses: {
            /** @description The new secret. */
            200: {
                content: {
                    "application/json": components["schemas"]["RotatedWebhookSecretAnswer"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the endpoint. */
                webhook_id: components["schemas"]["WebhookId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description What came of the attempt; `status` is `delivered`, `dead` or `blocked`. */
            200: {
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryAnswer"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Only deliveries in this state. */
                status?: components["schemas"]["WebhookDeliveryStatus"];
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
            path: {
                /** @description The id of the endpoint. */
                webhook_id: components["schemas"]["WebhookId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries. */
            200: {
                content: {
                    "application/json": components["schemas"]["WebhookDeliveriesAnswer"];
                };
            };
        };
    };
    replayWebhook: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the endpoint. */
                webhook_id: components["schemas"]["WebhookId"];
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayWebhookRequest"];
            };
        };
        responses: {
            /** @description How many deliveries were queued. */
            202: {
                content: {
                    "application/json": components["schemas"]["QueuedDeliveriesAnswer"];
                };
            };
        };
    };
    retryWebhookDelivery: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the delivery. */
                delivery_id: components["schemas"]["WebhookDeliveryId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description How many deliveries were queued, which is 1. */
            202: {
                content: {
                    "application/json": components["schemas"]["QueuedDeliveriesAnswer"];
                };
            };
        };
    };
    receiveWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the event. */
                "webhook-id"?: string;
                /** @description Unix seconds of the attempt. */
                "webhook-timestamp"?: string;
                /** @description Signatures `v1,<base64>`, separated by spaces. */
                "webhook-signature"?: string;
                /** @description Signature in hex. */
                "X-Signature"?: string;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IncomingWebhook"];
            };
        };
        responses: {
            /** @description Verified. */
            200: {
                content: {
                    "application/json": components["schemas"]["IncomingWebhookAnswer"];
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
        };
        requestBody?: never;
        responses: {
            /** @description Switching to WebSocket. */
            101: {
                content?: never;
            };
        };
    };
    aiGenerate: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AiGenerate"];
            };
        };
        responses: {
            /** @description The generated text. */
            200: {
                content: {
                    "application/json": components["schemas"]["AiGenerateAnswer"];
                };
            };
        };
    };
    aiChat: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AiChat"];
            };
        };
        responses: {
            /** @description The next message. */
            200: {
                content: {
                    "application/json": components["schemas"]["AiChatAnswer"];
                };
            };
        };
    };
    aiCode: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AiCode"];
            };
        };
        responses: {
            /** @description The code blocks and their explanation. */
            200: {
                content: {
                    "application/json": components["schemas"]["AiCodeAnswer"];
                };
            };
        };
    };
    aiAnalyze: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AiAnalyze"];
            };
        };
        responses: {
            /** @description The analysis. */
            200: {
                content: {
                    "application/json": components["schemas"]["AiAnalyzeAnswer"];
                };
            };
        };
    };
    aiEmbed: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AiEmbed"];
            };
        };
        responses: {
            /** @description The vectors. */
            200: {
                content: {
                    "application/json": components["schemas"]["AiEmbedAnswer"];
                };
            };
        };
    };
    aiClassify: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AiClassify"];
            };
        };
        responses: {
            /** @description The labels with their scores. */
            200: {
                content: {
                    "application/json": components["schemas"]["AiClassifyAnswer"];
                };
            };
        };
    };
    getIntegration: {
        parameters: {
            query?: never;
            path: {
                /** @description Your name for the service. */
                integration_id: components["schemas"]["CallerName"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The registration. */
            200: {
                content: {
                    "application/json": components["schemas"]["IntegrationAnswer"];
                };
            };
        };
    };
    putIntegration: {
        parameters: {
            query?: never;
            path: {
                /** @description Your name for the service. */
                integration_id: components["schemas"]["CallerName"];
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IntegrationInput"];
            };
        };
        responses: {
            /** @description The replaced registration. */
            200: {
                content: {
                    "application/json": components["schemas"]["IntegrationAnswer"];
                };
            };
            /** @description The new registration. */
            201: {
                content: {
                    "application/json": components["schemas"]["IntegrationAnswer"];
                };
            };
        };
    };
    deleteIntegration: {
        parameters: {
            query?: never;
            path: {
                /** @description Your name for the service. */
                integration_id: components["schemas"]["CallerName"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The registration is gone. */
            200: {
                content: {
                    "application/json": components["schemas"]["IntegrationDeletedAnswer"];
                };
            };
        };
    };
    listIntegrations: {
        parameters: {
            query?: {
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of registrations. */
            200: {
                content: {
                    "application/json": components["schemas"]["IntegrationListAnswer"];
                };
            };
        };
    };
    callIntegration: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IntegrationCall"];
            };
        };
        responses: {
            /** @description What the service answered, with a status below 400. */
            200: {
                content: {
                    "application/json": components["schemas"]["IntegrationCallAnswer"];
                };
            };
        };
    };
    listIntegrationAudit: {
        parameters: {
            query?: {
                /** @description Only this action. */
                action?: components["schemas"]["IntegrationAuditAction"];
                /** @description From this time on (inclusive). */
                from?: components["parameters"]["from"];
                /** @description Up to this time (exclusive). */
                to?: components["parameters"]["to"];
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
            path: {
                /** @description Your name for the service. */
                integration_id: components["schemas"]["CallerName"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of the audit trail. */
            200: {
                content: {
                    "application/json": components["schemas"]["IntegrationAuditAnswer"];
                };
            };
        };
    };
    sendIntegrationWebhook: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IntegrationWebhook"];
            };
        };
        responses: {
            /** @description Delivered at the first attempt. */
            200: {
                content: {
                    "application/json": components["schemas"]["IntegrationWebhookDeliveredAnswer"];
                };
            };
            /** @description Not delivered yet; attempts go on. */
            202: {
                content: {
                    "application/json": components["schemas"]["IntegrationWebhookQueuedAnswer"];
                };
            };
        };
    };
    getSync: {
        parameters: {
            query?: never;
            path: {
                /** @description Your name for the sync. */
                sync_id: components["schemas"]["CallerName"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The sync. */
            200: {
                content: {
                    "application/json": components["schemas"]["SyncAnswer"];
                };
            };
        };
    };
    putSync: {
        parameters: {
            query?: never;
            path: {
                /** @description Your name for the sync. */
                sync_id: components["schemas"]["CallerName"];
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SyncInput"];
            };
        };
        responses: {
            /** @description The replaced sync. */
            200: {
                content: {
                    "application/json": components["schemas"]["SyncAnswer"];
                };
            };
            /** @description The new sync. */
            201: {
                content: {
                    "application/json": components["schemas"]["SyncAnswer"];
                };
            };
        };
    };
    deleteSync: {
        parameters: {
            query?: never;
            path: {
                /** @description Your name for the sync. */
                sync_id: components["schemas"]["CallerName"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The sync is gone. */
            200: {
                content: {
                    "application/json": components["schemas"]["SyncDeletedAnswer"];
                };
            };
        };
    };
    listSyncs: {
        parameters: {
            query?: {
                /** @description Only syncs of this registration. */
                integration_id?: components["schemas"]["CallerName"];
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of syncs. */
            200: {
                content: {
                    "application/json": components["schemas"]["SyncListAnswer"];
                };
            };
        };
    };
    runSync: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SyncRequest"];
            };
        };
        responses: {
            /** @description The run is queued or under way. */
            202: {
                content: {
                    "application/json": components["schemas"]["SyncStartedAnswer"];
                };
            };
        };
    };
    listSyncRecords: {
        parameters: {
            query?: {
                /** @description Only records in this state. */
                state?: components["schemas"]["SyncRecordState"];
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
            path: {
                /** @description Your name for the sync. */
                sync_id: components["schemas"]["CallerName"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of records. */
            200: {
                content: {
                    "application/json": components["schemas"]["SyncRecordListAnswer"];
                };
            };
        };
    };
    getIntegrationStatus: {
        parameters: {
            query?: {
                /** @description Only this registration. */
                integration_id?: components["schemas"]["CallerName"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The health of each registration and of all together. */
            200: {
                content: {
                    "application/json": components["schemas"]["IntegrationStatusAnswer"];
                };
            };
        };
    };
    executeWorkflow: {
        parameters: {
            query?: {
                /** @description Answer only when the run is final or so many milliseconds have passed. */
                wait_ms?: number;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkflowDefinition"];
            };
        };
        responses: {
            /** @description The run exists; its state at the time of the answer. */
            202: {
                content: {
                    "application/json": components["schemas"]["WorkflowRunStateAnswer"];
                };
            };
        };
    };
    getWorkflowStatus: {
        parameters: {
            query: {
                /** @description The id of the run. */
                workflow_id: components["schemas"]["WorkflowId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                content: {
                    "application/json": components["schemas"]["WorkflowRunAnswer"];
                };
            };
        };
    };
    listWorkflowHistory: {
        parameters: {
            query?: {
                /** @description The run whose log is listed. */
                workflow_id?: components["schemas"]["WorkflowId"];
                /** @description Only runs in this state. */
                status?: components["schemas"]["WorkflowRunStatus"];
                /** @description Only runs of exactly this name. */
                name?: string;
                /** @description From this time on (inclusive). */
                from?: components["parameters"]["from"];
                /** @description Up to this time (exclusive). */
                to?: components["parameters"]["to"];
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs or of events. */
            200: {
                content: {
                    "application/json": components["schemas"]["WorkflowHistoryAnswer"];
                };
            };
        };
    };
    cancelWorkflow: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkflowCancel"];
            };
        };
        responses: {
            /** @description The run is being canceled, or was, already. */
            200: {
                content: {
                    "application/json": components["schemas"]["WorkflowRunStateAnswer"];
                };
            };
            /** @description The run is being canceled from now on. */
            202: {
                content: {
                    "application/json": components["schemas"]["WorkflowRunStateAnswer"];
                };
            };
        };
    };
    resumeWorkflow: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkflowResume"];
            };
        };
        responses: {
            /** @description The run is queued again. */
            202: {
                content: {
                    "application/json": components["schemas"]["WorkflowRunStateAnswer"];
                };
            };
        };
    };
    listLogs: {
        parameters: {
            query?: {
                /** @description From this time on (inclusive). */
                from?: components["parameters"]["from"];
                /** @description Up to this time (exclusive). */
                to?: components["parameters"]["to"];
                /** @description Only this `operationId`. */
                operation?: string;
                /** @description Only answers of this model. */
                model?: string;
                /** @description Only answers of this provider. */
                provider?: string;
                /** @description Only this HTTP status. */
                status?: number;
                /** @description Only this error code. */
                code?: string;
                /** @description Only requests with this API key. */
                key_id?: string;
                /** @description Only this request. */
                request_id?: string;
                /** @description Only requests that took at least so long. */
                min_latency_ms?: number;
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of requests. */
            200: {
                content: {
                    "application/json": components["schemas"]["OwnRequestsAnswer"];
                };
            };
        };
    };
    getUsageMetrics: {
        parameters: {
            query?: {
                /** @description From this time on (inclusive). */
                from?: components["parameters"]["from"];
                /** @description Up to this time (exclusive). */
                to?: components["parameters"]["to"];
                /** @description A row for each of these; `none` sums over the whole time. */
                interval?: "hour" | "day" | "none";
                /** @description A row for each of these too; at most two, repeat the parameter. */
                group_by?: components["schemas"]["UsageMetricsGroup"][];
                /** @description Rows a page at the most. */
                limit?: number;
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of rows. */
            200: {
                content: {
                    "application/json": components["schemas"]["UsageMetricsAnswer"];
                };
            };
        };
    };
    listVectors: {
        parameters: {
            query?: {
                /** @description The collection whose vectors are listed. */
                collection?: components["schemas"]["CallerName"];
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of collections or of vectors. */
            200: {
                content: {
                    "application/json": components["schemas"]["VectorListAnswer"];
                };
            };
        };
    };
    upsertVectors: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VectorUpsert"];
            };
        };
        responses: {
            /** @description How many were stored. */
            200: {
                content: {
                    "application/json": components["schemas"]["VectorUpsertedAnswer"];
                };
            };
        };
    };
    deleteVectors: {
        parameters: {
            query: {
                /** @description The collection. */
                collection: components["schemas"]["CallerName"];
                /** @description Ids to delete; repeat the parameter. */
                ids?: components["schemas"]["VectorId"][];
                /** @description A filter as in queryVectors, as JSON text. */
                filter?: string;
                /** @description `true` deletes the whole collection. */
                all?: boolean;
            };
        };
        requestBody?: never;
        responses: {
            /** @description How many were deleted. */
            200: {
                content: {
                    "application/json": components["schemas"]["VectorsDeletedAnswer"];
                };
            };
        };
    };
    queryVectors: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VectorQuery"];
            };
        };
        responses: {
            /** @description The nearest vectors. */
            200: {
                content: {
                    "application/json": components["schemas"]["VectorMatchesAnswer"];
                };
            };
        };
    };
    listContexts: {
        parameters: {
            query?: {
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of contexts. */
            200: {
                content: {
                    "application/json": components["schemas"]["ContextListAnswer"];
                };
            };
        };
    };
    createContext: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContextInput"];
            };
        };
        responses: {
            /** @description The context, new or as it was. */
            201: {
                content: {
                    "application/json": components["schemas"]["ContextCreatedAnswer"];
                };
            };
        };
    };
    getContext: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the context. */
                context_id: components["schemas"]["ContextId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The context. */
            200: {
                content: {
                    "application/json": components["schemas"]["ContextAnswer"];
                };
            };
        };
    };
    deleteContext: {
        parameters: {
            query?: never;
            path: {
                /** @description The id of the context. */
                context_id: components["schemas"]["ContextId"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description The context is gone. */
            200: {
                content: {
                    "application/json": components["schemas"]["ContextDeletedAnswer"];
                };
            };
        };
    };
    listMemory: {
        parameters: {
            query?: {
                /** @description Only memories of this conversation. */
                conversation_id?: components["schemas"]["CallerName"];
                /** @description Items a page at the most. */
                limit?: components["parameters"]["limit"];
                /** @description The `next_cursor` of the page before; empty for the first page. */
                cursor?: components["parameters"]["cursor"];
            };
        };
        requestBody?: never;
        responses: {
            /** @description A page of memories. */
            200: {
                content: {
                    "application/json": components["schemas"]["MemoryListAnswer"];
                };
            };
        };
    };
    addMemory: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemoryInput"];
            };
        };
        responses: {
            /** @description The id of the memory. */
            201: {
                content: {
                    "application/json": components["schemas"]["MemoryAddedAnswer"];
                };
            };
        };
    };
    deleteMemory: {
        parameters: {
            query?: {
                /** @description The memory to delete. */
                memory_id?: components["schemas"]["MemoryId"];
                /** @description The conversation whose memories are deleted. */
                conversation_id?: components["schemas"]["CallerName"];
                /** @description `true` deletes all of your memories. */
                all?: boolean;
            };
        };
        requestBody?: never;
        responses: {
            /** @description How many were deleted. */
            200: {
                content: {
                    "application/json": components["schemas"]["MemoryDeletedAnswer"];
                };
            };
        };
    };
    recallMemory: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemoryRecall"];
            };
        };
        responses: {
            /** @description The best matching memories. */
            200: {
                content: {
                    "application/json": components["schemas"]["MemoryRecalledAnswer"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server is ready. */
            200: {
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The server is not ready; `status` is `unhealthy`. Also `OVERLOADED`, `SHUTTING_DOWN`, `STORAGE_UNAVAILABLE`. */
            503: {
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It lives. */
            200: {
                content: {
                    "application/json": components["schemas"]["Liveness"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send requests. */
            200: {
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Send no requests now. Also `OVERLOADED`, `SHUTTING_DOWN`, `STORAGE_UNAVAILABLE`. */
            503: {
                content: {
                    "application/json": components["schemas"]["NotReady"];
                };
            };
        };
    };
    scrapeMetrics: {
        parameters: {
            query?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All metrics of this server, its worker processes added up. */
            200: {
                content: {
                    "text/plain": string;
                    "application/openmetrics-text": string;
                };
            };
        };
    };
    reloadConfig: {
        parameters: {
            query?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ConfigReloadRequest"];
            };
        };
        responses: {
            /** @description What came of it. */
            200: {
                content: {
                    "application/json": components["schemas"]["ConfigReloadAnswer"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                content: {
                    "application/json": components["schemas"]["OpenApiDocument"];
                };
            };
        };
    };
    getDocs: {
        parameters: {
            query?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                content: {
                    "text/html": string;
                };
            };
        };
    };
    getDashboard: {
        parameters: {
            query?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                content: {
                    "text/html": string;
                };
            };
        };
    };
    onPaymentCompleted: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @enum {string} */
                    event: "payment.completed" | "payment.success";
                    data: components["schemas"]["PaymentEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onPaymentFailed: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "payment.failed";
                    data: components["schemas"]["PaymentFailedEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onPaymentRefunded: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "payment.refunded";
                    data: components["schemas"]["PaymentEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onPaymentDisputed: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "payment.disputed";
                    data: components["schemas"]["PaymentEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onSubscriptionRenewed: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "subscription.renewed";
                    data: components["schemas"]["SubscriptionEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onSubscriptionPastDue: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "subscription.past_due";
                    data: components["schemas"]["SubscriptionEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onSubscriptionCanceled: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "subscription.canceled";
                    data: components["schemas"]["SubscriptionEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onBillingCreditAdded: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "billing.credit_added";
                    data: components["schemas"]["CreditAddedEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onBillingLowCredit: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "billing.low_credit";
                    data: components["schemas"]["CreditLowEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onBillingExhausted: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "billing.exhausted";
                    data: components["schemas"]["CreditExhaustedEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onBillingDrift: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "billing.drift";
                    data: components["schemas"]["BillingDriftEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onBudgetThresholdReached: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "budget.threshold_reached";
                    data: components["schemas"]["BudgetEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onBudgetExceeded: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "budget.exceeded";
                    data: components["schemas"]["BudgetEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onKeyCreated: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "key.created";
                    data: components["schemas"]["KeyEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onKeyRevoked: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "key.revoked";
                    data: components["schemas"]["KeyEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onKeyExpiring: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "key.expiring";
                    data: components["schemas"]["KeyEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onWebhookDisabled: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "webhook.disabled";
                    data: components["schemas"]["WebhookDisabledEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onWebhookTest: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "webhook.test";
                    data: components["schemas"]["WebhookTestEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onGpuAvailable: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "gpu.available";
                    data: components["schemas"]["GpuOffer"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onInstanceRequested: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "instance.requested";
                    data: components["schemas"]["InstanceEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onInstanceCreated: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "instance.created";
                    data: components["schemas"]["InstanceEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onInstanceProvisioning: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "instance.provisioning";
                    data: components["schemas"]["InstanceEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onInstanceReady: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "instance.ready";
                    data: components["schemas"]["InstanceEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onInstanceDegraded: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "instance.degraded";
                    data: components["schemas"]["InstanceEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onInstanceInterrupted: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "instance.interrupted";
                    data: components["schemas"]["InstanceEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onInstanceStopped: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "instance.stopped";
                    data: components["schemas"]["InstanceEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onInstanceAttemptFailed: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "instance.attempt_failed";
                    data: components["schemas"]["InstanceAttemptFailedEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onInstancePriceChanged: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "instance.price_changed";
                    data: components["schemas"]["InstancePriceChangedEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onInstanceLeaseExpiring: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "instance.lease_expiring";
                    data: components["schemas"]["InstanceLeaseExpiringEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onInstanceFailed: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "instance.failed";
                    data: components["schemas"]["InstanceFailedEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onInstanceDestroyed: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "instance.destroyed";
                    data: components["schemas"]["InstanceEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onDeploymentReady: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "deployment.ready";
                    data: components["schemas"]["DeploymentEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onDeploymentDegraded: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "deployment.degraded";
                    data: components["schemas"]["DeploymentEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onDeploymentFailed: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "deployment.failed";
                    data: components["schemas"]["DeploymentEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onOrphanSuspected: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "orphan.suspected";
                    data: components["schemas"]["OrphanEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onOrphanDestroyed: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "orphan.destroyed";
                    data: components["schemas"]["OrphanEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onOrphanReported: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "orphan.reported";
                    data: components["schemas"]["OrphanEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onCloudDegraded: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "cloud.degraded";
                    data: components["schemas"]["CloudEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onCloudRecovered: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "cloud.recovered";
                    data: components["schemas"]["CloudEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onCloudNoBalance: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "cloud.no_balance";
                    data: components["schemas"]["CloudBalanceEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onModelsDiscovered: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "models.discovered";
                    data: components["schemas"]["ModelsEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onModelsUpdated: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "models.updated";
                    data: components["schemas"]["ModelsEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onModelsPriceChanged: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "models.price_changed";
                    data: components["schemas"]["ModelsEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onModelsDeprecated: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "models.deprecated";
                    data: components["schemas"]["ModelsEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onModelsRemoved: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "models.removed";
                    data: components["schemas"]["ModelsEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onModelsRestored: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "models.restored";
                    data: components["schemas"]["ModelsEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onSourceDegraded: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "source.degraded";
                    data: components["schemas"]["SourceEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onSourceRecovered: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "source.recovered";
                    data: components["schemas"]["SourceEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onRefreshCompleted: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "refresh.completed";
                    data: components["schemas"]["RefreshCompletedEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onRegistryRegistered: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "registry.registered";
                    data: components["schemas"]["RegistryEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onRegistryDeactivated: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "registry.deactivated";
                    data: components["schemas"]["RegistryEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onRegistryViolated: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "registry.violated";
                    data: components["schemas"]["RegistryViolatedEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onRegistryRecovered: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "registry.recovered";
                    data: components["schemas"]["RegistryRecoveredEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onIntegrationDegraded: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "integration.degraded";
                    data: components["schemas"]["IntegrationEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onIntegrationRecovered: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "integration.recovered";
                    data: components["schemas"]["IntegrationEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onSyncCompleted: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "sync.completed";
                    data: components["schemas"]["SyncEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onSyncFailed: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "sync.failed";
                    data: components["schemas"]["SyncEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onWorkflowSucceeded: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "workflow.succeeded";
                    data: components["schemas"]["WorkflowEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onWorkflowFailed: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "workflow.failed";
                    data: components["schemas"]["WorkflowEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onWorkflowSuspended: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "workflow.suspended";
                    data: components["schemas"]["WorkflowEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onWorkflowCanceled: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "workflow.canceled";
                    data: components["schemas"]["WorkflowEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onProviderDegraded: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "provider.degraded";
                    data: components["schemas"]["ProviderEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onProviderRecovered: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "provider.recovered";
                    data: components["schemas"]["ProviderEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
    onCondensationDegraded: {
        parameters: {
            query?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventEnvelope"] & {
                    /** @constant */
                    event: "condensation.degraded";
                    data: components["schemas"]["CondensationEventData"];
                };
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                content?: never;
            };
        };
    };
}
