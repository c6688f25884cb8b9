package dev.qwen4j.tools.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.qwen4j.tools.Attachment;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolResult;
import dev.qwen4j.tools.ToolSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class OpenApiToolsTest {
    private static final String DOCUMENT = """
        openapi: 3.0.3
        info: {title: Pets, version: "1"}
        servers:
          - url: /{stage}
            variables: {stage: {default: v1}}
        paths:
          /pets:
            parameters:
              - {$ref: "#/components/parameters/Trace"}
            get:
              operationId: listPets
              summary: Lists pets.
              parameters:
                - {name: tag, in: query, schema: {type: array, items: {type: string}}}
                - {name: near, in: query, explode: false, schema: {type: array, items: {type: number}}}
                - {name: filter, in: query, style: deepObject, schema: {type: object}}
                - {name: limit, in: query, required: true, description: how many, schema: {type: integer, maximum: 9}}
            post:
              operationId: pets.create
              requestBody:
                required: true
                content:
                  application/json: {schema: {$ref: "#/components/schemas/Pet"}}
          /pets/{id}:
            get:
              operationId: getPet
              parameters:
                - {name: id, in: path, required: true, schema: {type: string}}
            delete:
              parameters:
                - {name: id, in: path, required: true, schema: {type: string}}
          /upload:
            post:
              operationId: upload
              requestBody: {required: true, content: {image/png: {}}}
          /login:
            post:
              operationId: login
              requestBody:
                content:
                  application/x-www-form-urlencoded: {schema: {type: object}}
        components:
          parameters:
            Trace: {name: X-Trace, in: header, schema: {type: string}}
          schemas:
            Pet:
              type: object
              required: [name]
              properties:
                name: {type: string}
                owner: {type: string, nullable: true}
                parent: {$ref: "#/components/schemas/Pet"}
        """;

    private final AtomicReference<String> seen = new AtomicReference<>("");
    private final AtomicInteger busy = new AtomicInteger();
    private HttpServer http;
    private URI base;

    @TempDir
    Path folder;

    @BeforeEach
    void serve() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
        base = URI.create("http://localhost:" + http.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    /** Keeps what came, and answers as the path says. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.set(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders()
                            .getOrDefault("Authorization", List.of("-"))
                            .getFirst() + " "
                    + exchange.getRequestHeaders()
                            .getOrDefault("X-Trace", List.of("-"))
                            .getFirst()
                    + (body.isEmpty() ? "" : " " + body));
            String path = exchange.getRequestURI().getPath();
            if (path.endsWith("openapi.yaml")) {
                respond(exchange, 200, "application/yaml", DOCUMENT);
            } else if (path.endsWith("/elsewhere")) {
                exchange.getResponseHeaders().set("Location", base + "/v1/pets/stolen");
                respond(exchange, 302, "text/plain", "moved");
            } else if (path.endsWith("/busy") && busy.getAndDecrement() > 0) {
                respond(exchange, 503, "text/plain", "busy");
            } else if (path.endsWith("/picture")) {
                respond(exchange, 200, "image/png", "png");
            } else if (path.endsWith("/nobody")) {
                respond(exchange, 404, "application/json", "{\"error\":\"no such pet\"}");
            } else {
                respond(exchange, 200, "application/json", "{\"ok\":true}");
            }
        }
    }

    private static void respond(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private OpenApiSource source(String document, String... allow) {
        return new OpenApiSource(
                "pets",
                document,
                null,
                List.of(allow),
                Map.of("Authorization", "Bearer key"),
                Map.of(),
                Duration.ofSeconds(20),
                2);
    }

    private ToolRegistry all() {
        return new ToolRegistry(OpenApiTools.of(source(base + "/openapi.yaml", "*")));
    }

    private static String result(ToolRegistry tools, String name, String input) throws InterruptedException {
        return tools.call(tools.read(name, input)).text();
    }

    @Test
    void operations_become_tools_with_schemas_of_their_own() {
        List<ToolSpec> specs = all().specs();

        assertThat(specs)
                .extracting(ToolSpec::name)
                .containsExactly("listPets", "pets_create", "getPet", "DELETE_pets_id", "login");
        assertThat(specs)
                .extracting(ToolSpec::risk)
                .containsExactly(Risk.NETWORK, Risk.WRITE, Risk.NETWORK, Risk.WRITE, Risk.WRITE);
        assertThat(specs.get(0).description()).isEqualTo("Lists pets.");
        assertThat(specs.get(0).parameters().path("required")).hasToString("[\"limit\"]");
        assertThat(specs.get(1).parameters().at("/properties/body/$ref").asText())
                .isEqualTo("#/$defs/components_schemas_Pet");
        assertThat(specs.get(1).parameters().at("/$defs/components_schemas_Pet/properties/owner/type"))
                .hasToString("[\"string\",\"null\"]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        listPets | {"limit": "3", "tag": ["a b", "c&d"]}      | GET /v1/pets?tag=a%20b&tag=c%26d&limit=3 Bearer key -
        listPets | {"limit": 3, "near": [1, 2.5]}             | GET /v1/pets?near=1%2C2.5&limit=3 Bearer key -
        listPets | {"limit": 3, "filter": {"age": 2}}         | GET /v1/pets?filter%5Bage%5D=2&limit=3 Bearer key -
        listPets | {"limit": 3, "X-Trace": "t"}               | GET /v1/pets?limit=3 Bearer key t
        getPet   | {"id": "../admin?x=1"}                     | GET /v1/pets/..%2Fadmin%3Fx%3D1 Bearer key -
        getPet   | {"id": ".."}                               | GET /v1/pets/%2E%2E Bearer key -
        DELETE_pets_id | {"id": "7"}                          | DELETE /v1/pets/7 Bearer key -
        pets_create | {"body": {"name": "Rex", "parent": {"name": "Max"}}} | \
        POST /v1/pets Bearer key - {"name":"Rex","parent":{"name":"Max"}}
        login    | {"body": {"user": "a=b", "pass": "ü"}}     | POST /v1/login Bearer key - user=a%3Db&pass=%C3%BC
        """)
    void arguments_travel_as_the_document_says(String tool, String input, String expected) throws InterruptedException {
        assertThat(result(all(), tool, input)).isEqualTo("{\"ok\":true}");
        assertThat(seen.get()).isEqualTo(expected);
    }

    @Test
    void reading_is_tried_again_while_the_server_is_busy_and_writing_is_not() throws InterruptedException {
        ToolRegistry tools = all();
        busy.set(1);
        assertThat(result(tools, "getPet", "{\"id\": \"busy\"}")).isEqualTo("{\"ok\":true}");
        busy.set(1);
        assertThat(result(tools, "DELETE_pets_id", "{\"id\": \"busy\"}")).isEqualTo("Error: HTTP 503: busy");
    }

    @Test
    void arguments_that_do_not_fit_are_not_sent() throws InterruptedException {
        ToolRegistry tools = all();
        seen.set("nothing");

        assertThat(result(tools, "listPets", "{\"limit\": 12}")).contains("limit");
        assertThat(result(tools, "pets_create", "{\"body\": {\"parent\": {}}}")).contains("name");
        assertThat(seen.get()).isEqualTo("nothing");
    }

    @Test
    void answers_that_are_no_success_are_told_and_redirections_are_not_followed() throws InterruptedException {
        ToolRegistry tools = all();

        assertThat(result(tools, "getPet", "{\"id\": \"nobody\"}"))
                .isEqualTo("Error: HTTP 404: {\"error\":\"no such pet\"}");
        assertThat(result(tools, "getPet", "{\"id\": \"elsewhere\"}")).startsWith("Error: HTTP 302");
        assertThat(seen.get()).contains("elsewhere");
        assertThat(tools.call(tools.read("getPet", "{\"id\": \"picture\"}")))
                .isEqualTo(new ToolResult.Ok(ToolOutput.of("The result is a file of type image/png, shown to the user.")
                        .with(new Attachment("result.png", "image/png", "png".getBytes(StandardCharsets.UTF_8)))));
        http.stop(0);
        assertThat(result(tools, "getPet", "{\"id\": \"1\"}")).startsWith("Error: localhost cannot be reached");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                        | listPets getPet
        getPet                    | getPet
        POST /pets                | pets_create
        * /pets/{id}              | getPet DELETE_pets_id
        GET *                     | listPets getPet
        """)
    void only_what_is_allowed_is_offered(String allow, String expected) {
        OpenApiSource source = allow.isEmpty() ? source(base + "/openapi.yaml") : source(base + "/openapi.yaml", allow);

        assertThat(OpenApiTools.of(source))
                .extracting(tool -> tool.spec().name())
                .containsExactly(expected.split(" "));
    }

    @Test
    void a_folder_of_documents_is_read_with_an_address_from_the_configuration() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), DOCUMENT);
        Files.writeString(
                folder.resolve("b.json"),
                "{\"openapi\": \"3.1.0\", \"paths\": {\"/now\": {\"get\": {\"operationId\": \"now\"}}}}");
        Files.writeString(folder.resolve("notes.txt"), "no document");
        Path file = Files.writeString(folder.resolve("tools.conf"), """
            {"openapi": {"all": {"document": ".", "baseUrl": "${BASE:-https://api.example}/x/",
                                 "headers": {"Key": "${KEY}"}, "timeoutSeconds": 5}}}
            """);

        List<OpenApiSource> sources = OpenApiFile.read(file, Map.of("KEY", "secret")::get);
        List<Tool> tools = OpenApiTools.of(sources.getFirst());

        assertThat(sources.getFirst().headers()).containsEntry("Key", "secret");
        assertThat(sources.getFirst().timeout()).hasSeconds(5);
        assertThat(tools).extracting(tool -> tool.spec().name()).containsExactly("listPets", "getPet", "now");
        assertThat(sources.getFirst().baseUrl()).hasToString("https://api.example/x/");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        swagger: "2.0"                                                                   | not an OpenAPI 3 document
        {"openapi": "3.0.0", "paths": {}}                                                | does not say where
        {"openapi": "3.0.0", "servers": [{"url": "https://x"}], "paths": {}}             | no operation
        {"openapi": "3.0.0", "paths": {"/a": {"$ref": "file:///etc/passwd"}}}            | only references within
        {"openapi": "3.0.0", "paths": {"/a": {"$ref": "http://169.254.169.254/a"}}}      | only references within
        a: [                                                                             | neither JSON nor YAML
        """)
    void what_is_wrong_with_a_document_is_named(String text, String expected) throws IOException {
        Path document = Files.writeString(folder.resolve("d.yaml"), text);

        assertThatThrownBy(() -> OpenApiTools.of(source(document.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        [                                                       | is not JSON
        {}                                                      | no object 'openapi'
        {"openapi": {"a": {}}}                                  | needs 'document'
        {"openapi": {"a": {"document": "x", "baseUrl": "y"}}}   | http:// or https://
        {"openapi": {"a": {"document": "${NO_SUCH}"}}}          | NO_SUCH, which is not set
        """)
    void what_is_wrong_with_the_configuration_is_named(String text, String expected) throws IOException {
        Path file = Files.writeString(folder.resolve("openapi.json"), text);

        assertThatThrownBy(() -> OpenApiFile.read(file, name -> null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("openapi.json")
                .hasMessageContaining(expected);
    }
}
