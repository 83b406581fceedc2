package org.crease.oracles.ledger;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.crease.geometry.Points;

/**
 * A question as the ledger knows it: its bits, and which time it is asked on purpose. Two zeros of different sign are two
 * questions.
 */
final class Key {
    private final byte[] bits;
    private final int occasion;
    private final long hash;

    /**
     * @param bits the coordinates, float64, little-endian
     * @param occasion 0 for the first time, k for the k-th time that the same is asked again on purpose
     */
    private Key(byte[] bits, int occasion) {
        this.bits = bits;
        this.occasion = occasion;
        this.hash = hash(bits);
    }

    /** A question asked for the first time. */
    static Key of(Points questions, int index) {
        return new Key(bits(questions, index), 0);
    }

    /** A point's coordinates: float64, little-endian. */
    static byte[] bits(Points points, int index) {
        ByteBuffer buffer =
                ByteBuffer.allocate(Double.BYTES * points.dimension()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < points.dimension(); i++) {
            buffer.putDouble(points.get(index, i));
        }
        return buffer.array();
    }

    /** CRC-32 of a question, its answer and the occasion (int32, little-endian), as zlib computes it. */
    static long checksum(byte[] x, byte[] y, int occasion) {
        CRC32 sum = new CRC32();
        sum.update(x);
        sum.update(y);
        sum.update(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(occasion)
                .array());
        return sum.getValue();
    }

    /** 64 bits that differ for different coordinates, but for a chance of 2⁻⁶⁴. */
    static long hash(byte[] bits) {
        return checksum(new CRC32C(), bits) << 32 | checksum(new CRC32(), bits);
    }

    private static long checksum(Checksum sum, byte[] bits) {
        sum.update(bits);
        return sum.getValue();
    }

    byte[] bits() {
        return bits;
    }

    int occasion() {
        return occasion;
    }

    long hash() {
        return hash;
    }

    /** The same question, asked once more on purpose. */
    Key at(int time) {
        return new Key(bits, time);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && occasion == key.occasion && Arrays.equals(bits, key.bits);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(hash) + occasion;
    }
}
