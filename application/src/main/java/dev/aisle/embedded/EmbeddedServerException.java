package dev.aisle.embedded;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** An embedded server cannot be used; the message is a sentence for the operator and says what to do. */
public final class EmbeddedServerException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    EmbeddedServerException(String message) {
        this(message, null);
    }

    EmbeddedServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
