package dev.aisle.embedded;

/**
 * Where Redis can be reached.
 *
 * @param host the loopback address
 * @param port the TCP port
 * @param password what {@code AUTH} asks for
 */
public record RedisEndpoint(String host, int port, String password) {

    /** Leaves the password out, so that it cannot reach a log. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
