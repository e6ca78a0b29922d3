package dev.aisle.query;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.kernel.testing.FaultyLink;
import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.query.testing.ReadModelFixture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Readers use another database than the primary. Both are databases of one server here, so that a test says what the
 * replica has replayed: its products are named "Replica", the primary's "Primary". Each test begins with both filled, and
 * ends when both are reached again.
 */
final class PrimaryAndReplica implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    static final Duration RECOVERY = Duration.ofSeconds(20);

    static final Duration TOKEN_WAIT = Duration.ofMillis(300);

    /** Reads of the primary a second. */
    static final int BUDGET = 20;

    private static final Map<String, Object> SETTINGS = Map.of("aisle.query.local.size", "8MB",
            "aisle.query.token-wait", TOKEN_WAIT.toMillis() + "ms", "aisle.query.read-model.breaker.open-for", "1s",
            "aisle.query.read-model.breaker.window", "5", "aisle.query.read-model.reserve.breaker.open-for", "1s",
            "aisle.query.read-model.reserve.breaker.window", "10", "aisle.query.read-model.reserve.per-second",
            BUDGET);

    private final TestDatabase replica = TestDatabase.create();

    private final TestDatabase primary = TestDatabase.create();

    private final FaultyLink replicaLink = FaultyLink.to(this.replica);

    private final FaultyLink primaryLink = FaultyLink.to(this.primary);

    private final HikariDataSource readers = this.replicaLink.pool(this.replica, 8);

    private final HikariDataSource feed = this.replicaLink.pool(this.replica, 1);

    private final HikariDataSource reserve = this.primaryLink.pool(this.primary, 4);

    private final RedisProcess redis = new RedisProcess();

    private final QueryModule node = new QueryModule(this.replica, this.redis, this.readers, this.feed, this.reserve,
            SETTINGS);

    private final QueryModule mixed = new QueryModule(this.replica, this.redis, this.readers, this.primary.query(),
            this.reserve, SETTINGS);

    private long change = 100;

    private long epoch = 1;

    private ReadModelFixture onReplica;

    private ReadModelFixture onPrimary;

    QueryModule node() {
        return this.node;
    }

    /** Behind its address there are several replicas: its feed has got another one than its readers. */
    QueryModule mixed() {
        return this.mixed;
    }

    FaultyLink replicaLink() {
        return this.replicaLink;
    }

    FaultyLink primaryLink() {
        return this.primaryLink;
    }

    ReadModelFixture onReplica() {
        return this.onReplica;
    }

    ReadModelFixture onPrimary() {
        return this.onPrimary;
    }

    /** The change, and the position, that both have come to. */
    long change() {
        return this.change;
    }

    long epoch() {
        return this.epoch;
    }

    /** Begins anew, in an epoch of its own. */
    @Override
    public void beforeEach(ExtensionContext context) {
        this.change += 100;
        this.epoch++;
        this.onReplica = fill(this.replica, "Replica");
        this.onPrimary = fill(this.primary, "Primary");
        Awaitility.await().atMost(RECOVERY).until(() -> isAt(this.node, this.change) && isAt(this.mixed, this.change));
    }

    private ReadModelFixture fill(TestDatabase database, String name) {
        var catalog = new ReadModelFixture(database.owner()).category("milk", null, 1, "milk", "Milk");
        for (int i = 0; i < 60; i++) {
            catalog.product("p" + i, "p" + i, name, 199L, null, true, Instant.parse("2026-01-01T00:00:00Z"),
                    Map.of("milk", i));
        }
        return catalog.run("DELETE FROM read.changes").settled(this.change, this.change)
                .run("UPDATE {g}.checkpoint SET epoch = " + this.epoch)
                .run("UPDATE read.pointer SET epoch = " + this.epoch);
    }

    /** Returns when both databases are reached and believed again. */
    @Override
    public void afterEach(ExtensionContext context) {
        this.replicaLink.mend();
        this.primaryLink.mend();
        Awaitility.await().atMost(RECOVERY)
                .until(() -> {
                    this.node.get("/v1/products?ids=none-" + System.nanoTime());
                    if (!this.node.breakerState("read-model-reserve").equals("CLOSED")) {
                        this.node.get("/v1/products/p1", "Aisle-Consistency-Token", token(99));
                    }
                    return this.node.breakerState("read-model").equals("CLOSED")
                            && this.node.breakerState("read-model-reserve").equals("CLOSED");
                });
    }

    static boolean isAt(QueryModule module, long position) {
        return module.cache().freshness().filter(known -> known.settledPosition() == position).isPresent();
    }

    /** The token of so many changes after those that both have. */
    String token(int further) {
        return new ConsistencyToken(this.epoch, this.change + further).toString();
    }

    static String name(QueryModule.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return answer.text("/name");
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        this.mixed.close();
        this.node.close();
        this.redis.close();
        this.reserve.close();
        this.feed.close();
        this.readers.close();
        this.primaryLink.close();
        this.replicaLink.close();
        this.primary.close();
        this.replica.close();
    }

}
