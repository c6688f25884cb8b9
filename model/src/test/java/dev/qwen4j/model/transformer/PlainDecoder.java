package dev.qwen4j.model.transformer;

import dev.qwen4j.model.checkpoint.Architecture;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.QwenConfig;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** A Qwen1 or Qwen2 decoder in loops over doubles, all tokens at once: slow, and too plain to be wrong. */
final class PlainDecoder {
    private final Checkpoint checkpoint;
    private final QwenConfig config;
    private final boolean qwen1;
    private final double[] frequencies;
    private final double rotaryScale;
    private final IntUnaryOperator window;

    /**
     * @param frequencies by which each pair of dimensions turns from one position to the next
     * @param rotaryScale by which rotated queries and keys are multiplied
     * @param window from the number of a layer to how many tokens a token sees there, itself included
     */
    PlainDecoder(Checkpoint checkpoint, double[] frequencies, double rotaryScale, IntUnaryOperator window) {
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
        this.qwen1 = config.architecture() == Architecture.QWEN;
        this.frequencies = frequencies;
        this.rotaryScale = rotaryScale;
        this.window = window;
    }

    /** The logits after each token. */
    double[][] logits(int[] tokens) {
        double[][] embedding = matrix(qwen1 ? "transformer.wte.weight" : "model.embed_tokens.weight");
        double[][] x = new double[tokens.length][];
        for (int p = 0; p < tokens.length; p++) {
            x[p] = embedding[tokens[p]].clone();
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = (qwen1 ? "transformer.h." : "model.layers.") + layer + ".";
            String norm1 = prefix + (qwen1 ? "ln_1" : "input_layernorm");
            String norm2 = prefix + (qwen1 ? "ln_2" : "post_attention_layernorm");
            add(x, attention(norm(x, norm1), prefix, window.applyAsInt(layer)));
            add(x, mlp(norm(x, norm2), prefix + "mlp."));
        }
        return qwen1
                ? product(norm(x, "transformer.ln_f"), matrix("lm_head.weight"))
                : product(norm(x, "model.norm"), embedding);
    }

    private double[][] attention(double[][] x, String prefix, int visible) {
        double[][] q = projected(x, prefix, 0);
        double[][] k = projected(x, prefix, 1);
        double[][] v = projected(x, prefix, 2);
        rotate(q);
        rotate(k);
        int d = config.headDim();
        double[][] out = new double[x.length][config.heads() * d];
        for (int head = 0; head < config.heads(); head++) {
            int keyHead = head / (config.heads() / config.keyValueHeads());
            for (int p = 0; p < x.length; p++) {
                int first = Math.max(0, p + 1 - visible);
                double[] weights = new double[p + 1];
                double sum = 0;
                for (int s = first; s <= p; s++) {
                    double score = 0;
                    for (int i = 0; i < d; i++) {
                        score += q[p][head * d + i] * k[s][keyHead * d + i];
                    }
                    weights[s] = Math.exp(score / Math.sqrt(d));
                    sum += weights[s];
                }
                for (int s = first; s <= p; s++) {
                    for (int i = 0; i < d; i++) {
                        out[p][head * d + i] += weights[s] / sum * v[s][keyHead * d + i];
                    }
                }
            }
        }
        return product(out, matrix(prefix + (qwen1 ? "attn.c_proj.weight" : "self_attn.o_proj.weight")));
    }

    /** Queries, keys or values: matrices of their own, or thirds of one. */
    private double[][] projected(double[][] x, String prefix, int part) {
        if (!qwen1) {
            return biased(
                    x,
                    prefix + "self_attn."
                            + List.of("q_proj", "k_proj", "v_proj").get(part));
        }
        int width = config.heads() * config.headDim();
        double[][] all = biased(x, prefix + "attn.c_attn");
        return Arrays.stream(all)
                .map(row -> Arrays.copyOfRange(row, part * width, (part + 1) * width))
                .toArray(double[][]::new);
    }

    private void rotate(double[][] x) {
        int half = frequencies.length;
        for (int p = 0; p < x.length; p++) {
            for (int start = 0; start < x[p].length; start += 2 * half) {
                for (int i = 0; i < half; i++) {
                    double cos = rotaryScale * Math.cos(p * frequencies[i]);
                    double sin = rotaryScale * Math.sin(p * frequencies[i]);
                    double a = x[p][start + i];
                    double b = x[p][start + half + i];
                    x[p][start + i] = a * cos - b * sin;
                    x[p][start + half + i] = b * cos + a * sin;
                }
            }
        }
    }

    private double[][] mlp(double[][] x, String prefix) {
        double[][] gate = product(x, matrix(prefix + (qwen1 ? "w2.weight" : "gate_proj.weight")));
        double[][] up = product(x, matrix(prefix + (qwen1 ? "w1.weight" : "up_proj.weight")));
        for (int p = 0; p < x.length; p++) {
            for (int i = 0; i < gate[p].length; i++) {
                gate[p][i] *= up[p][i] / (1 + Math.exp(-gate[p][i]));
            }
        }
        return product(gate, matrix(prefix + (qwen1 ? "c_proj.weight" : "down_proj.weight")));
    }

    private double[][] norm(double[][] x, String name) {
        double[] weight = vector(name + ".weight");
        double[][] out = new double[x.length][weight.length];
        for (int p = 0; p < x.length; p++) {
            double squares = 0;
            for (double value : x[p]) {
                squares += value * value;
            }
            double scale = 1 / Math.sqrt(squares / weight.length + config.normEpsilon());
            for (int i = 0; i < weight.length; i++) {
                out[p][i] = x[p][i] * scale * weight[i];
            }
        }
        return out;
    }

    private double[][] biased(double[][] x, String linear) {
        double[][] out = product(x, matrix(linear + ".weight"));
        double[] bias = vector(linear + ".bias");
        for (double[] row : out) {
            for (int i = 0; i < row.length; i++) {
                row[i] += bias[i];
            }
        }
        return out;
    }

    private static void add(double[][] x, double[][] y) {
        for (int p = 0; p < x.length; p++) {
            for (int i = 0; i < x[p].length; i++) {
                x[p][i] += y[p][i];
            }
        }
    }

    /** {@code x * matrix^T}. */
    private static double[][] product(double[][] x, double[][] matrix) {
        double[][] out = new double[x.length][matrix.length];
        for (int p = 0; p < x.length; p++) {
            for (int row = 0; row < matrix.length; row++) {
                for (int i = 0; i < x[p].length; i++) {
                    out[p][row] += x[p][i] * matrix[row][i];
                }
            }
        }
        return out;
    }

    private double[][] matrix(String name) {
        double[] all = vector(name);
        int rows = (int) checkpoint.tensor(name).shape()[0];
        double[][] matrix = new double[rows][all.length / rows];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(all, row * matrix[row].length, matrix[row], 0, matrix[row].length);
        }
        return matrix;
    }

    private double[] vector(String name) {
        FloatBuffer values = checkpoint.tensor(name).data().asFloatBuffer();
        double[] vector = new double[values.remaining()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = values.get(i);
        }
        return vector;
    }
}
