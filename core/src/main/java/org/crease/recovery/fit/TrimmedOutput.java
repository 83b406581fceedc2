package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;

/**
 * An output layer on known hidden layers, fitted to those answers alone that it explains as it does most. What a neuron does that is wrong at some places is all left there then, and
 * no other has a share in it.
 *
 * @param weights of each activation, a row, in each output; the biases are the last row
 * @param rests f − f̂ over ‖x‖ + scale, for each place
 * @param most the length of a rest that may be rounding
 */
public record TrimmedOutput(LeastSquares.Matrix weights, List<Vector> rests, double most) {
    private static final int ROUNDS = 12;

    /**
     * Fits it.
     *
     * @param hidden whose outputs are the preactivations of the last hidden layer
     * @param start an output layer that explains most answers roughly
     */
    public static TrimmedOutput of(
            ReluNetwork hidden,
            Layer start,
            List<Vector> places,
            List<Vector> answers,
            Resolution resolution,
            SearchSpace space) {
        double[] units =
                places.stream().mapToDouble(x -> 1 / (x.norm() + space.scale())).toArray();
        LeastSquares.Matrix features = OutputSample.features(hidden, places, false, space);
        List<Vector> right = IntStream.range(0, units.length)
                .mapToObj(p -> answers.get(p).times(units[p]))
                .toList();
        LeastSquares.Matrix targets = LeastSquares.Matrix.ofRows(right);
        double largest = right.stream().mapToDouble(Vector::norm).max().orElse(0);
        TrimmedOutput fit = with(matrix(start), features, right, largest, resolution);
        int[] before = {};
        for (int round = 0; round < ROUNDS; round++) {
            TrimmedOutput last = fit;
            int[] explained = IntStream.range(0, units.length)
                    .filter(p -> last.rests.get(p).norm() <= last.most)
                    .toArray();
            if (Arrays.equals(explained, before) || explained.length <= features.columns()) {
                break;
            }
            LeastSquares solved = LeastSquares.solve(features.select(explained), targets.select(explained));
            fit = with(solved.solution(), features, right, largest, resolution);
            before = explained;
        }
        return fit;
    }

    private static TrimmedOutput with(
            LeastSquares.Matrix weights,
            LeastSquares.Matrix features,
            List<Vector> right,
            double largest,
            Resolution resolution) {
        List<Vector> rests = IntStream.range(0, right.size())
                .mapToObj(p -> right.get(p).minus(product(features, p, weights)))
                .toList();
        double[] errors =
                rests.stream().mapToDouble(rest -> rest.norm() / largest).toArray();
        return new TrimmedOutput(weights, rests, largest * OutputLayer.sure(errors, resolution));
    }

    private static Vector product(LeastSquares.Matrix features, int row, LeastSquares.Matrix weights) {
        double[] product = new double[weights.columns()];
        for (int i = 0; i < weights.rows(); i++) {
            for (int o = 0; o < product.length; o++) {
                product[o] += features.get(row, i) * weights.get(i, o);
            }
        }
        return Vector.of(product);
    }

    private static LeastSquares.Matrix matrix(Layer output) {
        LeastSquares.Matrix matrix = new LeastSquares.Matrix(output.inputs() + 1, output.outputs());
        for (int o = 0; o < output.outputs(); o++) {
            for (int i = 0; i < output.inputs(); i++) {
                matrix.set(i, o, output.weight(o, i));
            }
            matrix.set(output.inputs(), o, output.bias(o));
        }
        return matrix;
    }

    /** The same as a layer. */
    public Layer layer() {
        return OutputLayer.linear(weights);
    }

    /** The network that has it on top of hidden layers. */
    public ReluNetwork on(ReluNetwork hidden) {
        List<Layer> layers = new ArrayList<>(hidden.layers());
        layers.add(layer());
        return new ReluNetwork(layers);
    }
}
