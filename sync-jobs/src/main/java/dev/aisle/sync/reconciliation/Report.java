package dev.aisle.sync.reconciliation;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a reconciliation tells besides its figures.
 *
 * @param before the checksums of the first round
 * @param after the checksums when it ended: of what was looked at last, and else as they were
 * @param leftOutAtFirst how many keys were on their way in the first round
 * @param findings what differed
 * @param cache how the comparison of Redis went; none if there was none
 * @param journal how the journal was folded; none if it wasn't
 */
record Report(@Nullable Checksums before, @Nullable Checksums after, long leftOutAtFirst,
        List<Findings.Group> findings, @Nullable Cache cache, @Nullable Journal journal) {

    Report {
        findings = List.copyOf(findings);
    }

    /**
     * The roots of the two trees of checksums.
     *
     * @param expected of what the projection makes
     * @param stored of what is stored
     */
    record Checksums(String expected, String stored) {

    }

    /**
     * How the comparison of Redis with the read model went.
     *
     * @param complete whether all parts were looked at
     * @param looked how many parts were
     * @param found how many differed
     * @param removed how many of these are gone, so that readers make them anew
     */
    record Cache(boolean complete, long looked, long found, long removed) {

    }

    /**
     * How folding the journal and comparing the result with the write model went.
     *
     * @param complete whether it came to its end
     * @param position the baseline from which the next one goes on
     * @param events how many events were folded
     * @param rows how many categories and products were compared
     * @param differing how many rows differ: no job repairs these
     */
    record Journal(boolean complete, long position, long events, long rows, long differing) {

    }

}
