package dev.aisle.command.http;

import dev.aisle.command.Rejection;

/**
 * What a body means for a thing as it is: a command, or why it can't be one.
 *
 * @param <C> the command's type
 */
public sealed interface Resolved<C> {

    /**
     * It means this.
     *
     * @param command the command
     * @param <C> its type
     */
    record Meaning<C>(C command) implements Resolved<C> {}

    /**
     * It is not valid.
     *
     * @param rejection why
     * @param <C> the command's type
     */
    record Invalid<C>(Rejection rejection) implements Resolved<C> {}

}
