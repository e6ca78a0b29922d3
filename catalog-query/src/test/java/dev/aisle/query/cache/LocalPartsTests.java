package dev.aisle.query.cache;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.readmodel.Snapshot;

import static org.assertj.core.api.Assertions.assertThat;

class LocalPartsTests {

    private static final int PRODUCTS = 40;

    private final LocalParts parts = new LocalParts(1 << 20);

    @BeforeEach
    void begin() {
        this.parts.begin(NodeState.begin(new Snapshot(1, 1, 100, 0, Instant.EPOCH), true));
    }

    @Test
    void aPartGoesWithTheChangeThatItDoesNotShow() {
        put("a", 100, "old");
        put("b", 101, "new");

        apply(101, "a", "b");

        assertThat(text("a")).isNull();
        assertThat(text("b")).isEqualTo("new");
    }

    @Test
    void aPartThatComesTooLateIsRefused() {
        apply(101, "a");

        put("a", 100, "old");
        put("untouched", 100, "old");

        assertThat(text("a")).isNull();
        assertThat(text("untouched")).as("it may have changed, for all that is known").isNull();
        put("a", 101, "new");
        assertThat(text("a")).isEqualTo("new");
    }

    @Test
    void anOlderPartDoesNotReplaceANewerOne() {
        put("a", 105, "newer");
        put("a", 103, "older");

        assertThat(text("a")).isEqualTo("newer");
        apply(104, "a");
        assertThat(text("a")).isEqualTo("newer");
    }

    @Test
    void partsOfAnotherGenerationOrEpochAreRefused() {
        this.parts.put(key("a"), part(100, "other generation"), 2, 1, 100, Instant.EPOCH);
        this.parts.put(key("a"), part(100, "other epoch"), 1, 2, 100, Instant.EPOCH);

        assertThat(text("a")).isNull();
    }

    @Test
    void beginningAnewForgetsAll() {
        put("a", 100, "old");

        begin();

        assertThat(text("a")).isNull();
    }

    @Test
    void theyWeighNoMoreThanTheyMay() {
        for (int i = 0; i < 20_000; i++) {
            put("p" + i, 100, "x".repeat(500));
        }

        assertThat(this.parts.weight()).isBetween(500_000L, 1_100_000L);
    }

    @Test
    void oneThingDoesNotTakeAllPlaces() {
        for (int i = 0; i < 1_000; i++) {
            this.parts.put(new PartKey<>(Kind.LISTING, "l", "page" + i, TextPart.CODEC), part(100, "page"), 1, 1, 100,
                    Instant.EPOCH);
        }
        long kept = IntStream.range(0, 1_000)
                .filter(i -> this.parts.find(new PartKey<>(Kind.LISTING, "l", "page" + i, TextPart.CODEC)) != null)
                .count();

        assertThat(kept).isEqualTo(256);
    }

    @Test
    void nothingIsKeptWhereNothingMayBe() {
        var none = new LocalParts(0);
        none.begin(NodeState.begin(new Snapshot(1, 1, 100, 0, Instant.EPOCH), true));
        none.put(key("a"), part(100, "a"), 1, 1, 100, Instant.EPOCH);

        assertThat(none.find(key("a"))).isNull();
        assertThat(none.state()).isNull();
    }

    /**
     * Products change, readers load them with what the database has at that moment, late as they please, and the feed
     * follows: once it has applied a change, nobody finds the product as it was before.
     */
    @Test
    void nothingOlderThanWhatIsAppliedIsFoundHoweverLateItIsStored() {
        var versions = new AtomicLong[PRODUCTS];
        IntStream.range(0, PRODUCTS).forEach(i -> versions[i] = new AtomicLong(100));
        var committed = new AtomicLong(100);
        var done = new AtomicBoolean();
        var readers = IntStream.range(0, 4).mapToObj(seed -> CompletableFuture.supplyAsync(() -> {
            var random = new SplittableRandom(seed);
            long found = 0;
            while (!done.get()) {
                int product = random.nextInt(PRODUCTS);
                // what a snapshot sees: first how new it is, then data that is at least so new
                long basis = committed.get();
                long version = versions[product].get();
                var known = this.parts.state();
                var part = this.parts.find(key("p" + product));
                if (part != null && known != null) {
                    found++;
                    long shown = Long.parseLong(((TextPart) part.value()).text());
                    long newest = versions[product].get();
                    assertThat(shown).as("product %d, applied %d", product, known.applied())
                            .isGreaterThanOrEqualTo(Math.min(newest, known.applied() - PRODUCTS));
                    if (newest <= known.applied()) {
                        assertThat(shown).isGreaterThanOrEqualTo(newest);
                    }
                }
                put("p" + product, basis, Long.toString(version));
            }
            return found;
        }, Thread::startVirtualThread)).toList();

        for (long seq = 101; seq < 60_000; seq++) {
            int product = (int) (seq % PRODUCTS);
            versions[product].set(seq);
            committed.set(seq);
            apply(seq, "p" + product);
        }
        done.set(true);

        assertThat(readers.stream().mapToLong(CompletableFuture::join).sum()).isPositive();
    }

    private void put(String id, long basis, String text) {
        this.parts.put(key(id), part(basis, text), 1, 1, basis, Instant.EPOCH);
    }

    private static PartKey<TextPart> key(String id) {
        return new PartKey<>(Kind.PRODUCT, id, "card", TextPart.CODEC);
    }

    private static StoredPart<TextPart> part(long change, String text) {
        return new StoredPart<>(new TextPart(text), change, 0);
    }

    private String text(String id) {
        var part = this.parts.find(key(id));
        return (part == null) ? null : ((TextPart) part.value()).text();
    }

    private void apply(long seq, String... products) {
        var change = new PartChanges(seq, seq - 1, List.of(products), Map.of(), List.of(), List.of(), false);
        var known = this.parts.state();
        this.parts.apply(List.of(change), known.with(change));
    }
}
