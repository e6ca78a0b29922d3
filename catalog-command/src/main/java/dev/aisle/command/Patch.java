package dev.aisle.command;

import org.jspecify.annotations.Nullable;

/**
 * What a change wants of one value: leave it, put another, or take it away.
 *
 * @param <T> the value's type
 */
public sealed interface Patch<T> {

    /**
     * Leaves the value as it is.
     *
     * @param <T> the value's type
     */
    record Keep<T>() implements Patch<T> {}

    /**
     * Puts a value.
     *
     * @param value the value from now on
     * @param <T> its type
     */
    record Put<T>(T value) implements Patch<T> {}

    /**
     * Takes the value away.
     *
     * @param <T> the value's type
     */
    record Clear<T>() implements Patch<T> {}

    /**
     * Leaves the value as it is.
     * @param <T> its type
     * @return a patch that changes nothing
     */
    static <T> Patch<T> keep() {
        return new Keep<>();
    }

    /**
     * Puts a value, or takes it away when it is null.
     * @param value the value from now on
     * @param <T> its type
     * @return the patch
     */
    static <T> Patch<T> put(@Nullable T value) {
        return (value == null) ? new Clear<>() : new Put<>(value);
    }

    /**
     * Applies this to the value there is.
     * @param present the value now, or null
     * @return the value afterwards, or null
     */
    default @Nullable T applyTo(@Nullable T present) {
        return switch (this) {
            case Keep<T> _ -> present;
            case Put<T>(var value) -> value;
            case Clear<T> _ -> null;
        };
    }

}
