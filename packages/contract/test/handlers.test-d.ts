/** What the compiler must refuse. `pnpm check` compiles this file: an expectation that is not met is an error. */
import type { Handler, Handlers } from '../src/handlers.ts'
import { created, ok } from '../src/reply.ts'

interface Context {
  principal: string
}
type Two = Handlers<Context, 'getLiveness' | 'destroyGpuInstance'>

declare const destroy: Handler<'destroyGpuInstance', Context>

export const complete: Two = { getLiveness: () => ok({ status: 'alive' }), destroyGpuInstance: destroy }

// @ts-expect-error Property 'destroyGpuInstance' is missing
export const missing: Two = { getLiveness: () => ok({ status: 'alive' }) }

// @ts-expect-error 'destroyGpuInstnace' does not exist in type
export const misspelled: Two = { getLiveness: () => ok({ status: 'alive' }), destroyGpuInstnace: destroy }

// @ts-expect-error 201 is not a status that the document declares
export const undeclared: Handler<'getLiveness', Context> = () => created({ status: 'alive' })

// @ts-expect-error the body is not the declared one
export const wrongBody: Handler<'getLiveness', Context> = () => ok({ status: 5 })

export const parameters: Handler<'destroyGpuInstance', Context> = ({ path }, context) => {
  const cloud: string = path.provider
  const who: string = context.principal
  // @ts-expect-error not a parameter of this operation
  void path.offer_id
  throw new Error(cloud + who)
}
