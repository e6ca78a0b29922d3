package dev.aisle.kernel;

/** Shortens foreign text so that a message can quote it safely. */
final class Texts {

    private static final int EXCERPT = 60;

    private Texts() {}

    static String excerpt(String value) {
        var cut = value.codePoints()
                .limit(EXCERPT)
                .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return value.codePointCount(0, value.length()) > EXCERPT ? cut + "…" : cut.toString();
    }

}
