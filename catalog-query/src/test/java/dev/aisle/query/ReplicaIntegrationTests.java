package dev.aisle.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.aisle.query.PrimaryAndReplica.RECOVERY;
import static dev.aisle.query.PrimaryAndReplica.TOKEN_WAIT;
import static dev.aisle.query.PrimaryAndReplica.isAt;
import static dev.aisle.query.PrimaryAndReplica.name;
import static org.assertj.core.api.Assertions.assertThat;

/** Which of a replica and the primary answers, and what of a replica that is behind is kept. */
@Order(1)
class ReplicaIntegrationTests {

    private static final String A_SECOND_LATER = "2026-02-03T04:05:07.789Z";

    @RegisterExtension
    static final PrimaryAndReplica model = new PrimaryAndReplica();

    @Test
    void readersUseTheReplica() {
        assertThat(name(model.node().get("/v1/products/p1"))).isEqualTo("Replica");
        assertThat(name(model.node().get("/v1/products/p2", "Aisle-Consistency-Token", model.token(0))))
                .as("with a token")
                .isEqualTo("Replica");
    }

    @Test
    void aTokenThatTheReplicaDoesNotReachIsAnsweredByThePrimary() {
        model.onPrimary().settled(model.change() + 5, model.change() + 5);
        assertThat(name(model.node().get("/v1/products/p1"))).as("held").isEqualTo("Replica");
        var began = Instant.now();

        var answer = model.node().get("/v1/products/p1", "Aisle-Consistency-Token", model.token(5));

        assertThat(name(answer)).isEqualTo("Primary");
        assertThat(Duration.between(began, Instant.now())).isGreaterThan(TOKEN_WAIT);
        assertThat(model.node().get("/v1/products/p1", "Aisle-Consistency-Token", model.token(6)).status())
                .as("what the primary doesn't have either").isEqualTo(503);
    }

    @Test
    void aTokenThatTheReplicaReachesInTimeIsAnsweredByIt() {
        model.onPrimary().settled(model.change() + 5, model.change() + 5);
        Thread.startVirtualThread(
                () -> model.onReplica().settled(model.change() + 5, model.change() + 5));

        assertThat(name(model.node().get("/v1/products/p1", "Aisle-Consistency-Token", model.token(5))))
                .isEqualTo("Replica");
    }

    @Test
    void aReplicaFarBehindIsLeftForThePrimary() {
        assertThat(name(model.node().get("/v1/products/p1"))).isEqualTo("Replica");
        model.onPrimary().settled(model.change() + 5, model.change() + 5)
                .run("UPDATE {g}.checkpoint SET settled_time = settled_time + interval '3 seconds'");
        hearOfThePrimary();
        assertThat(name(model.node().get("/v1/products/p2"))).as("a little behind").isEqualTo("Replica");

        model.onPrimary().settled(model.change() + 6, model.change() + 6)
                .run("UPDATE {g}.checkpoint SET settled_time = settled_time + interval '7 seconds'");
        hearOfThePrimary();

        assertThat(name(model.node().get("/v1/products/p1"))).as("held").isEqualTo("Primary");
        assertThat(name(model.node().get("/v1/products/p4"))).as("not held").isEqualTo("Primary");
        model.primaryLink().refuse();
        assertThat(model.node().get("/v1/products/p5").status()).as("old is better than nothing").isEqualTo(200);
        assertThat(name(model.node().get("/v1/products/p6"))).isEqualTo("Replica");
    }

    private static void hearOfThePrimary() {
        model.node().get("/v1/products/p1", "Aisle-Consistency-Token", model.token(5));
    }

    @Test
    void whatAReplicaBehindTheFeedAnswersIsKeptOnlyWhereNoChangeTouchedIt() {
        model.onPrimary()
                .run("""
                        INSERT INTO read.changes (seq, previous, generation, epoch, position, time, products, listings, categories,
                                                  product_slugs, tree)
                        VALUES (%d, %d, 1, %d, %d, now(), '{p50}', '{}', '{}', '{}', false)"""
                        .formatted(model.change() + 1, model.change(), model.epoch(),
                                model.change() + 1))
                .settled(model.change() + 1, model.change() + 1);
        Awaitility.await().until(() -> isAt(model.mixed(), model.change() + 1));
        assertThat(name(model.mixed().get("/v1/products/p50"))).isEqualTo("Replica");
        assertThat(name(model.mixed().get("/v1/products/p1"))).isEqualTo("Replica");

        model.onReplica().run("UPDATE {g}.product SET name = 'Replayed' WHERE id IN ('p1', 'p50')");
        assertThat(name(model.mixed().get("/v1/products/p50"))).as("read again").isEqualTo("Replayed");
        assertThat(name(model.mixed().get("/v1/products/p1"))).as("kept: the change didn't touch it")
                .isEqualTo("Replica");

        // once it has caught up, what it answers is kept
        model.onReplica().settled(model.change() + 1, model.change() + 1);
        assertThat(name(model.mixed().get("/v1/products/p50"))).isEqualTo("Replayed");
        model.onReplica().run("UPDATE {g}.product SET name = 'Unseen' WHERE id = 'p50'");
        assertThat(name(model.mixed().get("/v1/products/p50"))).as("kept").isEqualTo("Replayed");
    }

    @Test
    void aPageWhoseCountAReplicaBehindTellsIsAsOldAsTheCount() {
        String page = "/v1/categories/milk/products?first=2";
        String before = model.mixed().get(page).header("Aisle-As-Of");
        commitOnPrimary(model.change() + 1);
        // for a second counts may be old
        Awaitility.await().until(() -> model.mixed().get(page).header("Aisle-As-Of").equals(before));
        for (int read = 1; read <= 3; read++) {
            assertThat(model.mixed().get(page).header("Aisle-As-Of")).as("read %d", read).isEqualTo(before);
        }
        assertThat(model.mixed().get(page, "Aisle-Consistency-Token", model.token(1)).header("Aisle-As-Of"))
                .as("with a token").isEqualTo(A_SECOND_LATER);

        model.onReplica()
                .run("UPDATE {g}.checkpoint SET change = %1$d, settled_position = %1$d, settled_time = '%2$s'"
                        .formatted(model.change() + 1, A_SECOND_LATER));
        Awaitility.await().until(() -> model.mixed().get(page).header("Aisle-As-Of").equals(A_SECOND_LATER));
    }

    /** A change that touches counts only, which the feed of {@link PrimaryAndReplica#mixed} has followed. */
    private static void commitOnPrimary(long seq) {
        model.onPrimary()
                .run("""
                        WITH told AS (
                            INSERT INTO read.changes (seq, previous, generation, epoch, position, time, products, listings, categories,
                                                      product_slugs, tree)
                            VALUES (%1$d, %2$d, 1, %3$d, %1$d, now(), '{}', '{}', '{}', '{}', true))
                        UPDATE {g}.checkpoint SET change = %1$d, settled_position = %1$d, settled_time = '%4$s'"""
                        .formatted(seq, model.change(), model.epoch(), A_SECOND_LATER));
        Awaitility.await().until(() -> isAt(model.mixed(), seq));
    }

    @Test
    void aFeedThatGetsAReplicaFurtherBehindDoesNotGoBack() {
        assertThat(name(model.node().get("/v1/products/p1"))).isEqualTo("Replica");
        model.onReplica().settled(model.change() - 1, model.change() - 1)
                .run("UPDATE {g}.product SET name = 'Older' WHERE id IN ('p1', 'p2')");

        Awaitility.await().until(() -> model.node().cache().freshness().isEmpty());

        assertThat(name(model.node().get("/v1/products/p2"))).as("read, as nothing is known to be newer")
                .isEqualTo("Older");
        model.onReplica().run("UPDATE {g}.product SET name = 'Replica' WHERE id IN ('p1', 'p2')")
                .settled(model.change(), model.change());
        Awaitility.await().atMost(RECOVERY).until(() -> isAt(model.node(), model.change()));
        for (String id : List.of("p1", "p2")) {
            assertThat(name(model.node().get("/v1/products/" + id))).as(id).isEqualTo("Replica");
        }
    }
}
