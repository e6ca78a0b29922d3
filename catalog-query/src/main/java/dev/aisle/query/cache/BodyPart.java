package dev.aisle.query.cache;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;

import dev.aisle.query.json.Json;
import dev.aisle.query.json.JsonBody;
import dev.aisle.query.json.Rendered;

/**
 * A whole body.
 *
 * @param json the body
 * @param rendered the same, ready to be answered with
 */
public record BodyPart(Json json, Rendered rendered) {

    /**
     * Gets a body ready.
     * @param json the body
     * @param modified not before the last time at which it changed
     */
    public BodyPart(Json json, Instant modified) {
        this(json, new Rendered(JsonBody.of(json), modified));
    }

    /** Writes and reads it. */
    public static final PartCodec<BodyPart> CODEC = new PartCodec<>() {

        @Override
        public void write(BodyPart part, DataOutputStream out) throws IOException {
            PartCodec.writeJson(out, part.json());
            PartCodec.writeTime(out, part.rendered().modified());
        }

        @Override
        public int weight(BodyPart part) {
            return part.json().bytes().length + 260;
        }

        @Override
        public BodyPart read(DataInputStream in) throws IOException {
            return new BodyPart(PartCodec.readJson(in), PartCodec.readTime(in));
        }
    };
}
