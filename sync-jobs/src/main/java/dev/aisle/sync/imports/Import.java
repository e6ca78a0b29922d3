package dev.aisle.sync.imports;

import java.time.Instant;
import java.util.Set;

import dev.aisle.command.Caller;
import dev.aisle.kernel.ConsistencyToken;

/**
 * An import as it was asked for, and how far it has come.
 *
 * @param id its number
 * @param source whose files these are
 * @param mode what is meant by products that the feed doesn't have
 * @param leaf what happens where a category would have children and products
 * @param requestedAt when it was asked for
 * @param caller who asked, as the journal will remember it
 * @param confirmed whether many products may be discontinued
 * @param columns the feed's columns, once it has been read
 * @param cutOff whether the feed seems cut off
 * @param records how many rows its feed has, once it has been read
 * @param done not older than anything that it has changed
 */
record Import(long id, String source, ImportMode mode, LeafPolicy leaf, Instant requestedAt, Caller caller,
        boolean confirmed,
        Set<String> columns, boolean cutOff, long records, ConsistencyToken done) {

    /** Copies the set. */
    Import {
        columns = Set.copyOf(columns);
    }

    boolean hasColumn(String column) {
        return this.columns.contains(column);
    }

}
