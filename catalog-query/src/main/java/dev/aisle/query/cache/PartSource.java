package dev.aisle.query.cache;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Makes parts of one sort anew, so that what Redis holds can be compared with them. Each sort of part has one.
 *
 * @param <T> the sort of part
 */
public interface PartSource<T> {

    /**
     * The name of a part as this sort writes it.
     * @param kind the kind of thing
     * @param id the thing's id
     * @param field which of its parts
     * @return the name, or empty for a part of another sort
     */
    Optional<PartKey<T>> key(PartKey.Kind kind, String id, String field);

    /**
     * Makes parts from the read model as it is.
     * @param keys their names
     * @return what became of each
     */
    Map<PartKey<T>, Fresh<T>> make(Collection<PartKey<T>> keys);

    /**
     * Makes parts for a first look, many at a time and as cheaply as can be: one that differs is made again by
     * {@link #make}.
     * @param keys their names
     * @return what became of each; one that is left out is made by {@code make}, too
     */
    default Map<PartKey<T>, Fresh<T>> glance(Collection<PartKey<T>> keys) {
        return make(keys);
    }

    /**
     * Tells whether two parts say the same, whenever they were made.
     * @param stored from Redis
     * @param fresh made anew
     * @return whether readers see the same
     */
    boolean isSame(T stored, T fresh);

    /**
     * Tells whether a part that says something else is one that was right once.
     * @param stored from Redis
     * @param fresh made anew
     * @return whether it is known to be an older state
     */
    default boolean isOlder(T stored, T fresh) {
        return false;
    }

    /**
     * A part made anew.
     *
     * @param <T> the sort of part
     * @param change the newest change that the read behind it saw
     * @param part the part, or empty when there is nothing to show
     */
    record Fresh<T>(long change, Optional<T> part) {}
}
