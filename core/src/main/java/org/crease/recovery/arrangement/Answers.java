package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleWrapper;

/** What was asked and answered, up to a capacity, from which on what is new takes the place of what is not: for fits that need no new questions. */
final class Answers {
    /** Numbers kept: 64 MB. */
    private static final long CAPACITY = 8_000_000;

    /** Answers kept: f̂ is compared with all of them time and again. */
    private static final int MOST = 200_000;

    private static final int BATCH = 1024;

    /** What asks much in few places. */
    private static final Set<String> SPARED = Set.of(LocalNormals.ACCOUNT, LackingNeuron.ACCOUNT);

    private final List<Vector> places = new ArrayList<>();
    private final List<Vector> values = new ArrayList<>();
    /** Which answers make room; not what decides what is asked. */
    private final SplittableRandom replaced = new SplittableRandom(1);

    private long numbers;
    private long asked;
    /** How many, the first ones, are answers to questions beside the places that they are kept with. */
    private int moved;

    /** The same black box, with its answers kept here. */
    Oracle keeping(Oracle oracle) {
        return new Keeping(oracle, true);
    }

    /** These answers, with each place given as another one nearby. */
    Answers at(UnaryOperator<Vector> other) {
        Answers moved = new Answers();
        for (int i = 0; i < places.size(); i++) {
            moved.keep(other.apply(places.get(i)), values.get(i));
        }
        moved.asked = asked;
        moved.moved = places.size();
        return moved;
    }

    private static boolean isWhole(Vector f) {
        return Arrays.stream(f.toArray()).noneMatch(Double::isNaN);
    }

    /** Adds the places with answers that have no gaps, and these. */
    static void addWhole(List<Vector> places, Points answers, List<Vector> x, List<Vector> f) {
        for (int i = 0; i < places.size(); i++) {
            if (isWhole(answers.get(i))) {
                x.add(places.get(i));
                f.add(answers.get(i));
            }
        }
    }

    private void keep(Vector x, Vector f) {
        if (!isWhole(f)) {
            return;
        }
        if (numbers < CAPACITY && places.size() < MOST) {
            places.add(x);
            values.add(f);
            numbers += x.dimension() + f.dimension();
        } else if (places.size() > moved) {
            // news is about what answers so far do not explain; any of the others can be spared
            int spared = moved + replaced.nextInt(places.size() - moved);
            places.set(spared, x);
            values.set(spared, f);
        }
    }

    /** Questions asked, with those whose answers are not kept. */
    long asked() {
        return asked;
    }

    int size() {
        return places.size();
    }

    /** At most {@code count} of them, drawn at random; moved ones only if there are not enough others. */
    Sample sample(int count, RandomGenerator random) {
        List<Integer> order = new ArrayList<>(shuffled(moved, places.size(), random));
        int exact = Math.min(count, order.size());
        order.addAll(shuffled(0, moved, random));
        List<Integer> drawn = order.subList(0, Math.min(count, order.size()));
        return new Sample(
                drawn.stream().map(places::get).toList(),
                drawn.stream().map(values::get).toList(),
                exact);
    }

    private static List<Integer> shuffled(int from, int to, RandomGenerator random) {
        int[] order = new int[to - from];
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = from + i;
        }
        return IntStream.of(order).boxed().toList();
    }

    /**
     * Up to so many, evenly spread over all; which they are is no matter of chance.
     *
     * @param exact whether without those that were moved
     */
    Sample spread(int count, boolean exact) {
        return spread(IntStream.range(exact ? moved : 0, places.size()).toArray(), count);
    }

    /** Those that were not moved, parted by whether something holds of them: of each part at most so many, evenly spread over it. */
    Map<Boolean, Sample> parted(BiPredicate<Vector, Vector> holds, int most) {
        Map<Boolean, List<Integer>> parts = IntStream.range(moved, places.size())
                .boxed()
                .collect(Collectors.partitioningBy(i -> holds.test(places.get(i), values.get(i))));
        return parts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        part -> spread(part.getValue().stream().mapToInt(i -> i).toArray(), most)));
    }

    /**
     * Those that were not moved and that a network does not explain.
     *
     * @param most the length of what may be left of one, over ‖x‖ + {@code scale}
     */
    Sample disagreeing(ReluNetwork network, double most, double scale) {
        List<Vector> x = new ArrayList<>();
        List<Vector> f = new ArrayList<>();
        forEachBatch(true, (at, values) -> {
            Points found = network.evaluate(Points.of(at));
            for (int p = 0; p < at.size(); p++) {
                double left = values.get(p).minus(found.get(p)).norm();
                if (left > most * (at.get(p).norm() + scale)) {
                    x.add(at.get(p));
                    f.add(values.get(p));
                }
            }
        });
        return new Sample(x, f, x.size());
    }

    private Sample spread(int[] all, int most) {
        int[] at = evenly(all, most);
        return new Sample(
                IntStream.of(at).mapToObj(places::get).toList(),
                IntStream.of(at).mapToObj(values::get).toList(),
                (int) IntStream.of(at).filter(i -> i >= moved).count());
    }

    /** At most so many of them, evenly spread. */
    static int[] evenly(int[] all, int most) {
        int drawn = Math.min(most, all.length);
        return IntStream.range(0, drawn)
                .map(i -> all[(int) ((long) i * all.length / drawn)])
                .toArray();
    }

    /**
     * Hands all of them on, in the order in which they were asked as long as there is room.
     *
     * @param exact whether without those that were moved
     */
    void forEachBatch(boolean exact, BiConsumer<List<Vector>, List<Vector>> consumer) {
        for (int from = exact ? moved : 0; from < places.size(); from += BATCH) {
            int to = Math.min(places.size(), from + BATCH);
            consumer.accept(places.subList(from, to), values.subList(from, to));
        }
    }

    /**
     * Places and the answers there.
     *
     * @param exact how many, the first ones, were not moved
     */
    record Sample(List<Vector> x, List<Vector> f, int exact) {
        /** These, and of others at most so many, evenly spread. */
        Sample and(Sample others, int most) {
            int[] some = evenly(IntStream.range(0, others.x().size()).toArray(), most);
            return new Sample(
                    Stream.concat(x.stream(), IntStream.of(some).mapToObj(others.x()::get))
                            .toList(),
                    Stream.concat(f.stream(), IntStream.of(some).mapToObj(others.f()::get))
                            .toList(),
                    exact);
        }

        /** Those that were not moved. */
        Sample exactly() {
            return new Sample(x.subList(0, exact), f.subList(0, exact), exact);
        }
    }

    private final class Keeping extends OracleWrapper {
        private final boolean kept;

        Keeping(Oracle inner, boolean kept) {
            super(inner);
            this.kept = kept;
        }

        @Override
        protected OracleWrapper around(Oracle other) {
            return new Keeping(other, kept);
        }

        @Override
        protected Points answer(Points questions, UnaryOperator<Points> next) {
            Points answers = next.apply(questions);
            asked += questions.size();
            for (int i = 0; i < questions.size() && kept; i++) {
                keep(questions.get(i), answers.get(i));
            }
            return answers;
        }

        @Override
        public Oracle chargedTo(String account) {
            // many answers around few places would crowd out what shows more of f
            return new Keeping(inner().chargedTo(account), kept && !SPARED.contains(account));
        }
    }
}
