package dev.aisle.query.readmodel;

import java.io.Serial;

import org.springframework.dao.DataAccessResourceFailureException;

/** The read model can't be read now: its database is away, too slow, or has more to do than it may get. */
public final class ReadModelUnavailableException extends DataAccessResourceFailureException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Something can't be read.
     * @param message what
     * @param cause why
     */
    public ReadModelUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
