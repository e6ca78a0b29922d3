package dev.aisle.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import dev.aisle.oracle.CatalogState.Category;
import dev.aisle.oracle.Step.Call;
import dev.aisle.oracle.Step.ClockReaches;
import dev.aisle.oracle.Step.Compare;
import dev.aisle.oracle.Step.Import;
import dev.aisle.oracle.Step.Poison;
import dev.aisle.oracle.Step.RedisIsEmptied;
import dev.aisle.oracle.Step.SplitLeaf;
import dev.aisle.oracle.Step.StartJob;
import dev.aisle.oracle.Step.SyncLosesConnections;
import dev.aisle.oracle.Step.Twice;
import dev.aisle.oracle.Step.UpsertCategories;
import dev.aisle.oracle.Step.UpsertProducts;
import dev.aisle.oracle.StorefrontComparison.Difference;

/** Runs one history in a namespace of its own and compares what the storefront answers. */
final class HistoryRunner {

    /** Of the questions with a token one in so many is asked. */
    private static final int TOKEN_SHARE = 3;

    /** As many as the pool has connections. */
    private static final int MOST_RETRIES = 10;

    private static final String TOKEN = "Aisle-Consistency-Token";

    private final AisleUnderTest aisle;

    private final Coverage coverage;

    private final Namespace namespace;

    private final CatalogState state;

    private final List<Difference> differences = new ArrayList<>();

    private final Everything everything = new Everything();

    private final Set<String> deleted = new TreeSet<>();

    private final Map<String, HttpAnswer> jobs = new HashMap<>();

    private long folded;

    private int sent;

    private @Nullable String token;

    private boolean timePassed;

    private HistoryRunner(AisleUnderTest aisle, Coverage coverage) throws Exception {
        this.aisle = aisle;
        this.coverage = coverage;
        this.namespace = aisle.newNamespace();
        this.state = new CatalogState(this.namespace::owns);
        this.folded = aisle.journal().head();
    }

    /**
     * Runs a history until something is wrong or it ends.
     * @param history the history
     * @param aisle the application
     * @param coverage counts what it came by
     * @return what was wrong, empty if all was right
     */
    static List<Difference> run(CatalogHistory history, AisleUnderTest aisle, Coverage coverage) throws Exception {
        var runner = new HistoryRunner(aisle, coverage);
        try {
            for (Step step : history.steps()) {
                runner.take(step);
                if (!runner.differences.isEmpty()) {
                    break;
                }
            }
        } finally {
            runner.leave();
        }
        coverage.count("histories");
        return runner.differences;
    }

    private void take(Step step) throws Exception {
        switch (step) {
            case Call call -> answered(call, send(call, Map.of()));
            case Twice twice -> sendTwice(twice.call());
            case UpsertProducts bulk -> this.token = this.aisle.upsertProducts(this.namespace, bulk, this.coverage);
            case UpsertCategories bulk -> this.token = this.aisle.upsertCategories(this.namespace, bulk, this.coverage);
            case SplitLeaf split -> this.token = this.aisle.splitLeaf(this.namespace, split, this.coverage);
            case Import files -> importFiles(files);
            case ClockReaches(int minute, int micros) -> reach(this.namespace.minute(minute).plusNanos(micros * 1000L));
            case SyncLosesConnections _ -> {
                this.coverage.count("lost connections", this.aisle.dropSyncConnections());
            }
            case RedisIsEmptied _ -> {
                this.aisle.emptyRedis();
                this.coverage.count("redis emptied");
            }
            case StartJob(String name) -> startJob(name);
            case Poison(String product) -> this.aisle.poison(this.namespace.fill(product));
            case Compare _ -> compare();
        }
    }

    // --- commands ---

    private HttpAnswer send(Call call, Map<String, String> further) throws Exception {
        return this.aisle.http()
                .admin(call.method(), this.namespace.fill(call.path()), headers(call, further), body(call));
    }

    private void sendTwice(Call call) throws Exception {
        Map<String, String> headers = headers(call, Map.of("Idempotency-Key", this.namespace.id("k" + this.sent)));
        String path = this.namespace.fill(call.path());
        var one = this.aisle.http().adminLater(call.method(), path, headers, body(call));
        var other = this.aisle.http().adminLater(call.method(), path, headers, body(call));
        answered(call, one.get());
        if (one.get().status() != other.get().status() || !one.get().text().equals(other.get().text())) {
            this.differences.add(new Difference(call + " sent twice", one.get().toString(), other.get().toString()));
        }
        this.coverage.count("sent twice");
    }

    private Map<String, String> headers(Call call, Map<String, String> further) throws Exception {
        var headers = new HashMap<>(further);
        headers.put("X-Request-Id", this.namespace.id("r" + this.sent++));
        headers.put("Content-Type", call.contentType());
        String ifMatch = call.ifMatch();
        if ("current".equals(ifMatch)) {
            ifMatch = this.aisle.http().admin("GET", this.namespace.fill(call.path()), Map.of(), null).header("ETag");
        }
        if (ifMatch != null) {
            headers.put("If-Match", ifMatch);
        }
        return headers;
    }

    private @Nullable String body(Call call) {
        return call.body() == null ? null : this.namespace.fill(call.body());
    }

    private void answered(Call call, HttpAnswer answer) {
        if (!answer.accepted()) {
            this.coverage.count("refused with " + answer.status());
            if (answer.status() >= 500) {
                this.differences.add(new Difference(call.toString(), "no bug", answer.toString()));
            }
            return;
        }
        this.coverage.count("accepted commands");
        if (call.path().equals("/stock-levels") || call.path().equals("/prices")) {
            answer.json()
                    .get("results")
                    .forEach(result -> this.coverage.count("items " + result.get("outcome").asString()));
        }
        String given = answer.header(TOKEN);
        if (given == null) {
            this.differences.add(new Difference(call.toString(), "a consistency token", answer.toString()));
        }
        this.token = given;
    }

    private void importFiles(Import files) throws Exception {
        var parts = new HashMap<String, String>();
        parts.put("feed", this.namespace.fill(files.feed()));
        if (files.taxonomy() != null) {
            parts.put("taxonomy", this.namespace.fill(files.taxonomy()));
        }
        String body = Multipart.body(parts, Map.of("source", this.namespace.prefix(), "mode", files.mode()));
        var headers = Map.of("Content-Type", Multipart.TYPE);
        HttpAnswer answer = this.aisle.http().admin("POST", "/imports", headers, body);
        for (int again = 0; answer.status() == 503 && again < MOST_RETRIES; again++) {
            // A dropped connection is the database's way to say so; each that the pool holds may be one.
            this.coverage.count("imports sent again");
            answer = this.aisle.http().admin("POST", "/imports", headers, body);
        }
        if (answer.status() != 202) {
            this.differences.add(new Difference(files.toString(), "202", answer.toString()));
            return;
        }
        this.coverage.count("imports that ended " + this.aisle.awaitJob(answer).path("state").asString());
        this.token = null;
    }

    private void startJob(String name) throws Exception {
        HttpAnswer answer = this.aisle.http().admin("POST", "/jobs/" + name, Map.of(), null);
        if (answer.status() == 202) {
            this.jobs.put(name, answer);
        } else if (answer.status() != 503) {
            this.differences.add(new Difference(name, "202", answer.toString()));
        }
    }

    /** A job may fail: its connections are dropped too, and there may be nothing to return to. */
    private void awaitJobs() {
        this.jobs.forEach((name, answer) -> {
            var run = this.aisle.awaitJob(answer);
            this.coverage.count("%s %s".formatted(name, run.path("state").asString()));
            if (run.path("result").path("found").asLong(0) != 0) {
                this.differences.add(new Difference(name, "nothing found", run.toString()));
            }
        });
    }

    // --- time ---

    private void reach(Instant time) throws Exception {
        fold();
        Set<String> before = displayed(oracle());
        this.aisle.clock().reach(time);
        Set<String> after = displayed(oracle());
        var flipped = new TreeSet<>(before);
        flipped.removeAll(after);
        this.coverage.count("windows that closed on something", flipped.size());
        flipped = new TreeSet<>(after);
        flipped.removeAll(before);
        this.coverage.count("windows that opened something", flipped.size());
        this.timePassed = true;
    }

    private Set<String> displayed(StorefrontOracle oracle) {
        var displayed = new TreeSet<String>();
        this.state.categories.values().stream().filter(oracle::displayed).forEach(it -> displayed.add(it.id));
        this.state.products.values().stream().filter(oracle::displayed).forEach(it -> displayed.add(it.id));
        return displayed;
    }

    // --- comparing ---

    private StorefrontOracle oracle() {
        return new StorefrontOracle(this.state, this.aisle.clock().now(), "USD");
    }

    private void fold() throws Exception {
        for (JournalRow row : this.aisle.journal().after(this.folded)) {
            this.folded = row.position();
            boolean ours = this.namespace.owns(row.streamId());
            if (!ours && !row.streamId().equals("~roots")) {
                continue;
            }
            StorefrontOracle before = oracle();
            meet(row, before);
            this.state.apply(row);
            this.everything.remember(row, this.state);
        }
    }

    /** Notes what is worth a count about an event, before it is folded. */
    private void meet(JournalRow row, StorefrontOracle oracle) {
        switch (row.type()) {
            case "category-moved" -> {
                Category moved = this.state.categories.get(row.streamId());
                if (moved != null && !oracle.listing(moved, "position").isEmpty()
                        && !Objects.equals(moved.parent, row.payload().path("parent").asString(null))) {
                    this.coverage.count("moves with products");
                }
            }
            case "category-hidden" -> {
                Category hidden = this.state.categories.get(row.streamId());
                if (hidden != null && oracle.displayed(hidden)) {
                    this.coverage.count("displayed categories hidden");
                }
            }
            case "category-deleted", "product-deleted" -> this.deleted.add(row.streamId());
            case "category-created", "product-created" -> {
                if (this.deleted.remove(row.streamId())) {
                    this.coverage.count("ids made again");
                }
            }
            default -> {}
        }
    }

    private void compare() throws Exception {
        this.coverage.count("dead letters", this.aisle.heal());
        fold();
        if (this.token != null && !this.timePassed) {
            // Settled or not: a token read is never older than the token.
            ask(Map.of(TOKEN, this.token));
            this.coverage.count("comparisons with token");
        }
        this.aisle.settle();
        this.timePassed = false;
        if (this.differences.isEmpty()) {
            ask(Map.of());
            this.coverage.count("comparisons");
            survey();
        }
    }

    private void ask(Map<String, String> headers) throws Exception {
        this.differences.addAll(new StorefrontComparison(this.aisle.http(), this.aisle.threads(), this.namespace::owns,
                oracle(), headers, this.coverage).compare(this.everything, headers.isEmpty() ? 1 : TOKEN_SHARE));
    }

    private void survey() {
        var oracle = oracle();
        for (var product : this.state.products.values()) {
            int leaves = oracle.visibleLeaves(product).size();
            if (oracle.displayed(product) && leaves > 1) {
                this.coverage.count("displayed products in %d leaves".formatted(leaves));
            }
            if (oracle.shown(product) && !oracle.sellable(product)) {
                this.coverage.count("sold-out products with a page");
            }
        }
        for (Category category : this.state.categories.values()) {
            if (oracle.displayed(category)) {
                this.coverage.count("displayed categories");
                if (this.state.path(category).size() > 4) {
                    this.coverage.count("displayed categories deeper than 4");
                }
            } else if (oracle.visible(category)) {
                this.coverage.count("visible categories without a displayed product");
            }
        }
    }

    /** Leaves nothing displayed behind, so that trees stay small. */
    private void leave() throws Exception {
        this.aisle.heal();
        awaitJobs();
        fold();
        for (Category root : this.state.children(null)) {
            if (!root.hidden) {
                send(AdminCalls.patchCategory(root.id, "*", Map.of("hidden", true)), Map.of());
            }
        }
    }

}
