package dev.qwen4j.model.transformer;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.qwen4j.model.KvType;
import dev.qwen4j.model.checkpoint.QwenConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where the script's tensors are in memory, for a {@link Decoder}. */
final class TensorMemory {
    private final Script script;

    TensorMemory(Script script) {
        this.script = script;
    }

    /** Matrices that are not kept as a {@link Decoder} reads them have no parts. */
    Decoder.Weights weights(QwenConfig config, KvType kvType) {
        List<Decoder.Layer> layers = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            layers.add(layer(layer));
        }
        try (IValue memory = script.call("end_memory")) {
            List<List<Decoder.Tensor>> ends = lists(memory);
            return new Decoder.Weights(
                    config,
                    kvType,
                    ends.get(0).getFirst(),
                    layers,
                    ends.get(1).getFirst(),
                    new Decoder.Matrix(ends.get(2)));
        }
    }

    private Decoder.Layer layer(int number) {
        try (IValue layer = IValue.from(number);
                IValue memory = script.call("layer_memory", layer)) {
            List<List<Decoder.Tensor>> lists = lists(memory);
            return new Decoder.Layer(
                    lists.get(0).getFirst(),
                    new Decoder.Matrix(lists.get(1)),
                    lists.get(2),
                    lists.get(3),
                    new Decoder.Matrix(lists.get(4)),
                    lists.get(5).getFirst(),
                    new Decoder.Matrix(lists.get(6)),
                    new Decoder.Matrix(lists.get(7)));
        }
    }

    private List<List<Decoder.Tensor>> lists(IValue memory) {
        List<List<Decoder.Tensor>> lists = new ArrayList<>();
        for (IValue value : memory.toIValueArray()) {
            try (IValue list = value) {
                lists.add(tensors(list));
            }
        }
        return lists;
    }

    private List<Decoder.Tensor> tensors(IValue list) {
        long[] addresses = addresses(list);
        if (addresses.length == 0) {
            return List.of();
        }
        try (IValue types = script.call("types", list)) {
            long[] numbers = types.toLongArray();
            PtNDArray[] arrays = list.toTensorArray(script.manager());
            List<Decoder.Tensor> tensors = new ArrayList<>();
            for (int i = 0; i < arrays.length; i++) {
                try (PtNDArray array = arrays[i]) {
                    long[] shape = array.getShape().getShape();
                    int columns = (int) shape[shape.length - 1];
                    int rows = shape.length == 1 ? 1 : (int) shape[0];
                    tensors.add(new Decoder.Tensor(addresses[i], type(numbers[i]), rows, columns));
                }
            }
            return tensors;
        }
    }

    /** By PyTorch's numbers. */
    private static Decoder.Type type(long number) {
        return switch ((int) number) {
            case 0 -> Decoder.Type.U8;
            case 1 -> Decoder.Type.I8;
            case 5 -> Decoder.Type.F16;
            case 6 -> Decoder.Type.F32;
            case 15 -> Decoder.Type.BF16;
            default -> throw new IllegalStateException("no weights have PyTorch's type " + number);
        };
    }

    /** Of keys and values as the script keeps them. */
    Decoder.Cache cache(KvCache cache, int layers) {
        long[] keys = addresses(cache.keys);
        long[] values = addresses(cache.values);
        boolean int8 = keys.length > layers;
        return new Decoder.Cache(
                int8 ? every(keys, 0) : keys,
                int8 ? every(keys, 1) : new long[0],
                int8 ? every(values, 0) : values,
                int8 ? every(values, 1) : new long[0],
                cache.capacity);
    }

    /** Of pairs the first ones, or the second ones. */
    private static long[] every(long[] pairs, int which) {
        long[] half = new long[pairs.length / 2];
        Arrays.setAll(half, i -> pairs[2 * i + which]);
        return half;
    }

    private long[] addresses(IValue tensors) {
        try (IValue firsts = script.call("first_values", tensors)) {
            PtNDArray[] arrays = firsts.toTensorArray(script.manager());
            long[] addresses = new long[arrays.length];
            for (int i = 0; i < arrays.length; i++) {
                try (PtNDArray array = arrays[i]) {
                    addresses[i] =
                            Pointer.nativeValue(Native.getDirectBufferPointer(JniUtils.getByteBuffer(array, true)));
                }
            }
            return addresses;
        }
    }
}
