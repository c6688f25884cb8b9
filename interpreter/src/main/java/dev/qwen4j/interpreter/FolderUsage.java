package dev.qwen4j.interpreter;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** How much is in a folder: files and folders below it, and the bytes of the files. */
record FolderUsage(long bytes, long files) {
    static FolderUsage of(Path folder) throws IOException {
        long[] sum = new long[2];
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                sum[1] += visited.equals(folder) ? 0 : 1;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                sum[1]++;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Deleted in the meantime, or not readable for the session either.
                return FileVisitResult.CONTINUE;
            }
        });
        return new FolderUsage(sum[0], sum[1]);
    }
}
