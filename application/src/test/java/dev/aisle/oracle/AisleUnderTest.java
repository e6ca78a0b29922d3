package dev.aisle.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

import dev.aisle.AisleApplication;
import dev.aisle.TestServers;
import dev.aisle.command.BulkCatalog;
import dev.aisle.command.BulkCatalog.BulkResult;
import dev.aisle.command.Caller;
import dev.aisle.command.CategoryUpsert;
import dev.aisle.command.Patch;
import dev.aisle.command.ProductUpsert;
import dev.aisle.embedded.EmbeddedServers;
import dev.aisle.embedded.PostgresEndpoint;
import dev.aisle.embedded.RedisEndpoint;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.StockLevel;

import static org.awaitility.Awaitility.await;

/** The whole application on real servers of its own, with the database's clock in our hand. */
final class AisleUnderTest implements AutoCloseable {

    private static final String PASSWORD = "a password for histories";

    private static final Set<String> UNFINISHED = Set.of("requested", "running", "stopping");

    /** What PostgreSQL says of a schema and of a table that isn't there. */
    private static final Set<String> GONE = Set.of("3F000", "42P01");

    /** Nobody tells the projector that our clock went on, and its connection may be gone when we do. */
    private static final int LOOKS_A_WAKE = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EmbeddedServers servers;

    private final HikariDataSource superuser;

    private final TestClock clock;

    private final ConfigurableApplicationContext context;

    private final HttpCaller http;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    private final AtomicInteger namespaces = new AtomicInteger();

    private boolean poisoned;

    private AisleUnderTest(Path directory) throws SQLException {
        this.servers = EmbeddedServers.start(TestServers.settings(directory)
                .withMemory(DataSize.ofMegabytes(64), DataSize.ofMegabytes(64)));
        TestServers.hurry(this.servers);
        PostgresEndpoint owner = this.servers.postgres().orElseThrow().endpoint();
        PostgresEndpoint superuser = this.servers.postgres().orElseThrow().superuser();
        this.superuser = new HikariDataSource();
        this.superuser.setJdbcUrl(superuser.withDatabase(owner.database()).jdbcUrl());
        this.superuser.setUsername(superuser.username());
        this.superuser.setPassword(superuser.password());
        this.superuser.setMaximumPoolSize(4);
        this.clock = TestClock.install(this.superuser, owner.database());
        this.context = start(owner, this.servers.redis().orElseThrow().endpoint());
        int port = ((WebServerApplicationContext) this.context).getWebServer().getPort();
        this.http = new HttpCaller(URI.create("http://127.0.0.1:" + port), PASSWORD);
    }

    static AisleUnderTest start() {
        try {
            return new AisleUnderTest(Files.createTempDirectory(Files.createDirectories(Path.of("target")), "oracle"));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static ConfigurableApplicationContext start(PostgresEndpoint database, RedisEndpoint redis) {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("server.port", 0);
        settings.put("management.server.port", 0);
        settings.put("spring.datasource.url", database.jdbcUrl());
        settings.put("spring.datasource.username", database.username());
        settings.put("spring.datasource.password", database.password());
        settings.put("spring.data.redis.host", redis.host());
        settings.put("spring.data.redis.port", redis.port());
        settings.put("spring.data.redis.password", redis.password());
        settings.put("aisle.admin.password", PASSWORD);
        settings.put("aisle.demo", false);
        settings.put("spring.main.banner-mode", "off");
        // Counts that are as new as everything else, and time to answer on a busy machine.
        settings.put("aisle.query.count-staleness", "0ms");
        settings.put("aisle.query.token-wait", "20s");
        settings.put("aisle.query.cache.timeout", "2s");
        // Faults are to be found, not healed by whoever finds them, nor by the night that a clock set forward meets.
        settings.put("aisle.query.repair.per-second", 0);
        settings.put("aisle.sync.reconciliation.cron", "-");
        // The clock goes by minutes a history.
        settings.put("aisle.sync.rebuild.keep-previous", "60m");
        // Each comparison waits for all there is.
        settings.put("aisle.sync.projection.rest", "0ms");
        settings.put("aisle.sync.publishing.rest", "0ms");
        // So few that almost every step leaves a backlog.
        settings.put("aisle.sync.projection.max-batch", 4);
        return new SpringApplication(AisleApplication.class).run(settings.entrySet()
                .stream()
                .map(setting -> "--%s=%s".formatted(setting.getKey(), setting.getValue()))
                .toArray(String[]::new));
    }

    HttpCaller http() {
        return this.http;
    }

    ExecutorService threads() {
        return this.threads;
    }

    TestClock clock() {
        return this.clock;
    }

    Journal journal() {
        return new Journal(this.superuser);
    }

    /** The database, for planting faults. */
    DataSource database() {
        return this.superuser;
    }

    Namespace newNamespace() throws SQLException {
        Instant beginning = this.clock.now().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        this.clock.reach(beginning);
        return new Namespace("h" + this.namespaces.incrementAndGet(), beginning);
    }

    // --- the bulk interface ---

    @Nullable
    String upsertProducts(Namespace namespace, Step.UpsertProducts bulk, Coverage coverage) {
        var chunk = new ArrayList<ProductUpsert>();
        for (var item : bulk.items()) {
            chunk.add(new ProductUpsert(new ProductId(namespace.fill(item.id())),
                    Patch.put(namespace.fill(item.name())),
                    Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(),
                    Patch.keep(), Patch.keep(),
                    item.quantity() == null ? Patch.keep() : Patch.put(new StockLevel.Tracked(item.quantity())),
                    item.priceCents() == null ? Patch.keep()
                            : Patch.put(new Money(item.priceCents(), Currency.getInstance("USD"))),
                    Patch.keep(), ids(namespace, item.unplace()), ids(namespace, item.place())));
        }
        return done(bulk().upsertProducts(chunk, caller(namespace)), coverage);
    }

    private static List<CategoryId> ids(Namespace namespace, List<String> ids) {
        return ids.stream().map(id -> new CategoryId(namespace.fill(id))).toList();
    }

    @Nullable
    String upsertCategories(Namespace namespace, Step.UpsertCategories bulk, Coverage coverage) {
        var chunk = bulk.items()
                .stream()
                .map(item -> new CategoryUpsert(new CategoryId(namespace.fill(item.id())), namespace.fill(item.name()),
                        true, item.parent() == null ? null : new CategoryId(namespace.fill(item.parent())),
                        item.move()))
                .toList();
        return done(bulk().upsertCategories(chunk, caller(namespace)), coverage);
    }

    @Nullable
    String splitLeaf(Namespace namespace, Step.SplitLeaf split, Coverage coverage) {
        var leaf = new CategoryId(namespace.fill(split.leaf()));
        var child = new CategoryUpsert(new CategoryId(namespace.fill(split.child())), "Other", false, leaf, false);
        coverage.count("leaves split");
        return done(bulk().splitLeaf(leaf, child, caller(namespace)), coverage);
    }

    private BulkCatalog bulk() {
        return this.context.getBean(BulkCatalog.class);
    }

    private static Caller caller(Namespace namespace) {
        return new Caller("import:histories", namespace.id("bulk"));
    }

    private static String done(BulkResult result, Coverage coverage) {
        result.outcomes()
                .forEach(outcome -> coverage.count("bulk items " + outcome.getClass().getSimpleName().toLowerCase()));
        return result.token().toString();
    }

    /** Returns the run of a job once it has ended. */
    JsonNode awaitJob(HttpAnswer accepted) {
        String path = String.valueOf(accepted.header("Location")).replaceFirst("^.*/admin/v1", "");
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> this.http.admin("GET", path, Map.of(), null).json(),
                        run -> run.hasNonNull("state") && !UNFINISHED.contains(run.path("state").asString()));
    }

    // --- disturbances and peace ---

    /** Ends the sessions of projector and publisher, whatever they are doing. */
    int dropSyncConnections() throws SQLException {
        try (var connection = this.superuser.getConnection();
                var rows = connection.createStatement().executeQuery("""
                        SELECT count(pg_terminate_backend(pid))
                          FROM pg_stat_activity
                         WHERE application_name = 'aisle-sync'
                        """)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** From now on no generation that there is takes a product any more. */
    void poison(String product) throws SQLException {
        try (var connection = this.superuser.getConnection(); var statement = connection.createStatement()) {
            statement.execute("""
                    CREATE OR REPLACE FUNCTION public.refuse_product() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        IF NEW.id = '%s' THEN
                            RAISE EXCEPTION 'poison' USING ERRCODE = 'check_violation';
                        END IF;
                        RETURN NEW;
                    END $$""".formatted(product));
        }
        inEachGeneration("CREATE OR REPLACE TRIGGER poison BEFORE INSERT OR UPDATE ON %s FOR EACH ROW "
                + "EXECUTE FUNCTION public.refuse_product()");
        this.poisoned = true;
    }

    /** Ends what {@link #poison} did; returns how many dead letters came of it, once they are gone. */
    int heal() throws Exception {
        if (!this.poisoned) {
            return 0;
        }
        this.poisoned = false;
        settle();
        inEachGeneration("DROP TRIGGER IF EXISTS poison ON %s");
        // whatever is still on its way in a generation that readers left can make none any more
        int letters = letters();
        if (letters > 0) {
            this.http.admin("POST", "/dead-letters/retry", Map.of(), null);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(3)).until(() -> {
                Settled.wakeProjector(this.superuser);
                return letters();
            }, left -> left == 0);
        }
        return letters;
    }

    private int letters() throws SQLException {
        return (int) number("SELECT count(*) FROM read.dead_letter");
    }

    /** A rebuild may drop a generation at any time, this one too: then there is nothing to do in it. */
    private void inEachGeneration(String statementOnProducts) throws SQLException {
        try (var connection = this.superuser.getConnection(); var statement = connection.createStatement()) {
            for (String table : tables(statement)) {
                try {
                    statement.execute(statementOnProducts.formatted(table));
                } catch (SQLException ex) {
                    if (!GONE.contains(ex.getSQLState())) {
                        throw ex;
                    }
                }
            }
        }
    }

    private static List<String> tables(Statement statement) throws SQLException {
        try (var rows = statement.executeQuery("""
                SELECT schemaname || '.product' FROM pg_tables
                 WHERE schemaname LIKE 'read\\_g%' AND tablename = 'product'
                """)) {
            var tables = new ArrayList<String>();
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
            return tables;
        }
    }

    private long number(String sql) throws SQLException {
        try (var connection = this.superuser.getConnection();
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    void emptyRedis() {
        this.context.getBean(org.springframework.data.redis.connection.RedisConnectionFactory.class)
                .getConnection()
                .serverCommands()
                .flushAll();
    }

    /** Returns when every event and every window up to now can be seen without a token. */
    void settle() throws SQLException {
        long head = journal().head();
        var looks = new AtomicInteger();
        await("event %d and %s covered".formatted(head, this.clock.now())).atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(3))
                .until(() -> {
                    if (looks.getAndIncrement() % LOOKS_A_WAKE == 0) {
                        Settled.wakeProjector(this.superuser);
                    }
                    return Settled.of(this.superuser);
                }, it -> it.covers(head, this.clock.now()));
        long change = Settled.of(this.superuser).change();
        var node = this.context.getBean(MeterRegistry.class).get("aisle.cache.local.change").gauge();
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> node.value() >= change);
    }

    @Override
    public void close() {
        this.http.close();
        this.threads.shutdownNow();
        this.context.close();
        this.superuser.close();
        this.servers.close();
    }

}
