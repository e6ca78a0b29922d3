package dev.aisle.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * One connection for one thread, opened anew as soon as it is asked for after it broke: a pool would wait ever longer
 * before it tries again.
 */
final class RenewedConnection extends SingleConnectionDataSource {

    /**
     * Opens nothing yet.
     * @param database where to
     * @param name what the server shows
     * @param role what it becomes
     * @param statement how long a statement may run; the network may take a second more
     */
    RenewedConnection(JdbcConnectionDetails database, String name, DatabaseRole role, Duration statement) {
        setUrl(database.getJdbcUrl());
        setSuppressClose(true);
        var properties = new Properties();
        put(properties, "user", database.getUsername());
        put(properties, "password", database.getPassword());
        put(properties, "ApplicationName", name);
        put(properties, "tcpKeepAlive", "true");
        put(properties, "connectTimeout", "2");
        put(properties, "socketTimeout", Long.toString(statement.toSeconds() + 1));
        put(properties, "options",
                "-c role=%s -c TimeZone=UTC -c default_transaction_read_only=on -c statement_timeout=%d"
                        .formatted(role.roleName(), statement.toMillis()));
        setConnectionProperties(properties);
    }

    private static void put(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return super.getConnection();
        } catch (SQLException _) {
            resetConnection();
            return super.getConnection();
        }
    }
}
