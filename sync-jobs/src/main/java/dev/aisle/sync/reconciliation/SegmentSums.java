package dev.aisle.sync.reconciliation;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.BitSet;

/**
 * The checksums of one side: for each segment how many products and listing rows it has, and the exclusive or of their
 * 64-bit hashes, which no order changes. Some bytes a segment, however many rows it holds.
 */
final class SegmentSums {

    private final int[] products;

    private final int[] rows;

    private final long[] digests;

    private final long[] rowDigests;

    SegmentSums(int segments) {
        this.products = new int[segments];
        this.rows = new int[segments];
        this.digests = new long[segments];
        this.rowDigests = new long[segments];
    }

    /** Adds a part of a segment. */
    synchronized void add(int segment, int moreProducts, long digest, int moreRows, long rowDigest) {
        this.products[segment] += moreProducts;
        this.digests[segment] ^= digest;
        this.rows[segment] += moreRows;
        this.rowDigests[segment] ^= rowDigest;
    }

    /** The segments in which the sides differ. */
    BitSet differing(SegmentSums other) {
        var differing = new BitSet(this.products.length);
        for (int i = 0; i < this.products.length; i++) {
            if (this.products[i] != other.products[i] || this.rows[i] != other.rows[i]
                    || this.digests[i] != other.digests[i] || this.rowDigests[i] != other.rowDigests[i]) {
                differing.set(i);
            }
        }
        return differing;
    }

    /** Takes over what a later look at some segments found. */
    void replace(BitSet segments, SegmentSums later) {
        segments.stream().forEach(i -> {
            this.products[i] = later.products[i];
            this.rows[i] = later.rows[i];
            this.digests[i] = later.digests[i];
            this.rowDigests[i] = later.rowDigests[i];
        });
    }

    /** All rows counted. */
    long count() {
        long count = 0;
        for (int i = 0; i < this.products.length; i++) {
            count += this.products[i] + (long) this.rows[i];
        }
        return count;
    }

    /** Goes into the checksum above all segments. */
    void digest(MessageDigest root) {
        var segment = ByteBuffer.allocate(2 * Integer.BYTES + 2 * Long.BYTES);
        for (int i = 0; i < this.products.length; i++) {
            segment.clear();
            segment.putInt(this.products[i]).putInt(this.rows[i]).putLong(this.digests[i])
                    .putLong(this.rowDigests[i]);
            root.update(segment.array());
        }
    }

}
