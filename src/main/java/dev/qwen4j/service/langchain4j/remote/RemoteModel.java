package dev.qwen4j.service.langchain4j.remote;

import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.qwen4j.agent.langchain4j.ChatLanguageModel;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model that another server runs and OpenAI's API reaches: vLLM, llama-server, Ollama, or this service elsewhere.
 *
 * @param url up to {@code /v1}
 * @param name as the server calls the model
 * @param keyFile holds the key that the server wants; null if it wants none
 * @param contextLength of the model, in tokens
 */
public record RemoteModel(URI url, String name, @Nullable Path keyFile, int contextLength) {
    /** Longer than any run may take. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    public RemoteModel {
        if (url.getHost() == null || !Set.of("http", "https").contains(String.valueOf(url.getScheme()))) {
            throw new IllegalArgumentException("the model's url must be like http://host:8000/v1 but is '" + url + "'");
        }
        if (name.isBlank()) {
            throw new IllegalArgumentException("the model needs a name: give the one that its server knows");
        }
    }

    /**
     * Makes the model; nothing is sent yet.
     *
     * @throws ModelException if the file of the key cannot be read
     */
    public LanguageModel open() {
        // Some servers take the offer of HTTP/2 in the clear for a request without a body.
        HttpClient.Builder http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        OpenAiChatModel model = OpenAiChatModel.builder()
                .httpClientBuilder(JdkHttpClient.builder().httpClientBuilder(http))
                .baseUrl(url.toString())
                .apiKey(key())
                .modelName(name)
                .timeout(PATIENCE)
                .build();
        return new ChatLanguageModel(name, model, contextLength);
    }

    /** The client insists on one. */
    private String key() {
        if (keyFile == null) {
            return "none";
        }
        try {
            return Files.readString(keyFile).strip();
        } catch (IOException e) {
            throw new ModelException(
                    "the file with the model's key " + keyFile + " cannot be read: " + e.getMessage(), e);
        }
    }
}
