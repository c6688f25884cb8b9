package dev.qwen4j.tools.builtin;

import static dev.qwen4j.tools.builtin.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentSearchTest {
    @TempDir
    Path folder;

    private DocumentSearch documents;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("handbook"));
        Files.writeString(folder.resolve("handbook/vacation.md"), """
                # Vacation

                Every employee has 28 vacation days per year.

                Unused days expire on 31 March.

                ## Parental leave

                Ask Johanna in room 4.
                """);
        Files.writeString(
                folder.resolve("travel.txt"),
                "Trains are booked by Ms Keller.\n\nFlights need the approval of two directors.");
        Files.writeString(folder.resolve("leave-zh.md"), "# 休假制度\n\n每位员工每年有二十八天年假。\n\n报销由李明负责。");
        Files.writeString(folder.resolve("prices.csv"), "fruit,price\napple,1.20\npear,1.55\n");
        Files.writeString(
                folder.resolve("page.html"),
                "<html><head><style>p{}</style></head><body><p>The <b>canteen</b> opens at noon.</p><script>x</script></body></html>");
        Files.write(folder.resolve("broken.txt"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        documents = new DocumentSearch(folder);
    }

    private String search(String query) {
        return call(
                documents,
                JsonNodeFactory.instance.objectNode().put("query", query).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                vacation days            | [handbook/vacation.md] Every employee has 28 vacation days per year.
                how many vacation days do we have? | [handbook/vacation.md] Every employee has 28 vacation days per year.
                parental leave           | [handbook/vacation.md] Ask Johanna in room 4.
                who books a train        | [travel.txt] Trains are booked by Ms Keller.
                flight approvals         | [travel.txt] Flights need the approval of two directors.
                年假有几天                 | [leave-zh.md] 每位员工每年有二十八天年假。
                报销                      | [leave-zh.md] 报销由李明负责。
                price of a pear          | [prices.csv] pear,1.55
                CANTEEN                  | [page.html] The canteen opens at noon.
                """)
    void the_best_passage_comes_first(String query, String passage) {
        assertThat(search(query).lines().findFirst()).contains(passage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"submarine", "量子", "?!", "the", "AND OR NOT", "field:value"})
    void what_is_nowhere_gives_no_results(String query) {
        assertThat(search(query)).isEqualTo("no results");
    }

    @Test
    void changes_of_the_files_are_seen() throws IOException {
        assertThat(search("submarine")).isEqualTo("no results");

        Files.writeString(folder.resolve("new.txt"), "The submarine leaves at dawn.");
        assertThat(search("submarine")).isEqualTo("[new.txt] The submarine leaves at dawn.");

        Files.writeString(folder.resolve("new.txt"), "The submarine was sold last year.");
        assertThat(search("submarine")).isEqualTo("[new.txt] The submarine was sold last year.");

        Files.delete(folder.resolve("new.txt"));
        assertThat(search("submarine")).isEqualTo("no results");
    }

    @Test
    void links_and_hidden_files_are_not_read() throws IOException {
        Path outside = Files.createTempDirectory("outside");
        Files.writeString(outside.resolve("secret.txt"), "The submarine code is 4711.");
        Files.createSymbolicLink(folder.resolve("link.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(folder.resolve("link"), outside);
        Files.writeString(folder.resolve(".hidden.txt"), "submarine");

        assertThat(search("submarine")).isEqualTo("no results");
    }

    @Test
    void a_folder_that_is_missing_or_empty_has_no_results() {
        documents = new DocumentSearch(folder.resolve("none"));

        assertThat(search("vacation")).isEqualTo("no results");
    }

    @Test
    void a_long_paragraph_is_cut_between_sentences() throws IOException {
        Files.writeString(folder.resolve("long.txt"), "The lighthouse is red. ".repeat(100) + "The submarine is blue.");

        assertThat(search("submarine"))
                .startsWith("[long.txt] The lighthouse")
                .endsWith("The submarine is blue.")
                .hasSizeLessThan(650);
    }

    @Test
    void an_empty_query_is_told() {
        assertThat(search(" ")).startsWith("Error: the query is empty");
        assertThat(search("vacation ".repeat(100_000))).contains("28 vacation days");
    }
}
