package dev.qwen4j.agent.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.Usage;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.FunctionFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Any LangChain4j {@link ChatModel} as a {@link LanguageModel}, so that a model behind Ollama, vLLM, llama-server or a
 * cloud's interface drives the same loop, by its own tool calls. Thread-safe if the chat model is.
 *
 * <p>A prompt is the request as JSON; a completion is what the model replied, its calls as {@code <tool_call>}, told in one
 * piece. Tokens of a prompt are estimated by its length. A call that is interrupted is left behind if the chat model
 * does not hear interrupts. Nobody can be held to a grammar here.
 */
public final class ChatLanguageModel implements LanguageModel {
    private static final int CHARS_PER_TOKEN = 3;

    private final String name;
    private final ChatModel model;
    private final int contextLength;
    private final ChatFormat format = new ChatFormat();

    /**
     * @param name for people
     * @param contextLength of the model in tokens
     */
    public ChatLanguageModel(String name, ChatModel model, int contextLength) {
        if (contextLength < 1) {
            throw new IllegalArgumentException("contextLength must be positive but is " + contextLength);
        }
        this.name = name;
        this.model = model;
        this.contextLength = contextLength;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ChatTemplate chatTemplate() {
        return messages -> format.render(Conversation.of(messages));
    }

    @Override
    public FunctionFormat functionFormat() {
        return format;
    }

    /** Tokens up to 1,024; what is left as it is here, the chat model decides. */
    @Override
    public GenerationConfig defaults() {
        return GenerationConfig.GREEDY.withDoSample(true).withMaxNewTokens(1024);
    }

    @Override
    public int contextLength() {
        return contextLength;
    }

    @Override
    public int countTokens(Prompt prompt) {
        return prompt.display().length() / CHARS_PER_TOKEN + 1;
    }

    /** @param config of which the token limit, the stop words, temperature and top-p count */
    @Override
    public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
            throws InterruptedException {
        ChatRequest.Builder request = ChatFormat.request(prompt).maxOutputTokens(config.maxNewTokens());
        if (!config.stopWords().isEmpty()) {
            request.stopSequences(config.stopWords());
        }
        if (!config.doSample()) {
            request.temperature(0.0);
        } else if (config.temperature() != 1) {
            request.temperature(config.temperature());
        }
        if (config.topP() < 1) {
            request.topP(config.topP());
        }
        ChatResponse response = ask(request.build());
        AiMessage reply = response.aiMessage();
        String text = ChatFormat.text(reply);
        onText.accept(text);
        boolean cut = response.finishReason() == dev.langchain4j.model.output.FinishReason.LENGTH;
        return new Completion(
                text, cut ? FinishReason.LENGTH : FinishReason.END_OF_TEXT, usage(prompt, text, response.tokenUsage()));
    }

    private Usage usage(Prompt prompt, String text, @Nullable TokenUsage told) {
        return told != null && told.inputTokenCount() != null && told.outputTokenCount() != null
                ? new Usage(told.inputTokenCount(), told.outputTokenCount())
                : new Usage(countTokens(prompt), text.length() / CHARS_PER_TOKEN + 1);
    }

    /** On a thread of its own: few chat models hear an interrupt. */
    private ChatResponse ask(ChatRequest request) throws InterruptedException {
        FutureTask<ChatResponse> task = new FutureTask<>(() -> model.chat(request));
        Thread thread = Thread.ofVirtual().name("chat model").start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new ChatModelException(name, e.getCause() == null ? e : e.getCause());
        } finally {
            thread.interrupt();
        }
    }

    /** Does nothing: the chat model is its owner's. */
    @Override
    public void close() {}
}
