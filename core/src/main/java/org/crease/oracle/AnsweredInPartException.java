package org.crease.oracle;

import java.util.List;
import org.crease.geometry.Points;

/**
 * A batch that came back in part before the black box broke or was told to stop: what was answered is paid for, and must not be
 * lost. The cause is what ended it.
 */
public final class AnsweredInPartException extends OracleException {
    private static final long serialVersionUID = 1;

    private final transient List<Part> parts;

    /**
     * Some consecutive answers of the batch.
     *
     * @param from the position of the first in the batch
     */
    public record Part(int from, Points answers) {}

    /**
     * @param parts answers that did come, in any order, without overlap
     * @param end what kept the others from coming
     */
    public AnsweredInPartException(List<Part> parts, OracleException end) {
        super(end.getMessage(), end);
        this.parts = List.copyOf(parts);
    }

    public List<Part> parts() {
        return parts;
    }

    /** What kept the other answers from coming. */
    public OracleException end() {
        return (OracleException) getCause();
    }
}
