package dev.aisle.sync.imports.format;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What a feed says in one place: a row, or that a row is no good. */
public sealed interface FeedRecord {

    /**
     * A row that could be read.
     *
     * @param row its number, 1 for the first
     * @param line the line on which it begins
     * @param values what it says, by attribute name; only what isn't blank, trimmed
     */
    record Row(long row, long line, Map<String, List<String>> values) implements FeedRecord {

        /**
         * The first value of an attribute.
         * @param attribute its name
         * @return the value, or null when there is none
         */
        public @Nullable String first(String attribute) {
            var all = this.values.get(attribute);
            return (all == null) ? null : all.getFirst();
        }

        /**
         * All values of an attribute.
         * @param attribute its name
         * @return the values, in the order in which they stand
         */
        public List<String> all(String attribute) {
            return this.values.getOrDefault(attribute, List.of());
        }

    }

    /**
     * A row that couldn't be read.
     *
     * @param id what could be read of its id, or null
     * @param finding what is wrong with it
     */
    record Bad(@Nullable String id, Finding finding) implements FeedRecord {}

}
