package dev.aisle.consistency;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.aisle.consistency.Facet.Kind;
import dev.aisle.consistency.Write.Acknowledgement;
import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.oracle.HttpCaller;

/**
 * Write versions, each kind of facet by one thread. What isn't answered is sent again with its idempotency key until it
 * is: so versions follow each other in the journal, too, whatever fails.
 */
final class Editors {

    /** About how long an editor rests after each answer. */
    private static final Duration REST = Duration.ofMillis(30);

    private static final Duration REST_AFTER_FAILURE = Duration.ofMillis(100);

    /** A category's name changes all pages with breadcrumbs: not so often. */
    private static final int RARE = 10;

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private final HttpCaller http;
    private final Catalog catalog;
    private final History history;
    private final long seed;
    private final Queue<String> bugs = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    Editors(HttpCaller http, Catalog catalog, History history, long seed) {
        this.http = http;
        this.catalog = catalog;
        this.history = history;
        this.seed = seed;
    }

    /** Makes the catalog: version 1 of everything. */
    void fill() throws InterruptedException {
        for (var id : Catalog.CATEGORIES) {
            var parent = id.equals(Catalog.ROOT) ? "" : ", \"parentId\": \"" + Catalog.ROOT + '"';
            write(Map.of(new Facet(Kind.CATEGORY, id), 1), "POST", "/categories", JSON,
                    "{\"id\": \"%s\", %s%s}".formatted(id, Body.category(1), parent));
        }
        for (var leaf : Catalog.LEAVES) {
            int position = 0;
            for (var id : this.catalog.listings().get(leaf)) {
                write(Map.of(new Facet(Kind.NAME, id), 1, new Facet(Kind.PRICE, id), 1, new Facet(Kind.STOCK, id), 1),
                        "PUT", "/products/" + id, JSON, """
                                {%s, %s, "status": "active", "stock": {%s},
                                 "placements": [{"categoryId": "%s", "position": %d}]}""".formatted(Body.product(1),
                                Body.price(1), Body.quantity(1), leaf, position++));
            }
        }
    }

    void start() {
        this.threads.add(Thread.ofVirtual().name("names").start(() -> work(1, this::rename)));
        this.threads.add(Thread.ofVirtual().name("prices").start(() -> work(2, this::price)));
        this.threads.add(Thread.ofVirtual().name("stocks").start(() -> work(3, this::stock)));
        this.threads.add(Thread.ofVirtual().name("categories").start(() -> work(4, this::renameCategory)));
    }

    /** Returns when all have done what they were at. */
    void end() throws InterruptedException {
        this.ended = true;
        for (var thread : this.threads) {
            thread.join();
        }
    }

    /** Answers that were neither success nor failure of what is being failed. */
    List<String> bugs() {
        return List.copyOf(this.bugs);
    }

    private interface Edit {

        void next(SplittableRandom random, Map<Facet, Integer> versions) throws InterruptedException;
    }

    private void work(int number, Edit edit) {
        var random = new SplittableRandom(this.seed + number);
        var versions = new HashMap<Facet, Integer>();
        try {
            while (!this.ended) {
                edit.next(random, versions);
                LockSupport.parkNanos(REST.toNanos());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException ex) {
            this.bugs.add(ex.toString());
        }
    }

    private void rename(SplittableRandom random, Map<Facet, Integer> versions) throws InterruptedException {
        var id = any(random, this.catalog.products());
        var next = next(versions, Kind.NAME, List.of(id));
        write(next, "PATCH", "/products/" + id, patch(), "{" + Body.product(only(next)) + "}");
    }

    private void renameCategory(SplittableRandom random, Map<Facet, Integer> versions) throws InterruptedException {
        var id = any(random, Catalog.CATEGORIES);
        var next = next(versions, Kind.CATEGORY, List.of(id));
        write(next, "PATCH", "/categories/" + id, patch(), "{" + Body.category(only(next)) + "}");
        LockSupport.parkNanos(REST.multipliedBy(RARE).toNanos());
    }

    private void price(SplittableRandom random, Map<Facet, Integer> versions) throws InterruptedException {
        var next = next(versions, Kind.PRICE, some(random, this.catalog.products()));
        write(next, "POST", "/prices", JSON, items(next, Body::price));
    }

    private void stock(SplittableRandom random, Map<Facet, Integer> versions) throws InterruptedException {
        var next = next(versions, Kind.STOCK, some(random, this.catalog.flipping()));
        write(next, "POST", "/stock-levels", JSON, items(next, Body::quantity));
    }

    private static List<String> some(SplittableRandom random, List<String> all) {
        return random.ints(random.nextInt(1, 8), 0, all.size()).distinct().mapToObj(all::get).toList();
    }

    private static String any(SplittableRandom random, List<String> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static Map<Facet, Integer> next(Map<Facet, Integer> versions, Kind kind, List<String> ids) {
        return ids.stream().map(id -> new Facet(kind, id))
                .collect(Collectors.toMap(facet -> facet, facet -> versions.merge(facet, 2, (known, _) -> known + 1)));
    }

    private static int only(Map<Facet, Integer> versions) {
        return versions.values().iterator().next();
    }

    private static String items(Map<Facet, Integer> versions, IntFunction<String> content) {
        return versions.entrySet().stream()
                .map(item -> "{\"id\": \"%s\", %s}".formatted(item.getKey().id(), content.apply(item.getValue())))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static Map<String, String> patch() {
        return Map.of("Content-Type", "application/merge-patch+json", "If-Match", "*");
    }

    /** Sends it until it is answered. */
    private void write(Map<Facet, Integer> versions, String method, String path, Map<String, String> headers,
            String body) throws InterruptedException {
        var all = new HashMap<>(headers);
        all.put("Idempotency-Key", UUID.randomUUID().toString());
        var sent = Instant.now();
        Acknowledgement acknowledgement = null;
        while (acknowledgement == null) {
            acknowledgement = send(method, path, all, body);
            if (acknowledgement == null) {
                LockSupport.parkNanos(REST_AFTER_FAILURE.toNanos());
            }
        }
        for (var version : versions.entrySet()) {
            this.history.add(new Write(version.getKey(), version.getValue(), sent, acknowledgement));
        }
    }

    private @Nullable Acknowledgement send(String method, String path, Map<String, String> headers, String body)
            throws InterruptedException {
        try {
            var answer = this.http.admin(method, path, headers, body);
            var token = answer.header(ConsistencyToken.HEADER);
            if (answer.accepted() && token != null) {
                if (answer.text().contains("rejected")) {
                    this.bugs.add("%s %s was answered %s".formatted(path, body, answer));
                }
                return new Acknowledgement(Instant.now(), ConsistencyToken.parse(token).position());
            }
            if (answer.status() < 500) {
                throw new IllegalStateException("%s %s was answered %s".formatted(path, body, answer));
            }
        } catch (IOException _) {
            // whether it was done isn't known: the next one finds out
        }
        return null;
    }
}
