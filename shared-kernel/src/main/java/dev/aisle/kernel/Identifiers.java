package dev.aisle.kernel;

/** The one rule that every client-chosen identifier obeys. */
final class Identifiers {

    static final int MAX_LENGTH = 120;

    private Identifiers() {}

    static boolean isValid(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_LENGTH || !isLetterOrDigit(value.charAt(0))) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = value.charAt(i);
            if (!isLetterOrDigit(c) && "._~:-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
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
