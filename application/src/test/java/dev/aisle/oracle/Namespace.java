package dev.aisle.oracle;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * The part of the catalog that belongs to one run of a history, and the instant at which it
 * began.
 *
 * @param prefix begins all its ids and slugs
 * @param beginning minute 0 of its windows
 */
public record Namespace(String prefix, Instant beginning) {

    private static final Pattern MINUTE = Pattern.compile("@\\{(-?\\d+)}");

    /** Fills in what the steps of a history leave open. */
    public String fill(String text) {
        return MINUTE.matcher(text.replace("§", this.prefix))
                .replaceAll(match -> minute(Integer.parseInt(match.group(1))).toString());
    }

    Instant minute(int minute) {
        return this.beginning.plus(minute, ChronoUnit.MINUTES);
    }

    public String id(String name) {
        return this.prefix + "-" + name;
    }

    boolean owns(String id) {
        return id.startsWith(this.prefix + "-");
    }

}
