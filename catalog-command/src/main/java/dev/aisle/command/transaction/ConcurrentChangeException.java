package dev.aisle.command.transaction;

import java.io.Serial;

import org.springframework.dao.OptimisticLockingFailureException;

/** What the command decided on was changed before it wrote: it decides again. */
public final class ConcurrentChangeException extends OptimisticLockingFailureException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was changed
     */
    public ConcurrentChangeException(String message) {
        super(message);
    }

    /**
     * Checks that a guarded write met all the rows that it was meant for.
     * @param table the table
     * @param expected how many rows were to be written
     * @param written how many were
     * @throws ConcurrentChangeException if some had another version meanwhile
     */
    public static void unlessAll(String table, int expected, int written) {
        if (written != expected) {
            throw new ConcurrentChangeException(
                    "%d of %d rows of %s changed meanwhile".formatted(expected - written, expected, table));
        }
    }

}
