package org.crease.recovery.fit;

import java.util.Arrays;
import java.util.List;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;

/**
 * The derivatives of weighted answers by all parameters, at one network. Row p·m + o belongs to output o of m at point p; for
 * neuron i of layer k it holds δ_i · (φ, 1), where φ are the activations below and δ_i the derivative by the preactivation. So
 * activations and δ are all that is stored.
 *
 * <p>Kernel on plain arrays. Every vector has an array of its own and is read from index 0, because the compiler does not
 * vectorise loops over two arrays at different offsets. Sums are in a fixed order: results repeat bit for bit.
 */
public final class NetworkJacobian {
    /** Rows worked on at once: their activations stay in the nearest caches. */
    private static final int CHUNK = 64;

    private final PolishParameters parameters;
    private final Runnable checkOpen;
    private final int outputs;
    private final int rows;
    /** [layer][point][inputs + 1]; the last entry is 1. */
    private final double[][][] below;
    /** [layer][row][neurons]: δ. */
    private final double[][][] delta;

    /**
     * The derivatives.
     *
     * @param weights by which the answers at each point are multiplied; 0 leaves a point out
     * @param checkOpen called now and then; what it throws ends what is computed
     */
    NetworkJacobian(PolishParameters parameters, double[] values, Points x, double[] weights, Runnable checkOpen) {
        this.parameters = parameters;
        this.checkOpen = checkOpen;
        List<List<PolishParameters.Neuron>> layers = parameters.layers();
        int depth = layers.size();
        this.outputs = layers.getLast().size();
        this.rows = x.size() * outputs;
        this.below = new double[depth][x.size()][];
        this.delta = new double[depth][rows][];
        double[][][] matrices = new double[depth][][];
        for (int k = 0; k < depth; k++) {
            matrices[k] = split(values, layers.get(k));
        }
        double[] inputs = x.toArray();
        double[][] slopes = new double[depth][];
        for (int p = 0; p < x.size(); p++) {
            double[] phi = new double[x.dimension() + 1];
            System.arraycopy(inputs, p * x.dimension(), phi, 0, x.dimension());
            phi[x.dimension()] = 1;
            below[0][p] = phi;
            forward(p, matrices, slopes);
            for (int o = 0; o < outputs; o++) {
                backward(p * outputs + o, o, weights[p], matrices, slopes);
            }
        }
    }

    /**
     * The derivatives at a network as it stands.
     *
     * @param weights by which the answers at each point are multiplied
     */
    public static NetworkJacobian of(ReluNetwork network, Points x, double[] weights) {
        PolishParameters all = new PolishParameters(network, weight -> Double.NaN);
        return new NetworkJacobian(all, all.values(), x, weights, () -> {});
    }

    /**
     * By a change of one neuron, of the weighted answer in a row.
     *
     * @param way of its weights, and its bias after them
     */
    public double by(int row, NeuronId neuron, Vector way) {
        double[] phi = below[neuron.layer()][row / outputs];
        double share = delta[neuron.layer()][row][neuron.index()];
        double sum = 0;
        for (int i = 0; share != 0 && i < phi.length; i++) {
            sum += way.get(i) * phi[i];
        }
        return share * sum;
    }

    private static double[][] split(double[] values, List<PolishParameters.Neuron> neurons) {
        double[][] split = new double[neurons.size()][];
        for (int i = 0; i < split.length; i++) {
            PolishParameters.Neuron n = neurons.get(i);
            split[i] = new double[n.inputs() + 1];
            System.arraycopy(values, n.offset(), split[i], 0, split[i].length);
        }
        return split;
    }

    private void forward(int p, double[][][] matrices, double[][] slopes) {
        for (int k = 0; k < matrices.length - 1; k++) {
            double[][] matrix = matrices[k];
            double[] phi = new double[matrix.length + 1];
            slopes[k] = new double[matrix.length];
            for (int i = 0; i < matrix.length; i++) {
                double z = dot(matrix[i], below[k][p]);
                double slope = z >= 0
                        ? 1
                        : parameters.negativeSlope(parameters.layers().get(k).get(i));
                slopes[k][i] = slope;
                phi[i] = slope * z;
            }
            phi[matrix.length] = 1;
            below[k + 1][p] = phi;
        }
    }

    private void backward(int row, int output, double weight, double[][][] matrices, double[][] slopes) {
        int last = matrices.length - 1;
        double[] above = new double[outputs];
        above[output] = weight;
        delta[last][row] = above;
        for (int k = last - 1; k >= 0; k--) {
            double[] here = new double[matrices[k].length];
            for (int i = 0; i < above.length; i++) {
                if (above[i] != 0) {
                    add(here, above[i], matrices[k + 1][i], 0, here.length);
                }
            }
            for (int j = 0; j < here.length; j++) {
                here[j] *= slopes[k][j];
            }
            delta[k][row] = here;
            above = here;
        }
    }

    /** Answers, output after output for each place. */
    public int rows() {
        return rows;
    }

    /** J·v; entries of {@code v} for held parameters must be 0. */
    double[] times(double[] v) {
        double[] result = new double[rows];
        for (int k = 0; k < delta.length; k++) {
            checkOpen.run();
            double[][] split = split(v, parameters.layers().get(k));
            int[] active = new int[split.length];
            double[] sum = new double[split[0].length];
            for (int row = 0; row < rows; row++) {
                double[] d = delta[k][row];
                int count = 0;
                for (int i = 0; i < d.length; i++) {
                    active[count] = i;
                    count += d[i] != 0 ? 1 : 0;
                }
                if (count == 0) {
                    continue;
                }
                Arrays.fill(sum, 0);
                int c = 0;
                for (; c + 3 < count; c += 4) {
                    int i0 = active[c];
                    int i1 = active[c + 1];
                    int i2 = active[c + 2];
                    int i3 = active[c + 3];
                    add(sum, d[i0], split[i0], d[i1], split[i1], d[i2], split[i2], d[i3], split[i3], 0, sum.length);
                }
                for (; c < count; c++) {
                    add(sum, d[active[c]], split[active[c]], 0, sum.length);
                }
                result[row] += dot(sum, below[k][row / outputs]);
            }
        }
        return result;
    }

    /** Jᵀ·u; 0 for held parameters. */
    double[] transposedTimes(double[] u) {
        double[] result = new double[parameters.size()];
        int[] active = new int[CHUNK];
        for (int k = 0; k < delta.length; k++) {
            checkOpen.run();
            List<PolishParameters.Neuron> neurons = parameters.layers().get(k);
            double[][] sums = new double[neurons.size()][neurons.getFirst().inputs() + 1];
            for (int from = 0; from < rows; from += CHUNK) {
                int to = Math.min(rows, from + CHUNK);
                for (int i = 0; i < sums.length; i++) {
                    pull(k, i, active, activeRows(k, i, from, to, active), u, sums[i]);
                }
            }
            for (int i = 0; i < sums.length; i++) {
                System.arraycopy(sums[i], 0, result, neurons.get(i).offset(), sums[i].length);
            }
        }
        for (int a = 0; a < result.length; a++) {
            result[a] = parameters.isHeld(a) ? 0 : result[a];
        }
        return result;
    }

    private void pull(int k, int i, int[] active, int count, double[] u, double[] sum) {
        double[][] d = delta[k];
        double[][] phi = below[k];
        int c = 0;
        for (; c + 3 < count; c += 4) {
            int r0 = active[c];
            int r1 = active[c + 1];
            int r2 = active[c + 2];
            int r3 = active[c + 3];
            double c0 = u[r0] * d[r0][i];
            double c1 = u[r1] * d[r1][i];
            double c2 = u[r2] * d[r2][i];
            double c3 = u[r3] * d[r3][i];
            double[] x0 = phi[r0 / outputs];
            double[] x1 = phi[r1 / outputs];
            double[] x2 = phi[r2 / outputs];
            double[] x3 = phi[r3 / outputs];
            add(sum, c0, x0, c1, x1, c2, x2, c3, x3, 0, sum.length);
        }
        for (; c < count; c++) {
            add(sum, u[active[c]] * d[active[c]][i], phi[active[c] / outputs], 0, sum.length);
        }
    }

    /**
     * The upper triangle of JᵀJ for the parameters of some neurons that follow each other: [parameter][parameter], both counted
     * from the first of theirs. Rows and columns of held parameters are 0.
     */
    double[][] gram(List<PolishParameters.Neuron> neurons) {
        int from = neurons.getFirst().offset();
        int size = neurons.getLast().end() - from;
        double[][] gram = new double[size][size];
        double[][] chunk = new double[CHUNK][size];
        int[] active = new int[CHUNK];
        for (int first = 0; first < rows; first += CHUNK) {
            checkOpen.run();
            int end = Math.min(rows, first + CHUNK);
            for (int row = first; row < end; row++) {
                for (PolishParameters.Neuron n : neurons) {
                    fill(chunk[row - first], n, from, row);
                }
            }
            for (PolishParameters.Neuron n : neurons) {
                int count = activeRows(n.layer(), n.index(), first, end, active);
                for (int c = 0; c < count; c++) {
                    active[c] -= first;
                }
                for (int a = n.offset() - from; a < n.end() - from; a++) {
                    accumulate(gram[a], a, chunk, active, count);
                }
            }
        }
        return gram;
    }

    private void fill(double[] target, PolishParameters.Neuron n, int from, int row) {
        double d = delta[n.layer()][row][n.index()];
        double[] phi = below[n.layer()][row / outputs];
        for (int j = 0; j < phi.length; j++) {
            target[n.offset() - from + j] = parameters.isHeld(n.offset() + j) ? 0 : d * phi[j];
        }
    }

    private static void accumulate(double[] sum, int a, double[][] chunk, int[] active, int count) {
        int c = 0;
        for (; c + 3 < count; c += 4) {
            double[] x0 = chunk[active[c]];
            double[] x1 = chunk[active[c + 1]];
            double[] x2 = chunk[active[c + 2]];
            double[] x3 = chunk[active[c + 3]];
            add(sum, x0[a], x0, x1[a], x1, x2[a], x2, x3[a], x3, a, sum.length);
        }
        for (; c < count; c++) {
            double[] x = chunk[active[c]];
            add(sum, x[a], x, a, sum.length);
        }
    }

    private int activeRows(int k, int i, int from, int to, int[] active) {
        int count = 0;
        for (int row = from; row < to; row++) {
            active[count] = row;
            count += delta[k][row][i] != 0 ? 1 : 0;
        }
        return count;
    }

    /** y += c·x for the entries from {@code from} to {@code to}. */
    static void add(double[] y, double c, double[] x, int from, int to) {
        for (int j = from; j < to; j++) {
            y[j] += c * x[j];
        }
    }

    /** y += Σ c·x for the entries from {@code from} to {@code to}. */
    static void add(
            double[] y,
            double c0,
            double[] x0,
            double c1,
            double[] x1,
            double c2,
            double[] x2,
            double c3,
            double[] x3,
            int from,
            int to) {
        for (int j = from; j < to; j++) {
            y[j] += (c0 * x0[j] + c1 * x1[j]) + (c2 * x2[j] + c3 * x3[j]);
        }
    }

    /** Four running sums, so that additions need not wait for each other. */
    static double dot(double[] x, double[] y) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = 0;
        for (; j + 3 < x.length; j += 4) {
            s0 += x[j] * y[j];
            s1 += x[j + 1] * y[j + 1];
            s2 += x[j + 2] * y[j + 2];
            s3 += x[j + 3] * y[j + 3];
        }
        for (; j < x.length; j++) {
            s0 += x[j] * y[j];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
