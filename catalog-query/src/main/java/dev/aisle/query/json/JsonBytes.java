package dev.aisle.query.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Puts bodies together: from values, and from JSON that was made of values before. */
public final class JsonBytes {

    private static final JsonFactory JSON = new JsonFactory();

    private static final byte[] COMMA = {','};

    private final List<byte[]> pieces = new ArrayList<>();
    private final MessageDigest digest = Json.sha256();
    private int length;

    /** Begins an empty body. */
    public JsonBytes() {}

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
     * Appends a part as it is.
     * @param part JSON, or the beginning of some
     * @return this
     */
    public JsonBytes append(Json part) {
        return append(part.bytes(), part.digest());
    }

    /**
     * Appends JSON syntax.
     * @param syntax ASCII
     * @return this
     */
    public JsonBytes append(String syntax) {
        var bytes = syntax.getBytes(StandardCharsets.US_ASCII);
        return append(bytes, bytes);
    }

    /**
     * Appends a string value, quoted and escaped.
     * @param value any text
     * @return this
     */
    public JsonBytes appendString(String value) {
        var bytes = of(generator -> generator.writeString(value));
        return append(bytes, bytes);
    }

    /**
     * Appends values between commas.
     * @param parts one value each
     * @return this
     */
    public JsonBytes appendAll(Iterable<Json> parts) {
        boolean first = true;
        for (var part : parts) {
            if (!first) {
                append(COMMA, COMMA);
            }
            append(part);
            first = false;
        }
        return this;
    }

    private JsonBytes append(byte[] bytes, byte[] digested) {
        this.pieces.add(bytes);
        this.digest.update(digested);
        this.length += bytes.length;
        return this;
    }

    /**
     * Ends the body.
     * @return all that was appended
     */
    public JsonBody toBody() {
        return new JsonBody(this.pieces, this.length, JsonBody.tag(Json.shortened(this.digest)));
    }
}
