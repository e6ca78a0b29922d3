package dev.aisle.query.json;

import java.util.Base64;
import java.util.List;

/**
 * A body made of pieces, most of which other bodies share.
 *
 * @param pieces UTF-8, one after the other
 * @param length of all of them, in bytes
 * @param digest 16 bytes that are equal for equal bodies, and for no others that anybody meets
 */
public record JsonBody(List<byte[]> pieces, int length, byte[] digest) {

    /** Copies the list. */
    public JsonBody {
        pieces = List.copyOf(pieces);
    }

    /**
     * A body of one piece.
     * @param json all of it
     * @return the body
     */
    public static JsonBody of(Json json) {
        return new JsonBody(List.of(json.bytes()), json.bytes().length, json.digest());
    }

    /**
     * The body's strong {@code ETag}.
     * @return the tag with its quotes
     */
    public String tag() {
        return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(this.digest) + '"';
    }
}
