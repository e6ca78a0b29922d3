package dev.aisle.sync.reconciliation;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

import dev.aisle.sync.reconciliation.Comparison.Look;
import dev.aisle.sync.reconciliation.Comparison.SmallSums;

/** The checksum above all checksums, kept up to date by what each round looks at. */
final class RootChecksum {

    private static final int LENGTH = 16;

    private final SegmentSums expected;

    private final SegmentSums stored;

    private final Map<SmallTable, SmallSums> small;

    RootChecksum(Look first) {
        this.expected = first.expected();
        this.stored = first.stored();
        this.small = new EnumMap<>(first.small());
    }

    void replace(BitSet segments, Look later) {
        this.expected.replace(segments, later.expected());
        this.stored.replace(segments, later.stored());
        this.small.putAll(later.small());
    }

    Report.Checksums roots() {
        var should = sha256();
        var is = sha256();
        this.expected.digest(should);
        this.stored.digest(is);
        for (var table : SmallTable.values()) {
            var sums = this.small.get(table);
            if (sums != null) {
                should.update(bytes(sums.expectedRows(), sums.expectedDigest()));
                is.update(bytes(sums.storedRows(), sums.storedDigest()));
            }
        }
        return new Report.Checksums(hex(should), hex(is));
    }

    private static byte[] bytes(long rows, long digest) {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(rows).putLong(digest).array();
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), LENGTH));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("every JDK has SHA-256", ex);
        }
    }

}
