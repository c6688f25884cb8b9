package dev.qwen4j.model.checkpoint;

import java.io.IOException;

/** Unpacks the demo checkpoint in a JVM of its own, once it is told to, and prints the folder. */
final class UnpackProcess {
    private UnpackProcess() {}

    public static void main(String[] args) throws IOException {
        System.out.println("ready");
        if (System.in.read() >= 0) {
            System.out.println(EmbeddedCheckpoint.folder());
        }
    }
}
