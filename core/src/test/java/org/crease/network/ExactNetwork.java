package org.crease.network;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;

/** A network of ReLUs computed with 34 digits: the truth that answers in double are held against. */
public final class ExactNetwork {
    private static final MathContext DIGITS = MathContext.DECIMAL128;

    private final ReluNetwork network;

    public ExactNetwork(ReluNetwork network) {
        this.network = network;
    }

    /**
     * A boundary that a line crosses.
     *
     * @param t where, in lengths along the line, rounded to double
     * @param neuron whose boundary it is
     * @param jump by how much the slope of each output along the line changes; zero if nothing behind the neuron is alive
     */
    public record Bend(double t, NeuronId neuron, Vector jump) {}

    /** The answers at one point. */
    public BigDecimal[] evaluate(Vector x) {
        Line line = new Line(x, Vector.zero(x.dimension()));
        return line.through(line.patternAt(BigDecimal.ZERO)).getLast()[0];
    }

    /** All boundaries of hidden neurons along a segment, in order, by going from cell to cell. */
    public List<Bend> bendsAlong(Segment segment) {
        Line line = new Line(segment.origin(), segment.direction());
        BigDecimal to = new BigDecimal(segment.to());
        BigDecimal t = new BigDecimal(segment.from());
        boolean[][] pattern = line.patternAt(t);
        List<BigDecimal[][]> forms = line.through(pattern);
        List<Bend> bends = new ArrayList<>();
        NeuronId last = null;
        while (true) {
            BigDecimal nearest = to;
            NeuronId next = null;
            for (int k = 0; k < pattern.length; k++) {
                for (int i = 0; i < pattern[k].length; i++) {
                    BigDecimal slope = forms.get(k)[1][i];
                    if (slope.signum() != (pattern[k][i] ? -1 : 1) || new NeuronId(k, i).equals(last)) {
                        continue;
                    }
                    BigDecimal zero = forms.get(k)[0][i].negate().divide(slope, DIGITS);
                    if (zero.compareTo(t) > 0 && zero.compareTo(nearest) < 0) {
                        nearest = zero;
                        next = new NeuronId(k, i);
                    }
                }
            }
            if (next == null) {
                return bends;
            }
            BigDecimal[] before = forms.getLast()[1];
            pattern[next.layer()][next.index()] ^= true;
            forms = line.through(pattern);
            BigDecimal[] after = forms.getLast()[1];
            double[] jump = new double[before.length];
            Arrays.setAll(jump, o -> after[o].subtract(before[o]).doubleValue());
            bends.add(new Bend(nearest.doubleValue(), next, Vector.of(jump)));
            t = nearest;
            last = next;
        }
    }

    /** The network restricted to a line: every preactivation is value + slope · t while a pattern holds. */
    private final class Line {
        private final BigDecimal[] origin;
        private final BigDecimal[] direction;

        Line(Vector origin, Vector direction) {
            this.origin = exact(origin);
            this.direction = exact(direction);
        }

        boolean[][] patternAt(BigDecimal t) {
            boolean[][] pattern = new boolean[network.layers().size() - 1][];
            BigDecimal[] below = new BigDecimal[origin.length];
            Arrays.setAll(below, j -> origin[j].add(t.multiply(direction[j], DIGITS)));
            for (int k = 0; k < pattern.length; k++) {
                BigDecimal[] z = times(network.layers().get(k), below, true);
                pattern[k] = new boolean[z.length];
                for (int i = 0; i < z.length; i++) {
                    pattern[k][i] = z[i].signum() > 0;
                    z[i] = z[i].max(BigDecimal.ZERO);
                }
                below = z;
            }
            return pattern;
        }

        /** By layer: values at t = 0, and slopes. */
        List<BigDecimal[][]> through(boolean[][] pattern) {
            List<BigDecimal[][]> result = new ArrayList<>();
            BigDecimal[] value = origin;
            BigDecimal[] slope = direction;
            for (int k = 0; k < network.layers().size(); k++) {
                BigDecimal[] z = times(network.layers().get(k), value, true);
                BigDecimal[] rate = times(network.layers().get(k), slope, false);
                result.add(new BigDecimal[][] {z, rate});
                value = z.clone();
                slope = rate.clone();
                for (int i = 0; k < pattern.length && i < value.length; i++) {
                    value[i] = pattern[k][i] ? value[i] : BigDecimal.ZERO;
                    slope[i] = pattern[k][i] ? slope[i] : BigDecimal.ZERO;
                }
            }
            return result;
        }
    }

    private static BigDecimal[] exact(Vector x) {
        return Arrays.stream(x.toArray()).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
    }

    private static BigDecimal[] times(Layer layer, BigDecimal[] below, boolean withBias) {
        BigDecimal[] z = new BigDecimal[layer.outputs()];
        for (int i = 0; i < z.length; i++) {
            z[i] = withBias ? new BigDecimal(layer.bias(i)) : BigDecimal.ZERO;
            for (int j = 0; j < below.length; j++) {
                if (below[j].signum() != 0) {
                    z[i] = z[i].add(below[j].multiply(new BigDecimal(layer.weight(i, j)), DIGITS), DIGITS);
                }
            }
        }
        return z;
    }
}
