package dev.aisle.command.transaction;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The key by which a client makes a retry safe.
 *
 * @param key as the client chose it
 * @param requestHash of all that makes the request what it is
 */
public record OnceKey(String key, byte[] requestHash) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OnceKey(var otherKey, var otherHash) && this.key.equals(otherKey)
                && Arrays.equals(this.requestHash, otherHash);
    }

    @Override
    public int hashCode() {
        return this.key.hashCode();
    }

}
