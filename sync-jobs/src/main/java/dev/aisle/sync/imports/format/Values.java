package dev.aisle.sync.imports.format;

import java.util.ArrayList;
import java.util.List;

/** Splits a field that holds several values. */
final class Values {

    private Values() {}

    /** Splits at commas; a value that contains a comma is quoted, with inner quotes doubled. */
    static List<String> split(String field) {
        var values = new ArrayList<String>(2);
        var value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (quoted) {
                if (c != '"') {
                    value.append(c);
                } else if (i + 1 < field.length() && field.charAt(i + 1) == '"') {
                    value.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && Names.trim(value.toString()).isEmpty()) {
                value.setLength(0);
                quoted = true;
            } else if (c == ',') {
                add(values, value);
            } else {
                value.append(c);
            }
        }
        add(values, value);
        return values;
    }

    private static void add(List<String> values, StringBuilder value) {
        var trimmed = Names.trim(value.toString());
        if (!trimmed.isEmpty()) {
            values.add(trimmed);
        }
        value.setLength(0);
    }

}
