package dev.aisle.sync.imports;

import java.util.Locale;

/** What an import does where a category would have both children and products. */
public enum LeafPolicy {

    /** The products go to a child {@code Other}. */
    OTHER,

    /** What would make it so is rejected. */
    REJECT;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static LeafPolicy ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

}
