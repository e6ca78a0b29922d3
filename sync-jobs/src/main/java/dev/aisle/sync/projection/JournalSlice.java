package dev.aisle.sync.projection;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.aisle.kernel.CategoryEvent.CategoryChildrenOrdered;

/**
 * What the next events are about, each thing once.
 *
 * @param products products that they touch otherwise than in their stock
 * @param stock products whose stock they set, and nothing else
 * @param restocked those of them that this may make available or take away
 * @param own those of the products whose own stream is among them: only then can slugs change
 * @param categories categories that they touch
 * @param roots whether the order of the roots changed
 * @param firstCategory the first position of an event about categories
 * @param position the new checkpoint: all events up to it are in the slice
 * @param ahead single edits up to here are in the slice, even past {@code position}
 * @param more whether there are further events
 */
record JournalSlice(Set<String> products, Set<String> stock, Set<String> restocked, Set<String> own,
        Set<String> categories, boolean roots, long firstCategory, long position, long ahead, boolean more) {

    /**
     * One thing that events are about.
     *
     * @param category whether it is a category, else a product
     * @param key its id
     * @param own whether an event is in the product's own stream
     * @param stock whether all of them are in its stock's
     * @param first the first of the events
     * @param last the last of them
     * @param events how many there are
     */
    record Key(boolean category, String key, boolean own, boolean stock, long first, long last, long events) {

    }

    /** The keys that stand in the order of the events, and others; of the restocked ones those among them count. */
    static JournalSlice of(Collection<Key> inOrder, Collection<Key> early, Set<String> restocked, long position,
            long ahead, boolean more) {
        var products = new TreeSet<String>();
        var stock = new TreeSet<String>();
        var own = new HashSet<String>();
        var categories = new TreeSet<String>();
        long firstCategory = Long.MAX_VALUE;
        for (var keys : List.of(inOrder, early)) {
            for (var key : keys) {
                if (key.category()) {
                    categories.add(key.key());
                    firstCategory = Math.min(firstCategory, key.first());
                } else {
                    (key.stock() ? stock : products).add(key.key());
                    if (key.own()) {
                        own.add(key.key());
                    }
                }
            }
        }
        boolean roots = categories.remove(CategoryChildrenOrdered.ROOTS);
        stock.removeAll(products);
        var changed = new TreeSet<>(stock);
        changed.retainAll(restocked);
        return new JournalSlice(products, stock, changed, own, categories, roots, firstCategory, position, ahead, more);
    }

    /** How many products it would take as long to recompute as to look at these stock levels. */
    int workOfLevels() {
        return (int) ((this.stock.size() - this.restocked.size()) * JournalReader.WORK_OF_A_LEVEL);
    }

    /** Whether there was no event after the checkpoint. */
    boolean isEmptyAfter(Checkpoint checkpoint) {
        return this.position == checkpoint.position() && this.ahead == checkpoint.ahead() && !this.more;
    }

    boolean hasCategories() {
        return this.roots || !this.categories.isEmpty();
    }

}
