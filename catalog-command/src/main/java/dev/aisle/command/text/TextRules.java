package dev.aisle.command.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.aisle.kernel.ProblemException.Invalid;
import dev.aisle.kernel.ProductDetails;

/** Checks texts and collects what is wrong with them, each with a pointer to it. */
public final class TextRules {

    private static final Pattern WEB = Pattern.compile("https?://[^/?#\\s]+(?:[/?#].*)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern PATH = Pattern.compile("/(?!/).*");

    private static final Pattern GTIN = Pattern.compile("[0-9]{8}|[0-9]{12,14}");

    private final List<Invalid> errors = new ArrayList<>();

    /**
     * What is wrong so far.
     * @return one entry a value
     */
    public List<Invalid> errors() {
        return this.errors;
    }

    /**
     * Notes something wrong.
     * @param pointer a JSON Pointer to the value
     * @param detail what is wrong with it, and what would be right
     */
    public void wrong(String pointer, String detail) {
        this.errors.add(new Invalid(pointer, detail));
    }

    /**
     * Checks a name: one line, not blank.
     * @param pointer where it stands
     * @param name the name
     * @return this
     */
    public TextRules name(String pointer, String name) {
        if (name.isBlank()) {
            wrong(pointer, "a name must not be empty");
            return this;
        }
        return line(pointer, name, Limits.NAME);
    }

    /**
     * Checks a text of one line.
     * @param pointer where it stands
     * @param text the text, or null for none
     * @param limit the most code points
     * @return this
     */
    public TextRules line(String pointer, @Nullable String text, int limit) {
        if (text != null) {
            check(pointer, text, limit, false);
        }
        return this;
    }

    /**
     * Checks a text of many lines.
     * @param pointer where it stands
     * @param text the text, or null for none
     * @return this
     */
    public TextRules description(String pointer, @Nullable String text) {
        if (text != null) {
            check(pointer, text, Limits.DESCRIPTION, true);
        }
        return this;
    }

    /**
     * Checks the URL of a picture: {@code http}, {@code https}, or a path on this host.
     * @param pointer where it stands
     * @param url the URL, or null for none
     * @return this
     */
    public TextRules url(String pointer, @Nullable String url) {
        if (url == null || !check(pointer, url, Limits.URL, false)) {
            return this;
        }
        boolean odd = url.chars().anyMatch(c -> Character.isWhitespace(c) || "\"<>\\^`{|}".indexOf(c) >= 0);
        if (odd || !(WEB.matcher(url).matches() || PATH.matcher(url).matches())) {
            wrong(pointer, "not a picture's URL: use http://…, https://… or a path that begins with one /");
        }
        return this;
    }

    /**
     * Checks all that describes a product.
     * @param details the details
     * @return this
     */
    public TextRules details(ProductDetails details) {
        name("/name", details.name());
        line("/brand", details.brand(), Limits.LINE);
        description("/description", details.description());
        line("/sku", details.sku(), Limits.LINE);
        line("/mpn", details.mpn(), Limits.LINE);
        gtin("/gtin", details.gtin());
        most("/images", details.images().size(), Limits.IMAGES);
        for (int i = 0; i < Math.min(details.images().size(), Limits.IMAGES); i++) {
            url("/images/" + i, details.images().get(i));
        }
        most("/attributes", details.attributes().size(), Limits.ATTRIBUTES);
        var names = new HashSet<String>();
        for (var attribute : details.attributes().stream().limit(Limits.ATTRIBUTES).toList()) {
            var pointer = "/attributes/" + escaped(attribute.name());
            if (attribute.name().isBlank()) {
                wrong(pointer, "an attribute's name must not be empty");
            }
            if (!names.add(attribute.name())) {
                wrong(pointer, "the attribute comes twice");
            }
            line(pointer, attribute.name(), Limits.ATTRIBUTE_NAME);
            check(pointer, attribute.value(), Limits.ATTRIBUTE_VALUE, true);
        }
        return this;
    }

    /**
     * Checks a trade item number.
     * @param pointer where it stands
     * @param gtin 8, 12, 13 or 14 digits, or null for none
     * @return this
     */
    public TextRules gtin(String pointer, @Nullable String gtin) {
        if (gtin == null) {
            return this;
        }
        if (!GTIN.matcher(gtin).matches()) {
            wrong(pointer, "not a GTIN: 8, 12, 13 or 14 digits");
        } else if (!hasGoodCheckDigit(gtin)) {
            wrong(pointer, "not a GTIN: its last digit doesn't check");
        }
        return this;
    }

    /**
     * Tells whether a trade item number's last digit is right (GS1 General Specifications,
     * 7.9: weights 3 and 1 in turn from the right).
     * @param gtin digits only
     * @return whether it checks
     */
    public static boolean hasGoodCheckDigit(String gtin) {
        int sum = 0;
        for (int i = 0; i < gtin.length(); i++) {
            int digit = gtin.charAt(gtin.length() - 1 - i) - '0';
            sum += (i % 2 == 1) ? 3 * digit : digit;
        }
        return sum % 10 == 0;
    }

    /**
     * Checks how many there are.
     * @param pointer where they stand
     * @param count how many
     * @param limit the most
     * @return this
     */
    public TextRules most(String pointer, int count, int limit) {
        if (count > limit) {
            wrong(pointer, "too many: %d, and at most %d are possible".formatted(count, limit));
        }
        return this;
    }

    private boolean check(String pointer, String text, int limit, boolean manyLines) {
        int length = text.codePointCount(0, text.length());
        if (length > limit) {
            wrong(pointer, "too long: %d characters, and at most %d are possible".formatted(length, limit));
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                wrong(pointer, "holds half a character (a lone surrogate U+%04X)".formatted((int) c));
                return false;
            } else if (Character.isISOControl(c) && !(manyLines && (c == '\n' || c == '\r' || c == '\t'))) {
                wrong(pointer, "holds the control character U+%04X".formatted((int) c));
                return false;
            }
        }
        return true;
    }

    /**
     * Writes a text as a step of a JSON Pointer (RFC 6901).
     * @param step a member's name
     * @return the name, escaped and shortened, without what can't be printed
     */
    public static String escaped(String step) {
        var text = new StringBuilder();
        step.codePoints().limit(Limits.ATTRIBUTE_NAME).forEach(c -> {
            boolean unprintable = Character.isISOControl(c) || (c >= Character.MIN_SURROGATE
                    && c <= Character.MAX_SURROGATE);
            text.appendCodePoint(unprintable ? 0xFFFD : c);
        });
        return text.toString().replace("~", "~0").replace("/", "~1");
    }

    /**
     * A short digest, to make a slug distinct for good.
     * @param text any text
     * @return eight hexadecimal digits
     */
    public static String digest(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("every Java has SHA-256", ex);
        }
    }

}
