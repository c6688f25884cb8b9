package dev.qwen4j.model.vector;

import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.transformer.Decoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * The forward pass of a few tokens, as {@code qwen.py} has it for many. Logits of a token are the same to the bit whatever
 * other tokens are in the pass.
 */
final class VectorDecoder implements Decoder {
    /** Weights that are worth waking a thread for. */
    private static final int FEWEST_WEIGHTS = 1 << 14;

    /** Numbers of keys that are. */
    private static final int FEWEST_KEY_NUMBERS = 1 << 13;

    private final QwenConfig config;
    private final Embedding embedding;
    private final List<LayerWeights> layers;
    private final float[] finalNorm;
    private final WeightMatrix head;
    private final ThreadTeam team;
    private final RmsNorm norm;
    private final Heads heads;

    // One for each thread.
    private final Attention[] attentions;

    // Of each row, one after the other.
    private final Inputs inputs;
    private final float[] stream;
    private final float[] normalized;
    private final float[] queriesKeysValues;
    private final float[] attended;
    private final float[] gateUp;
    private final float[] gated;
    private final Kernel swiGlu = Kernel.of(this::swiGlu);

    VectorDecoder(Weights weights, List<LayerWeights> layers, WeightMatrix head, ThreadTeam team) {
        this.config = weights.config();
        this.embedding = new Embedding(weights.embedding());
        this.layers = layers;
        this.finalNorm = LayerWeights.vector(weights.finalNorm());
        this.head = head;
        this.team = team;
        this.norm = new RmsNorm(config.normEpsilon());
        int headDim = config.headDim();
        KeyValues form = KeyValues.of(weights.kvType(), headDim);
        this.heads = new Heads(config, form);

        int queries = config.heads() * headDim;
        int widest = Math.max(Math.max(config.hiddenSize(), config.mlpSize()), queries);
        this.attentions = new Attention[team.size()];
        Arrays.setAll(attentions, i -> new Attention(form, headDim));

        this.inputs = new Inputs(MOST_ROWS, widest);
        this.stream = new float[MOST_ROWS * config.hiddenSize()];
        this.normalized = new float[MOST_ROWS * config.hiddenSize()];
        this.queriesKeysValues = new float[MOST_ROWS * (queries + 2 * config.keyValueHeads() * headDim)];
        this.attended = new float[MOST_ROWS * queries];
        this.gateUp = new float[MOST_ROWS * 2 * config.mlpSize()];
        this.gated = new float[MOST_ROWS * config.mlpSize()];
    }

    @Override
    public List<float[]> step(List<Row> rows) {
        int hidden = config.hiddenSize();
        int count = rows.size();
        for (int i = 0; i < count; i++) {
            embedding.read(rows.get(i).token(), stream, i * hidden);
        }
        for (int i = 0; i < layers.size(); i++) {
            LayerWeights layer = layers.get(i);
            normalize(layer.attentionNorm(), count);
            inputs.set(normalized, count, hidden, layer.qkv().planes);
            multiply(layer.qkv(), queriesKeysValues);
            attend(layer, i, rows);
            inputs.set(attended, count, layer.attentionOut().columns, layer.attentionOut().planes);
            addProduct(layer.attentionOut(), count);

            normalize(layer.mlpNorm(), count);
            inputs.set(normalized, count, hidden, layer.gateUp().planes);
            gate(layer.gateUp(), count);
            inputs.set(gated, count, config.mlpSize(), layer.down().planes);
            addProduct(layer.down(), count);
        }
        return logits(rows);
    }

    private List<float[]> logits(List<Row> rows) {
        int hidden = config.hiddenSize();
        int wanted = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).wantsLogits()) {
                norm.apply(stream, i * hidden, finalNorm, normalized, wanted * hidden);
                wanted++;
            }
        }
        if (wanted == 0) {
            return List.of();
        }
        inputs.set(normalized, wanted, hidden, head.planes);
        float[] all = new float[wanted * head.rows];
        multiply(head, all);
        if (wanted == 1) {
            return List.of(all);
        }
        List<float[]> logits = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            logits.add(Arrays.copyOfRange(all, i * head.rows, (i + 1) * head.rows));
        }
        return logits;
    }

    private void normalize(float[] weights, int count) {
        int hidden = config.hiddenSize();
        for (int i = 0; i < count; i++) {
            norm.apply(stream, i * hidden, weights, normalized, i * hidden);
        }
    }

    private static int fewestRows(WeightMatrix matrix) {
        return Math.max(1, FEWEST_WEIGHTS / matrix.columns);
    }

    private void multiply(WeightMatrix matrix, float[] outputs) {
        matrix.prepare(inputs, outputs);
        team.run(matrix.rows, fewestRows(matrix), (begin, end, worker) -> matrix.multiply(begin, end));
    }

    /** Adds a product to the residual stream. */
    private void addProduct(WeightMatrix matrix, int count) {
        multiply(matrix, normalized);
        for (int i = 0; i < count * matrix.rows; i++) {
            stream[i] += normalized[i];
        }
    }

    /** SwiGLU: silu(gate) * up. The rows of gate come before those of up. */
    private void gate(WeightMatrix matrix, int count) {
        int mlp = config.mlpSize();
        matrix.prepare(inputs, gateUp);
        team.run(mlp / Lanes.COUNT, Math.max(1, fewestRows(matrix) / Lanes.COUNT), (first, last, worker) -> {
            int begin = first * Lanes.COUNT;
            int end = last * Lanes.COUNT;
            matrix.multiply(begin, end);
            matrix.multiply(mlp + begin, mlp + end);
            for (int row = 0; row < count; row++) {
                swiGlu.run(row, begin, end);
            }
        });
    }

    private void swiGlu(int row, int begin, int end) {
        int mlp = config.mlpSize();
        int gates = 2 * row * mlp;
        for (int i = begin; i < end; i += Lanes.COUNT) {
            FloatVector gate = Lanes.floats(gateUp, gates + i);
            FloatVector up = Lanes.floats(gateUp, gates + mlp + i);
            gate.div(Lanes.exp(gate.neg()).add(1)).mul(up).intoArray(gated, row * mlp + i);
        }
    }

    private void attend(LayerWeights layer, int layerNumber, List<Row> rows) {
        int width = layer.qkv().rows;
        int longest = 0;
        for (int i = 0; i < rows.size(); i++) {
            heads.prepare(layer, layerNumber, rows.get(i), queriesKeysValues, i * width);
            longest = Math.max(longest, rows.get(i).position() + 1);
        }
        int window = config.windows().get(layerNumber);
        int queryHeads = config.heads();
        int fewest = Math.max(1, FEWEST_KEY_NUMBERS / (longest * config.headDim()));
        int count = rows.size();
        team.run(count * queryHeads, fewest, (begin, end, worker) -> {
            for (int i = begin; i < end; i++) {
                // All rows of a head one after the other: its keys and values are in a near cache then.
                int head = i / count;
                int row = i % count;
                attend(layerNumber, rows.get(row), row * width, head, row * queryHeads + head, window, worker);
            }
        });
    }

    private void attend(int layer, Row row, int queries, int queryHead, int place, int window, int worker) {
        int headDim = config.headDim();
        int keyHead = queryHead / (config.heads() / config.keyValueHeads());
        int end = row.position() + 1;
        attentions[worker].attend(
                queriesKeysValues,
                queries + queryHead * headDim,
                heads.keys(row.cache(), layer, keyHead),
                heads.values(row.cache(), layer, keyHead),
                window == 0 ? 0 : Math.max(0, end - window),
                end,
                attended,
                place * headDim);
    }

    @Override
    public void close() {
        team.close();
    }
}
