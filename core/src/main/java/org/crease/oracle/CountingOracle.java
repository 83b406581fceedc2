package org.crease.oracle;

import java.util.LinkedHashMap;
import java.util.Map;
import org.crease.geometry.Points;

/**
 * Counts questions, in total and by account. Put it outermost: {@link #chargedTo} gives views that share its counts, and
 * wrappers further out would hide them. Not for several threads.
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
    public Points ask(Points questions) {
        Points answers = inner().ask(questions);
        counts.merge(account, (long) questions.size(), Long::sum);
        return answers;
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
