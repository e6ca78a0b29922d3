package dev.aisle.sync.projection;

import java.util.Locale;

/** What is to be done next to a generation. */
public enum BuildPhase {

    /** Fill in the categories. */
    CATEGORIES,

    /** Fill in the products, range by range. */
    PRODUCTS,

    /** Make the indexes, and count. */
    INDEXES,

    /** Follow the journal and the windows, verify, and switch readers over. */
    CATCH_UP,

    /** Nothing: readers use it or have used it. */
    READY;

    /**
     * Its word in tables and progress.
     * @return in kebab-case
     */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static BuildPhase ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

}
