package dev.qwen4j.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.AgentEvent.Observation.Status;
import dev.qwen4j.agent.Transcript.Exchange;
import dev.qwen4j.agent.Transcript.Turn;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolCall;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolResult;
import dev.qwen4j.tools.ToolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** The calls of one run: which are made, and what comes of them. A call is written down before it is made. */
final class Calls {
    private static final int SAME_CALL_LIMIT = 3;
    private static final String REPEATED =
            "Error: you made this call before, and its result will not change: use the results you have, or another action";
    private static final String INTERRUPTED =
            "Error: interrupted, not repeated. The program ended during this call, and"
                    + " nobody knows what it had done by then: check that before you do it again";

    private final ToolRegistry tools;
    private final ApprovalPolicy policy;
    private final RunState state;
    private final Recorder recorder;

    Calls(ToolRegistry tools, ApprovalPolicy policy, RunState state, Recorder recorder) {
        this.tools = tools;
        this.policy = policy;
        this.state = state;
        this.recorder = recorder;
    }

    /** Deals with one of the calls that the model asks for in a step. */
    void ask(int index) throws InterruptedException {
        Step.Call written = state.calls().action().calls().get(index);
        String id = state.calls().id(index);
        switch (written.readBy(tools)) {
            case ToolCall.Refused refused -> notMade(id, refused.name(), "Error: " + refused.reason(), Status.REFUSED);
            case ToolCall.Ready call -> ask(id, call, written.input());
        }
    }

    private void ask(String id, ToolCall.Ready call, String input) throws InterruptedException {
        ToolSpec spec = call.tool().spec();
        ToolLimits limits = state.limits().of(spec.name());
        RunState.Used used = state.used(spec.name());
        int before = state.requestsFor(call);
        if (before >= SAME_CALL_LIMIT) {
            spent(Budget.SAME_CALL, "the model kept making the same call to " + spec.name());
        } else if (before == SAME_CALL_LIMIT - 1) {
            notMade(id, spec.name(), REPEATED, Status.REPEATED);
        } else if (used.time().compareTo(limits.perRun()) >= 0) {
            spent(Budget.TOOL_TIME, "the time for " + spec.name() + " was used up");
        } else if (used.bytes() >= limits.bytesPerRun()) {
            spent(Budget.TOOL_BYTES, "the bytes for observations of " + spec.name() + " were used up");
        } else {
            decide(id, call, input);
        }
    }

    private void decide(String id, ToolCall.Ready call, String input) {
        ToolSpec spec = call.tool().spec();
        boolean afterNetwork = afterNetwork();
        switch (policy.decide(new ApprovalPolicy.Request(spec, call.arguments(), afterNetwork, state.repairs()))) {
            case ALLOW -> write(id, spec.name(), input, call.arguments());
            case DENY ->
                notMade(
                        id,
                        spec.name(),
                        "Error: this call is not allowed here" + (afterNetwork ? " after reading from the network" : "")
                                + ": use another action, or answer with what you know",
                        Status.DENIED);
            case ASK -> {
                String reason = whyAsked(spec.risk(), afterNetwork);
                recorder.tell(stamp -> new AgentEvent.ApprovalNeeded(
                        stamp, id, spec.name(), input, call.arguments(), spec.risk(), reason));
            }
        }
    }

    /** What there is to know of a call that the policy asks about. */
    private String whyAsked(Risk risk, boolean afterNetwork) {
        if (afterNetwork && (risk == Risk.WRITE || risk == Risk.EXEC)) {
            return "text from the network was read before";
        }
        String repairs = String.join(", ", state.repairs());
        return "its risk is " + risk
                + (repairs.isEmpty() ? "" : ", and it could be read only with a repair: " + repairs);
    }

    /** Does as somebody answered. */
    void decided(AgentEvent.ApprovalNeeded needed, Approval approval) {
        if (approval.allowed()) {
            write(needed.callId(), needed.tool(), needed.input(), needed.arguments());
        } else {
            notMade(
                    needed.callId(),
                    needed.tool(),
                    "Error: the user did not allow this call"
                            + (approval.comment().isBlank()
                                    ? ""
                                    : ", and says: " + approval.comment().strip())
                            + ". Use another action, or answer with what you know",
                    Status.DENIED);
        }
    }

    private void write(String id, String tool, String input, ObjectNode arguments) {
        recorder.tell(stamp -> new AgentEvent.Action(stamp, id, tool, input, arguments));
    }

    private void notMade(String id, String tool, String text, Status status) {
        recorder.tell(stamp -> new AgentEvent.Observation(stamp, id, tool, ToolOutput.of(text), status, Duration.ZERO));
    }

    /** What is under way has its receipt before the run comes to its end. */
    private void spent(Budget budget, String message) throws InterruptedException {
        List<AgentEvent.Action> underWay = state.calls().underWay();
        if (!underWay.isEmpty()) {
            make(underWay);
            return; // asked again
        }
        recorder.tell(stamp -> new AgentEvent.BudgetSpent(stamp, budget, message));
    }

    /** A call that was begun. */
    private record Begun(AgentEvent.Action action, Optional<ToolThread> thread, Duration limit) {}

    /** Makes calls that are written down, all at once; their receipts come in order. */
    void make(List<AgentEvent.Action> actions) throws InterruptedException {
        List<Begun> begun = actions.stream().map(this::begin).toList();
        try {
            for (Begun call : begun) {
                end(call);
            }
        } finally {
            for (Begun call : begun) {
                call.thread().ifPresent(ToolThread::interrupt);
            }
        }
    }

    private Begun begin(AgentEvent.Action action) {
        ToolLimits limits = state.limits().of(action.tool());
        Duration left = limits.perRun().minus(state.used(action.tool()).time());
        Duration limit = limits.perCall().compareTo(left) < 0 ? limits.perCall() : left;
        Optional<ToolThread> thread = tools.find(action.tool())
                .map(tool -> ToolThread.start(tools, new ToolCall.Ready(tool, action.arguments())));
        return new Begun(action, thread, limit);
    }

    private void end(Begun call) throws InterruptedException {
        AgentEvent.Action action = call.action();
        if (call.thread().isEmpty()) {
            ToolOutput gone = ToolOutput.of("Error: this tool is not there any more: use another");
            observe(action, gone, Status.FAILED, Duration.ZERO);
            return;
        }
        ToolThread thread = call.thread().get();
        try {
            ToolResult result = thread.result(call.limit());
            switch (result) {
                case ToolResult.Ok ok -> observe(action, ok.output(), Status.OK, thread.time());
                case ToolResult.Failed failed ->
                    observe(action, ToolOutput.of(failed.text()), Status.FAILED, thread.time());
            }
        } catch (TimeoutException e) {
            String text = "Error: " + action.tool() + " was given up after "
                    + call.limit().toMillis() / 1000.0
                    + " s; whether it did its work is not known. Ask for less, or use another action";
            observe(action, ToolOutput.of(text), Status.TIMED_OUT, thread.time());
        }
    }

    private void observe(AgentEvent.Action action, ToolOutput output, Status status, Duration duration) {
        long bytesLeft = state.limits().of(action.tool()).bytesPerRun()
                - state.used(action.tool()).bytes();
        ToolOutput shown = new ToolOutput(capped(output.text(), bytesLeft), output.attachments(), output.answer());
        recorder.tell(
                stamp -> new AgentEvent.Observation(stamp, action.callId(), action.tool(), shown, status, duration));
    }

    private static String capped(String text, long bytes) {
        byte[] all = text.getBytes(UTF_8);
        if (all.length <= bytes) {
            return text;
        }
        int end = Math.toIntExact(bytes);
        while (end > 0 && (all[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(all, 0, end, UTF_8) + "\n[" + (all.length - end)
                + " more bytes were cut: this tool's share is used up]";
    }

    /** Deals with calls that were written down when the process ended. Only reading may be done again. */
    void recover(List<AgentEvent.Action> actions) throws InterruptedException {
        List<AgentEvent.Action> again = new ArrayList<>();
        for (AgentEvent.Action action : actions) {
            boolean reading = tools.find(action.tool())
                    .filter(tool -> tool.spec().risk() == Risk.READ)
                    .isPresent();
            if (reading) {
                again.add(action);
            } else {
                observe(action, ToolOutput.of(INTERRUPTED), Status.INTERRUPTED, Duration.ZERO);
            }
        }
        make(again);
    }

    /** Whether strangers' text is in the conversation; what a tool brought that is gone by now may be some. */
    private boolean afterNetwork() {
        if (state.calls().hasBeen(Risk.NETWORK)) {
            return true;
        }
        for (Turn turn : state.transcript().turns()) {
            for (Exchange exchange : turn.exchanges()) {
                if (exchange.step() instanceof Step.Action action
                        && action.calls().stream()
                                .anyMatch(call -> tools.find(call.tool())
                                        .map(tool -> tool.spec().risk() == Risk.NETWORK)
                                        .orElse(true))) {
                    return true;
                }
            }
        }
        return false;
    }
}
