package org.crease.lab.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracles.model.Arithmetic;
import org.crease.recovery.SearchSpace;
import picocli.CommandLine.Option;

/** Where to ask, and by which dice: the options that {@code recover}, {@code inspect} and {@code compare} share. */
final class SpaceOptions {
    private static final long MOST_COORDINATES = 200_000_000;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            defaultValue = "all",
            converter = Domain.Converter.class,
            description = "Where questions may be asked: all, box:LO,HI for every input, or box:FILE, JSON with"
                    + " the fields low and high. Default: ${DEFAULT-VALUE}.")
    private Domain domain;

    @Option(
            names = "--scale",
            paramLabel = "S",
            defaultValue = "1",
            description = "Order of magnitude of a typical input coordinate. Default: ${DEFAULT-VALUE}.")
    private double scale;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of every random choice. Default: ${DEFAULT-VALUE}.")
    private long seed;

    Domain domain() {
        return domain;
    }

    double scale() {
        return scale;
    }

    long seed() {
        return seed;
    }

    /** Dice of this seed. */
    RandomGenerator random() {
        return random(seed);
    }

    static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    SearchSpace space(int inputs) {
        try {
            return new SearchSpace(domain.box(inputs), scale);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** Where an oracle may be asked: in that part of the domain which no question leaves by being rounded to the oracle's numbers. */
    SearchSpace space(OpenOracle opened) {
        SearchSpace space = space(opened.oracle().inputs());
        return opened.arithmetic().equals(Arithmetic.FLOAT32.toString())
                ? new SearchSpace(Arithmetic.FLOAT32.inside(space.box()), space.scale())
                : space;
    }

    /** Points to ask at: normal of standard deviation scale if the domain is everything, otherwise uniform in the box. */
    static Points samples(SearchSpace space, int number, RandomGenerator random) {
        int inputs = space.box().dimension();
        long most = MOST_COORDINATES / inputs;
        if (number < 1 || number > most) {
            throw new UsageException("samples must lie between 1 and " + most + ", got " + number);
        }
        List<Vector> points = new ArrayList<>(number);
        for (int p = 0; p < number; p++) {
            points.add(
                    space.box().isUnbounded()
                            ? Vector.gaussian(inputs, random).times(space.scale())
                            : uniform(space.box(), random));
        }
        return Points.of(points);
    }

    private static Vector uniform(Box box, RandomGenerator random) {
        double[] x = new double[box.dimension()];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextDouble(box.low().get(i), box.high().get(i));
        }
        return Vector.of(x);
    }
}
