package dev.aisle.query.cache;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** Redis didn't do what it was asked, or didn't say that it did: ask again later. */
public final class CacheUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    CacheUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
