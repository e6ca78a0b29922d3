package dev.aisle.kernel;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A readable segment of a storefront URL: lower-case letters and digits of any script,
 * joined by single hyphens, at most 120 characters.
 *
 * @param value the slug
 */
public record Slug(String value) {

    /** The longest slug, in characters. */
    public static final int MAX_LENGTH = 120;

    private static final int ASCII = 127;

    private static final Pattern SHAPE = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:-[\\p{L}\\p{M}\\p{N}]+)*");

    private static final Pattern APOSTROPHES = Pattern.compile("['’`]");

    private static final Pattern ACCENTS = Pattern.compile("(?<=[\\p{IsLatin}])\\p{M}+");

    private static final Pattern OTHERS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    /**
     * @throws InvalidValueException if the value is not a slug
     */
    public Slug {
        if (!isValid(value)) {
            throw new InvalidValueException(
                    "slug '%s' is not a slug: lower-case letters and digits joined by single hyphens, at most %d characters"
                            .formatted(Texts.excerpt(value), MAX_LENGTH));
        }
    }

    /**
     * Tells whether the text could be a slug, without throwing.
     * @param value any text
     * @return whether it has a slug's shape
     */
    public static boolean isValid(String value) {
        return value.length() <= MAX_LENGTH && (isPlain(value)
                || (SHAPE.matcher(value).matches() && value.equals(value.toLowerCase(Locale.ROOT))));
    }

    /** Whether it has the shape in ASCII, as nearly all have: catalogs are full of slugs, and expressions are slow. */
    private static boolean isPlain(String value) {
        boolean mayJoin = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean joins = c == '-';
            if (joins ? !mayJoin : (c < '0' || (c > '9' && c < 'a') || c > 'z')) {
                return false;
            }
            mayJoin = !joins;
        }
        return mayJoin;
    }

    /**
     * Makes a slug of a name: accents of Latin letters fall away, other scripts stay, and
     * what is neither letter nor digit becomes a hyphen.
     * @param name any text
     * @return the slug, or empty when the name holds no letter or digit
     */
    public static Optional<Slug> of(String name) {
        var plain = APOSTROPHES.matcher(name).replaceAll("");
        if (plain.chars().anyMatch(c -> c > ASCII)) {
            plain = ACCENTS.matcher(Normalizer.normalize(plain, Normalizer.Form.NFD)).replaceAll("");
            plain = Normalizer.normalize(plain, Normalizer.Form.NFC);
        }
        plain = trim(OTHERS.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll("-"), MAX_LENGTH);
        return isValid(plain) ? Optional.of(new Slug(plain)) : Optional.empty();
    }

    /**
     * Makes this slug distinct by appending what distinguishes its owner.
     * @param suffix usually the owner's id
     * @return this slug, shortened if need be, a hyphen, and the suffix made a slug
     */
    public Slug distinguishedBy(String suffix) {
        var tail = isPlain(suffix) ? suffix : OTHERS.matcher(suffix.toLowerCase(Locale.ROOT)).replaceAll("-");
        tail = trim(tail, MAX_LENGTH);
        if (tail.length() > MAX_LENGTH - 2) {
            return new Slug(tail);
        }
        return new Slug(trim(this.value, MAX_LENGTH - 1 - tail.length()) + "-" + tail);
    }

    private static String trim(String hyphened, int limit) {
        int end = Math.min(hyphened.length(), limit);
        if (end < hyphened.length() && Character.isLowSurrogate(hyphened.charAt(end))) {
            end--;
        }
        int start = 0;
        while (start < end && hyphened.charAt(start) == '-') {
            start++;
        }
        while (end > start && hyphened.charAt(end - 1) == '-') {
            end--;
        }
        return hyphened.substring(start, end);
    }

    @Override
    public String toString() {
        return this.value;
    }

}
