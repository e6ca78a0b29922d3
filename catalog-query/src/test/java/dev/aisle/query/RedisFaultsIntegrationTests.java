package dev.aisle.query;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.query.cache.CacheState;
import dev.aisle.query.cache.CacheState.Freshness;
import dev.aisle.query.testing.ReadModelFixture;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever happens to Redis, reads go on, and use it again when it is back. */
class RedisFaultsIntegrationTests {

    static final Freshness FRESH = new Freshness(42, Instant.parse("2026-02-03T04:05:06.789Z"));

    @AutoClose
    static final TestDatabase database = TestDatabase.create();

    @AutoClose
    static final RedisProcess redis = new RedisProcess();

    @AutoClose
    static final QueryModule node = new QueryModule(database, redis,
            Map.of("aisle.query.cache.timeout", "200ms", "aisle.query.cache.breaker.open-for", "100ms"));

    ReadModelFixture catalog;

    @BeforeEach
    void fill() {
        this.catalog = node.emptyCatalog()
                .category("milk", null, 1, "milk", "Milk")
                .product("oat", 199, Map.of("milk", 1))
                .settled(42, 7);
        begin();
        Awaitility.await().until(() -> servesFromRedis("Product oat"));
    }

    @Test
    void redisIsKilledAndComesBackEmpty() {
        redis.kill();
        readsGoOnFromTheDatabase("while it is down");
        assertThat(node.breakerState()).isNotEqualTo("CLOSED");

        redis.start();
        readsGoOnFromTheDatabase("while it is empty");
        begin();
        Awaitility.await().until(() -> servesFromRedis("while it is empty"));
    }

    @Test
    void redisHangsAndGoesOn() {
        redis.freeze();
        readsGoOnFromTheDatabase("while it hangs");
        var slowest = Duration.ZERO;
        for (int i = 0; i < 50; i++) {
            var start = Instant.now();
            assertThat(node.get("/v1/products/oat").status()).isEqualTo(200);
            var took = Duration.between(start, Instant.now());
            slowest = (took.compareTo(slowest) > 0) ? took : slowest;
        }
        assertThat(slowest).isLessThan(Duration.ofSeconds(2));

        redis.thaw();
        begin();
        Awaitility.await().until(() -> servesFromRedis("while it hangs"));
    }

    private void readsGoOnFromTheDatabase(String name) {
        this.catalog.run("UPDATE {g}.product SET name = '%s'".formatted(name));
        for (int i = 0; i < 30; i++) {
            assertThat(node.get("/v1/products/oat").text("/name")).isEqualTo(name);
            assertThat(node.get("/v1/categories/milk/products").text("/products/0/name")).isEqualTo(name);
        }
    }

    /**
     * Behind Redis's back the name is another for a moment: who reads the old one reads Redis. Whoever doesn't has now
     * stored the other name, which a new incarnation forgets.
     */
    private boolean servesFromRedis(String name) {
        node.get("/v1/products/oat");
        this.catalog.run("UPDATE {g}.product SET name = 'behind the back'");
        boolean serves = node.get("/v1/products/oat").text("/name").equals(name);
        this.catalog.run("UPDATE {g}.product SET name = '%s'".formatted(name));
        if (!serves) {
            begin();
        }
        return serves;
    }

    private static void begin() {
        Awaitility.await().ignoreExceptions().until(() -> {
            CacheState state = node.publisher().begin(1, 1, 7, FRESH);
            return node.publisher().state().filter(state::equals).isPresent();
        });
    }
}
