package org.crease.oracles.http;

import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import org.crease.geometry.Points;
import org.crease.oracle.AnsweredInPartException;

/** Questions that are asked together, cut into requests as they are needed; the answers of each are handed on as they come. */
final class Batch implements Iterator<Job> {
    private final Model model;
    private final int outputs;
    private final int size;
    private final double[] values;
    private final Consumer<AnsweredInPartException.Part> arrived;
    private int limit;
    private int next;

    /**
     * @param outputs the dimension of an answer
     * @param limit the most questions in one request
     * @param arrived gets the answers
     */
    Batch(Model model, int outputs, Points questions, int limit, Consumer<AnsweredInPartException.Part> arrived) {
        this.model = model;
        this.outputs = outputs;
        this.size = questions.size();
        this.values = questions.toArray();
        this.limit = limit;
        this.arrived = arrived;
    }

    @Override
    public boolean hasNext() {
        return next < size;
    }

    @Override
    public Job next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int from = next;
        next = Math.min(size, from + limit);
        return new Slice(from, next);
    }

    /** The most questions in one request; less than at first if the server found that too many. */
    int limit() {
        return limit;
    }

    /** Some consecutive questions in one request. */
    private final class Slice implements Job {
        private final int from;
        private final int to;

        Slice(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public URI uri() {
            return model.uri();
        }

        @Override
        public Optional<byte[]> body() {
            return model.body(values, from, to);
        }

        @Override
        public int questions() {
            return to - from;
        }

        @Override
        public int mostBytes() {
            return Model.mostBytes((long) outputs * questions());
        }

        @Override
        public void accept(byte[] response) {
            Points answers = model.answers(response, questions());
            if (answers.dimension() != outputs) {
                throw new MalformedMessageException("answers must number " + questions() + " × " + outputs + ", got "
                        + questions() + " × " + answers.dimension());
            }
            arrived.accept(new AnsweredInPartException.Part(from, answers));
        }

        @Override
        public List<Job> split() {
            if (questions() < 2) {
                return List.of();
            }
            int middle = from + questions() / 2;
            limit = Math.min(limit, middle - from);
            return List.of(new Slice(from, middle), new Slice(middle, to));
        }
    }
}
