package dev.qwen4j.tools.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.tools.Risk;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McpServersFileTest {
    @TempDir
    Path folder;

    @Test
    void programs_and_addresses_are_read_as_editors_write_them() throws IOException {
        assertThat(read("""
                {"mcpServers": {
                  "files": {"command": "npx", "args": ["-y", "server", "${HOME}/x"], "env": {"A": "${B:-c}"}},
                  "wiki": {"type": "http", "url": "https://wiki.example/mcp", "headers": {"Authorization": "Bearer ${KEY}"},
                           "risk": "read", "timeoutSeconds": 5},
                  "old": {"command": "x", "disabled": true}
                }}
                """))
                .containsExactly(
                        new McpServer(
                                "files",
                                new McpServer.Stdio(List.of("npx", "-y", "server", "/home/me/x"), Map.of("A", "c")),
                                Risk.WRITE,
                                Duration.ofSeconds(30)),
                        new McpServer(
                                "wiki",
                                new McpServer.Http(
                                        URI.create("https://wiki.example/mcp"), Map.of("Authorization", "Bearer 123")),
                                Risk.READ,
                                Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {                                                                     | is not JSON
            {"servers": {}}                                                       | no object 'mcpServers'
            {"mcpServers": {"a": {}}}                                             | server 'a' | either 'command' or 'url'
            {"mcpServers": {"a": {"command": "x", "url": "http://y"}}}            | either 'command' or 'url'
            {"mcpServers": {"a": {"url": "ftp://y"}}}                             | http:// or https://
            {"mcpServers": {"a": {"type": "sse", "url": "http://y"}}}             | streamable HTTP
            {"mcpServers": {"a": {"command": "x", "risk": "harmless"}}}           | READ, WRITE, NETWORK or EXEC
            {"mcpServers": {"a": {"command": "x", "args": ["${NO_SUCH}"]}}}       | NO_SUCH, which is not set
            """)
    void what_is_wrong_is_named_with_the_entry(String text, String expected) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mcp.json")
                .hasMessageContaining(expected);
    }

    private List<McpServer> read(String text) throws IOException {
        Map<String, String> environment = Map.of("HOME", "/home/me", "KEY", "123");
        return McpServersFile.read(Files.writeString(folder.resolve("mcp.json"), text), environment::get);
    }
}
