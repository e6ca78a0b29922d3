package dev.aisle.query;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

import dev.aisle.AisleTest;
import dev.aisle.AnotherAisle;
import dev.aisle.query.testing.ReadModelFixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Readers use one generation at a time, whatever is switched and dropped below them. */
@AnotherAisle
@AisleTest
@TestPropertySource(properties = {"aisle.roles=query", "aisle.query.local.size=0B"})
class GenerationSwitchIntegrationTests {

    @Autowired
    @Qualifier("ownerDataSource")
    DataSource owner;

    @LocalServerPort
    int port;

    Storefront storefront;
    JdbcClient jdbc;

    @BeforeEach
    void fill() {
        this.storefront = new Storefront(this.port);
        this.jdbc = JdbcClient.create(this.owner);
        new ReadModelFixture(this.owner).category("g", null, 1, "old", "Old")
                .product("in-one", 1, Map.of("g", 1))
                .settled(5, 5);
        makeGeneration(2, "New", "in-two");
    }

    @AfterEach
    void goBack() {
        switchTo(1);
        this.jdbc.sql("DROP SCHEMA IF EXISTS read_g2 CASCADE").update();
        this.jdbc.sql("DROP SCHEMA IF EXISTS read_g3 CASCADE").update();
    }

    @Test
    void eachAnswerComesFromOneGenerationWhileTheySwitch() {
        var done = new AtomicBoolean();
        var reading = CompletableFuture.supplyAsync(() -> {
            int answers = 0;
            while (!done.get()) {
                var page = this.storefront.get("/v1/categories/g/products");
                assertThat(page.status()).as("%s", page).isEqualTo(200);
                assertThat(page.texts("products", "id")).containsAnyOf("in-one", "in-two").hasSize(1);
                var category = this.storefront.get("/v1/categories/g");
                assertThat(category.json().path("name").asString()).isIn("Old", "New");
                assertThat(category.json().path("slug").asString())
                        .isEqualTo(category.json().path("name").asString().toLowerCase(java.util.Locale.ROOT));
                answers++;
            }
            return answers;
        }, Thread.ofPlatform()::start);
        for (int i = 0; i < 50; i++) {
            switchTo(1 + i % 2);
            var product = (i % 2 == 0) ? "in-one" : "in-two";
            // a request may join a load of the other reader's that began before the switch
            await().until(() -> this.storefront.get("/v1/categories/g/products").texts("products", "id")
                    .equals(List.of(product)));
        }
        done.set(true);
        assertThat(reading.join()).isPositive();
    }

    @Test
    void aGenerationThatWasDroppedIsForgotten() {
        switchTo(2);
        assertThat(this.storefront.get("/v1/products/in-two").status()).isEqualTo(200);
        makeGeneration(3, "Third", "in-three");
        switchTo(3);
        this.jdbc.sql("DROP SCHEMA read_g2 CASCADE").update();

        assertThat(this.storefront.get("/v1/products/in-three").status()).isEqualTo(200);
        assertThat(this.storefront.get("/v1/categories/g").json().path("name").asString()).isEqualTo("Third");
    }

    private void makeGeneration(int generation, String name, String product) {
        this.jdbc.sql("SELECT read.create_generation(:n)::text").param("n", generation).query(String.class).list();
        this.jdbc.sql("SELECT read.create_generation_index(:n, name)::text FROM read.generation_indexes() AS name")
                .param("n", generation)
                .query(String.class)
                .list();
        new ReadModelFixture(this.owner, generation).run("INSERT INTO {g}.checkpoint SELECT * FROM read_g1.checkpoint")
                .category("g", null, 1, name.toLowerCase(java.util.Locale.ROOT), name)
                .product(product, 1, Map.of("g", 1));
    }

    private void switchTo(int generation) {
        this.jdbc.sql("UPDATE read.pointer SET generation = :n").param("n", generation).update();
    }
}
