package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which service a command talks to. */
final class ServiceOptions {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String KEY = "QWEN4J_API_KEY";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The service. Default: http://127.0.0.1:8080. Its key is read from " + KEY + ".")
    private URI url = URI.create("http://127.0.0.1:8080");

    /**
     * Sends a request without a body.
     *
     * @throws CommandFailure if the service cannot be reached, or refuses
     */
    JsonNode send(String method, String path, Map<String, String> environment) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE).method(method, BodyPublishers.noBody());
        String key = environment.get(KEY);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() >= 300) {
                String reason = answer.path("error").path("message").asText("HTTP status " + response.statusCode());
                throw new CommandFailure(ExitStatus.FAILED, url + " refuses: " + reason);
            }
            return answer;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.NETWORK,
                    "no answer from " + url + ": start it with 'qwen4j serve' or name another --url",
                    e);
        }
    }
}
