package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be refused before the service starts; its endpoints have tests of their own. */
class ServeCommandTest {
    @AfterEach
    void forget_configuration() {
        System.clearProperty("quarkus.http.host");
        System.clearProperty("quarkus.http.port");
        System.clearProperty("qwen4j.model.path");
        System.clearProperty("qwen4j.model.precision");
    }

    @Test
    void address_is_told_to_programs() {
        System.setProperty("quarkus.http.host", "::1");
        System.setProperty("quarkus.http.port", "9090");

        assertThat(ServeCommand.address()).hasToString("{\"url\":\"http://[::1]:9090\"}");
    }

    @Test
    void busy_port_is_one_line_and_status_5() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(busy.getLocalPort());

            Invocation serve = Invocation.of("serve", "--port", port);

            assertThat(serve.status()).isEqualTo(ExitStatus.NETWORK);
            assertThat(serve.error()).hasLineCount(1).contains(port, "--port");
        }
    }

    @Test
    void address_of_another_machine_is_one_line_and_status_5() {
        Invocation serve = Invocation.of("serve", "--host", "192.0.2.1", "--port", "0");

        assertThat(serve.status()).isEqualTo(ExitStatus.NETWORK);
        assertThat(serve.error()).hasLineCount(1).contains("192.0.2.1");
    }

    @Test
    void impossible_port_is_wrong_usage() {
        assertThat(Invocation.of("serve", "--port", "70000").status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void unusable_model_is_refused_before_the_port_opens(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("pytorch_model.bin"), "pickle");

        Invocation serve = Invocation.of("serve", "--model", folder.toString());

        assertThat(serve.status()).isEqualTo(ExitStatus.BAD_MODEL);
        assertThat(serve.error()).hasLineCount(1).contains(folder.toString());
    }

    @Test
    void wrong_file_of_mcp_servers_is_wrong_usage(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("mcp.json"), "{}");

        Invocation serve = Invocation.of("serve", "--mcp", file.toString());

        assertThat(serve.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(serve.error()).hasLineCount(1).contains("mcp.json", "mcpServers");
    }

    @Test
    void missing_documents_are_wrong_usage() {
        Invocation serve = Invocation.of("serve", "--documents", "/no/such/folder");

        assertThat(serve.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(serve.error()).hasLineCount(1).contains("/no/such/folder");
    }
}
