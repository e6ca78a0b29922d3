package dev.aisle.sync.imports;

import java.io.Serial;

/** Stops an import before it has changed anything, until somebody has confirmed that it is meant. */
final class ConfirmationNeededException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    ConfirmationNeededException(String why) {
        super(why + ". Nothing has been changed: restart the job with confirm=true if that is meant");
    }

}
