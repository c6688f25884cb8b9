package dev.qwen4j.service;

import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.AgentOptions;
import dev.qwen4j.agent.Constrain;
import dev.qwen4j.agent.Overflow;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.interpreter.WorkerOptions;
import dev.qwen4j.model.Batching;
import dev.qwen4j.model.ComputeDevice;
import dev.qwen4j.model.Decode;
import dev.qwen4j.model.KvType;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.service.langchain4j.remote.RemoteModel;
import dev.qwen4j.tools.Risk;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a user of the service can set, as {@code qwen4j.*} properties or {@code QWEN4J_*} environment variables. */
@ConfigMapping(prefix = "qwen4j")
public interface Qwen4jConfig {
    Model model();

    Session session();

    Interpreter interpreter();

    Limits limits();

    Streams streams();

    /** A file with the keys that clients have to name, one a line; without it the service answers its own machine only. */
    Optional<Path> apiKeys();

    /**
     * Where runs are kept: {@code jdbc:sqlite:FILE}, or {@code jdbc:postgresql://HOST/DATABASE?user=...&password=...} for
     * several services together; without it the SQLite file {@code ~/.local/share/qwen4j/store.db}.
     */
    Optional<String> store();

    /** After which time without a sign of life another service goes on with the runs of one; all have the same. */
    @WithDefault("15s")
    Duration lease();

    /** Which model to run. */
    interface Model {
        /** A checkpoint folder in Hugging Face layout; without it the embedded demo model runs. */
        Optional<Path> path();

        /** OpenAI's API of another server that runs the model, up to {@code /v1}; what is below is then that server's. */
        Optional<URI> url();

        /** What that server calls the model. */
        Optional<String> name();

        /** A file with the key that the server wants; without it none is sent. */
        Optional<Path> keyFile();

        /** Tokens of a prompt and what is written after it that the model on that server takes. */
        @WithDefault("32768")
        int contextLength();

        /** The model of another server, if one is named. */
        default Optional<RemoteModel> remote() {
            return url().map(address ->
                    new RemoteModel(address, name().orElse(""), keyFile().orElse(null), contextLength()));
        }

        /** Where weights are and arithmetic is done: auto (a GPU if there is one), cpu, cuda or cuda:N. */
        @WithDefault("auto")
        ComputeDevice device();

        /** How weights are kept and multiplied: auto (by the CPU), bf16, fp32, int8, int4 or nf4. */
        @WithDefault("auto")
        Precision precision();

        /** Tokens of a prompt that go through the model together. */
        @WithDefault("512")
        int prefillChunk();

        /** For each layer how many tokens a token sees, 0 for all; without it what the checkpoint says. */
        Optional<List<Integer>> windows();

        /** The form of keys and values: {@code fp32}, {@code bf16}, half of the memory, or {@code int8}, a quarter. */
        @WithDefault("fp32")
        KvType kvType();

        /** What computes the tokens of an answer: auto (by the CPU), vector or pytorch. */
        @WithDefault("auto")
        Decode decode();

        /** Whether a text has the same bits whatever else is answered; long prompts are read more slowly then. */
        @WithDefault("false")
        boolean deterministic();

        /** MiB of memory for what earlier prompts began with; 0 for none, without it an eighth of the free memory. */
        OptionalLong prefixCacheMib();

        /** Tokens to guess and check in one pass, 0 for none; without it as many as pay. Texts stay the same. */
        OptionalInt drafts();

        /** Tokens after which a thought is closed and the answer follows, for models that think; without it no bound. */
        OptionalInt thinkingBudget();

        /** All of this, for the model. */
        default QwenOptions options() {
            return QwenOptions.DEFAULT
                    .withDevice(device())
                    .withPrecision(precision())
                    .withPrefillChunk(prefillChunk())
                    .withWindows(windows().orElse(List.of()))
                    .withKvType(kvType())
                    .withDecode(decode())
                    .withBatching(Batching.DEFAULT.withDeterministic(deterministic()))
                    .withPrefixCacheBytes(
                            prefixCacheMib().isPresent()
                                    ? prefixCacheMib().getAsLong() << 20
                                    : QwenOptions.BY_FREE_MEMORY)
                    .withDraftTokens(drafts().orElse(QwenOptions.WHERE_IT_PAYS))
                    .withThinkingBudget(
                            thinkingBudget().isPresent() ? thinkingBudget().getAsInt() : null);
        }
    }

    /** What a run may use. */
    interface Session {
        /** The folder that runs read and write, shared by all of them; without it each run gets a fresh one. */
        Optional<Path> folder();

        /** The folder that {@code search_documents} searches; without it the sample handbook. */
        Optional<Path> documents();

        /** Whether runs may use {@code fetch_url}, which reaches the network. */
        @WithDefault("false")
        boolean fetchUrl();

        /** The tools to offer, in order; without it all but {@code fetch_url}, and that too where it is allowed. */
        Optional<List<String>> tools();

        /** A file of MCP servers, {@code {"mcpServers": ...}} as editors have it, whose tools are offered too. */
        Optional<Path> mcp();

        /** Where is remembered what those tools say of themselves; without it {@code ~/.local/share/qwen4j/mcp}. */
        Optional<Path> mcpPins();

        /** OpenAPI documents whose operations are tools: files, folders, addresses, or files that say more. */
        Optional<List<String>> openapi();

        /** A folder of journals from before there was a store; its runs are taken over when the service starts. */
        Optional<Path> journal();

        /**
         * Whether the model is held to the format of its steps: off, auto (where it can be) or strict (else runs fail).
         */
        @WithDefault("auto")
        Constrain constrain();

        /** What becomes of a conversation that is too long for the model: summarize (by the model) or refuse. */
        @WithDefault("summarize")
        Overflow overflow();

        /** Whether the model writes again what could be read only with a repair. */
        @WithDefault("false")
        boolean strict();

        /** Whether a call that could be read only with a repair needs consent, if it writes or runs code. */
        @WithDefault("false")
        boolean askRepaired();

        /** Risks of which every call needs consent: {@code read}, {@code write}, {@code network}, {@code exec}. */
        Optional<List<Risk>> askFor();

        /** Wall-clock limit of one piece of Python. */
        @WithDefault("30s")
        Duration cellTimeout();
    }

    /** Python, in runs and in sessions. */
    interface Interpreter {
        /** Where {@code /v1/sessions} keeps its sessions; without it {@code ~/.local/share/qwen4j/sessions}. */
        Optional<Path> folder();

        /** How many sessions wait ready to be handed out; each takes half a gigabyte. */
        @WithDefault("1")
        int warm();

        /** Sessions at the same time. */
        @WithDefault("16")
        int maxSessions();

        /** After which time without use a session's process is ended; files and cells stay. */
        @WithDefault("30m")
        Duration idle();

        /** After which time without use a session is deleted with its files. */
        @WithDefault("24h")
        Duration kept();

        /** MiB of memory that the code of a session may use. */
        @WithDefault("512")
        long heapMib();

        /** Folders, wheels and zip files of Python packages that code may import. */
        Optional<List<Path>> packages();

        /** Linux namespaces around each session's process: auto, required (else none is started) or off. */
        @WithDefault("auto")
        WorkerOptions.Namespaces namespaces();

        /** Whether Python is compiled while it runs: for code that computes for long. Needs {@code jit-jars}. */
        @WithDefault("false")
        boolean jit();

        /** Folder with the jars of the Graal compiler, which are no part of this project. */
        Optional<Path> jitJars();

        /** How worker processes are made. */
        default WorkerOptions workerOptions() {
            if (jit() && jitJars().isEmpty()) {
                throw new IllegalArgumentException(
                        "qwen4j.interpreter.jit needs qwen4j.interpreter.jit-jars: a folder with the jars compiler,"
                                + " truffle-compiler, collections and word of GraalVM's Python release");
            }
            return WorkerOptions.DEFAULT
                    .withLibraries(packages().orElse(List.of()))
                    .withNamespaces(namespaces())
                    .withJit(jit() ? jitJars().get() : null);
        }
    }

    /** How much is done before the service says no. */
    interface Limits {
        /** Model calls in one run. */
        @WithDefault("12")
        int maxSteps();

        /** Tokens generated in one run. */
        @WithDefault("4096")
        int maxTokens();

        /** Wall time of one run. */
        @WithDefault("10m")
        Duration maxDuration();

        /** Requests for the model that are worked on or wait at the same time; more get status 503. */
        @WithDefault("32")
        int maxRequests();

        /** Of those, how many one key may have; more get status 429. Without it no bound. */
        OptionalInt requestsPerKey();

        /** How many requests one key may send in a minute; more get status 429. Without it no bound. */
        OptionalInt requestsPerMinute();

        /** How long a client may send nothing while the server waits for a request or the rest of one. */
        @WithDefault("60s")
        Duration silence();

        /** How long an engine that has work may show no progress before the service calls itself dead. */
        @WithDefault("5m")
        Duration stalled();
    }

    /** Responses that are streams of events. */
    interface Streams {
        /** After which time a comment is sent, so that what stands between server and client keeps the connection. */
        @WithDefault("15s")
        Duration ping();

        /** What is kept for a client that does not read; one that is further behind is cut off. */
        @WithDefault("256K")
        MemorySize backlog();
    }

    /** What the Python of a run or a session may use. */
    default SandboxPolicy sandboxPolicy() {
        return SandboxPolicy.DEFAULT
                .withCellTimeout(session().cellTimeout())
                .withHeapBytes(interpreter().heapMib() << 20);
    }

    /** The settings of one run. */
    default SessionSettings sessionSettings() {
        return new SessionSettings(
                session().folder().orElse(null),
                session().documents().orElse(null),
                session().fetchUrl(),
                session().tools().orElse(null),
                List.of(),
                sandboxPolicy(),
                interpreter().workerOptions(),
                new AgentLimits(limits().maxSteps(), limits().maxTokens(), limits().maxDuration()),
                new Caution(
                        new AgentOptions(session().constrain(), session().overflow()),
                        session().strict(),
                        session().askRepaired(),
                        session().askFor().orElse(List.of())));
    }
}
