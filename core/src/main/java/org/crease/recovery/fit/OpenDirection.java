package org.crease.recovery.fit;

import java.util.List;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;

/**
 * What row and bias of a neuron of the last hidden layer lack is a multiple of this: it was seen nowhere.
 *
 * @param neuron of that layer, from 0
 * @param way weights, and the bias after them
 */
public record OpenDirection(int neuron, Vector way) {
    /** The neurons that lack something. */
    public static int[] neurons(List<OpenDirection> all) {
        return all.stream().mapToInt(OpenDirection::neuron).distinct().toArray();
    }

    /** Which of some are those of a neuron. */
    public static int[] of(int neuron, List<OpenDirection> all) {
        return IntStream.range(0, all.size())
                .filter(d -> all.get(d).neuron() == neuron)
                .toArray();
    }
}
