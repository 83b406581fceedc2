package org.crease.oracles.model;

import java.util.Arrays;

/** Arithmetic on tensor shapes. */
final class Shapes {
    private Shapes() {}

    /** The number of entries. */
    static int size(int... shape) {
        long size = 1;
        for (int d : shape) {
            size *= d;
            if (d < 0 || size > Integer.MAX_VALUE) {
                throw new UnreadableModelException("tensor must have at most " + Integer.MAX_VALUE
                        + " numbers, got shape " + Arrays.toString(shape));
            }
        }
        return (int) size;
    }

    /** The shape that both broadcast to. */
    static int[] broadcast(int[] a, int[] b) {
        int rank = Math.max(a.length, b.length);
        int[] result = new int[rank];
        for (int d = 1; d <= rank; d++) {
            int x = d <= a.length ? a[a.length - d] : 1;
            int y = d <= b.length ? b[b.length - d] : 1;
            if (x != y && x != 1 && y != 1) {
                throw new UnreadableModelException(
                        "operand shapes must broadcast, got " + Arrays.toString(a) + " and " + Arrays.toString(b));
            }
            result[rank - d] = x == 1 ? y : x;
        }
        return result;
    }

    /** An axis counted from the end if negative, in [0, limit]. */
    static int axis(long axis, int limit) {
        long result = axis < 0 ? axis + limit : axis;
        if (result < 0 || result > limit) {
            throw new UnreadableModelException("axis must be in [" + -limit + ", " + limit + "], got " + axis);
        }
        return (int) result;
    }

    /** The shape that a Reshape asks for: 0 keeps a dimension, one −1 takes what is left. */
    static int[] resolve(long[] asked, int... from) {
        int[] result = new int[asked.length];
        int open = -1;
        long rest = size(from);
        for (int d = 0; d < asked.length; d++) {
            if (asked[d] == -1 && open < 0) {
                open = d;
                continue;
            }
            result[d] = asked[d] == 0 && d < from.length ? from[d] : (int) asked[d];
            rest = result[d] > 0 && rest % result[d] == 0 ? rest / result[d] : -1;
            if (rest < 1) {
                break;
            }
        }
        if (open >= 0) {
            result[open] = (int) rest;
        }
        if (rest < 1 || (open < 0 && rest != 1)) {
            throw new UnreadableModelException(
                    "Reshape must keep the " + size(from) + " numbers of one question, got " + Arrays.toString(asked));
        }
        return result;
    }
}
