package dev.aisle.database;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** The database can't be used as it is; the message says in a sentence what to do. */
final class DatabaseNotReadyException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    DatabaseNotReadyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

}
