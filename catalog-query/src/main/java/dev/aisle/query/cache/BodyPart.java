package dev.aisle.query.cache;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;

/**
 * A whole body.
 *
 * @param json UTF-8 bytes
 * @param modified not before the last time at which it changed
 */
public record BodyPart(byte[] json, Instant modified) {

    /** Writes and reads it. */
    public static final PartCodec<BodyPart> CODEC = new PartCodec<>() {

        @Override
        public void write(BodyPart part, DataOutputStream out) throws IOException {
            PartCodec.writeBytes(out, part.json());
            PartCodec.writeTime(out, part.modified());
        }

        @Override
        public BodyPart read(DataInputStream in) throws IOException {
            return new BodyPart(PartCodec.readBytes(in), PartCodec.readTime(in));
        }
    };
}
