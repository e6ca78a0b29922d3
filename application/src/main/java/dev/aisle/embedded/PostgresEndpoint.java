package dev.aisle.embedded;

/**
 * Where a database can be reached and as whom.
 *
 * @param host the loopback address
 * @param port the TCP port
 * @param database the database's name
 * @param username the role to log in as
 * @param password the role's password
 */
public record PostgresEndpoint(String host, int port, String database, String username, String password) {

    /** The address for a JDBC driver, without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    /**
     * The same server and role, another database.
     *
     * @param name the other database's name
     */
    public PostgresEndpoint withDatabase(String name) {
        return new PostgresEndpoint(host, port, name, username, password);
    }

    /** Leaves the password out, so that it cannot reach a log. */
    @Override
    public String toString() {
        return username + "@" + host + ":" + port + "/" + database;
    }
}
