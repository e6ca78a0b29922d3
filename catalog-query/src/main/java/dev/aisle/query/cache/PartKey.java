package dev.aisle.query.cache;

import java.nio.charset.StandardCharsets;

/**
 * Names a part. Parts of one thing stand in one Redis hash, so that one command makes all of them invalid.
 *
 * @param <T> the kind of part
 * @param kind the kind of thing
 * @param id the thing's id
 * @param field which of its parts
 * @param validity what makes it invalid
 * @param codec writes and reads it
 */
public record PartKey<T>(Kind kind, String id, String field, Validity validity, PartCodec<T> codec) {

    /**
     * Names a part that is made invalid by its key.
     * @param kind the kind of thing
     * @param id the thing's id
     * @param field which of its parts
     * @param codec writes and reads it
     */
    public PartKey(Kind kind, String id, String field, PartCodec<T> codec) {
        this(kind, id, field, Validity.BY_KEY, codec);
    }

    /** What makes a part invalid. */
    public enum Validity {

        /** Only the key. */
        BY_KEY,

        /**
         * It shows categories with their counts. It is valid while none changed but in its count, and none of these counts
         * changed since, or it is younger than counts may be old.
         */
        BY_TREE,

        /** It says where many categories stand. It is valid while none of them changed but in its count. */
        BY_STRUCTURE,

        /** It shows a count. It is valid while that didn't change, or it is younger than counts may be old. */
        BY_COUNT;

        /** Whether another count makes it invalid, which isn't made anew more often than counts may be old. */
        boolean showsCounts() {
            return this == BY_TREE || this == BY_COUNT;
        }
    }

    /** The kinds of things that have parts. */
    public enum Kind {

        /** A product; invalid with the product's row. */
        PRODUCT('p'),

        /** What a product slug leads to; invalid when it leads elsewhere. */
        PRODUCT_SLUG('s'),

        /** A category by itself; invalid with the category's row, its count aside. */
        CATEGORY('c'),

        /**
         * Segments of a category's listing, each invalid with any row in its range, and what shows the category's count or
         * those of its children, invalid with these.
         */
        LISTING('l'),

        /** A view of all categories, or where one of them stands; never made invalid by key, but by what it shows. */
        TREE('t');

        private final char code;

        Kind(char code) {
            this.code = code;
        }

        /** As keys in Redis have it. */
        char code() {
            return this.code;
        }
    }

    static byte[] redisKey(String prefix, String incarnation, Kind kind, String id) {
        return (prefix + ':' + incarnation + ':' + kind.code + ':' + id).getBytes(StandardCharsets.UTF_8);
    }

    byte[] redisField() {
        return this.field.getBytes(StandardCharsets.UTF_8);
    }
}
