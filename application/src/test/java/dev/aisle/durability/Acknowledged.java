package dev.aisle.durability;

import dev.aisle.kernel.ConsistencyToken;

/**
 * A command that the application said it carried out.
 *
 * @param command the command
 * @param token the token of the answer
 * @param body the body of the answer
 */
record Acknowledged(Command command, ConsistencyToken token, String body) {

    String requestId() {
        return this.command.requestId();
    }

    boolean changes() {
        return this.command.changes();
    }

}
