import type { Call, Tool } from '../../call.ts'
import { isRecord, record } from '../../lenient.ts'
import type { Losses } from '../../losses.ts'
import { carriedSchema } from './json-schema.ts'

type Json = Record<string, unknown>

const fitName = /^[A-Za-z_][A-Za-z0-9_.:-]*$/

/** `tools` and `toolConfig` of a call, or nothing where there is no tool to declare. */
export function toolsOf(call: Call, lost: Losses): Json {
  if (call.tools.length === 0) return {}
  // The API has no word for it: the model may still call several at once.
  if (call.parallelToolCalls === false) lost.drop('parallel_tool_calls')
  const config = callingConfig(call.toolChoice)
  return {
    tools: [{ functionDeclarations: call.tools.map((tool) => declaration(tool, lost)) }],
    ...(config !== undefined && { toolConfig: { functionCallingConfig: config } }),
  }
}

function declaration(tool: Tool, lost: Losses): Json {
  if (tool.raw !== undefined) lost.refuse('tools')
  if (!fitName.test(tool.name)) lost.refuse('tools[].name')
  if (tool.strict !== undefined) lost.drop('tools[].strict')
  const { parameters } = tool
  return {
    name: tool.name,
    ...(tool.description !== undefined && { description: tool.description }),
    // Not `parameters`: that is a schema of the API's own, which knows few of the keywords of JSON Schema.
    ...(isRecord(parameters) && { parametersJsonSchema: argumentsSchema(parameters, lost) }),
  }
}

/** Arguments are an object, also where nobody says so; beside a reference nothing may be said. */
function argumentsSchema(parameters: Json, lost: Losses): Json {
  const schema = record(carriedSchema(parameters, 'tools[].parameters', lost))
  return '$ref' in schema ? schema : { type: 'object', ...schema }
}

function callingConfig(choice: Call['toolChoice']): Json | undefined {
  switch (choice?.type) {
    case undefined:
      return undefined
    case 'auto':
      return { mode: 'AUTO' }
    case 'none':
      return { mode: 'NONE' }
    case 'required':
      return { mode: 'ANY' }
    case 'tool':
      return { mode: 'ANY', allowedFunctionNames: [choice.name] }
  }
}
