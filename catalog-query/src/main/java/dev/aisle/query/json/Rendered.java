package dev.aisle.query.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A body, and since when it is so.
 *
 * @param json the body
 * @param modified not before the last time at which it changed
 * @param lastModified the same as HTTP writes it, written once for all who are answered with this
 */
public record Rendered(JsonBody json, Instant modified, String lastModified) {

    /** As RFC 9110 writes dates: unlike ISO's RFC 1123 formatter with two digits for the day. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter
            .ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * Writes the time.
     * @param json the body
     * @param modified not before the last time at which it changed
     */
    public Rendered(JsonBody json, Instant modified) {
        this(json, modified, HTTP_DATE.format(modified));
    }

    /**
     * The same in one piece.
     * @return a body that shares nothing
     */
    public Rendered joined() {
        return new Rendered(this.json.joined(), this.modified, this.lastModified);
    }
}
