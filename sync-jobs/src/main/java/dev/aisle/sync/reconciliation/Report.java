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
 */
record Report(@Nullable Checksums before, @Nullable Checksums after, long leftOutAtFirst,
        List<Findings.Group> findings) {

    static final Report NOTHING = new Report(null, null, 0, List.of());

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

}
