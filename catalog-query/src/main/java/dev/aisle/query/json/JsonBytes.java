package dev.aisle.query.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Puts bodies together: from values, and from bytes that were made of values before. */
public final class JsonBytes {

    private static final JsonFactory JSON = new JsonFactory();

    private final ByteArrayOutputStream bytes;

    /**
     * Begins an empty body.
     * @param capacity about how many bytes it will have
     */
    public JsonBytes(int capacity) {
        this.bytes = new ByteArrayOutputStream(capacity);
    }

    /**
     * Renders one JSON value.
     * @param value writes exactly one value
     * @return its UTF-8 bytes
     */
    public static byte[] of(Consumer<JsonGenerator> value) {
        var bytes = new ByteArrayOutputStream(512);
        try (var generator = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            value.accept(generator);
        }
        return bytes.toByteArray();
    }

    /**
     * Renders an object without its closing brace, so that members can be appended.
     * @param members writes at least one member
     * @return UTF-8 bytes from the opening brace on
     */
    public static byte[] openObject(Consumer<JsonGenerator> members) {
        var closed = of(generator -> {
            generator.writeStartObject();
            members.accept(generator);
            generator.writeEndObject();
        });
        return Arrays.copyOf(closed, closed.length - 1);
    }

    /**
     * Writes a text member, or null.
     * @param generator where to
     * @param name the member's name
     * @param value its value, or null
     */
    public static void text(JsonGenerator generator, String name, @Nullable String value) {
        if (value == null) {
            generator.writeNullProperty(name);
        } else {
            generator.writeStringProperty(name, value);
        }
    }

    /**
     * Appends bytes as they are.
     * @param part UTF-8 bytes
     * @return this
     */
    public JsonBytes append(byte[] part) {
        this.bytes.writeBytes(part);
        return this;
    }

    /**
     * Appends JSON syntax.
     * @param syntax ASCII
     * @return this
     */
    public JsonBytes append(String syntax) {
        return append(syntax.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Appends a string value, quoted and escaped.
     * @param value any text
     * @return this
     */
    public JsonBytes appendString(String value) {
        return append(of(generator -> generator.writeString(value)));
    }

    /**
     * Appends bytes between commas.
     * @param parts UTF-8 bytes of one value each
     * @return this
     */
    public JsonBytes appendAll(Iterable<byte[]> parts) {
        boolean first = true;
        for (byte[] part : parts) {
            if (!first) {
                this.bytes.write(',');
            }
            append(part);
            first = false;
        }
        return this;
    }

    /**
     * Ends the body.
     * @return all bytes appended so far
     */
    public byte[] toBytes() {
        return this.bytes.toByteArray();
    }
}
