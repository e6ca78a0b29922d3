package dev.aisle.command;

/**
 * Who asks for a change, as the journal remembers it.
 *
 * @param actor the account, or a system's name such as {@code import:demo}
 * @param requestId identifies the request in logs and journal
 */
public record Caller(String actor, String requestId) {

}
