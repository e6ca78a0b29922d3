package dev.aisle.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/** The read model's database is away, frozen, or cuts connections; there is no publisher, so Redis isn't believed. */
@Execution(ExecutionMode.CONCURRENT)
@Order(4)
class DatabaseFaultsIntegrationTests {

    /** What the connection waits for an answer, the wait for a connection, and some. */
    private static final Duration SLOWEST = Duration.ofSeconds(4);

    @AutoClose
    private final DistantReadModel model = new DistantReadModel();

    @BeforeEach
    void fill() {
        this.model.fill();
    }

    @Test
    void whatThisNodeHoldsIsAnsweredAndTellsItsAge() {
        this.model.goAway();

        for (String path : List.of("/v1/products/p1", "/v1/categories/milk/products", "/v1/categories/milk",
                "/v1/categories", "/v1/category-paths/milk", "/v1/product-slugs/p1")) {
            var answer = this.model.node().get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(Instant.parse(answer.header("Aisle-As-Of"))).isEqualTo("2026-02-03T04:05:06.789Z");
            assertThat(Long.parseLong(answer.header("Age"))).isGreaterThan(1_000);
        }
    }

    @Test
    void aFrozenDatabaseHoldsNobodyForLong() {
        this.model.link().hold();
        var answers = IntStream.range(2, 40).mapToObj(i -> CompletableFuture.supplyAsync(() -> {
            var began = Instant.now();
            int status = this.model.node().get("/v1/products/p" + i).status();
            assertThat(status).isIn(200, 503);
            return Duration.between(began, Instant.now());
        }, Thread::startVirtualThread)).toList();

        assertThat(answers).allSatisfy(each -> assertThat(each.join()).isLessThan(SLOWEST));
        Awaitility.await().until(() -> this.model.node().cache().freshness().isEmpty());
        assertThat(this.model.node().get("/v1/categories/milk/products").status()).as("held").isEqualTo(200);
        this.model.link().mend();
        Awaitility.await().atMost(DistantReadModel.RECOVERY)
                .until(() -> this.model.node().get("/v1/products/p2").status() == 200);
    }

    @Test
    void cutConnectionsAreNotNoticed() {
        for (int i = 2; i < 50; i++) {
            if (i % 10 == 5) {
                this.model.link().cut();
            }
            assertThat(this.model.node().get("/v1/products/p" + i).status()).isEqualTo(200);
        }
    }

    @Test
    void itIsFollowedAgainWhenItIsBack() {
        this.model.goAway();
        this.model.commit("UPDATE {g}.product SET name = 'Whole' WHERE id = 'p1'", "'{p1}', '{}', '{}', '{}', false",
                DistantReadModel.LATER);
        assertThat(this.model.node().get("/v1/products/p1").text("/name")).isEqualTo("Product p1");

        this.model.mend();

        Awaitility.await().atMost(DistantReadModel.RECOVERY)
                .until(() -> this.model.node().get("/v1/products/p1").text("/name").equals("Whole"));
    }

}
