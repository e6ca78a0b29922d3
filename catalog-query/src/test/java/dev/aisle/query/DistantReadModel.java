package dev.aisle.query;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;

import dev.aisle.kernel.testing.FaultyLink;
import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.query.testing.ReadModelFixture;

/** A node whose read model is behind a link that tests close, hold up or cut. There is no publisher. */
final class DistantReadModel implements AutoCloseable {

    /** A pool tries ever less often to connect: at least once in some seconds. */
    static final Duration RECOVERY = Duration.ofSeconds(20);

    /** When the changes of a test were made: some time after its catalog was read. */
    static final String LATER = "2026-02-03T04:06:07Z";

    private final TestDatabase database = TestDatabase.create();

    private final FaultyLink link = FaultyLink.to(this.database);

    private final HikariDataSource readers = this.link.pool(this.database, 8);

    private final HikariDataSource feed = this.link.pool(this.database, 1);

    private final RedisProcess redis = new RedisProcess();

    private final QueryModule node;

    private ReadModelFixture catalog = new ReadModelFixture(this.database.owner());

    private long change = 100;

    /** A node that soon tries a database again that was away, or slow. */
    DistantReadModel() {
        this(Duration.ofMillis(200), Duration.ofMillis(500));
    }

    /**
     * A node that leaves a database alone for so long when it was away.
     * @param leftAlone how long its breaker stays open
     * @param slowAfter what an answer must take to be as bad as none
     */
    DistantReadModel(Duration leftAlone, Duration slowAfter) {
        this.node = new QueryModule(this.database, this.redis, this.readers, this.feed,
                Map.of("aisle.query.local.size", "8MB", "aisle.query.read-model.breaker.open-for",
                        leftAlone.toMillis() + "ms", "aisle.query.read-model.at-once", "8",
                        "aisle.query.read-model.slow-after", slowAfter.toMillis() + "ms",
                        "aisle.query.cache.orphaned-after", "2s"));
    }

    FaultyLink link() {
        return this.link;
    }

    QueryModule node() {
        return this.node;
    }

    /** The number of the newest change. */
    long change() {
        return this.change;
    }

    /** A category of sixty products, of which the node has read some pages. */
    void fill() {
        this.change += 10;
        this.catalog = this.node.emptyCatalog().category("milk", null, 1, "milk", "Milk");
        for (int i = 0; i < 60; i++) {
            this.catalog.product("p" + i, 199, Map.of("milk", i));
        }
        this.catalog.settled(this.change, this.change);
        awaitFollowed();
        for (String path : List.of("/v1/products/p1", "/v1/categories/milk/products", "/v1/categories/milk",
                "/v1/categories", "/v1/category-paths/milk", "/v1/product-slugs/p1")) {
            // on a busy machine a read may be too slow, and be refused
            Awaitility.await().atMost(RECOVERY).until(() -> this.node.get(path).status() == 200);
        }
    }

    /** A change that the node has followed. */
    void changed(String sql, String what, String settled) {
        commit(sql, what, settled);
        awaitFollowed();
    }

    private void awaitFollowed() {
        Awaitility.await().atMost(RECOVERY).until(() -> this.node.cache().freshness()
                .filter(known -> known.settledPosition() == this.change).isPresent());
    }

    /** As the projector does it. */
    void commit(String sql, String what, String settled) {
        this.change++;
        this.catalog
                .run("""
                        DO $do$ BEGIN
                            %s;
                            INSERT INTO read.changes (seq, previous, generation, epoch, position, time, products, listings, categories,
                                                      product_slugs, tree)
                            VALUES (%d, %d, 1, 1, %d, now(), %s);
                            UPDATE {g}.checkpoint SET change = %d, settled_position = %d, settled_time = '%s';
                        END $do$"""
                        .formatted(sql, this.change, this.change - 1, this.change, what, this.change, this.change,
                                settled));
    }

    /** The database refuses all connections, and the node has noticed. */
    void goAway() {
        this.link.refuse();
        Awaitility.await().until(() -> this.node.cache().freshness().isEmpty());
    }

    /** The database is back, and is asked again. */
    void mend() {
        this.link.mend();
        Awaitility.await().atMost(RECOVERY)
                .until(() -> this.node.get("/v1/products?ids=none-" + System.nanoTime()).status() == 200
                        && this.node.breakerState("read-model").equals("CLOSED"));
    }

    @Override
    public void close() throws IOException {
        this.node.close();
        this.redis.close();
        this.feed.close();
        this.readers.close();
        this.link.close();
        this.database.close();
    }

}
