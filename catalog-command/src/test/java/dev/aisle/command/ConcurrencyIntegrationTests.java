package dev.aisle.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.command.TestAdmin.Answer;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.StockLevel;

import static dev.aisle.command.TestCatalog.CALLER;
import static dev.aisle.command.TestCatalog.category;
import static dev.aisle.command.TestCatalog.product;
import static org.assertj.core.api.Assertions.assertThat;

/** What the catalog promises holds too when those who could break it come at the same moment, again and again. */
class ConcurrencyIntegrationTests {

    private static final int ROUNDS = 40;

    @AutoClose
    static final TestCatalog catalog = new TestCatalog();

    static final ExecutorService threads = Executors.newCachedThreadPool();

    private final TestAdmin admin = catalog.admin();

    @AfterEach
    void theJournalStillMakesTheTables() {
        assertThat(catalog.differences()).isEmpty();
    }

    @AfterAll
    static void stop() {
        threads.shutdown();
    }

    @Test
    void twoMovesNeverMakeACycle() {
        rounds(round -> {
            leaf("cycle-a" + round);
            leaf("cycle-b" + round);
            return List.of(
                    () -> this.admin.post("/categories/cycle-a" + round + "/move",
                            "{\"parentId\": \"cycle-b" + round + "\"}", "If-Match", "*"),
                    () -> this.admin.post("/categories/cycle-b" + round + "/move",
                            "{\"parentId\": \"cycle-a" + round + "\"}", "If-Match", "*"));
        }).forEach(statuses -> assertThat(statuses).containsExactlyInAnyOrder(200, 409));
    }

    @Test
    void aLeafGetsAChildOrAProductButNotBoth() {
        rounds(round -> {
            leaf("both" + round);
            return List.of(
                    () -> this.admin.post("/categories",
                            "{\"name\": \"child\", \"parentId\": \"both" + round + "\"}"),
                    () -> this.admin.put("/products/both" + round,
                            "{\"name\": \"x\", \"placements\": [{\"categoryId\": \"both" + round + "\"}]}"),
                    () -> upsert(product("both-feed" + round, "both" + round)));
        }).forEach(statuses -> assertThat(statuses).isIn(List.of(201, 409, 409), List.of(409, 201, 201)));
    }

    @Test
    void aLeafThatGoesTakesNoProductWithIt() {
        rounds(round -> {
            leaf("going" + round);
            return List.of(() -> this.admin.delete("/categories/going" + round, "If-Match", "*"),
                    () -> this.admin.put("/products/going" + round,
                            "{\"name\": \"x\", \"placements\": [{\"categoryId\": \"going" + round + "\"}]}"));
        }).forEach(statuses -> assertThat(statuses).isIn(List.of(204, 409), List.of(409, 201)));
    }

    @Test
    void siblingsNeverShareASlug() {
        rounds(round -> {
            leaf("slugs" + round);
            var body = "{\"name\": \"x\", \"slug\": \"one\", \"parentId\": \"slugs" + round + "\"}";
            var root = "{\"name\": \"x\", \"slug\": \"root-slug" + round + "\"}";
            return List.of(() -> this.admin.post("/categories", body), () -> this.admin.post("/categories", body),
                    () -> this.admin.post("/categories", root), () -> this.admin.post("/categories", root));
        }).forEach(statuses -> {
            assertThat(statuses.subList(0, 2)).containsExactlyInAnyOrder(201, 409);
            assertThat(statuses.subList(2, 4)).containsExactlyInAnyOrder(201, 409);
        });
    }

    @Test
    void productsNeverShareASlug() {
        rounds(round -> IntStream.range(0, 4).<Callable<Answer>>mapToObj(i -> () -> this.admin.put(
                "/products/same-slug" + round + "-" + i, "{\"name\": \"x\", \"slug\": \"product-slug" + round + "\"}"))
                .toList())
                .forEach(statuses -> assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409, 409));
    }

    @Test
    void ofTwoEditorsOnOneVersionOneIsTold() {
        this.admin.put("/products/edited", "{\"name\": \"x\"}").is(201);
        leaf("edited");
        rounds(round -> {
            var product = this.admin.get("/products/edited").etag();
            var leaf = this.admin.get("/categories/edited").etag();
            return IntStream.range(0, 4).<Callable<Answer>>mapToObj(i -> () -> (i < 2)
                    ? this.admin.patch("/products/edited", "{\"name\": \"" + round + "-" + i + "\"}", "If-Match",
                            product)
                    : this.admin.patch("/categories/edited", "{\"name\": \"" + round + "-" + i + "\"}", "If-Match",
                            leaf))
                    .toList();
        }).forEach(statuses -> {
            assertThat(statuses.subList(0, 2)).containsExactlyInAnyOrder(200, 412);
            assertThat(statuses.subList(2, 4)).containsExactlyInAnyOrder(200, 412);
        });
    }

    @Test
    void ofManyWhoMakeOneIdOneMakesIt() {
        rounds(round -> IntStream.range(0, 4).<Callable<Answer>>mapToObj(i -> () -> this.admin.put(
                "/products/made" + round, "{\"name\": \"by " + i + "\"}", "If-None-Match", "*")).toList())
                .forEach(statuses -> assertThat(statuses).containsExactlyInAnyOrder(201, 412, 412, 412));
    }

    @Test
    void aFeedAndAnEditorDontUndoEachOther() {
        catalog.bulk().upsertCategories(List.of(category("feed-leaf", null)), CALLER);
        this.admin.put("/products/shared", "{\"name\": \"x\"}").is(201);
        rounds(round -> List.of(
                () -> this.admin.patch("/products/shared", "{\"description\": \"by the editor " + round + "\"}",
                        "If-Match", "*"),
                () -> upsert(product("shared", "feed-leaf")),
                () -> this.admin.post("/stock-levels",
                        "[{\"id\": \"shared\", \"quantity\": %d, \"sourceVersion\": %d}]".formatted(round, round)),
                () -> this.admin.patch("/products/shared", "{\"attributes\": {\"round\": \"" + round + "\"}}",
                        "If-Match", "*"),
                () -> this.admin.post("/prices",
                        "[{\"id\": \"shared\", \"price\": {\"amount\": \"%d\", \"currency\": \"USD\"}}]"
                                .formatted(round))))
                .forEach(statuses -> assertThat(statuses).containsOnly(200));
        var shared = this.admin.get("/products/shared").json();
        assertThat(shared.get("attributes").get("round").stringValue()).isEqualTo(String.valueOf(ROUNDS - 1));
    }

    @Test
    void theSameRequestAtTheSameMomentIsCarriedOutOnce() {
        var answers = answers(round -> IntStream.range(0, 6)
                .<Callable<Answer>>mapToObj(
                        _ -> () -> this.admin.post("/categories", "{\"name\": \"Once " + round + "\"}",
                                "Idempotency-Key", "once" + round))
                .toList());
        for (var same : answers) {
            assertThat(same).extracting(Answer::status).containsOnly(201);
            assertThat(same).extracting(Answer::text).containsOnly(same.getFirst().text());
            assertThat(same).extracting(answer -> answer.header("Aisle-Consistency-Token")).doesNotContainNull()
                    .containsOnly(same.getFirst().header("Aisle-Consistency-Token"));
        }
        assertThat(this.admin.get("/categories").json().get("categories").valueStream()
                .filter(c -> c.get("name").stringValue().startsWith("Once "))).hasSize(ROUNDS);
    }

    @Test
    void rejectionsAreKeptToo() {
        leaf("kept");
        var first = this.admin.post("/categories", "{\"id\": \"kept\", \"name\": \"x\"}", "Idempotency-Key", "kept");
        first.is(409);
        this.admin.delete("/categories/kept", "If-Match", "*").is(204);
        this.admin.post("/categories", "{\"id\": \"kept\", \"name\": \"x\"}", "Idempotency-Key", "kept").is(409);
        this.admin.post("/categories", "{\"id\": \"kept\", \"name\": \"y\"}", "Idempotency-Key", "kept").is(422);
    }

    @Test
    void stockOfAProductThatGoesIsRefusedOrGoesWithIt() {
        rounds(round -> {
            this.admin.put("/products/leaving" + round, "{\"name\": \"x\", \"stock\": {\"quantity\": 1}}").is(201);
            return List.of(() -> this.admin.delete("/products/leaving" + round, "If-Match", "*"),
                    () -> this.admin.post("/stock-levels", "[{\"id\": \"leaving" + round + "\", \"quantity\": 2}]"),
                    () -> this.admin.post("/prices", "[{\"id\": \"leaving" + round
                            + "\", \"price\": {\"amount\": \"1\", \"currency\": \"USD\"}}]"));
        }).forEach(statuses -> assertThat(statuses).containsExactly(204, 200, 200));
    }

    @Test
    void overlappingChunksWaitForEachOther() {
        catalog.bulk().upsertCategories(List.of(category("overlap", null)), CALLER);
        var results = rounds(round -> IntStream.range(0, 4).<Callable<Answer>>mapToObj(i -> () -> {
            var ids = new ArrayList<>(IntStream.range(0, 30).boxed().toList());
            Collections.shuffle(ids, new Random(round * 10L + i));
            catalog.bulk().upsertProducts(ids.stream()
                    .map(id -> new ProductUpsert(new ProductId("overlap" + id),
                            Patch.put("round " + round + " by " + i), Patch.keep(), Patch.keep(), Patch.keep(),
                            Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(),
                            Patch.put(new StockLevel.Tracked(i)), Patch.keep(), Patch.keep(),
                            List.of(), List.of(new CategoryId("overlap"))))
                    .toList(), CALLER);
            return this.admin.get("/categories/overlap");
        }).toList());
        assertThat(results).allSatisfy(statuses -> assertThat(statuses).containsOnly(200));
        var names = catalog.jdbc().sql("SELECT DISTINCT name FROM command.product WHERE id LIKE 'overlap%'")
                .query(String.class).list();
        assertThat(names).as("chunks are atomic").hasSize(1);
    }

    private Answer upsert(ProductUpsert item) {
        var outcome = catalog.bulk().upsertProducts(List.of(item), CALLER).outcomes().getFirst();
        var response = new MockHttpServletResponse();
        response.setStatus(switch (outcome) {
            case Outcome.Created _ -> 201;
            case Outcome.Updated _,Outcome.Unchanged _ -> 200;
            case Outcome.Rejected(var rejection) -> rejection.type().status();
            case Outcome.Superseded _ -> 299;
        });
        return new Answer("upsert", response);
    }

    private void leaf(String id) {
        this.admin.post("/categories", "{\"id\": \"%s\", \"name\": \"%s\"}".formatted(id, id)).is(201);
    }

    private static List<List<Integer>> rounds(Round round) {
        return answers(round).stream().map(answers -> answers.stream().map(Answer::status).toList()).toList();
    }

    private static List<List<Answer>> answers(Round round) {
        return IntStream.range(0, ROUNDS).mapToObj(i -> atOnce(round.actions(i))).toList();
    }

    private static List<Answer> atOnce(List<Callable<Answer>> actions) {
        var start = new CyclicBarrier(actions.size());
        var running = actions.stream().map(action -> threads.submit(() -> {
            start.await();
            return action.call();
        })).toList();
        return running.stream().flatMap(future -> {
            try {
                return Stream.of(future.get());
            } catch (Exception ex) {
                throw new IllegalStateException(ex);
            }
        }).toList();
    }

    /** Prepares a round and says what is to happen at once in it. */
    @FunctionalInterface
    private interface Round {

        List<Callable<Answer>> actions(int number);

    }

}
