package dev.aisle.query.cache;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;

import dev.aisle.query.json.Json;

/**
 * A whole body.
 *
 * @param json the body
 * @param modified not before the last time at which it changed
 */
public record BodyPart(Json json, Instant modified) {

    /** Writes and reads it. */
    public static final PartCodec<BodyPart> CODEC = new PartCodec<>() {

        @Override
        public void write(BodyPart part, DataOutputStream out) throws IOException {
            PartCodec.writeJson(out, part.json());
            PartCodec.writeTime(out, part.modified());
        }

        @Override
        public int weight(BodyPart part) {
            return part.json().bytes().length + 80;
        }

        @Override
        public BodyPart read(DataInputStream in) throws IOException {
            return new BodyPart(PartCodec.readJson(in), PartCodec.readTime(in));
        }
    };
}
