package dev.aisle.command.journal;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.Caller;
import dev.aisle.command.stream.NewEvent;
import dev.aisle.kernel.ConsistencyToken;

/** The append-only event store, as a command's transaction sees it. */
public interface Journal {

    /**
     * Appends and commits the caller's transaction, both in one message to the database: all other appends wait
     * from the first until the second. Nothing may follow it in the transaction.
     * @param events what happened, one at least
     * @param caller who asked
     * @param bulk whether they came with many others
     * @param answer the answer to keep, or null
     * @return the position of the last one
     */
    ConsistencyToken append(List<NewEvent> events, Caller caller, boolean bulk, @Nullable KeptAnswer answer);

    /**
     * The head that this transaction sees, for a command that has made no event.
     * @param caller who asked
     * @param answer the answer to keep, or null
     * @return epoch and position of the newest event
     */
    ConsistencyToken head(Caller caller, @Nullable KeptAnswer answer);

}
