package dev.aisle.command.stream;

import org.jspecify.annotations.Nullable;

/**
 * How far a stream has come and what its thing is like.
 *
 * @param version the version of the stream's newest event, 0 before the first
 * @param state the thing, or null before it is made and after it is deleted
 * @param <S> the thing's type
 */
public record Versioned<S>(long version, @Nullable S state) {

    private static final Versioned<?> NONE = new Versioned<>(0, null);

    /**
     * A stream without events.
     * @param <S> the thing's type
     * @return version 0 and no state
     */
    @SuppressWarnings("unchecked")
    public static <S> Versioned<S> none() {
        return (Versioned<S>) NONE;
    }

    /**
     * The stream after one more event.
     * @param state the thing afterwards, or null when it was deleted
     * @return the next version with that state
     */
    public Versioned<S> next(@Nullable S state) {
        return new Versioned<>(this.version + 1, state);
    }

    /**
     * The stream when an event of another stream changed its thing.
     * @param state the thing afterwards, or null when it was deleted with another
     * @return this version with that state
     */
    public Versioned<S> with(@Nullable S state) {
        return new Versioned<>(this.version, state);
    }

    /**
     * Tells whether the stream has a thing now.
     * @return whether there is a state
     */
    public boolean exists() {
        return this.state != null;
    }

}
