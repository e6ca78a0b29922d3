package dev.aisle.query.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A part as it stands in Redis.
 *
 * @param <T> the kind of part
 * @param value the part
 * @param change the newest change that the read behind it saw
 * @param filledAt when it was stored, in milliseconds of the storing node's clock
 */
record StoredPart<T>(T value, long change, long filledAt) {

    /** Raised when the bytes or the JSON in them look different from now on: then old parts are unreadable. */
    static final byte FORMAT = 2;

    /**
     * Tells whether it still holds, if it hasn't been made invalid by its key.
     * @param validity what else makes it invalid
     * @param structure the newest change that touched a category otherwise than in its count
     * @param counts the newest change that touched counts which it shows
     * @param now milliseconds of this node's clock
     * @param countStaleness how many milliseconds old counts may be
     */
    boolean holds(PartKey.Validity validity, long structure, long counts, long now, long countStaleness) {
        boolean counted = this.change >= counts || Math.abs(now - this.filledAt) < countStaleness;
        return switch (validity) {
            case BY_KEY -> true;
            case BY_COUNT -> counted;
            case BY_STRUCTURE -> this.change >= structure;
            case BY_TREE -> counted && this.change >= structure;
        };
    }

    /** The same, if it is known to be so after a later change, too. */
    StoredPart<T> knownAt(long later) {
        return (later <= this.change) ? this : new StoredPart<>(this.value, later, this.filledAt);
    }

    byte[] toBytes(PartCodec<T> codec) {
        var bytes = new ByteArrayOutputStream(1024);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeLong(this.change);
            out.writeLong(this.filledAt);
            codec.write(this.value, out);
        } catch (IOException ex) {
            throw new IllegalStateException("memory doesn't fail", ex);
        }
        return bytes.toByteArray();
    }

    static <T> StoredPart<T> of(byte[] bytes, PartCodec<T> codec) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte format = in.readByte();
            if (format != FORMAT) {
                throw new IOException("a part of format %d".formatted(format));
            }
            long change = in.readLong();
            long filledAt = in.readLong();
            var part = new StoredPart<>(codec.read(in), change, filledAt);
            if (in.available() > 0) {
                throw new IOException("%d bytes after the part".formatted(in.available()));
            }
            return part;
        }
    }
}
