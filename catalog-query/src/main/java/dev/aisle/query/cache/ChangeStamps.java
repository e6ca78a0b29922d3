package dev.aisle.query.cache;

import java.util.concurrent.atomic.AtomicLongArray;

import dev.aisle.query.cache.PartKey.Kind;

/**
 * Which change touched a thing last, for all things in little memory: things share places, so that one may seem to be
 * touched by what touched another, and none the other way round.
 */
final class ChangeStamps {

    private static final int MOST_PLACES = 1 << 18;

    private static final int BYTES_A_PLACE = 256;

    /** Stands for the counts of a category and its children where a kind of thing has its code. */
    private static final char COUNTS = '#';

    private final AtomicLongArray newest;

    private final long begun;

    /**
     * Takes down changes from now on.
     * @param begun the newest change that isn't taken down
     * @param bytes what parts and bodies may weigh together: this takes a 32nd of that, at most 2 MB
     */
    ChangeStamps(long begun, long bytes) {
        this.begun = begun;
        long places = Long.highestOneBit(Math.max(1, bytes / BYTES_A_PLACE));
        this.newest = new AtomicLongArray((int) Math.min(MOST_PLACES, places));
    }

    int placeOf(Kind kind, String id) {
        return place(kind.code(), id);
    }

    /** Where it stands which change touched the counts last that a category's parts show. */
    int placeOfCounts(String category) {
        return place(COUNTS, category);
    }

    private int place(char what, String id) {
        int hash = (31 * id.hashCode() + what) * 0x9E3779B9;
        return (hash ^ hash >>> 15) & this.newest.length() - 1;
    }

    /** A change touches a thing. */
    void touch(Kind kind, String id, long seq) {
        touch(placeOf(kind, id), seq);
    }

    /** A change touches the count of a category, or that of a child. */
    void touchCounts(String category, long seq) {
        touch(placeOfCounts(category), seq);
    }

    private void touch(int place, long seq) {
        this.newest.accumulateAndGet(place, seq, Math::max);
    }

    /** The newest change that may have touched the count of a category, or that of a child. */
    long newestCount(String category) {
        return Math.max(this.begun, this.newest.get(placeOfCounts(category)));
    }

    /** Whether it is known that no change after that one touched a thing. */
    boolean isUntouched(Kind kind, String id, long since) {
        return since >= this.begun && this.newest.get(placeOf(kind, id)) <= since;
    }

    /** Whether no change after that one touched anything in these places. */
    boolean isUntouched(int[] places, long since) {
        for (int place : places) {
            if (this.newest.get(place) > since) {
                return false;
            }
        }
        return true;
    }
}
