package dev.aisle.sync.following;

import java.io.Serial;

/** Something that Aisle tells what it did doesn't listen: an outage, and not Aisle's own. */
public final class UnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Says what doesn't listen.
     * @param message a sentence for the log
     */
    public UnavailableException(String message) {
        super(message);
    }

}
