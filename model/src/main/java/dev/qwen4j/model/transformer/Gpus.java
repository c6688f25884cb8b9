package dev.qwen4j.model.transformer;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.cuda.CudaUtils;
import dev.qwen4j.model.ComputeDevice;
import dev.qwen4j.model.ModelException;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The GPUs that PyTorch could compute on.
 *
 * @param libraries whether PyTorch's libraries for CUDA are there; without them it uses no GPU
 * @param fault why the first GPU cannot be used, as PyTorch says it; empty if it can
 */
public record Gpus(boolean libraries, String fault) {
    /** Where users read what to do. */
    private static final String HELP = "docs/gpu.md";

    /**
     * Loads the engine and tries the first GPU.
     *
     * @throws ModelException if the engine cannot be loaded
     */
    public static Gpus find() {
        return find(0);
    }

    private static Gpus find(int index) {
        try {
            Engine engine = Engine.getEngine("PyTorch");
            Path folder = Path.of(LibUtils.getLibtorchPath());
            if (!Files.exists(folder.resolve(System.mapLibraryName("torch_cuda")))) {
                return new Gpus(false, "its libraries for CUDA are not on the class path");
            }
            return new Gpus(true, fault(engine, index));
        } catch (EngineException | UnsatisfiedLinkError e) {
            throw new ModelException("PyTorch could not be loaded: " + e.getMessage(), e);
        }
    }

    /** The one proof that a GPU can be used is its use. */
    private static String fault(Engine engine, int index) {
        try (NDManager manager = engine.newBaseManager(Device.gpu(index))) {
            manager.zeros(new Shape(1)).close();
            return "";
        } catch (EngineException e) {
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            return message.lines().findFirst().orElse(message);
        }
    }

    /** Whether the first GPU can be used. */
    public boolean usable() {
        return libraries && fault.isEmpty();
    }

    /**
     * The device for a model.
     *
     * @return never {@link ComputeDevice.Kind#AUTO}
     * @throws ModelException if a GPU is wanted that cannot be used; the message says why and what to do
     */
    static ComputeDevice choose(ComputeDevice wanted) {
        return switch (wanted.kind()) {
            case CPU -> wanted;
            case AUTO -> find().usable() ? ComputeDevice.cuda(0) : ComputeDevice.CPU;
            case CUDA -> {
                find(wanted.index()).require(wanted);
                yield wanted;
            }
        };
    }

    /** @throws ModelException unless {@code device} can be used */
    void require(ComputeDevice device) {
        if (!libraries) {
            throw new ModelException("device " + device + " cannot be used: PyTorch's libraries for CUDA are not on the"
                    + " class path; add ai.djl.pytorch:pytorch-native-cu128 (" + HELP + ") or choose the device cpu");
        }
        if (!fault.isEmpty()) {
            throw new ModelException("device " + device + " cannot be used: PyTorch finds no such GPU (" + fault
                    + "); see whether nvidia-smi lists it or choose the device cpu");
        }
    }

    /** Memory of a GPU; empty if there is no such GPU or the CUDA runtime, which need not be PyTorch's, does not tell. */
    public static Optional<MachineMemory> memory(int index) {
        try {
            MemoryUsage memory = CudaUtils.getGpuMemory(Device.gpu(index));
            return Optional.of(new MachineMemory(memory.getMax(), memory.getMax() - memory.getUsed()));
        } catch (IllegalStateException | EngineException e) {
            return Optional.empty();
        }
    }
}
