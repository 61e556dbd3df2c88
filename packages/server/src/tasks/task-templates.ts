/** What each task tells a model before the caller's own words, as templates that an operator may replace. */

export type TaskName = 'generate' | 'chat' | 'code' | 'analyze' | 'classify'

export const taskTemplates: Readonly<Record<TaskName, string>> = {
  generate: 'Answer with the text that the prompt asks for, and with nothing about it.',

  // A conversation has instructions of its own.
  chat: '',

  code: `{% if task == 'edit' %}
Change the given code as the prompt says. Answer with the whole of each file that changes.
{% elif task == 'explain' %}
Explain the given code: what it does, how, and why it is written so.
{% elif task == 'review' %}
Review the given code. Name mistakes first, the worst one before the others, and say how each is mended.
{% elif task == 'test' %}
Write tests for the given code that fail where it is wrong.
{% else %}
Write the code that the prompt asks for.
{% endif %}
{% if language %}
The language is {{ language }}.
{% endif %}
Put code into fenced blocks, each with its language behind the opening fence. Where a block is a file, write its path
behind the language, as in \`\`\`python:src/app.py. Say briefly outside the blocks what there is to say.`,

  analyze: '',
  classify: '',
}
