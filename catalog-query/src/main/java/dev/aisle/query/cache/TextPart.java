package dev.aisle.query.cache;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A short text, such as an id that something leads to.
 *
 * @param text the text
 */
public record TextPart(String text) {

    /** Writes and reads it. */
    public static final PartCodec<TextPart> CODEC = new PartCodec<>() {

        @Override
        public void write(TextPart part, DataOutputStream out) throws IOException {
            out.writeUTF(part.text());
        }

        @Override
        public int weight(TextPart part) {
            return part.text().length() + 60;
        }

        @Override
        public TextPart read(DataInputStream in) throws IOException {
            return new TextPart(in.readUTF());
        }
    };
}
