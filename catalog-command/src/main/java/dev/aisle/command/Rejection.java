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

}
