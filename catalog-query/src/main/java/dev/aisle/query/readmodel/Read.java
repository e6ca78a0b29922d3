package dev.aisle.query.readmodel;

/**
 * What a read found.
 *
 * @param <T> the kind of data
 * @param at the state of the read model that the data belongs to
 * @param dead whether the data are older than that, because the projector had to set aside what they are about; told
 * only if asked for by {@link Exactness#EXACT}
 * @param value the data
 */
public record Read<T>(Snapshot at, boolean dead, T value) {}
