package dev.aisle.kernel;

import java.util.regex.Pattern;

/**
 * What a command answers with and a read may ask for: "not older than this". Opaque to
 * clients.
 *
 * @param epoch the journal's epoch when the command committed
 * @param position the position of the command's last event, or the head if it made none
 */
public record ConsistencyToken(long epoch, long position) {

    /** The HTTP header that carries a token, in requests and answers. */
    public static final String HEADER = "Aisle-Consistency-Token";

    private static final Pattern SHAPE = Pattern.compile("([0-9a-z]{1,12})-([0-9a-z]{1,12})");

    /**
     * Reads a token that a command gave out.
     * @param text the header's value
     * @return the token
     * @throws InvalidValueException if it isn't one
     */
    public static ConsistencyToken parse(String text) {
        var match = SHAPE.matcher(text);
        if (!match.matches()) {
            throw new InvalidValueException(
                    "'%s' is not a consistency token: pass one back as a write answered it"
                            .formatted(Texts.excerpt(text)));
        }
        return new ConsistencyToken(Long.parseLong(match.group(1), 36), Long.parseLong(match.group(2), 36));
    }

    @Override
    public String toString() {
        return Long.toString(this.epoch, 36) + "-" + Long.toString(this.position, 36);
    }

}
