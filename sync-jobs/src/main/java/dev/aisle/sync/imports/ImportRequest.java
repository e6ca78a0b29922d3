package dev.aisle.sync.imports;

import dev.aisle.command.Caller;

/**
 * What an import shall do.
 *
 * @param source whose files these are: a name that stays, such as {@code erp}
 * @param mode what is meant by products that the feed doesn't have
 * @param leaf what happens where a category would have children and products
 * @param confirmed whether many products may be discontinued
 * @param caller who asks, as the journal will remember it
 */
public record ImportRequest(String source, ImportMode mode, LeafPolicy leaf, boolean confirmed, Caller caller) {

}
