package dev.aisle.query.json;

import java.util.Base64;
import java.util.List;

/**
 * A body made of pieces, most of which other bodies share.
 *
 * @param pieces UTF-8, one after the other
 * @param length of all of them, in bytes
 * @param tag the body's strong {@code ETag} with its quotes: equal for equal bodies, and for no others that anybody meets
 */
public record JsonBody(List<byte[]> pieces, int length, String tag) {

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
        return new JsonBody(List.of(json.bytes()), json.bytes().length, tag(json.digest()));
    }

    static String tag(byte[] digest) {
        return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
    }

    /**
     * The same, which shares nothing.
     * @return a body of one piece
     */
    public JsonBody joined() {
        var bytes = new byte[this.length];
        int at = 0;
        for (byte[] piece : this.pieces) {
            System.arraycopy(piece, 0, bytes, at, piece.length);
            at += piece.length;
        }
        return new JsonBody(List.of(bytes), this.length, this.tag);
    }
}
