package dev.aisle.command;

import java.time.Duration;

import dev.aisle.kernel.ConsistencyToken;

/** Knows when shoppers can see what a command did. Implemented by whoever projects and publishes. */
public interface Visibility {

    /**
     * Waits until everything up to the token is projected and caches are told.
     * @param token what a command answered
     * @param limit the longest to wait
     * @return whether it is so now
     */
    boolean awaitVisible(ConsistencyToken token, Duration limit);

}
