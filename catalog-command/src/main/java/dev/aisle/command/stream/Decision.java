package dev.aisle.command.stream;

import java.util.List;

import dev.aisle.command.Rejection;
import dev.aisle.kernel.ProblemException.Invalid;
import dev.aisle.kernel.ProblemType;

/**
 * What deciding a command gives: events, or the reason why not.
 *
 * @param <E> the events' type
 */
public sealed interface Decision<E> {

    /**
     * The command is carried out by these events; none when it changes nothing.
     *
     * @param events what happens, in order
     * @param <E> the events' type
     */
    record Accepted<E>(List<E> events) implements Decision<E> {

        /** Copies the list. */
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /**
     * The command is refused.
     *
     * @param rejection why
     * @param <E> the events' type
     */
    record Rejected<E>(Rejection rejection) implements Decision<E> {}

    /**
     * The system that the item comes from has sent a newer one before.
     *
     * @param <E> the events' type
     */
    record Superseded<E>() implements Decision<E> {}

    /**
     * Accepts.
     * @param events what happens, in order
     * @param <E> the events' type
     * @return the decision
     */
    static <E> Decision<E> accept(List<? extends E> events) {
        return new Accepted<>(List.copyOf(events));
    }

    /**
     * Rejects.
     * @param type the kind of problem
     * @param detail what was wrong, with what value, and what to do
     * @param <E> the events' type
     * @return the decision
     */
    static <E> Decision<E> reject(ProblemType type, String detail) {
        return new Rejected<>(Rejection.of(type, detail));
    }

    /**
     * Rejects because of values.
     * @param errors the values that are not valid
     * @param <E> the events' type
     * @return the decision
     */
    static <E> Decision<E> invalid(List<Invalid> errors) {
        return new Rejected<>(Rejection.invalid(errors));
    }

}
