/** Saves a text as a file of the reader's. */
export function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Each form of a conversation: how files of it end, and how it is written from its turns and the runs they show. */
export const EXPORTS = {
  markdown: { ending: "md", write: markdown },
  notebook: { ending: "ipynb", write: notebook },
  curl: { ending: "sh", write: curl },
  java: { ending: "java", write: java },
};

const answerOf = (turn, run) => run.answer ?? turn.answer ?? "";
const pairs = ({ turns }, runs) =>
  turns.map((turn, index) => ({ question: turn.question, answer: answerOf(turn, runs[index]) }));

function fenced(text, language = "") {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, "")}\n${fence}`;
}

function markdown({ title, turns }, runs) {
  const lines = [`# ${title}`];
  turns.forEach((turn, index) => {
    lines.push(`## ${turn.question}`);
    for (const event of runs[index].events) {
      if (event.event === "action") {
        const { tool, arguments: read } = event;
        lines.push(`**Action: ${tool}**`, typeof read.code === "string"
          ? fenced(read.code, "python") : fenced(JSON.stringify(read, null, 2), "json"));
      }
      if (event.event === "observation") {
        lines.push("**Observation**", fenced(event.text));
        for (const { name, type, content } of event.attachments ?? []) {
          if (type.startsWith("image/")) lines.push(`![${name}](data:${type};base64,${content})`);
        }
      }
    }
    lines.push("**Final Answer**", answerOf(turn, runs[index]));
  });
  return `${lines.join("\n\n")}\n`;
}

/** A Jupyter notebook: questions, other tools and answers as text, Python as cells with what they gave. */
function notebook({ turns }, runs) {
  const cells = [];
  const add = (kind, source, more) =>
    cells.push({ cell_type: kind, id: `cell-${cells.length + 1}`, metadata: {}, ...more, source: source.split(/(?<=\n)/) });
  let count = 0;
  turns.forEach((turn, index) => {
    add("markdown", `## ${turn.question}`);
    let open = null;
    for (const event of runs[index].events) {
      if (event.event === "action" && typeof event.arguments.code === "string") {
        count++;
        add("code", event.arguments.code, { execution_count: count, outputs: [] });
        open = cells.at(-1);
      } else if (event.event === "action") {
        add("markdown", `**${event.tool}**\n\n${fenced(JSON.stringify(event.arguments, null, 2), "json")}`);
      } else if (event.event === "observation" && open) {
        open.outputs.push({ output_type: "stream", name: event.failed ? "stderr" : "stdout", text: event.text.split(/(?<=\n)/) });
        for (const { type, content } of event.attachments ?? []) {
          open.outputs.push({ output_type: "display_data", metadata: {}, data: { [type]: content } });
        }
        open = null;
      } else if (event.event === "observation") {
        add("markdown", fenced(event.text));
      }
    }
    add("markdown", answerOf(turn, runs[index]));
  });
  return JSON.stringify({
    cells,
    metadata: {
      kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
      language_info: { name: "python", file_extension: ".py" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  }, null, 1);
}

/** The last question, after what was asked and answered before, as a command. */
function curl(conversation, runs) {
  const all = pairs(conversation, runs);
  const { question } = all.at(-1);
  const body = JSON.stringify({ question, history: all.slice(0, -1), stream: true }, null, 2);
  return `#!/bin/sh
curl -sN ${location.origin}/v1/runs \\
  -H 'Content-Type: application/json' \\
  -d '${body.replaceAll("'", "'\\''")}'
`;
}

const javaText = (text) => `"${text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t")
  .replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;

/** The same as a program of LangChain4j's API. */
function java(conversation, runs) {
  const all = pairs(conversation, runs);
  const messages = all.flatMap(({ question, answer }, index) => [
    `                UserMessage.from(${javaText(question)})`,
    ...(index < all.length - 1 ? [`                AiMessage.from(${javaText(answer)})`] : []),
  ]);
  return `import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.qwen4j.model.langchain4j.QwenChatModel;
import java.util.List;

/** Needs dev.qwen4j:qwen4j-model and dev.langchain4j:langchain4j on the class path. */
public class Conversation {
    public static void main(String[] args) {
        ChatModel model = QwenChatModel.builder().build();
        List<ChatMessage> messages = List.of(
${messages.join(",\n")});
        System.out.println(model.chat(messages).aiMessage().text());
    }
}
`;
}
