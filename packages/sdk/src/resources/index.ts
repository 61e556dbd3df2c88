// Generated from openapi/ by `pnpm gen`. Never edited.
import type { Caller } from '../core/caller.ts'
import { Models } from './models.ts'
import { Providers } from './providers.ts'
import { Registry } from './registry.ts'
import { Chat } from './chat.ts'
import { Completions } from './completions.ts'
import { Embeddings } from './embeddings.ts'
import { Responses } from './responses.ts'
import { Rerank } from './rerank.ts'
import { Moderations } from './moderations.ts'
import { Images } from './images.ts'
import { Audio } from './audio.ts'
import { Inference } from './inference.ts'
import { Messages } from './messages.ts'
import { Gpu } from './gpu.ts'
import { Auth } from './auth.ts'
import { User } from './user.ts'
import { Admin } from './admin.ts'
import { Billing } from './billing.ts'
import { Webhooks } from './webhooks.ts'
import { Ai } from './ai.ts'
import { Integration } from './integration.ts'
import { Workflow } from './workflow.ts'
import { Db } from './db.ts'
import { System } from './system.ts'

/** Every resource of the API. */
export class Resources {
  readonly models: Models
  readonly providers: Providers
  readonly registry: Registry
  readonly chat: Chat
  readonly completions: Completions
  readonly embeddings: Embeddings
  readonly responses: Responses
  readonly rerank: Rerank
  readonly moderations: Moderations
  readonly images: Images
  readonly audio: Audio
  readonly inference: Inference
  readonly messages: Messages
  readonly gpu: Gpu
  readonly auth: Auth
  readonly user: User
  readonly admin: Admin
  readonly billing: Billing
  readonly webhooks: Webhooks
  readonly ai: Ai
  readonly integration: Integration
  readonly workflow: Workflow
  readonly db: Db
  readonly system: System

  constructor(caller: Caller) {
    this.models = new Models(caller)
    this.providers = new Providers(caller)
    this.registry = new Registry(caller)
    this.chat = new Chat(caller)
    this.completions = new Completions(caller)
    this.embeddings = new Embeddings(caller)
    this.responses = new Responses(caller)
    this.rerank = new Rerank(caller)
    this.moderations = new Moderations(caller)
    this.images = new Images(caller)
    this.audio = new Audio(caller)
    this.inference = new Inference(caller)
    this.messages = new Messages(caller)
    this.gpu = new Gpu(caller)
    this.auth = new Auth(caller)
    this.user = new User(caller)
    this.admin = new Admin(caller)
    this.billing = new Billing(caller)
    this.webhooks = new Webhooks(caller)
    this.ai = new Ai(caller)
    this.integration = new Integration(caller)
    this.workflow = new Workflow(caller)
    this.db = new Db(caller)
    this.system = new System(caller)
  }
}
