package org.crease.recovery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.Ending;
import org.crease.oracle.Oracle;

/**
 * Finds out whether answers are probabilities, and the largest box in which all of them can be seen. Numbers between 0 and 1 even
 * far away are what no piecewise linear function gives that is not constant there; if they sum to one, they come from a softmax,
 * otherwise each from a sigmoid. Logits grow with the distance and probabilities shrink with their exponential, so that far
 * away only one class is left: boxes are tried by size, at random places and corners.
 *
 * <p>What it misses: a place in the box where a class is smaller than at all places tried.
 *
 * @param glanced places for the first look, which is all that logits cost
 * @param tried places in each box, half of them corners
 * @param doublings boxes up to scale · 2^doublings, and down to its inverse
 * @param margin the share of the logarithms' range that is used at the places tried; the rest is for places that are worse
 */
public record RecognizeProbabilities(int glanced, int tried, int doublings, double margin) {
    /** Boxes differ by a factor of two, so that two dozen places tell them apart. */
    public static final RecognizeProbabilities DEFAULTS = new RecognizeProbabilities(4, 24, 10, 0.6);

    private static final String ACCOUNT = "RecognizeProbabilities";

    /** Distances of the first look, in units of scale · √n: so far that a network's answers leave [0, 1]. */
    private static final double FAR = 30;

    public RecognizeProbabilities {
        if (glanced < 1 || tried < 2 || doublings < 0 || !(margin > 0 && margin <= 1)) {
            throw new IllegalArgumentException("settings must be positive and margin at most 1, got " + glanced + ", "
                    + tried + ", " + doublings + " and " + margin);
        }
    }

    /** How finely probabilities are written. */
    private record Grain(double unit, double smallest, double nearOne, double floor) {
        /** Digits that a logarithm must keep where probabilities are multiples of a unit. */
        private static final double KEPT = 1000;

        static Grain of(double[] values) {
            OptionalInt decimals = MeasureResolution.decimals(values);
            if (decimals.isPresent()) {
                double unit = 0.5 * Math.pow(10, -decimals.getAsInt());
                return new Grain(unit, KEPT * unit, KEPT * unit, 0);
            }
            boolean float32 = Arrays.stream(values).allMatch(v -> v == (float) v);
            // next to one, numbers are as coarse as ε: there a sigmoid's logit loses its digits, and next to zero too
            // where it is computed from the other side, as some runtimes do
            return float32
                    ? new Grain(0x1p-25, 1e-36, 1e-2, Float.MIN_NORMAL)
                    : new Grain(0x1p-54, 1e-300, 1e-4, Double.MIN_NORMAL);
        }

        boolean isFloating() {
            return smallest < unit;
        }
    }

    /**
     * Looks.
     *
     * @return empty if answers are not probabilities, as far as a few places tell
     */
    public Optional<Probabilities> recognize(Oracle oracle, SearchSpace space, RandomGenerator random) {
        Oracle charged = oracle.chargedTo(ACCOUNT);
        double far = FAR * space.scale() * Math.sqrt(oracle.inputs());
        Points glance = charged.ask(Points.of(IntStream.range(0, glanced)
                .mapToObj(i -> space.pointAt(far, random))
                .toList()));
        if (!areProbabilities(glance)) {
            return Optional.empty();
        }
        Points near = charged.ask(places(box(space, 0), random));
        if (!areProbabilities(near) || isConstant(near)) {
            return Optional.empty();
        }
        Grain grain = Grain.of(near.toArray());
        Ending ending = sumToOne(near, grain) && sumToOne(glance, grain) ? Ending.SOFTMAX : Ending.SIGMOID;
        return Optional.of(widest(charged, space, ending, grain, near, random));
    }

    /** Doubles the box for as long as all classes are visible in it, or halves it until they are. */
    private Probabilities widest(
            Oracle oracle, SearchSpace space, Ending ending, Grain grain, Points near, RandomGenerator random) {
        int k = 0;
        Points answers = near;
        while (k > -doublings && !isVisible(answers, ending, grain)) {
            k--;
            answers = oracle.ask(places(box(space, k), random));
        }
        while (k >= 0 && k < doublings) {
            Points wider = oracle.ask(places(box(space, k + 1), random));
            if (!isVisible(wider, ending, grain)) {
                break;
            }
            k++;
            answers = wider;
        }
        Box box = box(space, k);
        return new Probabilities(
                ending,
                ending == Ending.SOFTMAX ? steadiest(answers) : 0,
                new SearchSpace(
                        box,
                        Math.min(space.scale(), largest(box)),
                        ending == Ending.SOFTMAX && grain.isFloating() ? space.box() : box),
                uncertainty(answers, ending, grain),
                grain.floor());
    }

    /** The part of the domain within scale · 2^k of its point that is nearest to the origin, coordinate by coordinate. */
    private static Box box(SearchSpace space, int k) {
        double reach = Math.scalb(space.scale(), k);
        Box domain = space.box();
        Vector nearest = domain.nearest();
        double[] low = new double[domain.dimension()];
        double[] high = new double[domain.dimension()];
        for (int i = 0; i < low.length; i++) {
            low[i] = Math.max(domain.low().get(i), nearest.get(i) - reach);
            high[i] = Math.min(domain.high().get(i), nearest.get(i) + reach);
        }
        return new Box(Vector.of(low), Vector.of(high));
    }

    private static double largest(Box box) {
        return Stream.of(box.low(), box.high())
                .flatMapToDouble(edge -> Arrays.stream(edge.toArray()))
                .map(Math::abs)
                .max()
                .orElseThrow();
    }

    private Points places(Box box, RandomGenerator random) {
        List<Vector> places = new ArrayList<>();
        for (int p = 0; p < tried; p++) {
            double[] x = new double[box.dimension()];
            for (int i = 0; i < x.length; i++) {
                double share = p % 2 == 0 ? random.nextDouble() : random.nextInt(2);
                x[i] = Math.clamp(
                        box.low().get(i)
                                + share * (box.high().get(i) - box.low().get(i)),
                        box.low().get(i),
                        box.high().get(i));
            }
            places.add(Vector.of(x));
        }
        return Points.of(places);
    }

    private static boolean areProbabilities(Points answers) {
        return Arrays.stream(answers.toArray()).allMatch(p -> p >= 0 && p <= 1);
    }

    private static boolean isConstant(Points answers) {
        return IntStream.range(1, answers.size()).allMatch(i -> answers.get(i).equals(answers.get(0)));
    }

    private static boolean sumToOne(Points answers, Grain grain) {
        int m = answers.dimension();
        double tolerance = m * (grain.unit() + Math.ulp(1f));
        return m > 1
                && IntStream.range(0, answers.size())
                        .allMatch(i ->
                                Math.abs(Arrays.stream(answers.get(i).toArray()).sum() - 1) <= tolerance);
    }

    private boolean isVisible(Points answers, Ending ending, Grain grain) {
        double smallest = grain.isFloating() ? Math.pow(grain.smallest(), margin) : grain.smallest();
        return Arrays.stream(answers.toArray())
                .allMatch(p -> p >= smallest && (ending == Ending.SOFTMAX || Math.min(p, 1 - p) >= grain.nearOne()));
    }

    /** The class whose smallest probability is the largest. */
    private static int steadiest(Points answers) {
        int best = 0;
        double least = -1;
        for (int o = 0; o < answers.dimension(); o++) {
            int output = o;
            double smallest = IntStream.range(0, answers.size())
                    .mapToDouble(i -> answers.get(i, output))
                    .min()
                    .orElseThrow();
            if (smallest > least) {
                best = o;
                least = smallest;
            }
        }
        return best;
    }

    /**
     * The error of the worst logarithm: of multiples of a unit, and next to one, where floating-point numbers are such. The worst place
     * of the box is as much worse than those tried as the margin allows for.
     */
    private double uncertainty(Points answers, Ending ending, Grain grain) {
        double least = 1;
        for (double p : answers.toArray()) {
            least = grain.isFloating() ? least : Math.min(least, p);
            least = ending == Ending.SIGMOID ? Math.min(least, Math.min(p, 1 - p)) : least;
        }
        return least < 1 ? grain.unit() / Math.pow(least, 1 / margin) : 0;
    }
}
