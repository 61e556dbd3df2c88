import type { Asker } from '../question.ts'
import { wrongField } from '../wrong-field.ts'
import { analyze } from './analyze.ts'
import { chat } from './chat.ts'
import { classify } from './classify.ts'
import { code } from './code.ts'
import { embed } from './embed.ts'
import { generate } from './generate.ts'
import type { Schemas, TaskParts, TaskReply } from './task-parts.ts'

/** Ready-made tasks of models: a prompt of ours around what a caller says, and an answer in a known shape. */
export interface Tasks {
  generate(body: Schemas['AiGenerate'], asker: Asker): Promise<TaskReply<Schemas['AiTextData']>>
  chat(body: Schemas['AiChat'], asker: Asker): Promise<TaskReply<Schemas['AiChatData']>>
  code(body: Schemas['AiCode'], asker: Asker): Promise<TaskReply<Schemas['AiCodeData']>>
  analyze(body: Schemas['AiAnalyze'], asker: Asker): Promise<TaskReply<Schemas['AiAnalyzeData']>>
  classify(body: Schemas['AiClassify'], asker: Asker): Promise<TaskReply<Schemas['AiClassifyData']>>
  embed(body: Schemas['AiEmbed'], asker: Asker): Promise<TaskReply<Schemas['AiEmbedData']>>
}

const metadataBytesMax = 4_096

/** Throws what its tasks throw, and INVALID_REQUEST for too much metadata. */
export function createTasks(parts: TaskParts): Tasks {
  const task =
    <Body extends { metadata?: unknown }, Data>(run: Run<Body, Data>) =>
    async (body: Body, asker: Asker): Promise<TaskReply<Data>> => {
      judgeMetadata(body.metadata)
      return run(body, asker, parts)
    }
  return {
    generate: task(generate),
    chat: task(chat),
    code: task(code),
    analyze: task(analyze),
    classify: task(classify),
    embed: task(embed),
  }
}

type Run<Body, Data> = (body: Body, asker: Asker, parts: TaskParts) => Promise<TaskReply<Data>>

function judgeMetadata(metadata: unknown): void {
  if (metadata === undefined || Buffer.byteLength(JSON.stringify(metadata)) <= metadataBytesMax) return
  throw wrongField('/metadata', `is longer than ${metadataBytesMax} bytes`)
}
