/** What a client that others wrote is asked to do, in words that all of them share. */
import type { z } from 'zod'

export interface Said {
  text: string
  finish: string | null | undefined
  outputTokens: number | undefined
}

/** A conversation in which the model called tools and answered with their results. */
export interface Worked {
  called: string[]
  text: string
}

export interface Asking {
  model: string
  stream: boolean
}

export interface ForeignClient {
  name: string
  /** The word for an answer that came to its end. */
  stop: string
  say(prompt: string, asking: Asking): Promise<Said>
  /** Runs each tool that is called, and goes on with the results. */
  work(prompt: string, tools: readonly ClientTool[], asking: Asking): Promise<Worked>
  /** An object of this shape. */
  fill(prompt: string, shape: z.ZodType, asking: Asking): Promise<unknown>
  embed?(model: string, texts: string[]): Promise<number[][]>
}

export interface ClientTool {
  name: string
  description: string
  parameters: z.ZodObject
  run(input: Record<string, unknown>): string
}

export const toolNamed = (tools: readonly ClientTool[], name: string): ClientTool => {
  const tool = tools.find((one) => one.name === name)
  if (tool === undefined) throw new Error(`no tool ${name}`)
  return tool
}
