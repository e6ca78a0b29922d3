package dev.aisle.sync.imports.format;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** What holds for all text of a file. */
final class Names {

    private static final Pattern SPACES = Pattern.compile("[\\p{Z}\\s]+");

    private Names() {}

    /** Takes away spaces of every kind at both ends. */
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Makes all runs of spaces one space each. */
    static String collapse(String text) {
        return SPACES.matcher(text).replaceAll(" ");
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** Says why a text can't be taken, or null when it can. */
    static @Nullable String fault(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == Utf8Reader.BROKEN) {
                return "the value is not UTF-8: save the file as UTF-8";
            }
            if (c == Utf8Reader.CONTROL) {
                return "the value has a control character: take it out";
            }
        }
        return null;
    }

}
