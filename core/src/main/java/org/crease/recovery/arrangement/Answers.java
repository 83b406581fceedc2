package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleWrapper;

/** What was asked and answered, up to a capacity: for fits that need no new questions. */
final class Answers {
    /** Numbers kept: 64 MB. */
    private static final long CAPACITY = 8_000_000;

    private final List<Vector> places = new ArrayList<>();
    private final List<Vector> values = new ArrayList<>();
    private long numbers;

    /** The same black box, with its answers kept here. */
    Oracle keeping(Oracle oracle) {
        return new Keeping(oracle);
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

    /** Places and the answers there. */
    record Sample(List<Vector> x, List<Vector> f) {}

    private final class Keeping extends OracleWrapper {
        Keeping(Oracle inner) {
            super(inner);
        }

        @Override
        public Points ask(Points questions) {
            Points answers = inner().ask(questions);
            for (int i = 0; i < questions.size() && numbers < CAPACITY; i++) {
                places.add(questions.get(i));
                values.add(answers.get(i));
                numbers += questions.dimension() + answers.dimension();
            }
            return answers;
        }

        @Override
        public Oracle chargedTo(String account) {
            Oracle charged = inner().chargedTo(account);
            // many gradients around few places would crowd out what shows more of f
            return account.equals(LocalNormals.ACCOUNT) ? charged : new Keeping(charged);
        }
    }
}
