package org.crease.oracle;

/** What stands between the last layer of a network and its answers. */
public enum Ending {
    /** Nothing: answers are what the last layer puts out. */
    LOGITS,
    /** Answers are probabilities of classes that exclude each other: exp(z_i) / Σ exp(z_j). */
    SOFTMAX,
    /** Each answer is a probability of its own: 1 / (1 + exp(−z_i)). */
    SIGMOID
}
