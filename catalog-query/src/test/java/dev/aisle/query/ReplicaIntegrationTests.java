package dev.aisle.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.query.testing.ReadModelFixture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Readers use another database than the primary. Both are databases of one server here, so that a test says what the
 * replica has replayed: its products are named "Replica", the primary's "Primary".
 */
@Order(1)
class ReplicaIntegrationTests {

    private static final Duration RECOVERY = Duration.ofSeconds(20);

    private static final Duration TOKEN_WAIT = Duration.ofMillis(300);

    private static final int BUDGET = 20;

    @AutoClose
    static final TestDatabase replica = TestDatabase.create();

    @AutoClose
    static final TestDatabase primary = TestDatabase.create();

    @AutoClose
    static final FaultyLink replicaLink = FaultyLink.to(replica);

    @AutoClose
    static final FaultyLink primaryLink = FaultyLink.to(primary);

    @AutoClose
    static final HikariDataSource readers = replicaLink.pool(replica, 8);

    @AutoClose
    static final HikariDataSource feed = replicaLink.pool(replica, 1);

    @AutoClose
    static final HikariDataSource reserve = primaryLink.pool(primary, 4);

    @AutoClose
    static final RedisProcess redis = new RedisProcess();

    private static final String A_SECOND_LATER = "2026-02-03T04:05:07.789Z";

    static final Map<String, Object> SETTINGS = Map.of("aisle.query.local.size",
            "8MB", "aisle.query.token-wait",
            TOKEN_WAIT.toMillis() + "ms", "aisle.query.read-model.breaker.open-for", "1s",
            "aisle.query.read-model.breaker.window", "5",
            "aisle.query.read-model.reserve.breaker.open-for", "1s", "aisle.query.read-model.reserve.breaker.window",
            "10", "aisle.query.read-model.reserve.per-second", BUDGET);

    @AutoClose
    static final QueryModule node = new QueryModule(replica, redis, readers, feed, reserve, SETTINGS);

    /** Behind its address there are several replicas: its feed has got another one than its readers. */
    @AutoClose
    static final QueryModule mixed = new QueryModule(replica, redis, readers, primary.query(), reserve, SETTINGS);

    static long change = 100;
    static long epoch = 1;

    ReadModelFixture there;
    ReadModelFixture primarily;

    @BeforeEach
    void fill() {
        change += 100;
        epoch++;
        this.there = fill(replica, "Replica");
        this.primarily = fill(primary, "Primary");
        Awaitility.await().atMost(RECOVERY).until(() -> isAt(node, change) && isAt(mixed, change));
    }

    private static ReadModelFixture fill(TestDatabase database, String name) {
        var catalog = new ReadModelFixture(database.owner()).category("milk", null, 1, "milk", "Milk");
        for (int i = 0; i < 60; i++) {
            catalog.product("p" + i, "p" + i, name, 199L, null, true, Instant.parse("2026-01-01T00:00:00Z"),
                    Map.of("milk", i));
        }
        return catalog.run("DELETE FROM read.changes").settled(change, change)
                .run("UPDATE {g}.checkpoint SET epoch = " + epoch).run("UPDATE read.pointer SET epoch = " + epoch);
    }

    @AfterEach
    void mend() {
        replicaLink.mend();
        primaryLink.mend();
        Awaitility.await().atMost(RECOVERY)
                .until(() -> {
                    node.get("/v1/products?ids=none-" + System.nanoTime());
                    if (!node.breakerState("read-model-reserve").equals("CLOSED")) {
                        node.get("/v1/products/p1", "Aisle-Consistency-Token", token(change + 99));
                    }
                    return node.breakerState("read-model").equals("CLOSED")
                            && node.breakerState("read-model-reserve").equals("CLOSED");
                });
    }

    private static boolean isAt(QueryModule module, long position) {
        return module.cache().freshness().filter(known -> known.settledPosition() == position).isPresent();
    }

    private static String token(long position) {
        return new ConsistencyToken(epoch, position).toString();
    }

    private static String name(QueryModule.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return answer.text("/name");
    }

    @Test
    void readersUseTheReplica() {
        assertThat(name(node.get("/v1/products/p1"))).isEqualTo("Replica");
        assertThat(name(node.get("/v1/products/p2", "Aisle-Consistency-Token", token(change)))).as("with a token")
                .isEqualTo("Replica");
    }

    @Test
    void aTokenThatTheReplicaDoesNotReachIsAnsweredByThePrimary() {
        this.primarily.settled(change + 5, change + 5);
        assertThat(name(node.get("/v1/products/p1"))).as("held").isEqualTo("Replica");
        var began = Instant.now();

        var answer = node.get("/v1/products/p1", "Aisle-Consistency-Token", token(change + 5));

        assertThat(name(answer)).isEqualTo("Primary");
        assertThat(Duration.between(began, Instant.now())).isGreaterThan(TOKEN_WAIT);
        assertThat(node.get("/v1/products/p1", "Aisle-Consistency-Token", token(change + 6)).status())
                .as("what the primary doesn't have either").isEqualTo(503);
    }

    @Test
    void aTokenThatTheReplicaReachesInTimeIsAnsweredByIt() {
        this.primarily.settled(change + 5, change + 5);
        Thread.startVirtualThread(() -> this.there.settled(change + 5, change + 5));

        assertThat(name(node.get("/v1/products/p1", "Aisle-Consistency-Token", token(change + 5))))
                .isEqualTo("Replica");
    }

    @Test
    void whatIsHeldIsAnsweredWithoutThePrimaryAndTheRestWithinItsBudget() {
        assertThat(name(node.get("/v1/products/p1"))).isEqualTo("Replica");
        replicaLink.refuse();
        Awaitility.await().until(() -> node.cache().freshness().isEmpty());

        var held = node.get("/v1/products/p1");
        var token = node.get("/v1/products/p1", "Aisle-Consistency-Token", token(change));
        var bySlug = node.get("/v1/product-slugs/p3");
        var page = node.get("/v1/categories/milk/products?first=2");

        assertThat(name(held)).as("held").isEqualTo("Replica");
        assertThat(Long.parseLong(held.header("Age"))).isGreaterThan(1_000);
        assertThat(name(token)).as("with a token").isEqualTo("Primary");
        assertThat(name(bySlug)).as("by slug").isEqualTo("Primary");
        assertThat(page.status()).isEqualTo(200);
        // then
        var began = System.nanoTime();
        var answers = IntStream.range(10, 60).mapToObj(i -> node.get("/v1/products/p" + i).status()).toList();
        long periods = 2 + Duration.ofNanos(System.nanoTime() - began).toSeconds();
        assertThat(answers).containsOnly(200, 503);
        assertThat(answers.stream().filter(status -> status == 200).count()).isBetween(1L, BUDGET * periods);
    }

    @Test
    void withoutBothItIsRefusedSoon() {
        replicaLink.refuse();
        primaryLink.refuse();
        Awaitility.await().until(() -> node.cache().freshness().isEmpty());
        var answers = IntStream.range(2, 40).mapToObj(i -> CompletableFuture.supplyAsync(() -> {
            var began = Instant.now();
            assertThat(node.get("/v1/products/p" + i).status()).isEqualTo(503);
            return Duration.between(began, Instant.now());
        }, Thread::startVirtualThread)).toList();

        assertThat(answers).allSatisfy(each -> assertThat(each.join()).isLessThan(Duration.ofSeconds(5)));
        // few of them got a place, and with it the chance to find out
        Awaitility.await().atMost(RECOVERY).until(() -> {
            assertThat(node.get("/v1/products/p2").status()).isEqualTo(503);
            return !node.breakerState("read-model-reserve").equals("CLOSED");
        });
    }

    @Test
    void aReplicaFarBehindIsLeftForThePrimary() {
        assertThat(name(node.get("/v1/products/p1"))).isEqualTo("Replica");
        this.primarily.settled(change + 5, change + 5)
                .run("UPDATE {g}.checkpoint SET settled_time = settled_time + interval '3 seconds'");
        hearOfThePrimary();
        assertThat(name(node.get("/v1/products/p2"))).as("a little behind").isEqualTo("Replica");

        this.primarily.settled(change + 6, change + 6)
                .run("UPDATE {g}.checkpoint SET settled_time = settled_time + interval '7 seconds'");
        hearOfThePrimary();

        assertThat(name(node.get("/v1/products/p1"))).as("held").isEqualTo("Primary");
        assertThat(name(node.get("/v1/products/p4"))).as("not held").isEqualTo("Primary");
        primaryLink.refuse();
        assertThat(node.get("/v1/products/p5").status()).as("old is better than nothing").isEqualTo(200);
        assertThat(name(node.get("/v1/products/p6"))).isEqualTo("Replica");
    }

    private static void hearOfThePrimary() {
        node.get("/v1/products/p1", "Aisle-Consistency-Token", token(change + 5));
    }

    @Test
    void whatAReplicaBehindTheFeedAnswersIsKeptOnlyWhereNoChangeTouchedIt() {
        this.primarily
                .run("""
                        INSERT INTO read.changes (seq, previous, generation, epoch, position, time, products, listings, categories,
                                                  product_slugs, tree)
                        VALUES (%d, %d, 1, %d, %d, now(), '{p50}', '{}', '{}', '{}', false)"""
                        .formatted(change + 1, change, epoch, change + 1))
                .settled(change + 1, change + 1);
        Awaitility.await().until(() -> isAt(mixed, change + 1));
        assertThat(name(mixed.get("/v1/products/p50"))).isEqualTo("Replica");
        assertThat(name(mixed.get("/v1/products/p1"))).isEqualTo("Replica");

        this.there.run("UPDATE {g}.product SET name = 'Replayed' WHERE id IN ('p1', 'p50')");
        assertThat(name(mixed.get("/v1/products/p50"))).as("read again").isEqualTo("Replayed");
        assertThat(name(mixed.get("/v1/products/p1"))).as("kept: the change didn't touch it").isEqualTo("Replica");

        // once it has caught up, what it answers is kept
        this.there.settled(change + 1, change + 1);
        assertThat(name(mixed.get("/v1/products/p50"))).isEqualTo("Replayed");
        this.there.run("UPDATE {g}.product SET name = 'Unseen' WHERE id = 'p50'");
        assertThat(name(mixed.get("/v1/products/p50"))).as("kept").isEqualTo("Replayed");
    }

    @Test
    void aPageWhoseCountAReplicaBehindTellsIsAsOldAsTheCount() {
        String page = "/v1/categories/milk/products?first=2";
        String before = mixed.get(page).header("Aisle-As-Of");
        commitOnPrimary(change + 1);
        // for a second counts may be old
        Awaitility.await().until(() -> mixed.get(page).header("Aisle-As-Of").equals(before));
        for (int read = 1; read <= 3; read++) {
            assertThat(mixed.get(page).header("Aisle-As-Of")).as("read %d", read).isEqualTo(before);
        }
        assertThat(mixed.get(page, "Aisle-Consistency-Token", token(change + 1)).header("Aisle-As-Of"))
                .as("with a token").isEqualTo(A_SECOND_LATER);

        this.there.run("UPDATE {g}.checkpoint SET change = %1$d, settled_position = %1$d, settled_time = '%2$s'"
                .formatted(change + 1, A_SECOND_LATER));
        Awaitility.await().until(() -> mixed.get(page).header("Aisle-As-Of").equals(A_SECOND_LATER));
    }

    /** A change that touches counts only, which the feed of {@link #mixed} has followed. */
    private void commitOnPrimary(long seq) {
        this.primarily
                .run("""
                        WITH told AS (
                            INSERT INTO read.changes (seq, previous, generation, epoch, position, time, products, listings, categories,
                                                      product_slugs, tree)
                            VALUES (%1$d, %2$d, 1, %3$d, %1$d, now(), '{}', '{}', '{}', '{}', true))
                        UPDATE {g}.checkpoint SET change = %1$d, settled_position = %1$d, settled_time = '%4$s'"""
                        .formatted(seq, change, epoch, A_SECOND_LATER));
        Awaitility.await().until(() -> isAt(mixed, seq));
    }

    @Test
    void aFeedThatGetsAReplicaFurtherBehindDoesNotGoBack() {
        assertThat(name(node.get("/v1/products/p1"))).isEqualTo("Replica");
        this.there.settled(change - 1, change - 1)
                .run("UPDATE {g}.product SET name = 'Older' WHERE id IN ('p1', 'p2')");

        Awaitility.await().until(() -> node.cache().freshness().isEmpty());

        assertThat(name(node.get("/v1/products/p2"))).as("read, as nothing is known to be newer").isEqualTo("Older");
        this.there.run("UPDATE {g}.product SET name = 'Replica' WHERE id IN ('p1', 'p2')").settled(change, change);
        Awaitility.await().atMost(RECOVERY).until(() -> isAt(node, change));
        for (String id : List.of("p1", "p2")) {
            assertThat(name(node.get("/v1/products/" + id))).as(id).isEqualTo("Replica");
        }
    }
}
