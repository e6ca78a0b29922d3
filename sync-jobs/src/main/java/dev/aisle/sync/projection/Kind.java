package dev.aisle.sync.projection;

import java.util.Locale;

/** What is projected key by key. */
enum Kind {

    PRODUCT, CATEGORY;

    /** As tables and people call it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds the kind that a table names. */
    static Kind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

}
