package dev.aisle.consistency;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An answer to a shopper.
 *
 * @param reader who asked
 * @param node who answered
 * @param path what for
 * @param token the position in the token that was passed, 0 for none
 * @param status the HTTP status, 0 if there was no answer
 * @param sent when it was asked
 * @param answered when the answer was there
 * @param asOf what {@code Aisle-As-Of} says, or null
 * @param age what {@code Age} says, or null
 * @param shown what the body shows; of a 304 the body that the reader had
 */
record Reading(int reader, String node, String path, long token, int status, Instant sent, Instant answered,
        @Nullable Instant asOf, @Nullable Long age, Shown shown) {

    boolean shows() {
        return this.status == 200 || this.status == 304;
    }
}
