package dev.aisle.query.cache;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.aisle.query.cache.ChangeFeed.LastKnown;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartKey.Validity;
import dev.aisle.query.json.JsonBytes;
import dev.aisle.query.json.Rendered;
import dev.aisle.query.readmodel.Snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ReadyBodiesTests {

    private static final PartKey<TextPart> PAGE = new PartKey<>(Kind.LISTING, "milk", "first", TextPart.CODEC);

    private static final PartKey<TextPart> COUNT = new PartKey<>(Kind.LISTING, "milk", "count", Validity.BY_COUNT,
            TextPart.CODEC);

    private static final List<PartKey<TextPart>> HEADS = List.of(PAGE, COUNT);

    private static final List<PartKey<TextPart>> CARDS = List.of(card("oat"), card("soy"));

    private final LocalParts parts = new LocalParts(1 << 20, 1 << 20);
    private final StoredPart<?> segment = new StoredPart<>(new TextPart("oat, soy"), 100, 0);
    private final StoredPart<?> count = new StoredPart<>(new TextPart("2"), 100, 0);
    private final Rendered body = new Rendered(new JsonBytes().append("[").append("]").toBody(), Instant.EPOCH);
    private boolean trusted = true;
    private Instant oldest = Instant.EPOCH;

    private final ReadyBodies bodies = bodies(1 << 20);

    private ReadyBodies bodies(long bytes) {
        return new ReadyBodies(new ReadyBodies.States() {

            @Override
            public NodeState now() {
                return ReadyBodiesTests.this.trusted ? ReadyBodiesTests.this.parts.state() : null;
            }

            @Override
            public LastKnown lastKnown() {
                return new LastKnown(ReadyBodiesTests.this.parts.state(), ReadyBodiesTests.this.oldest);
            }
        }, bytes);
    }

    @BeforeEach
    void keep() {
        begin();
        keep(this.bodies, this.segment, this.count);
    }

    private void begin() {
        this.parts.begin(new Snapshot(1, 1, 100, 100, timeOf(100)), true);
    }

    private Rendered keep(ReadyBodies into, StoredPart<?> first, StoredPart<?> second) {
        return into.keep(PAGE, this.body, _ -> {}, look(HEADS, first, second),
                look(CARDS, new StoredPart<>(new TextPart("oat"), 100, 0),
                        new StoredPart<>(new TextPart("soy"), 100, 0)));
    }

    @Test
    void aBodyIsFoundInOnePieceWhileNothingTouchesIt() {
        change(101, List.of("almond"), Map.of(), false);

        var found = this.bodies.find(PAGE).orElseThrow();

        assertThat(found.body().json().pieces()).hasSize(1);
        assertThat(found.body().json().tag()).isEqualTo(this.body.json().tag());
        assertThat(found.asOf()).isEqualTo(timeOf(101));
    }

    @Test
    void noBodyIsFoundOnceACardIsTouched() {
        change(101, List.of("soy"), Map.of(), false);

        assertThat(this.bodies.find(PAGE)).isEmpty();
        assertThat(this.bodies.find(PAGE, look(HEADS, this.segment, this.count))).isEmpty();
    }

    @Test
    void noBodyIsFoundOnceItsListingIsTouchedUntilItsSegmentIsSeenToBeTheSame() {
        change(101, List.of(), Map.of("milk", SortKeys.ANY), false);

        assertThat(this.bodies.find(PAGE)).isEmpty();
        assertThat(this.bodies.find(PAGE, look(HEADS, new StoredPart<>(new TextPart("soy, oat"), 101, 0), this.count)))
                .as("another segment").isEmpty();
        assertThat(this.bodies.find(PAGE, look(HEADS, new StoredPart<>(new TextPart("oat, soy"), 101, 0), this.count)))
                .as("one that was read once more and says the same").isPresent();
        assertThat(this.bodies.find(PAGE)).isPresent();
    }

    @Test
    void aCountThatMayHaveChangedIsLookedAt() {
        change(101, List.of(), Map.of(), true);

        assertThat(this.bodies.find(PAGE)).isEmpty();
        assertThat(this.bodies.find(PAGE, look(HEADS, this.segment, this.count))).isPresent();
        assertThat(this.bodies.find(PAGE)).as("it holds for some time only").isEmpty();
    }

    @Test
    void aCountThatChangedIsLookedAtAndOneThatChangedElsewhereIsNot() {
        counts(101, "bread");
        assertThat(this.bodies.find(PAGE).orElseThrow().asOf()).isEqualTo(timeOf(101));

        counts(102, "milk");
        assertThat(this.bodies.find(PAGE)).isEmpty();
        assertThat(this.bodies.find(PAGE, look(HEADS, this.segment, this.count))).isPresent();
        assertThat(this.bodies.find(PAGE)).as("it holds for some time only").isEmpty();
    }

    @Test
    void aBodyThatShowsAllCountsIsRefused() {
        var tree = new PartKey<>(Kind.TREE, "tree", "2", Validity.BY_TREE, TextPart.CODEC);
        var look = look(List.of(tree, COUNT), this.segment, this.count);

        assertThatIllegalArgumentException().isThrownBy(() -> this.bodies.keep(tree, this.body, _ -> {}, look, look));
    }

    private void counts(long seq, String category) {
        change(new PartChanges(seq, seq - 1, List.of(), Map.of(), List.of(category), List.of(), List.of(), true));
    }

    @Test
    void whatIsFoundBecauseNothingTouchedItIsNotFoundOnceSomethingDoes() {
        change(101, List.of("almond"), Map.of(), false);
        assertThat(this.bodies.find(PAGE)).isPresent();
        change(102, List.of("oat"), Map.of(), false);

        assertThat(this.bodies.find(PAGE)).isEmpty();
        var old = this.bodies.findOld(PAGE).orElseThrow();
        assertThat(old.asOf()).isEqualTo(timeOf(101));
        this.oldest = timeOf(102);
        assertThat(this.bodies.findOld(PAGE)).isEmpty();
    }

    @Test
    void aNewBeginningLeavesNothing() {
        begin();

        assertThat(this.bodies.find(PAGE)).isEmpty();
        assertThat(this.bodies.find(PAGE, look(HEADS, this.segment, this.count))).isEmpty();
        assertThat(this.bodies.findOld(PAGE)).isEmpty();
    }

    @Test
    void aNodeThatDoesNotTrustItselfFindsNothingButForAnOutage() {
        this.trusted = false;

        assertThat(this.bodies.find(PAGE)).isEmpty();
        assertThat(this.bodies.findOld(PAGE).map(ReadyBodies.Found::asOf)).contains(timeOf(100));
    }

    @Test
    void whatIsGoneIsForgotten() {
        this.bodies.forget(PAGE);

        assertThat(this.bodies.find(PAGE)).isEmpty();
        assertThat(this.bodies.findOld(PAGE)).isEmpty();
    }

    @Test
    void whatWasFoundWithoutTrustIsNotKept() {
        this.bodies.forget(PAGE);
        var untrusted = new PartLook(HEADS, new StoredPart<?>[]{this.segment, this.count}, null, null, Instant.EPOCH,
                0);

        assertThat(this.bodies.keep(PAGE, this.body, _ -> {}, untrusted, untrusted)).isSameAs(this.body);
        assertThat(this.bodies.find(PAGE)).isEmpty();
    }

    @Test
    void nothingIsKeptWhereNothingMayBe() {
        var none = bodies(0);

        assertThat(keep(none, this.segment, this.count)).isSameAs(this.body);
        assertThat(none.find(PAGE)).isEmpty();
        assertThat(none.findOld(PAGE)).isEmpty();
    }

    private PartLook look(List<PartKey<TextPart>> keys, StoredPart<?> one, StoredPart<?> other) {
        return new PartLook(keys, new StoredPart<?>[]{one, other}, null, this.parts.state(), Instant.EPOCH, 0);
    }

    private void change(long seq, List<String> products, Map<String, SortKeys> listings, boolean tree) {
        change(new PartChanges(seq, seq - 1, products, listings, tree ? null : List.of(), List.of(), List.of(), tree));
    }

    private void change(PartChanges change) {
        long seq = change.seq();
        var state = Optional.ofNullable(this.parts.state()).orElseThrow();
        this.parts.apply(List.of(change), state.with(change).at(new Snapshot(1, 1, seq, seq, timeOf(seq)), true));
    }

    private static PartKey<TextPart> card(String product) {
        return new PartKey<>(Kind.PRODUCT, product, "card", TextPart.CODEC);
    }

    private static Instant timeOf(long seq) {
        return Instant.ofEpochSecond(seq);
    }
}
