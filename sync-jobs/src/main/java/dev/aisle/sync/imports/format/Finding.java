package dev.aisle.sync.imports.format;

import java.util.Locale;

/**
 * Something wrong with one row of a file.
 *
 * @param row the row's number in its file, 1 for the first after the header; 0 for the file itself
 * @param line the line on which the row begins
 * @param column the column or attribute, or empty when it is about the whole row
 * @param kind what sort of fault it is
 * @param reason a sentence that says what is wrong and what would be right
 * @param excerpt the beginning of the value
 */
public record Finding(long row, long line, String column, Kind kind, String reason, String excerpt) {

    private static final int EXCERPT = 120;

    /** Shortens the excerpt and makes it safe to show. */
    public Finding {
        excerpt = excerpt(excerpt);
    }

    /**
     * Shortens foreign text to what a report shows of it.
     * @param value any text
     * @return its beginning, without control characters and marks of broken bytes
     */
    public static String excerpt(String value) {
        var start = value.length() > 2 * EXCERPT ? value.substring(0, 2 * EXCERPT) : value;
        var shown = new StringBuilder();
        start.codePoints()
                .limit(EXCERPT)
                .map(c -> Character.isISOControl(c) || Utf8Reader.isMark(c)
                        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? '\uFFFD' : c)
                .forEach(shown::appendCodePoint);
        return shown.codePointCount(0, shown.length()) == EXCERPT ? shown + "…" : shown.toString();
    }

    /** The sorts of faults, by stable names. */
    public enum Kind {

        /** Bytes that are not UTF-8, or characters that no text may hold. */
        ENCODING(Severity.ERROR),

        /** A quoted field that doesn't end, or goes on after its end. */
        QUOTES(Severity.ERROR),

        /** Fewer or more columns than the header has. */
        COLUMNS(Severity.ERROR),

        /** A row larger than the limit. */
        TOO_LARGE(Severity.ERROR),

        /** A line of another shape. */
        SYNTAX(Severity.ERROR),

        /** A value that must be there is not. */
        MISSING(Severity.ERROR),

        /** A value that can't be what it claims to be. */
        INVALID(Severity.ERROR),

        /** An id that stood in the file before. */
        DUPLICATE(Severity.ERROR),

        /** A rule of the catalog forbids it. */
        REFUSED(Severity.ERROR),

        /** The file can't be read, from here on or at all. */
        UNREADABLE(Severity.ERROR),

        /** No price: the product can't be sold. */
        NO_PRICE(Severity.WARNING),

        /** No category: the product is displayed nowhere. */
        NO_CATEGORY(Severity.WARNING),

        /** A value that was left out, the rest of the row counts. */
        IGNORED(Severity.WARNING);

        private final Severity severity;

        Kind(Severity severity) {
            this.severity = severity;
        }

        /**
         * Whether the row was rejected for it.
         * @return its severity
         */
        public Severity severity() {
            return this.severity;
        }

        /**
         * The stable name in reports.
         * @return such as {@code no-price}
         */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

    }

    /** What a fault means for its row. */
    public enum Severity {

        /** The row was rejected. */
        ERROR,

        /** The row was taken, without the value. */
        WARNING;

        /**
         * The stable name in reports.
         * @return {@code error} or {@code warning}
         */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

    }

}
