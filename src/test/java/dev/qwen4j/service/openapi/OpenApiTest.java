package dev.qwen4j.service.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The document of the API against the code that answers. */
@QuarkusTest
@Timeout(90)
class OpenApiTest {
    private static final OpenApiDocument DOCUMENT = OpenApiDocument.read();

    /** Bodies, by the names of their schemas. */
    private static final Map<String, String> BODIES = Map.of(
            "ChatRequest", "dev.qwen4j.service.openai.ChatRequest",
            "ChatMessage", "dev.qwen4j.service.openai.ChatRequest$ChatMessage",
            "TextRequest", "dev.qwen4j.service.openai.TextRequest",
            "ResponseRequest", "dev.qwen4j.service.openai.ResponseRequest",
            "RunRequest", "dev.qwen4j.service.runs.RunRequest",
            "RunSampling", "dev.qwen4j.service.runs.RunSampling",
            "ApproveRequest", "dev.qwen4j.service.runs.RunsResource$ApproveRequest",
            "ForkRequest", "dev.qwen4j.service.runs.RunsResource$ForkRequest",
            "CellRequest", "dev.qwen4j.service.interpreter.CellRequest",
            "Session", "dev.qwen4j.service.interpreter.SessionInfo");

    @Test
    void document_has_the_routes_that_exist_and_no_others() throws ReflectiveOperationException {
        Set<String> routes = new TreeSet<>();
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.qwen4j.service");
        for (JavaClass each : classes) {
            if (each.isAnnotatedWith(Path.class)) {
                Class<?> resource = Class.forName(each.getName());
                for (Method method : resource.getDeclaredMethods()) {
                    httpMethod(method).ifPresent(http -> routes.add(http + " " + path(resource, method)));
                }
            }
        }

        Set<String> documented = new TreeSet<>();
        DOCUMENT.operations().forEach(operation -> documented.add(operation.toString()));
        assertThat(documented).isEqualTo(routes);
    }

    private static Optional<String> httpMethod(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (http != null) {
                return Optional.of(http.value());
            }
        }
        return Optional.empty();
    }

    private static String path(Class<?> resource, Method method) {
        String path = resource.getAnnotation(Path.class).value();
        if (method.isAnnotationPresent(Path.class)) {
            String more = method.getAnnotation(Path.class).value();
            path += more.startsWith("/") ? more : "/" + more;
        }
        return path.replaceAll("\\{(\\w+)\\s*:[^}]*}", "{$1}");
    }

    @Test
    void schemas_of_bodies_have_the_fields_that_are_read() throws ReflectiveOperationException {
        ObjectMapper mapper = new ObjectMapper();
        for (Map.Entry<String, String> body : BODIES.entrySet()) {
            BeanDescription described =
                    mapper.getDeserializationConfig().introspect(mapper.constructType(Class.forName(body.getValue())));

            Set<String> fields = described.findProperties().stream()
                    .map(BeanPropertyDefinition::getName)
                    .collect(Collectors.toCollection(TreeSet::new));

            Set<String> documented = new TreeSet<>();
            DOCUMENT.schema(body.getKey()).path("properties").fieldNames().forEachRemaining(documented::add);
            assertThat(documented).as(body.getKey()).isEqualTo(fields);
        }
    }

    @Test
    void every_reference_leads_somewhere_and_every_operation_can_fail() {
        for (JsonNode reference : DOCUMENT.root().findValues("$ref")) {
            assertThat(DOCUMENT.root().at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        }
        assertThat(DOCUMENT.operations()).allSatisfy(operation -> {
            assertThat(operation.json().at("/responses/default/$ref").asText())
                    .isEqualTo("#/components/responses/Error");
            assertThat(operation.json().path("operationId").asText()).isNotEmpty();
        });
    }

    @Test
    void document_is_served_where_people_look_for_it() {
        for (String path : new String[] {"/openapi.json", "/q/openapi"}) {
            given().get(path).then().statusCode(200).body("info.title", equalTo("Qwen4j"));
        }
    }

    @Test
    void swagger_ui_is_served_from_here_under_a_policy_of_its_own() {
        given().get("/api/")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("style-src 'self' 'unsafe-inline'"))
                .body(containsString("/lib/swagger-ui/swagger-ui-bundle.js"))
                .body(not(containsString("//cdn")));
        for (String file : new String[] {"swagger-ui-bundle.js", "swagger-ui.css"}) {
            given().get("/lib/swagger-ui/" + file).then().statusCode(200);
        }
        given().redirects()
                .follow(false)
                .get("/q/swagger-ui")
                .then()
                .statusCode(302)
                .header("Location", "/api/");
        assertThat(given().get("/").header("Content-Security-Policy"))
                .contains("require-trusted-types-for")
                .doesNotContain("unsafe");
    }
}
