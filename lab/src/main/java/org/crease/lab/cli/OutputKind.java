package org.crease.lab.cli;

/** What the user says that answers are. */
enum OutputKind {
    /** To be found out. */
    AUTO,
    /** What the last layer puts out. */
    LOGITS,
    /** What a softmax or sigmoid makes of it. */
    PROBABILITIES
}
