package org.crease.recovery.fit;

import java.util.Optional;
import org.crease.network.ReluNetwork;

/**
 * What {@link Polish} made of a network.
 *
 * @param network of the shape of the start, its hidden rows as long as there
 * @param errors standard errors; empty for more than {@link Polish#maxFactored} parameters
 * @param residual root of the squared residuals that are left, in units of the error of an answer, over the degrees of freedom:
 *     about 1 if the network explains the answers and their errors are as stated
 * @param leftOut number of points that the network does not explain, and that were kept from dragging it
 */
public record Polished(ReluNetwork network, Optional<StandardErrors> errors, double residual, int leftOut) {}
