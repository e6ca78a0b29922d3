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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import dev.aisle.durability.AisleNode;
import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.oracle.HttpAnswer;

/** Read all kinds of pages from any node, half of them with the newest token that there is, and record the answers. */
final class Shoppers {

    /** What a client was shown, so that it can ask whether that still holds. */
    private record Known(String tag, Shown shown) {}

    /** Where somebody is in a listing. */
    private record Walk(String category, String cursor, String after) {}

    private static final int PAGE = 8;

    private static final long EPOCH = 1;

    private final Map<String, AisleNode> nodes;
    private final Catalog catalog;
    private final History history;
    private final long seed;
    private final Duration rest;
    private final Queue<String> bugs = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    /**
     * @param nodes whom to ask
     * @param catalog what there is to ask for
     * @param history where answers are recorded
     * @param seed of what is asked for
     * @param rest how long each rests after an answer
     */
    Shoppers(Map<String, AisleNode> nodes, Catalog catalog, History history, long seed, Duration rest) {
        this.nodes = nodes;
        this.catalog = catalog;
        this.history = history;
        this.seed = seed;
        this.rest = rest;
    }

    void start(int count) {
        for (int i = 0; i < count; i++) {
            int reader = i;
            this.threads.add(Thread.ofVirtual().name("shopper-" + i).start(() -> read(reader)));
        }
    }

    void end() throws InterruptedException {
        this.ended = true;
        for (var thread : this.threads) {
            thread.join();
        }
    }

    List<String> bugs() {
        return List.copyOf(this.bugs);
    }

    private void read(int reader) {
        var random = new SplittableRandom(this.seed + reader);
        var known = new HashMap<String, Known>();
        Walk walk = null;
        try {
            while (!this.ended) {
                var node = List.copyOf(this.nodes.keySet()).get(random.nextInt(this.nodes.size()));
                var path = (walk == null) ? path(random)
                        : "/v1/categories/%s/products?first=%d&after=%s".formatted(walk.category(), PAGE,
                                walk.cursor());
                long token = (reader % 2 == 0) ? 0 : this.history.token();
                walk = ask(reader, node, path, token, walk, known, random.nextBoolean());
                LockSupport.parkNanos(this.rest.toNanos());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException ex) {
            this.bugs.add(ex.toString());
        }
    }

    private String path(SplittableRandom random) {
        var products = this.catalog.products();
        var category = Catalog.CATEGORIES.get(random.nextInt(Catalog.CATEGORIES.size()));
        return switch (random.nextInt(8)) {
            case 0, 1 -> "/v1/products/" + products.get(random.nextInt(products.size()));
            case 2 -> {
                int from = random.nextInt(products.size() - 3);
                yield "/v1/products?ids=" + String.join(",", products.subList(from, from + 3));
            }
            case 3 -> "/v1/categories/" + category;
            case 4 -> "/v1/categories";
            case 5 -> "/v1/categories/%s/products?first=100&sort=price".formatted(category);
            case 6 -> "/v1/categories/%s/products?first=100".formatted(category);
            default -> "/v1/categories/%s/products?first=%d".formatted(category, PAGE);
        };
    }

    private @Nullable Walk ask(int reader, String node, String path, long token, @Nullable Walk walk,
            Map<String, Known> known, boolean conditional) throws InterruptedException {
        var headers = new HashMap<String, String>();
        if (token > 0) {
            headers.put(ConsistencyToken.HEADER, new ConsistencyToken(EPOCH, token).toString());
        }
        var before = known.get(path);
        if (conditional && before != null) {
            headers.put("If-None-Match", before.tag());
        }
        var sent = Instant.now();
        HttpAnswer answer;
        try {
            answer = this.nodes.get(node).http().get(path, headers);
        } catch (IOException _) {
            this.history.add(new Reading(reader, node, path, token, 0, sent, Instant.now(), null, null,
                    Shown.NOTHING));
            return null;
        }
        var answered = Instant.now();
        var shown = switch (answer.status()) {
            case 200 -> Body.shown(path, answer.text(), (walk == null) ? null : walk.after());
            case 304 -> (before == null) ? Shown.NOTHING : before.shown();
            default -> Shown.NOTHING;
        };
        var asOf = answer.header("Aisle-As-Of");
        var age = answer.header("Age");
        this.history.add(new Reading(reader, node, path, token, answer.status(), sent, answered,
                (asOf == null) ? null : Instant.parse(asOf), (age == null) ? null : Long.valueOf(age), shown));
        if (answer.status() != 200) {
            return null;
        }
        var tag = answer.header("ETag");
        if (tag != null) {
            known.put(path, new Known(tag, shown));
        }
        return further(shown, answer.text());
    }

    private static @Nullable Walk further(Shown shown, String text) {
        var page = shown.page();
        return (page == null || page.products().isEmpty()) ? null
                : Body.cursor(text).map(cursor -> new Walk(page.category(), cursor, page.products().getLast()))
                        .orElse(null);
    }
}
