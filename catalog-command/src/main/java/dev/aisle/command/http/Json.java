package dev.aisle.command.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;

/** Reads JSON strictly: valid UTF-8, no member twice, bounded depth, nothing behind the value. */
public final class Json {

    private static final int MAX_DEPTH = 10;

    private static final int MAX_TEXT = 200_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .maxNumberLength(40)
                    .maxNameLength(10_000)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final JsonMapper PIECEWISE = MAPPER.rebuild()
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /**
     * Reads a whole body that has to be an object.
     * @param body the bytes
     * @return the object
     * @throws ProblemException if it can't be read as that
     */
    public static ObjectNode object(byte[] body) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw new ProblemException(ProblemType.MALFORMED_REQUEST, "The body must be a JSON object.");
        } catch (CharacterCodingException ex) {
            throw notUtf8();
        } catch (JacksonException ex) {
            throw malformed(ex);
        }
    }

    /**
     * Makes an empty object.
     * @return a new object
     */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Begins to read a body piece by piece.
     * @param body its bytes
     * @return a parser before the first token
     */
    public static JsonParser parser(InputStream body) {
        Reader reader = new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
        return PIECEWISE.createParser(reader);
    }

    /**
     * Reads the value that a parser stands before or at.
     * @param parser a parser of this class
     * @return the value
     */
    public static JsonNode value(JsonParser parser) {
        return PIECEWISE.readTree(parser);
    }

    /**
     * Says why a body can't be read.
     * @param ex what the parser found
     * @return the problem
     */
    public static ProblemException malformed(JacksonException ex) {
        for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
            if (cause instanceof CharacterCodingException) {
                return notUtf8();
            }
            if (cause instanceof ProblemException problem) {
                return problem;
            }
            if (cause instanceof IOException io && !(cause instanceof CharacterCodingException)) {
                throw new UncheckedIOException(io);
            }
        }
        var at = ex.getLocation();
        var where = (at != null && at.getLineNr() > 0)
                ? " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()) : "";
        return new ProblemException(ProblemType.MALFORMED_REQUEST,
                "The body is not JSON as it is taken here%s: check its syntax; no member may come twice, and at most %d levels are possible."
                        .formatted(where, MAX_DEPTH));
    }

    private static ProblemException notUtf8() {
        return new ProblemException(ProblemType.MALFORMED_REQUEST, "The body is not valid UTF-8.");
    }

}
