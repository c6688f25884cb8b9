// Runs the scenarios of scenarios.json with an OpenAI client of npm's, and prints a line of JSON for each: what the client
// made of it.
//   node scenarios.mjs openai|ai BASE_URL MODEL
import {readFileSync} from 'node:fs';

const [client, baseURL, model] = process.argv.slice(2);
const {tools, schema, scenarios} = JSON.parse(readFileSync(new URL('scenarios.json', import.meta.url)));
const resultOf = (call) => tools.find((tool) => tool.name === call.name).result;

async function withOpenAi() {
  const {default: OpenAI} = await import('openai');
  const openai = new OpenAI({baseURL, apiKey: 'none', maxRetries: 0});

  async function ask(scenario, messages) {
    const request = {model: scenario.model ?? model, messages};
    if (scenario.tools) {
      request.tools = tools.map(({name, description, parameters}) =>
          ({type: 'function', function: {name, description, parameters, strict: true}}));
    }
    if (scenario.schema) {
      request.response_format = {type: 'json_schema', json_schema: {name: 'answer', strict: true, schema}};
    }
    if (!scenario.stream) {
      const completion = await openai.chat.completions.create(request);
      return {completion};
    }
    const stream = openai.chat.completions.stream({...request, stream_options: {include_usage: true}});
    let pieces = 0;
    let cancelled = false;
    try {
      for await (const chunk of stream) {
        const delta = chunk.choices[0]?.delta;
        pieces += delta?.content || delta?.tool_calls ? 1 : 0;
        if (scenario.cancel && delta?.content) {
          cancelled = true;
          stream.abort();
        }
      }
    } catch (e) {
      if (!(e instanceof OpenAI.APIUserAbortError)) {
        throw e;
      }
    }
    return cancelled ? {cancelled} : {completion: await stream.finalChatCompletion(), pieces};
  }

  return async (scenario) => {
    const messages = [{role: 'user', content: scenario.question}];
    try {
      let {completion, pieces, cancelled} = await ask(scenario, messages);
      if (cancelled) {
        return {cancelled};
      }
      const calls = completion.choices[0].message.tool_calls ?? [];
      if (calls.length > 0) {
        messages.push(completion.choices[0].message);
        for (const call of calls) {
          messages.push({role: 'tool', tool_call_id: call.id, content: resultOf(call.function)});
        }
        ({completion, pieces} = await ask(scenario, messages));
      }
      const {message, finish_reason: finish} = completion.choices[0];
      const usage = completion.usage;
      return {
        text: message.content,
        finish,
        calls: calls.map((call) =>
            ({name: call.function.name, arguments: JSON.parse(call.function.arguments)})),
        pieces: pieces > 1,
        completionTokens: usage.completion_tokens,
        sum: usage.prompt_tokens > 0 && usage.prompt_tokens + usage.completion_tokens === usage.total_tokens,
        object: scenario.schema ? JSON.parse(message.content) : undefined,
      };
    } catch (e) {
      if (e instanceof OpenAI.APIError) {
        return {status: e.status, code: e.code};
      }
      throw e;
    }
  };
}

async function withAi() {
  const ai = await import('ai');
  const {createOpenAICompatible} = await import('@ai-sdk/openai-compatible');
  const provider = createOpenAICompatible(
      {name: 'qwen4j', baseURL, apiKey: 'none', includeUsage: true, supportsStructuredOutputs: true});

  const offered = Object.fromEntries(tools.map(({name, description, parameters, result}) =>
      [name, ai.tool({description, inputSchema: ai.jsonSchema(parameters), execute: async () => result})]));

  return async (scenario) => {
    const abort = new AbortController();
    const request = {
      model: provider(scenario.model ?? model),
      prompt: scenario.question,
      maxRetries: 0,
      abortSignal: abort.signal,
    };
    try {
      if (scenario.schema) {
        const {object} = await ai.generateObject({...request, schema: ai.jsonSchema(schema), schemaName: 'answer'});
        return {object};
      }
      if (scenario.tools) {
        request.tools = offered;
        request.stopWhen = ai.stepCountIs(2);
      }
      let reply;
      let pieces = 0;
      if (scenario.stream) {
        reply = ai.streamText({...request, onError: () => {}});
        for await (const part of reply.fullStream) {
          pieces += part.type === 'text-delta' ? 1 : 0;
          if (scenario.cancel && part.type === 'text-delta') {
            abort.abort();
          }
          if (part.type === 'abort') {
            return {cancelled: true};
          }
        }
      } else {
        reply = await ai.generateText(request);
      }
      const usage = await reply.usage;
      const calls = (await reply.steps).flatMap((step) => step.toolCalls);
      return {
        text: await reply.text,
        finish: await reply.finishReason,
        calls: calls.map((call) => ({name: call.toolName, arguments: call.input})),
        pieces: pieces > 1,
        completionTokens: usage.outputTokens,
        sum: usage.inputTokens > 0 && usage.inputTokens + usage.outputTokens === usage.totalTokens,
      };
    } catch (e) {
      if (ai.APICallError.isInstance(e)) {
        return {status: e.statusCode, code: e.data?.error?.code};
      }
      throw e;
    }
  };
}

const run = client === 'openai' ? await withOpenAi() : await withAi();
for (const scenario of scenarios) {
  let result;
  try {
    result = await run(scenario);
  } catch (e) {
    result = {failure: String(e)};
  }
  console.log(JSON.stringify({scenario: scenario.name, result}));
}
