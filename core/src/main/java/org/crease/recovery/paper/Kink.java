package org.crease.recovery.paper;

import org.crease.geometry.Vector;

/**
 * A boundary point on a segment, found from the two linear pieces that meet there, or a place where several are too close to
 * be told apart.
 *
 * @param t where, in lengths along the segment
 * @param error bound of the error of {@code t}, from the resolution
 * @param jump by how much the slope of each output changes there
 * @param gap length of the shorter of the two linear pieces
 * @param single whether the two pieces meet here, as they must if there is one kink only
 */
public record Kink(double t, double error, Vector jump, double gap, boolean single) {}
