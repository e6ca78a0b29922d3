package dev.aisle.command;

import java.util.List;

import dev.aisle.kernel.ProblemException.Invalid;
import dev.aisle.kernel.ProblemType;

/**
 * Why a change was refused: a value, since it is expected.
 *
 * @param type the kind of problem
 * @param detail what was wrong, with what value, and what to do
 * @param errors the values that are not valid, if it is about values
 */
public record Rejection(ProblemType type, String detail, List<Invalid> errors) {

    /** Copies the list. */
    public Rejection {
        errors = List.copyOf(errors);
    }

    /**
     * A rejection that isn't about single values.
     * @param type the kind of problem
     * @param detail what was wrong, with what value, and what to do
     * @return the rejection
     */
    public static Rejection of(ProblemType type, String detail) {
        return new Rejection(type, detail, List.of());
    }

    /**
     * A rejection because of values.
     * @param errors the values that are not valid, one at least
     * @return the rejection
     */
    public static Rejection invalid(List<Invalid> errors) {
        var first = errors.getFirst();
        var detail = (errors.size() == 1) ? first.pointer() + ": " + first.detail()
                : "%d values are not valid, the first: %s: %s".formatted(errors.size(), first.pointer(),
                        first.detail());
        return new Rejection(ProblemType.INVALID, detail, errors);
    }

}
