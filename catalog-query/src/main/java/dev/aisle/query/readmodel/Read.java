package dev.aisle.query.readmodel;

/**
 * What a read found.
 *
 * @param <T> the kind of data
 * @param at the state of the read model that the data belongs to
 * @param value the data
 */
public record Read<T>(Snapshot at, T value) {}
