package dev.aisle.command.http;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.Caller;
import dev.aisle.command.transaction.OnceKey;

/**
 * A command as it came, but for what its body means.
 *
 * @param caller who asks
 * @param precondition which version is to be changed
 * @param once the client's idempotency key, or null
 * @param patience how long the client wants to wait until the change is visible, or null
 * @param body the body's bytes
 */
public record CommandRequest(Caller caller, Precondition precondition, @Nullable OnceKey once,
        @Nullable Duration patience, byte[] body) {

}
