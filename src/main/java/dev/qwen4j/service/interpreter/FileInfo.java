package dev.qwen4j.service.interpreter;

import dev.qwen4j.interpreter.sessions.SessionFiles;

/** A file as it is told about; {@code modified} in seconds since 1970. */
public record FileInfo(String name, long bytes, long modified) {
    static FileInfo of(SessionFiles.Entry entry) {
        return new FileInfo(entry.name(), entry.bytes(), entry.modified().getEpochSecond());
    }
}
