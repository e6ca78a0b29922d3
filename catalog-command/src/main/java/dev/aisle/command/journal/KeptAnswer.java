package dev.aisle.command.journal;

/**
 * An answer to be kept with the idempotency key of its request, in the statement that
 * appends, since only that knows the token that belongs to it.
 *
 * @param key the key, claimed earlier in the transaction
 * @param json the answer
 */
public record KeptAnswer(String key, String json) {

}
