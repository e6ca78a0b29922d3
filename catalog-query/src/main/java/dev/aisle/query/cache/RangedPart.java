package dev.aisle.query.cache;

/** A part of a listing that holds a range of it only, and outlives what happens elsewhere in the listing. */
public interface RangedPart {

    /**
     * Tells whether it may have changed.
     * @param keys where rows of the listing changed
     * @return whether one of them is in its range
     */
    boolean isTouchedBy(SortKeys keys);
}
