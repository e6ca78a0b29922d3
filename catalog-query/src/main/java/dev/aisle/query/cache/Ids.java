package dev.aisle.query.cache;

import java.util.ArrayList;
import java.util.List;

/**
 * Ids in order, in little more memory than their characters: caches hold thousands of such lists, and seldom look into
 * one.
 *
 * @param joined the ids, each with a line feed after it
 */
public record Ids(String joined) {

    private static final char END = '\n';

    /** This, a string and its array. */
    private static final int OVERHEAD = 56;

    /**
     * Joins ids.
     * @param ids short texts of one line
     * @return the same
     */
    public static Ids of(Iterable<String> ids) {
        var joined = new StringBuilder();
        ids.forEach(id -> joined.append(id).append(END));
        return new Ids(joined.toString());
    }

    /**
     * Takes them apart.
     * @return a new list, in the same order
     */
    public List<String> toList() {
        var ids = new ArrayList<String>();
        int from = 0;
        for (int end = this.joined.indexOf(END); end >= 0; end = this.joined.indexOf(END, from)) {
            ids.add(this.joined.substring(from, end));
            from = end + 1;
        }
        return ids;
    }

    /**
     * Estimates what it takes in memory.
     * @return bytes, where ids are ASCII
     */
    public int weight() {
        return OVERHEAD + this.joined.length();
    }
}
