package dev.aisle.sync.imports;

import java.util.Locale;

/** What a file of an import holds. */
enum FileKind {

    /** A category tree. */
    TAXONOMY,

    /** Products. */
    FEED;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

}
