package dev.aisle.sync.imports;

import java.util.Locale;

/** What an import means for products that its feed doesn't have. */
public enum ImportMode {

    /** It creates and changes; others stay. */
    UPSERT,

    /** It is the source's whole assortment: the source's other products become discontinued. */
    FULL;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ImportMode ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

}
