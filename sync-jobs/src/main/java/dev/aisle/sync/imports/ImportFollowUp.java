package dev.aisle.sync.imports;

import java.time.Instant;

import dev.aisle.command.Caller;
import dev.aisle.kernel.ConsistencyToken;

/**
 * What is done once a source's first import has brought everything, before it counts as
 * done. Each bean of this type serves one source.
 */
public interface ImportFollowUp {

    /**
     * The source that this follows.
     * @return its name
     */
    String source();

    /**
     * Does it; may be called more than once, with the same arguments.
     * @param requestedAt when the import was requested
     * @param caller who asks, as the journal will remember it
     * @return not older than anything that it has changed
     */
    ConsistencyToken apply(Instant requestedAt, Caller caller);

}
