package org.crease.oracle;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.crease.geometry.Points;

/**
 * Counts questions that were answered, in total and by account; whoever asks sees a batch that was answered in part as one that
 * failed. {@link #chargedTo} gives views that share its counts; what is behind it hears of no accounts. Not for several threads.
 */
public final class CountingOracle extends OracleWrapper {
    /** The account of questions that nobody has claimed. */
    public static final String UNCLAIMED = "other";

    private final String account;
    private final Map<String, Long> counts;

    public CountingOracle(Oracle inner) {
        this(inner, UNCLAIMED, new LinkedHashMap<>());
    }

    private CountingOracle(Oracle inner, String account, Map<String, Long> counts) {
        super(inner);
        this.account = account;
        this.counts = counts;
    }

    @Override
    protected OracleWrapper around(Oracle other) {
        return new CountingOracle(other, account, counts);
    }

    @Override
    protected Points answer(Points questions, UnaryOperator<Points> next) {
        try {
            Points answers = next.apply(questions);
            count(questions.size());
            return answers;
        } catch (AnsweredInPartException e) {
            count(e.parts().stream().mapToLong(part -> part.answers().size()).sum());
            throw e.end();
        }
    }

    private void count(long answered) {
        counts.merge(account, answered, Long::sum);
    }

    @Override
    public Oracle chargedTo(String name) {
        return new CountingOracle(inner(), name, counts);
    }

    /** All questions answered so far. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Questions answered so far by account, in the order in which the accounts were opened. */
    public Map<String, Long> byAccount() {
        return new LinkedHashMap<>(counts);
    }
}
