package dev.aisle.kernel.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;

/**
 * A PostgreSQL database of a test's own, migrated by every schema that the test's module can see, with an empty catalog
 * in USD at epoch 1. All databases of a JVM live in one server; each is a copy of one migrated template, which takes
 * a fraction of a second.
 *
 * <pre>{@code
 * @AutoClose
 * static final TestDatabase database = TestDatabase.create();
 * }</pre>
 */
public final class TestDatabase implements AutoCloseable {

    private static final List<String> SCHEMAS = List.of("command", "read", "sync");
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final Map<String, HikariDataSource> pools = new ConcurrentHashMap<>();

    private TestDatabase(String name) {
        this.name = name;
    }

    /** Makes a database; closing it drops it. */
    public static TestDatabase create() {
        String name = "test_" + COUNT.incrementAndGet();
        TestServer.execute("CREATE DATABASE " + name + " STRATEGY FILE_COPY TEMPLATE " + Template.NAME);
        return new TestDatabase(name);
    }

    /** As the owner, who migrates and may do anything. */
    public DataSource owner() {
        return as(TestServer.OWNER);
    }

    /** As {@code aisle_command}, the role of the write model. */
    public DataSource command() {
        return as("aisle_command");
    }

    /** As {@code aisle_query}, which may only read the read model. */
    public DataSource query() {
        return as("aisle_query");
    }

    /** As {@code aisle_sync}, which reads what the write model publishes and writes the read model. */
    public DataSource sync() {
        return as("aisle_sync");
    }

    /** The JDBC URL, for a test that makes its connections itself; no password is asked for. */
    public String url(String role) {
        return TestServer.url(name, role);
    }

    @Override
    public void close() {
        pools.values().forEach(HikariDataSource::close);
        TestServer.execute("DROP DATABASE " + name + " WITH (FORCE)");
    }

    private DataSource as(String role) {
        return pools.computeIfAbsent(role, _ -> pool(url(role)));
    }

    private static HikariDataSource pool(String url) {
        var pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(20);
        pool.setMinimumIdle(0);
        return pool;
    }

    /** Migrated once a JVM, when the first database is asked for. */
    private static final class Template {

        static final String NAME = migrated("aisle_template");

        private static String migrated(String name) {
            TestServer.execute("CREATE DATABASE " + name);
            String url = TestServer.url(name, TestServer.OWNER);
            SCHEMAS.stream().filter(Template::isVisible).forEach(schema -> Flyway.configure()
                    .dataSource(url, TestServer.OWNER, "")
                    .schemas(schema)
                    .locations("classpath:db/migration/" + schema)
                    .load()
                    .migrate());
            if (isVisible("command")) {
                TestServer.execute(url, "INSERT INTO command.catalog (epoch, currency) VALUES (1, 'USD')");
            }
            return name;
        }

        private static boolean isVisible(String schema) {
            return TestDatabase.class.getClassLoader().getResource("db/migration/" + schema) != null;
        }
    }
}
