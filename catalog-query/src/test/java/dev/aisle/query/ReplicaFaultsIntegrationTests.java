package dev.aisle.query;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.aisle.query.PrimaryAndReplica.BUDGET;
import static dev.aisle.query.PrimaryAndReplica.RECOVERY;
import static dev.aisle.query.PrimaryAndReplica.name;
import static org.assertj.core.api.Assertions.assertThat;

/** The replica is away, and then the primary, too. */
@Order(1)
class ReplicaFaultsIntegrationTests {

    @RegisterExtension
    static final PrimaryAndReplica model = new PrimaryAndReplica();

    @Test
    void whatIsHeldIsAnsweredWithoutThePrimaryAndTheRestWithinItsBudget() {
        assertThat(name(model.node().get("/v1/products/p1"))).isEqualTo("Replica");
        model.replicaLink().refuse();
        Awaitility.await().until(() -> model.node().cache().freshness().isEmpty());

        var held = model.node().get("/v1/products/p1");
        var token = model.node().get("/v1/products/p1", "Aisle-Consistency-Token", model.token(0));
        var bySlug = model.node().get("/v1/product-slugs/p3");
        var page = model.node().get("/v1/categories/milk/products?first=2");

        assertThat(name(held)).as("held").isEqualTo("Replica");
        assertThat(Long.parseLong(held.header("Age"))).isGreaterThan(1_000);
        assertThat(name(token)).as("with a token").isEqualTo("Primary");
        assertThat(name(bySlug)).as("by slug").isEqualTo("Primary");
        assertThat(page.status()).isEqualTo(200);
        // then
        var began = System.nanoTime();
        var asked = IntStream.range(10, 60).mapToObj(i -> CompletableFuture.supplyAsync(
                () -> model.node().get("/v1/products/p" + i).status(), Thread::startVirtualThread)).toList();
        var answers = asked.stream().map(CompletableFuture::join).toList();
        long periods = 2 + Duration.ofNanos(System.nanoTime() - began).toSeconds();
        assertThat(answers).containsOnly(200, 503);
        assertThat(answers.stream().filter(status -> status == 200).count()).isBetween(1L, BUDGET * periods);
    }

    @Test
    void withoutBothItIsRefusedSoon() {
        model.replicaLink().refuse();
        model.primaryLink().refuse();
        Awaitility.await().until(() -> model.node().cache().freshness().isEmpty());
        var answers = IntStream.range(2, 40).mapToObj(i -> CompletableFuture.supplyAsync(() -> {
            var began = Instant.now();
            assertThat(model.node().get("/v1/products/p" + i).status()).isEqualTo(503);
            return Duration.between(began, Instant.now());
        }, Thread::startVirtualThread)).toList();

        assertThat(answers).allSatisfy(each -> assertThat(each.join()).isLessThan(Duration.ofSeconds(5)));
        // few of them got a place, and with it the chance to find out
        Awaitility.await().atMost(RECOVERY).until(() -> {
            assertThat(model.node().get("/v1/products/p2").status()).isEqualTo(503);
            return !model.node().breakerState("read-model-reserve").equals("CLOSED");
        });
    }

}
