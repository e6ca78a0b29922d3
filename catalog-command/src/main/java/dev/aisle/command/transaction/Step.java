package dev.aisle.command.transaction;

import java.util.List;

import dev.aisle.command.stream.NewEvent;

/**
 * What a command has done in its transaction, its state being written already.
 *
 * @param events what happened, in order; they are appended last
 * @param bulk whether they come with many others, so that single edits may overtake them
 * @param result what the caller is told
 * @param <R> the result's type
 */
public record Step<R>(List<NewEvent> events, boolean bulk, R result) {

    /** Copies the list. */
    public Step {
        events = List.copyOf(events);
    }

    /**
     * A single edit.
     * @param events what happened
     * @param result what the caller is told
     * @param <R> the result's type
     * @return the step
     */
    public static <R> Step<R> single(List<NewEvent> events, R result) {
        return new Step<>(events, false, result);
    }

    /**
     * A command that changes nothing.
     * @param result what the caller is told
     * @param <R> the result's type
     * @return the step
     */
    public static <R> Step<R> nothing(R result) {
        return new Step<>(List.of(), false, result);
    }

}
