package dev.qwen4j.interpreter.worker;

import dev.qwen4j.interpreter.protocol.Message;
import dev.qwen4j.interpreter.protocol.MessageWriter;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Calls from Python to the service, one at a time: the thread that runs Python waits for each answer. */
final class HostCalls {
    private final MessageWriter writer;
    private final BlockingQueue<Message.Answer> answers = new LinkedBlockingQueue<>();
    private long calls;

    HostCalls(MessageWriter writer) {
        this.writer = writer;
    }

    /** For the thread that reads messages. */
    void answered(Message.Answer answer) {
        answers.add(answer);
    }

    /**
     * Called by the thread that runs Python.
     *
     * @throws InterruptedException if the cell is interrupted; an answer that comes later is for nobody
     */
    Message.Answer call(long cell, String function, String argument) throws IOException, InterruptedException {
        long call = ++calls;
        writer.write(new Message.Call(cell, call, function, argument));
        Message.Answer answer = answers.take();
        while (answer.call() != call) {
            answer = answers.take();
        }
        return answer;
    }
}
