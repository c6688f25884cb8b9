package dev.qwen4j.model.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.FunctionChoice.Which;
import dev.qwen4j.model.chat.HermesDialect.Thinking;
import java.util.List;
import java.util.Set;

/**
 * One prompt, as the {@code chat_template} in {@code tokenizer_config.json} of Qwen2.5-Instruct and Qwen3 would write it.
 */
final class HermesPrompt {
    private static final String BEFORE_FUNCTIONS = """
            # Tools

            You may call one or more functions to assist with the user query.

            You are provided with function signatures within <tools></tools> XML tags:
            <tools>""";
    private static final String AFTER_FUNCTIONS = """

            </tools>

            For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:
            <tool_call>
            %s
            </tool_call>""";

    private static final String CALL_EXAMPLE = "{\"name\": <function-name>, \"arguments\": <args-json-object>}";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final HermesDialect dialect;
    private final List<Message> messages;
    private final List<FunctionSpec> functions;
    private final PromptWriter prompt;
    private final int lastQuery;

    HermesPrompt(HermesDialect dialect, Set<String> controlTokens, Conversation conversation) {
        this.dialect = dialect;
        messages = conversation.messages();
        functions = conversation.offered();
        prompt = new PromptWriter(controlTokens);
        lastQuery = lastQuery(messages);
    }

    /** What a call begins with. */
    static final String CALL = Markers.CALL + "\n";

    /**
     * What the prompt ends in when the call of {@code function} is begun; a blank after it would be a token of its own.
     */
    static String callOf(String function) {
        return "{\"name\": " + PythonJson.write(TextNode.valueOf(function)) + ", \"arguments\":";
    }

    /**
     * @param thought how the reply begins
     * @param choice says whether a call follows
     */
    Prompt write(String thought, FunctionChoice choice) {
        system();
        for (int i = messages.getFirst() instanceof Message.System ? 1 : 0; i < messages.size(); i++) {
            switch (messages.get(i)) {
                case Message.System message -> turn("system", message.content());
                case Message.User message -> turn("user", message.content());
                case Message.Assistant message -> assistant(message, i);
                case Message.FunctionResult message -> result(message, i);
            }
        }
        open("assistant").own("\n" + thought);
        switch (choice.which()) {
            case Which.Auto auto -> {}
            case Which.None none -> {}
            case Which.Required required -> prompt.own(CALL);
            case Which.Named named -> prompt.own(CALL).text(callOf(named.function()));
        }
        return prompt.prompt();
    }

    private void system() {
        boolean given = messages.getFirst() instanceof Message.System;
        String system = given ? messages.getFirst().content() : dialect.defaultSystem();
        boolean said = given || !system.isEmpty();
        if (functions.isEmpty()) {
            if (said) {
                turn("system", system);
            }
            return;
        }
        open("system").text("\n");
        if (said) {
            prompt.text(system).text("\n\n");
        }
        prompt.own(BEFORE_FUNCTIONS);
        for (FunctionSpec function : functions) {
            prompt.text("\n").text(PythonJson.write(declaration(function)));
        }
        prompt.own(AFTER_FUNCTIONS.formatted(dialect.bracesDoubled() ? "{" + CALL_EXAMPLE + "}" : CALL_EXAMPLE));
        close();
    }

    /** {@code {"type": "function", "function": {...}}}, without the keys that would be empty. */
    private static JsonNode declaration(FunctionSpec function) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "function");
        ObjectNode inner = json.putObject("function").put("name", function.name());
        if (!function.description().isEmpty()) {
            inner.put("description", function.description());
        }
        if (!function.parameters().isEmpty()) {
            inner.set("parameters", function.parameters());
        }
        return json;
    }

    private void turn(String role, String content) {
        open(role).text("\n").text(content);
        close();
    }

    private PromptWriter open(String role) {
        return prompt.control(ChatMl.IM_START).text(role);
    }

    private void close() {
        prompt.control(ChatMl.IM_END).text("\n");
    }

    private void assistant(Message.Assistant message, int index) {
        Said said = dialect.thinking() == Thinking.NEVER ? new Said("", message.content()) : Said.of(message);
        open("assistant").text("\n");
        boolean current = index > lastQuery;
        boolean last = index == messages.size() - 1;
        if (dialect.thinking() != Thinking.NEVER
                && current
                && (last || !said.reasoning().isEmpty())) {
            prompt.own("<think>\n")
                    .text(withoutLast(withoutFirst(said.reasoning())))
                    .own("\n</think>\n\n");
            prompt.text(withoutFirst(said.content()));
        } else {
            prompt.text(said.content());
        }
        boolean first = said.content().isEmpty();
        for (FunctionCall call : message.calls()) {
            prompt.own(first ? CALL : "\n" + CALL);
            prompt.text("{\"name\": \"" + call.name() + "\", \"arguments\": " + arguments(call) + "}");
            prompt.own("\n</tool_call>");
            first = false;
        }
        close();
    }

    private String arguments(FunctionCall call) {
        if (dialect.argumentsVerbatim()) {
            return call.arguments();
        }
        try {
            JsonNode json = JSON.readTree(call.arguments());
            return json.isMissingNode() ? call.arguments() : PythonJson.write(json);
        } catch (JsonProcessingException e) {
            return call.arguments(); // what a model wrote that cannot be read stays as it is
        }
    }

    private void result(Message.FunctionResult message, int index) {
        if (index == 0 || !(messages.get(index - 1) instanceof Message.FunctionResult)) {
            open("user");
        }
        prompt.own("\n<tool_response>\n").text(message.content()).own("\n</tool_response>");
        if (index == messages.size() - 1 || !(messages.get(index + 1) instanceof Message.FunctionResult)) {
            close();
        }
    }

    /** What an assistant's message holds, by the rules of Qwen3's template. */
    private record Said(String reasoning, String content) {
        /** A thought that was not taken out of the content is found there. */
        static Said of(Message.Assistant message) {
            String content = message.content();
            int first = content.indexOf(Markers.THINK_END);
            if (!message.reasoning().isEmpty() || first < 0) {
                return new Said(message.reasoning(), content);
            }
            String before = withoutLast(content.substring(0, first));
            int open = before.lastIndexOf(Markers.THINK);
            String thought = open < 0 ? before : before.substring(open + Markers.THINK.length());
            String after = content.substring(content.lastIndexOf(Markers.THINK_END) + Markers.THINK_END.length());
            return new Said(withoutFirst(thought), withoutFirst(after));
        }
    }

    /** {@code text} without the line breaks it begins with. */
    private static String withoutFirst(String text) {
        int from = 0;
        while (from < text.length() && text.charAt(from) == '\n') {
            from++;
        }
        return text.substring(from);
    }

    /** {@code text} without the line breaks it ends in. */
    private static String withoutLast(String text) {
        int to = text.length();
        while (to > 0 && text.charAt(to - 1) == '\n') {
            to--;
        }
        return text.substring(0, to);
    }

    /** Index of the last message that is a user's own; thoughts before it are not shown again. */
    private static int lastQuery(List<Message> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i) instanceof Message.User user
                    && !(user.content().startsWith(Markers.RESULT)
                            && user.content().endsWith(Markers.RESULT_END))) {
                return i;
            }
        }
        return messages.size() - 1;
    }
}
