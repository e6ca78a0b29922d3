package dev.aisle.query.cache;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartKey.Validity;
import dev.aisle.query.readmodel.Snapshot;

import static org.assertj.core.api.Assertions.assertThat;

class LocalPartsTests {

    private static final int PRODUCTS = 40;

    private final LocalParts parts = new LocalParts(1 << 20, 1 << 20);

    @BeforeEach
    void begin() {
        this.parts.begin(new Snapshot(1, 1, 100, 0, timeOf(100)), true);
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
        put("untouched", 100, "as it was");
        put("unknown", 99, "old");

        assertThat(text("a")).isNull();
        assertThat(text("untouched")).isEqualTo("as it was");
        assertThat(text("unknown")).as("it may have changed before anything was known").isNull();
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

    /** However closely they meet: what is just being stored isn't there yet to be forgotten. */
    @Test
    void aPartThatComesWhileAllIsForgottenIsNotFound() {
        for (int generation = 2; generation < 5_000; generation++) {
            int left = generation;
            this.parts.begin(new Snapshot(left, 1, 100, 0, timeOf(100)), true);
            var coming = CompletableFuture
                    .runAsync(() -> this.parts.put(key("a" + left), part(100, "old"), left, 1, 100,
                            Instant.EPOCH));
            this.parts.begin(new Snapshot(left + 1, 1, 100, 0, timeOf(100)), true);
            coming.join();

            assertThat(text("a" + left)).isNull();
        }
    }

    @Test
    void beginningAnewForgetsAll() {
        put("a", 100, "old");

        begin();

        assertThat(text("a")).isNull();
    }

    @Test
    void aSupersededPartIsKeptAsOldWithTheTimeBeforeTheChange() {
        put("a", 100, "old");
        apply(101, "b");

        apply(102, "a");
        apply(103, "a");

        assertThat(text("a")).isNull();
        assertThat(this.parts.findOld(key("a")).superseded()).isTrue();
        assertThat(((TextPart) this.parts.findOld(key("a")).part().value()).text()).isEqualTo("old");
        assertThat(this.parts.findOld(key("a")).asOf()).isEqualTo(timeOf(101));
    }

    @Test
    void aSuccessorTakesThePlaceOfASupersededPart() {
        put("a", 100, "old");
        apply(101, "a");

        put("a", 101, "new");

        assertThat(this.parts.findOld(key("a")).superseded()).isFalse();
        assertThat(text("a")).isEqualTo("new");
        this.parts.forgetSuperseded(key("a"));
        assertThat(text("a")).isEqualTo("new");
        apply(102, "a");
        assertThat(((TextPart) this.parts.findOld(key("a")).part().value()).text()).isEqualTo("new");
    }

    /** Other changes than those to its key may have made it wrong before, nobody knows when. */
    @Test
    void aSupersededPartWithCountsIsAsOldAsItWasReadIfCountsChangedSince() {
        var changed = new PartKey<>(Kind.LISTING, "changed", "page", Validity.BY_TREE, TextPart.CODEC);
        var unchanged = new PartKey<>(Kind.LISTING, "unchanged", "page", Validity.BY_TREE, TextPart.CODEC);
        this.parts.put(changed, part(100, "page"), 1, 1, 100, timeOf(100));
        apply(new PartChanges(101, 100, List.of(), Map.of(), null, List.of(), List.of(), true));
        this.parts.put(unchanged, part(101, "page"), 1, 1, 101, timeOf(101));
        apply(102);

        apply(new PartChanges(103, 102, List.of(), Map.of(), List.of(), List.of("changed", "unchanged"), List.of(),
                true));

        assertThat(this.parts.find(changed)).isNull();
        assertThat(this.parts.findOld(changed).asOf()).isEqualTo(timeOf(100));
        assertThat(this.parts.findOld(unchanged).asOf()).isEqualTo(timeOf(102));
    }

    @Test
    void aCountIsWrongWhereItIsNamedAndNowhereElse() {
        this.parts.put(count("milk"), part(100, "2"), 1, 1, 100, timeOf(100));
        this.parts.put(count("bread"), part(100, "1"), 1, 1, 100, timeOf(100));
        apply(101);

        apply(counts(102, "milk"));
        apply(counts(103, "milk"));

        assertThat(isRight(count("milk"))).isFalse();
        assertThat(isRight(count("bread"))).isTrue();
        assertThat(this.parts.findOld(count("milk")).asOf()).as("before it was wrong").isEqualTo(timeOf(101));
    }

    @Test
    void anyCountMayBeWrongWhereNobodySaysWhich() {
        this.parts.put(count("milk"), part(100, "2"), 1, 1, 100, timeOf(100));

        apply(counts(101));
        assertThat(isRight(count("milk"))).isTrue();

        apply(new PartChanges(102, 101, List.of(), Map.of(), null, List.of(), List.of(), true));
        assertThat(isRight(count("milk"))).isFalse();
    }

    @Test
    void aRowThatOnlyMovesLeavesTheCount() {
        this.parts.put(count("milk"), part(100, "2"), 1, 1, 100, timeOf(100));

        apply(new PartChanges(101, 100, List.of(), Map.of("milk", SortKeys.parse("|5,7|")), List.of(), List.of(),
                List.of(), false));
        assertThat(isRight(count("milk"))).isTrue();

        apply(new PartChanges(102, 101, List.of(), Map.of("milk", SortKeys.ANY), List.of(), List.of(), List.of(),
                false));
        assertThat(this.parts.find(count("milk"))).as("anything may be wrong").isNull();
    }

    private static PartKey<TextPart> count(String category) {
        return new PartKey<>(Kind.LISTING, category, "count", Validity.BY_COUNT, TextPart.CODEC);
    }

    private static PartChanges counts(long seq, String... categories) {
        return new PartChanges(seq, seq - 1, List.of(), Map.of(), List.of(categories), List.of(), List.of(), true);
    }

    private boolean isRight(PartKey<TextPart> key) {
        var state = this.parts.state();
        return this.parts.find(key).holds(key.validity(), state.structure(), state.counts(key.kind(), key.id()), 0, 0);
    }

    @Test
    void whatIsGoneIsNotKeptAsOld() {
        put("a", 100, "old");
        put("b", 100, "valid");
        apply(101, "a");

        this.parts.forgetSuperseded(key("a"));
        this.parts.forgetSuperseded(key("b"));

        assertThat(this.parts.findOld(key("a"))).isNull();
        assertThat(text("b")).isEqualTo("valid");
    }

    @Test
    void beginningAnewForgetsWhatIsSuperseded() {
        put("a", 100, "old");
        apply(101, "a");

        begin();

        assertThat(this.parts.findOld(key("a"))).isNull();
    }

    @Test
    void theyWeighNoMoreThanTheyMay() {
        for (int i = 0; i < 20_000; i++) {
            put("p" + i, 100, "x".repeat(500));
        }

        // Another thread removes what is too much
        Awaitility.await().untilAsserted(() -> assertThat(this.parts.weight()).isBetween(500_000L, 1_100_000L));
    }

    @Test
    void withWhatIsSupersededTheyWeighNoMoreEither() {
        for (int i = 0; i < 20_000; i++) {
            put("p" + i, 100 + i, "x".repeat(500));
            apply(101 + i, "p" + i);
        }

        Awaitility.await().untilAsserted(() -> assertThat(this.parts.weight()).isBetween(500_000L, 1_100_000L));
    }

    @Test
    void ofOneThingTheLastThatWereSupersededAreKept() {
        for (int i = 0; i < 200; i++) {
            this.parts.put(page(i), part(100, "old"), 1, 1, 100, timeOf(100));
        }

        apply(new PartChanges(101, 100, List.of(), Map.of("l", SortKeys.ANY), List.of(), List.of(), List.of(), false));

        assertThat(IntStream.range(0, 200).filter(i -> this.parts.findOld(page(i)) != null).boxed())
                .containsExactlyElementsOf(IntStream.range(136, 200).boxed().toList());
    }

    @Test
    void whatIsSupersededGivesPlaceFirst() {
        for (int i = 0; i < 60; i++) {
            this.parts.put(page(i), part(100, "old"), 1, 1, 100, timeOf(100));
        }
        apply(new PartChanges(101, 100, List.of(), Map.of("l", SortKeys.ANY), List.of(), List.of(), List.of(), false));
        for (int i = 60; i < 300; i++) {
            this.parts.put(page(i), part(101, "new"), 1, 1, 101, timeOf(101));
        }

        assertThat(IntStream.range(0, 60).filter(i -> this.parts.findOld(page(i)) != null).count()).isEqualTo(16);
        assertThat(IntStream.range(60, 300).filter(i -> this.parts.find(page(i)) != null).count()).isEqualTo(240);
    }

    @Test
    void oneThingDoesNotTakeAllPlaces() {
        for (int i = 0; i < 1_000; i++) {
            this.parts.put(page(i), part(100, "page"), 1, 1, 100, timeOf(100));
        }
        long kept = IntStream.range(0, 1_000).filter(i -> this.parts.find(page(i)) != null).count();

        assertThat(kept).isEqualTo(256);
    }

    @Test
    void nothingIsKeptWhereNothingMayBe() {
        var none = new LocalParts(0, 0);
        none.begin(new Snapshot(1, 1, 100, 0, Instant.EPOCH), true);
        none.put(key("a"), part(100, "a"), 1, 1, 100, Instant.EPOCH);

        assertThat(none.find(key("a"))).isNull();
        assertThat(none.state()).isNull();
    }

    /**
     * Products change, readers load them with what the database has at that moment, late as they please, and the feed
     * follows: once it has applied a change, nobody finds the product as it was before, but as superseded, and then not
     * older than it says.
     */
    @Test
    void nothingOlderThanWhatIsAppliedIsFoundHoweverLateItIsStored() {
        var versions = new AtomicLong[PRODUCTS];
        IntStream.range(0, PRODUCTS).forEach(i -> versions[i] = new AtomicLong(100));
        var committed = new AtomicLong(100);
        var done = new AtomicBoolean();
        var superseded = new AtomicLong();
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
                var old = this.parts.findOld(key("p" + product));
                if (old != null && old.superseded()) {
                    superseded.incrementAndGet();
                    assertThat(Long.parseLong(((TextPart) old.part().value()).text()))
                            .as("product %d as of %s", product, old.asOf())
                            .isGreaterThanOrEqualTo(versionAt(product, old.asOf().getEpochSecond()));
                }
                if (random.nextInt(4) == 0) {
                    put("p" + product, basis, Long.toString(version));
                }
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
        assertThat(superseded.get()).isPositive();
    }

    /** Change n touches product n modulo their number, at second n, beginning with 101. */
    private static long versionAt(int product, long second) {
        long newest = second - Math.floorMod(second - product, PRODUCTS);
        return (newest < 101) ? 100 : newest;
    }

    private void put(String id, long basis, String text) {
        this.parts.put(key(id), part(basis, text), 1, 1, basis, timeOf(basis));
    }

    private static Instant timeOf(long change) {
        return Instant.ofEpochSecond(change);
    }

    private static PartKey<TextPart> page(int number) {
        return new PartKey<>(Kind.LISTING, "l", "page" + number, TextPart.CODEC);
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
        apply(new PartChanges(seq, seq - 1, List.of(products), Map.of(), List.of(), List.of(), List.of(), false));
    }

    private void apply(PartChanges change) {
        var at = new Snapshot(1, 1, change.seq(), 0, timeOf(change.seq()));
        this.parts.apply(List.of(change), this.parts.state().with(change).at(at, true));
    }
}
