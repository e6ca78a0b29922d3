package dev.aisle.command.journal;

import java.util.List;

import dev.aisle.command.Caller;
import dev.aisle.command.stream.NewEvent;
import dev.aisle.kernel.ConsistencyToken;

/** The append-only event store, as a command's transaction sees it. */
public interface Journal {

    /**
     * Appends; must be the transaction's last statement but for its commit, since it
     * holds up every other append until then.
     * @param events what happened, one at least
     * @param caller who asked
     * @param bulk whether they came with many others
     * @return the position of the last one
     */
    ConsistencyToken append(List<NewEvent> events, Caller caller, boolean bulk);

    /**
     * The head that this transaction sees.
     * @return epoch and position of the newest event
     */
    ConsistencyToken head();

}
