package dev.qwen4j.model.transformer;

import dev.qwen4j.model.Decode;
import dev.qwen4j.model.ModelException;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what can decode outside PyTorch in this JVM. */
final class Decoders {
    private static final Logger LOG = LoggerFactory.getLogger(Decoders.class);
    private static final String MODULE = "jdk.incubator.vector";

    /** The first release whose memory segments are no preview. */
    private static final int OLDEST_JAVA = 22;

    private Decoders() {}

    /**
     * What there is in this JVM, for whatever model.
     *
     * @return none if PyTorch is to decode
     * @throws ModelException if there is none and {@code wish} is {@link Decode#VECTOR}
     */
    static Optional<Decoder.Provider> find(Decode wish) {
        if (wish == Decode.PYTORCH) {
            return Optional.empty();
        }
        String flag = missingFlag();
        if (wish == Decode.AUTO && !hasOptimizingCompiler()) {
            return Optional.empty();
        }
        if (flag.isEmpty()) {
            return ServiceLoader.load(Decoder.Provider.class, Decoders.class.getClassLoader())
                    .findFirst();
        }
        if (wish == Decode.VECTOR) {
            throw new ModelException("vector kernels cannot be used: " + flag);
        }
        LOG.info("PyTorch decodes; for quicker answers: {}", flag);
        return Optional.empty();
    }

    /**
     * What was found, if it suits a model.
     *
     * @throws ModelException if it does not and {@code wish} is {@link Decode#VECTOR}
     */
    static Optional<Decoder.Provider> suiting(
            Optional<Decoder.Provider> found, Decode wish, Predicate<Decoder.Provider> suits) {
        Optional<Decoder.Provider> provider = found.filter(suits);
        if (provider.isEmpty() && wish == Decode.VECTOR) {
            throw new ModelException("no vector kernels for this model's shape, precision or device: use decode auto");
        }
        return provider;
    }

    /** Without it vector instructions are not used, and a run is meant to be short. */
    private static boolean hasOptimizingCompiler() {
        String mode = System.getProperty("java.vm.info", "");
        return mode.contains("mixed mode") && !mode.contains("emulated-client");
    }

    /** What the JVM was not started with; empty if nothing is missing. */
    private static String missingFlag() {
        if (Runtime.version().feature() < OLDEST_JAVA) {
            return "start with Java " + OLDEST_JAVA + " or newer and --add-modules " + MODULE;
        }
        return ModuleLayer.boot().findModule(MODULE).isPresent() ? "" : "start Java with --add-modules " + MODULE;
    }
}
