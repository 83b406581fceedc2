package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleWrapper;

/** What was asked and answered, up to a capacity: for fits that need no new questions. */
final class Answers {
    /** Numbers kept: 64 MB. */
    private static final long CAPACITY = 8_000_000;

    private static final int BATCH = 1024;

    private final List<Vector> places = new ArrayList<>();
    private final List<Vector> values = new ArrayList<>();
    private long numbers;
    private long asked;

    /** The same black box, with its answers kept here. */
    Oracle keeping(Oracle oracle) {
        return new Keeping(oracle, true);
    }

    /** These answers, with each place given as another. */
    Answers at(UnaryOperator<Vector> other) {
        Answers moved = new Answers();
        for (int i = 0; i < places.size(); i++) {
            moved.keep(other.apply(places.get(i)), values.get(i));
        }
        moved.asked = asked;
        return moved;
    }

    private void keep(Vector x, Vector f) {
        if (numbers < CAPACITY) {
            places.add(x);
            values.add(f);
            numbers += x.dimension() + f.dimension();
        }
    }

    /** Questions asked, with those whose answers are not kept. */
    long asked() {
        return asked;
    }

    int size() {
        return places.size();
    }

    /** At most {@code count} of them, drawn at random. */
    Sample sample(int count, RandomGenerator random) {
        int[] order = new int[places.size()];
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        List<Vector> x = new ArrayList<>();
        List<Vector> f = new ArrayList<>();
        for (int i = 0; i < Math.min(count, order.length); i++) {
            x.add(places.get(order[i]));
            f.add(values.get(order[i]));
        }
        return new Sample(x, f);
    }

    /** Hands all of them on, in the order in which they were asked. */
    void forEachBatch(BiConsumer<List<Vector>, List<Vector>> consumer) {
        for (int from = 0; from < places.size(); from += BATCH) {
            int to = Math.min(places.size(), from + BATCH);
            consumer.accept(places.subList(from, to), values.subList(from, to));
        }
    }

    /** Places and the answers there. */
    record Sample(List<Vector> x, List<Vector> f) {}

    private final class Keeping extends OracleWrapper {
        private final boolean kept;

        Keeping(Oracle inner, boolean kept) {
            super(inner);
            this.kept = kept;
        }

        @Override
        public Points ask(Points questions) {
            Points answers = inner().ask(questions);
            asked += questions.size();
            for (int i = 0; i < questions.size() && kept; i++) {
                keep(questions.get(i), answers.get(i));
            }
            return answers;
        }

        @Override
        public Oracle chargedTo(String account) {
            // many gradients around few places would crowd out what shows more of f
            return new Keeping(inner().chargedTo(account), kept && !account.equals(LocalNormals.ACCOUNT));
        }
    }
}
