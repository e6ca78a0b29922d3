package dev.aisle.command.http;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

import dev.aisle.command.BulkCatalog;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;

/**
 * Reads many items, as a JSON array or as NDJSON, one after the other while they come, so
 * that never more than one of them is held as JSON.
 */
public final class BulkBody {

    /** The media type of JSON values, one a line. */
    public static final String NDJSON = "application/x-ndjson";

    private BulkBody() {}

    /**
     * Reads items.
     * @param body the bytes
     * @param lines whether they come as NDJSON
     * @param read makes an item of a JSON value
     * @param <T> an item
     * @return the items, in their order
     * @throws ProblemException if the body can't be read, or holds too many
     */
    public static <T> List<T> read(InputStream body, boolean lines, ItemReader<T> read) {
        try (var parser = Json.parser(body)) {
            var items = new ArrayList<T>();
            if (!lines && parser.nextToken() != JsonToken.START_ARRAY) {
                throw new ProblemException(ProblemType.MALFORMED_REQUEST,
                        "The body must be a JSON array, or NDJSON with the content type %s.".formatted(NDJSON));
            }
            for (var token = parser.nextToken(); more(token, lines); token = parser.nextToken()) {
                if (items.size() == BulkCatalog.MAX_CHUNK) {
                    throw new ProblemException(ProblemType.TOO_LARGE,
                            "More than %d items: send them in several requests.".formatted(BulkCatalog.MAX_CHUNK));
                }
                items.add(read.read(Json.value(parser)));
            }
            requireEnd(parser, lines);
            return items;
        } catch (JacksonException ex) {
            throw Json.malformed(ex);
        }
    }

    private static boolean more(@Nullable JsonToken token, boolean lines) {
        return token != null && (lines || token != JsonToken.END_ARRAY);
    }

    private static void requireEnd(JsonParser parser, boolean lines) {
        if (!lines && parser.nextToken() != null) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST, "Something stands behind the JSON array.");
        }
    }

    /**
     * Makes an item.
     *
     * @param <T> its type
     */
    @FunctionalInterface
    public interface ItemReader<T> {

        /**
         * Makes an item of a JSON value.
         * @param json the value
         * @return the item
         */
        T read(JsonNode json);

    }

}
