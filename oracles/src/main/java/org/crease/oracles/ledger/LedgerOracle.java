package org.crease.oracles.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.AnsweredInPartException;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;

/**
 * Asks nothing twice: what the ledger holds is answered from it, and every new answer is in it as soon as it has come, before anybody sees it. A run that
 * starts again with the ledger of one that was cut short meets its own questions there, and goes on where that one stopped.
 *
 * <p>Whoever asks again on purpose ({@link #askAgain}) has a new answer each time; those are on file too, in their order.
 */
public final class LedgerOracle implements Oracle {
    /** So many questions are looked up and asked at a time; a box that answers them all at once has them written at once. */
    private static final int BLOCK = 1024;

    private final Oracle inner;
    private final Ledger ledger;
    /** Which answers on file this run has had; the others are those of a run before it. */
    private final BitSet had = new BitSet();

    private final Map<Key, Integer> occasions = new HashMap<>();
    private long repeated;

    /**
     * @param inner whose answers are worth keeping: checked ones
     */
    public LedgerOracle(Oracle inner, Ledger ledger) {
        this(inner, ledger, 0);
    }

    /**
     * @param inner whose answers are worth keeping: checked ones
     * @param opening how many answers on file, the first ones, this run has had already
     */
    public LedgerOracle(Oracle inner, Ledger ledger, long opening) {
        this.inner = inner;
        this.ledger = ledger;
        had.set(1, Math.toIntExact(opening) + 1);
    }

    @Override
    public int inputs() {
        return inner.inputs();
    }

    @Override
    public int outputs() {
        return inner.outputs();
    }

    /** How often this run asked what it had asked before, not on purpose, and had it answered without asking the box. */
    public long repeated() {
        return repeated;
    }

    @Override
    public Points ask(Points questions) {
        List<Key> keys = IntStream.range(0, questions.size())
                .mapToObj(i -> Key.of(questions, i))
                .toList();
        return answer(questions, keys, false);
    }

    @Override
    public Points askAgain(Points questions) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Key first = Key.of(questions, i);
            keys.add(first.at(occasions.merge(first, 1, Integer::sum)));
        }
        return answer(questions, keys, true);
    }

    private Points answer(Points questions, List<Key> keys, boolean again) {
        Vector[] answers = new Vector[questions.size()];
        try {
            for (int from = 0; from < keys.size(); from += BLOCK) {
                int to = Math.min(from + BLOCK, keys.size());
                fill(questions.slice(from, to), keys.subList(from, to), from, answers, again);
            }
        } catch (OracleException e) {
            throw inPart(answers, e);
        }
        return points(answers, 0, answers.length);
    }

    /** Answers one block, from the ledger as far as it goes. */
    private void fill(Points block, List<Key> keys, int at, Vector[] answers, boolean again) {
        Map<Key, List<Integer>> unknown = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            Optional<Ledger.Entry> entry = ledger.find(keys.get(i));
            if (entry.isPresent()) {
                answers[at + i] = entry.get().answer();
                take(entry.get().id());
            } else {
                unknown.computeIfAbsent(keys.get(i), k -> new ArrayList<>()).add(i);
            }
        }
        if (unknown.isEmpty()) {
            return;
        }
        List<Key> asked = List.copyOf(unknown.keySet());
        Points questions = asked.size() == block.size()
                ? block
                : Points.of(asked.stream()
                        .map(k -> block.get(unknown.get(k).getFirst()))
                        .toList());
        inner.askInParts(questions, again, part -> {
            int to = part.from() + part.answers().size();
            keep(asked.subList(part.from(), to), part.answers(), unknown, at, answers);
        });
    }

    /** Writes answers, and only then hands them out. */
    private void keep(List<Key> asked, Points replies, Map<Key, List<Integer>> unknown, int at, Vector[] answers) {
        long before = ledger.size();
        ledger.record(asked, replies);
        for (int k = 0; k < asked.size(); k++) {
            for (int i : unknown.get(asked.get(k))) {
                answers[at + i] = replies.get(k);
                take(before + k + 1);
            }
        }
    }

    private void take(long id) {
        int index = Math.toIntExact(id);
        if (had.get(index)) {
            repeated++;
        }
        had.set(index);
    }

    private OracleException inPart(Vector[] answers, OracleException end) {
        List<AnsweredInPartException.Part> parts = new ArrayList<>();
        for (int from = 0; from < answers.length; from++) {
            int to = from;
            while (to < answers.length && answers[to] != null) {
                to++;
            }
            if (to > from) {
                parts.add(new AnsweredInPartException.Part(from, points(answers, from, to)));
                from = to;
            }
        }
        return parts.isEmpty() ? end : new AnsweredInPartException(parts, end);
    }

    private Points points(Vector[] answers, int from, int to) {
        return to == from
                ? Points.of(0, outputs(), new double[0])
                : Points.of(Arrays.asList(answers).subList(from, to));
    }
}
