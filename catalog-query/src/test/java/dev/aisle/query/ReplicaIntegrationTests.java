package dev.aisle.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static dev.aisle.query.PrimaryAndReplica.RECOVERY;
import static dev.aisle.query.PrimaryAndReplica.TOKEN_WAIT;
import static dev.aisle.query.PrimaryAndReplica.isAt;
import static dev.aisle.query.PrimaryAndReplica.name;
import static org.assertj.core.api.Assertions.assertThat;

/** Which of a replica and the primary answers, and what of a replica that is behind is kept. */
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicaIntegrationTests {

    private static final String A_SECOND_LATER = "2026-02-03T04:05:07.789Z";

    @AutoClose
    private final PrimaryAndReplica model = new PrimaryAndReplica();

    @BeforeEach
    void fill() {
        this.model.fill();
    }

    @AfterEach
    void mend() {
        this.model.mend();
    }

    @Test
    void readersUseTheReplica() {
        assertThat(name(this.model.node().get("/v1/products/p1"))).isEqualTo("Replica");
        assertThat(name(this.model.node().get("/v1/products/p2", "Aisle-Consistency-Token", this.model.token(0))))
                .as("with a token")
                .isEqualTo("Replica");
    }

    @Test
    void aTokenThatTheReplicaDoesNotReachIsAnsweredByThePrimary() {
        this.model.onPrimary().settled(this.model.change() + 5, this.model.change() + 5);
        assertThat(name(this.model.node().get("/v1/products/p1"))).as("held").isEqualTo("Replica");
        var began = Instant.now();

        var answer = this.model.node().get("/v1/products/p1", "Aisle-Consistency-Token", this.model.token(5));

        assertThat(name(answer)).isEqualTo("Primary");
        assertThat(Duration.between(began, Instant.now())).isGreaterThan(TOKEN_WAIT);
        assertThat(this.model.node().get("/v1/products/p1", "Aisle-Consistency-Token", this.model.token(6)).status())
                .as("what the primary doesn't have either").isEqualTo(503);
    }

    @Test
    void aTokenThatTheReplicaReachesInTimeIsAnsweredByIt() {
        this.model.onPrimary().settled(this.model.change() + 5, this.model.change() + 5);
        Thread.startVirtualThread(
                () -> this.model.onReplica().settled(this.model.change() + 5, this.model.change() + 5));

        assertThat(name(this.model.node().get("/v1/products/p1", "Aisle-Consistency-Token", this.model.token(5))))
                .isEqualTo("Replica");
    }

    @Test
    void aReplicaFarBehindIsLeftForThePrimary() {
        assertThat(name(this.model.node().get("/v1/products/p1"))).isEqualTo("Replica");
        this.model.onPrimary().settled(this.model.change() + 5, this.model.change() + 5)
                .run("UPDATE {g}.checkpoint SET settled_time = settled_time + interval '3 seconds'");
        hearOfThePrimary();
        assertThat(name(this.model.node().get("/v1/products/p2"))).as("a little behind").isEqualTo("Replica");

        this.model.onPrimary().settled(this.model.change() + 6, this.model.change() + 6)
                .run("UPDATE {g}.checkpoint SET settled_time = settled_time + interval '7 seconds'");
        hearOfThePrimary();

        assertThat(name(this.model.node().get("/v1/products/p1"))).as("held").isEqualTo("Primary");
        assertThat(name(this.model.node().get("/v1/products/p4"))).as("not held").isEqualTo("Primary");
        this.model.primaryLink().refuse();
        assertThat(this.model.node().get("/v1/products/p5").status()).as("old is better than nothing").isEqualTo(200);
        assertThat(name(this.model.node().get("/v1/products/p6"))).isEqualTo("Replica");
    }

    private void hearOfThePrimary() {
        this.model.node().get("/v1/products/p1", "Aisle-Consistency-Token", this.model.token(5));
    }

    @Test
    void whatAReplicaBehindTheFeedAnswersIsKeptOnlyWhereNoChangeTouchedIt() {
        this.model.onPrimary()
                .run("""
                        INSERT INTO read.changes (seq, previous, generation, epoch, position, time, products, listings, categories,
                                                  product_slugs, tree)
                        VALUES (%d, %d, 1, %d, %d, now(), '{p50}', '{}', '{}', '{}', false)"""
                        .formatted(this.model.change() + 1, this.model.change(), this.model.epoch(),
                                this.model.change() + 1))
                .settled(this.model.change() + 1, this.model.change() + 1);
        Awaitility.await().until(() -> isAt(this.model.mixed(), this.model.change() + 1));
        assertThat(name(this.model.mixed().get("/v1/products/p50"))).isEqualTo("Replica");
        assertThat(name(this.model.mixed().get("/v1/products/p1"))).isEqualTo("Replica");

        this.model.onReplica().run("UPDATE {g}.product SET name = 'Replayed' WHERE id IN ('p1', 'p50')");
        assertThat(name(this.model.mixed().get("/v1/products/p50"))).as("read again").isEqualTo("Replayed");
        assertThat(name(this.model.mixed().get("/v1/products/p1"))).as("kept: the change didn't touch it")
                .isEqualTo("Replica");

        // once it has caught up, what it answers is kept
        this.model.onReplica().settled(this.model.change() + 1, this.model.change() + 1);
        assertThat(name(this.model.mixed().get("/v1/products/p50"))).isEqualTo("Replayed");
        this.model.onReplica().run("UPDATE {g}.product SET name = 'Unseen' WHERE id = 'p50'");
        assertThat(name(this.model.mixed().get("/v1/products/p50"))).as("kept").isEqualTo("Replayed");
    }

    @Test
    void aPageWhoseCountAReplicaBehindTellsIsAsOldAsTheCount() {
        String page = "/v1/categories/milk/products?first=2";
        String before = this.model.mixed().get(page).header("Aisle-As-Of");
        commitOnPrimary(this.model.change() + 1);
        // for a second counts may be old
        Awaitility.await().until(() -> this.model.mixed().get(page).header("Aisle-As-Of").equals(before));
        for (int read = 1; read <= 3; read++) {
            assertThat(this.model.mixed().get(page).header("Aisle-As-Of")).as("read %d", read).isEqualTo(before);
        }
        assertThat(this.model.mixed().get(page, "Aisle-Consistency-Token", this.model.token(1)).header("Aisle-As-Of"))
                .as("with a token").isEqualTo(A_SECOND_LATER);

        this.model.onReplica()
                .run("UPDATE {g}.checkpoint SET change = %1$d, settled_position = %1$d, settled_time = '%2$s'"
                        .formatted(this.model.change() + 1, A_SECOND_LATER));
        Awaitility.await().until(() -> this.model.mixed().get(page).header("Aisle-As-Of").equals(A_SECOND_LATER));
    }

    /** A change that touches counts only, which the feed of {@link #mixed} has followed. */
    private void commitOnPrimary(long seq) {
        this.model.onPrimary()
                .run("""
                        WITH told AS (
                            INSERT INTO read.changes (seq, previous, generation, epoch, position, time, products, listings, categories,
                                                      product_slugs, tree)
                            VALUES (%1$d, %2$d, 1, %3$d, %1$d, now(), '{}', '{}', '{}', '{}', true))
                        UPDATE {g}.checkpoint SET change = %1$d, settled_position = %1$d, settled_time = '%4$s'"""
                        .formatted(seq, this.model.change(), this.model.epoch(), A_SECOND_LATER));
        Awaitility.await().until(() -> isAt(this.model.mixed(), seq));
    }

    @Test
    void aFeedThatGetsAReplicaFurtherBehindDoesNotGoBack() {
        assertThat(name(this.model.node().get("/v1/products/p1"))).isEqualTo("Replica");
        this.model.onReplica().settled(this.model.change() - 1, this.model.change() - 1)
                .run("UPDATE {g}.product SET name = 'Older' WHERE id IN ('p1', 'p2')");

        Awaitility.await().until(() -> this.model.node().cache().freshness().isEmpty());

        assertThat(name(this.model.node().get("/v1/products/p2"))).as("read, as nothing is known to be newer")
                .isEqualTo("Older");
        this.model.onReplica().run("UPDATE {g}.product SET name = 'Replica' WHERE id IN ('p1', 'p2')")
                .settled(this.model.change(), this.model.change());
        Awaitility.await().atMost(RECOVERY).until(() -> isAt(this.model.node(), this.model.change()));
        for (String id : List.of("p1", "p2")) {
            assertThat(name(this.model.node().get("/v1/products/" + id))).as(id).isEqualTo("Replica");
        }
    }
}
