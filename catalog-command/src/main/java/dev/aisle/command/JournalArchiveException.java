package dev.aisle.command;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** An archive of the journal can't be written, or isn't what was written; the message is for the operator. */
public final class JournalArchiveException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong.
     * @param message what was wrong, with which file, and what to do
     * @param cause the failure behind it, or null
     */
    public JournalArchiveException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

}
