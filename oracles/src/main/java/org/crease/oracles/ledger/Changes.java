package org.crease.oracles.ledger;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A question as the coordinates in which it differs from another one: (index, int32; value, float64) for each, little-endian.
 * Gradients are asked along axes; of hundreds of coordinates one changes.
 */
final class Changes {
    private static final int ENTRY = Integer.BYTES + Double.BYTES;

    private Changes() {}

    /**
     * What differs, if that is less than half of it all.
     *
     * @param base a question's bits
     * @param bits those of another one, as many
     */
    static Optional<byte[]> between(byte[] base, byte[] bits) {
        ByteBuffer from = ByteBuffer.wrap(base).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer to = ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer changes =
                ByteBuffer.allocate(bits.length / 2 / ENTRY * ENTRY).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < bits.length; at += Double.BYTES) {
            if (from.getLong(at) != to.getLong(at)) {
                if (!changes.hasRemaining()) {
                    return Optional.empty();
                }
                changes.putInt(at / Double.BYTES).putLong(to.getLong(at));
            }
        }
        byte[] written = new byte[changes.position()];
        changes.flip().get(written);
        return Optional.of(written);
    }

    /** The question that differs from {@code base} by {@code changes}. */
    static byte[] applied(byte[] base, byte[] changes) {
        ByteBuffer point = ByteBuffer.wrap(base.clone()).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer change = ByteBuffer.wrap(changes).order(ByteOrder.LITTLE_ENDIAN);
        while (change.hasRemaining()) {
            point.putLong(change.getInt() * Double.BYTES, change.getLong());
        }
        return point.array();
    }
}
