package dev.qwen4j.model.transformer;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.checkpoint.Yarn;
import java.util.HashMap;
import java.util.Map;

/** What the forward pass has to know of each position: angles, one table for each alpha, and LogN factors. */
final class PositionTables implements AutoCloseable {
    private static final int FEWEST = 1024;

    private final QwenConfig config;
    private final Script script;
    private final Map<Double, Table> rotary = new HashMap<>();
    private Table queryScale;

    /** A tensor with one entry for each position. */
    private record Table(IValue tensor, float[] numbers, int positions) {}

    PositionTables(QwenConfig config, Script script) {
        this.config = config;
        this.script = script;
        this.queryScale = scales(1);
    }

    /** Cosines and sines: {@code [2, at least positions, headDim / 2]}. Stays ours; valid until the next call. */
    IValue rotary(double alpha, int positions) {
        return rotaryTable(alpha, positions).tensor;
    }

    /** The same numbers. */
    float[] rotaryNumbers(double alpha, int positions) {
        return rotaryTable(alpha, positions).numbers;
    }

    private Table rotaryTable(double alpha, int positions) {
        Table table = rotary.get(alpha);
        if (table == null || table.positions < positions) {
            if (table != null) {
                table.tensor.close();
            }
            int size = Math.max(2 * positions, FEWEST);
            float[] angles = angles(alpha, size);
            table = new Table(script.tensor(angles, new Shape(2, size, config.headDim() / 2)), angles, size);
            rotary.put(alpha, table);
        }
        return table;
    }

    private float[] angles(double alpha, int positions) {
        Yarn yarn = config.yarn();
        return yarn == null
                ? RotaryTable.build(positions, RotaryTable.frequencies(config.headDim(), config.ropeBase(), alpha), 1)
                : RotaryTable.build(
                        positions,
                        RotaryTable.yarnFrequencies(config.headDim(), config.ropeBase(), yarn),
                        yarn.attentionFactor());
    }

    /** LogN factors: {@code [at least positions]}, or anything for a model without. Stays ours; valid as above. */
    IValue queryScale(int positions) {
        if (config.logN() && queryScale.positions < positions) {
            queryScale.tensor.close();
            queryScale = scales(Math.max(2 * positions, FEWEST));
        }
        return queryScale.tensor;
    }

    /** The factor at a position; 1 for a model without. */
    float queryScaleAt(int position) {
        if (!config.logN()) {
            return 1;
        }
        queryScale(position + 1);
        return queryScale.numbers[position];
    }

    private Table scales(int positions) {
        float[] factors = RotaryTable.queryScale(positions, config.trainedLength());
        return new Table(script.tensor(factors, new Shape(positions)), factors, positions);
    }

    @Override
    public void close() {
        rotary.values().forEach(table -> table.tensor.close());
        queryScale.tensor.close();
    }
}
