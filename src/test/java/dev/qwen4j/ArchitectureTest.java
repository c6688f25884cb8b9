package dev.qwen4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which part may know which; the service is the one module that sees them all. */
class ArchitectureTest {
    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.qwen4j");
    }

    private static DescribedPredicate<JavaClass> ours() {
        return resideInAPackage("dev.qwen4j..");
    }

    @Test
    void classes_of_every_module_are_looked_at() {
        assertThat(classes.stream().map(JavaClass::getPackageName))
                .contains(
                        "dev.qwen4j.model",
                        "dev.qwen4j.tools",
                        "dev.qwen4j.interpreter",
                        "dev.qwen4j.agent",
                        "dev.qwen4j.service");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ai.djl..,           dev.qwen4j.model.transformer..
            com.knuddels..,     dev.qwen4j.model.tokenizer..
            org.graalvm..,      dev.qwen4j.interpreter.worker..
            io.roastedroot..,   dev.qwen4j.interpreter.worker.library..
            org.apache.lucene.., dev.qwen4j.tools.builtin..
            org.jsoup..,        dev.qwen4j.tools.builtin..
            com.ezylang..,      dev.qwen4j.tools.builtin..
            dev.langchain4j..,  dev.qwen4j.*.langchain4j..|dev.qwen4j.tools.mcp..
            io.quarkus..,       dev.qwen4j.service..
            io.vertx..,         dev.qwen4j.service..
            io.smallrye..,      dev.qwen4j.service..
            jakarta..,          dev.qwen4j.service..
            io.micrometer..,    dev.qwen4j.service..
            io.opentelemetry.., dev.qwen4j.service.telemetry..
            picocli..,          dev.qwen4j.service.cli..
            java.sql..,         dev.qwen4j.service.store..|dev.qwen4j.interpreter.worker.library..
            org.sqlite..,       dev.qwen4j.service.store..
            org.postgresql..,   dev.qwen4j.service.store..
            io.agroal..,        dev.qwen4j.service.store..
            org.flywaydb..,     dev.qwen4j.service.store..
            """)
    void library_stays_behind_its_own_packages(String library, String owners) {
        noClasses()
                .that()
                .resideOutsideOfPackages(owners.split("\\|"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(classes);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            dev.qwen4j.model..,       dev.qwen4j.model..
            dev.qwen4j.tools..,       dev.qwen4j.tools..
            dev.qwen4j.interpreter.., dev.qwen4j.interpreter..|dev.qwen4j.tools
            dev.qwen4j.agent..,       dev.qwen4j.agent..|dev.qwen4j.model..|dev.qwen4j.tools..
            dev.qwen4j.interpreter.worker.., dev.qwen4j.interpreter.worker..|dev.qwen4j.interpreter.protocol..|dev.qwen4j.interpreter.json..|dev.qwen4j.interpreter.plot..
            dev.qwen4j.interpreter.plot.., dev.qwen4j.interpreter.plot..|dev.qwen4j.interpreter.json..
            dev.qwen4j.interpreter.json.., dev.qwen4j.interpreter.json..
            dev.qwen4j.interpreter.protocol.., dev.qwen4j.interpreter.protocol..
            dev.qwen4j.service.http.., dev.qwen4j.service.http..|dev.qwen4j.service
            """)
    void package_knows_only_what_it_stands_on(String room, String floor) {
        noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat(ours().and(DescribedPredicate.not(resideInAnyPackage(floor.split("\\|")))))
                .check(classes);
    }

    @Test
    void nothing_below_the_service_knows_the_service() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.qwen4j.service..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.qwen4j.service..")
                .check(classes);
    }

    @Test
    void modules_and_their_packages_form_no_cycles() {
        slices().matching("dev.qwen4j.(*)..").should().beFreeOfCycles().check(classes);
        slices().matching("dev.qwen4j.*.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void java_serialization_is_not_used() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .check(classes);
    }

    @Test
    void processes_are_started_by_the_interpreter_only() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.qwen4j.interpreter")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class)
                .check(classes);
    }
}
