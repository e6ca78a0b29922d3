package dev.aisle.kernel;

import java.util.regex.Pattern;

/** The one rule that every client-chosen identifier obeys. */
final class Identifiers {

    static final int MAX_LENGTH = 120;

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~:-]{0,119}");

    private Identifiers() {}

    static boolean isValid(String value) {
        return SHAPE.matcher(value).matches();
    }

    static String require(String what, String value) {
        if (!isValid(value)) {
            throw new InvalidValueException(
                    "%s '%s' is not an id: begin with a letter or digit, then letters, digits and . _ ~ : -, at most %d in all"
                            .formatted(what, Texts.excerpt(value), MAX_LENGTH));
        }
        return value;
    }

}
