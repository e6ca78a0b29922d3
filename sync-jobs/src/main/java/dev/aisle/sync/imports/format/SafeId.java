package dev.aisle.sync.imports.format;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.aisle.kernel.ProductId;

/** Makes ids that URLs can carry of whatever files use as ids. */
public final class SafeId {

    private static final Pattern OTHERS = Pattern.compile("[^A-Za-z0-9._~:-]");

    private static final Pattern LEADING = Pattern.compile("^[^A-Za-z0-9]+");

    private static final Pattern NO_WORD = Pattern.compile("[^a-z0-9]+");

    private static final int MAX_LENGTH = 120;

    private static final int MAX_WORDS = 60;

    private SafeId() {}

    /**
     * Makes an id of a foreign one. One that is an id already stays; in others, each
     * character that isn't allowed becomes a hyphen, and a hash of the original makes it
     * distinct.
     * @param foreign an id of another system, not empty
     * @return an id, always the same for the same original
     */
    public static String of(String foreign) {
        if (ProductId.isValid(foreign)) {
            return foreign;
        }
        var plain = LEADING.matcher(OTHERS.matcher(foreign).replaceAll("-")).replaceFirst("");
        return cut(plain.isEmpty() ? "x" : plain, MAX_LENGTH - 9) + "-" + hash(foreign, 8);
    }

    /**
     * Makes the id of a category that is known by its path alone.
     * @param path the path
     * @return an id, always the same for the same path
     */
    public static String of(CategoryPath path) {
        var words = NO_WORD.matcher(path.name().toLowerCase(Locale.ROOT)).replaceAll("-");
        words = cut(LEADING.matcher(words).replaceFirst(""), MAX_WORDS);
        var hash = path.key().toString().replace("-", "").substring(0, 10);
        return words.isEmpty() ? "c-" + hash : (words.endsWith("-") ? words : words + "-") + hash;
    }

    /**
     * Makes the id of the child that takes the products of a category with children.
     * @param category the category's id
     * @return the id of its child {@code Other}
     */
    public static String other(String category) {
        return of(category + "~other");
    }

    private static String cut(String text, int length) {
        return text.length() > length ? text.substring(0, length) : text;
    }

    private static String hash(String text, int digits) {
        return "%016x".formatted(Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).getLong()).substring(0, digits);
    }

}
