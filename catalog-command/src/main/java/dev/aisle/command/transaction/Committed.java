package dev.aisle.command.transaction;

import dev.aisle.kernel.ConsistencyToken;

/**
 * A command that is done.
 *
 * @param result what the caller is told
 * @param token not older than the command's last event
 * @param <R> the result's type
 */
public record Committed<R>(R result, ConsistencyToken token) {

}
