package dev.aisle.kernel;

/**
 * A value that cannot be what it claims to be. Its message is meant for the client: it
 * names the value and says what a good one looks like.
 */
public final class InvalidValueException extends IllegalArgumentException {

    /**
     * @param message a sentence for the client
     */
    public InvalidValueException(String message) {
        super(message);
    }

}
