package dev.aisle.query.cache;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.json.JsonBytes;
import dev.aisle.query.json.Rendered;

import static org.assertj.core.api.Assertions.assertThat;

class ReadyBodiesTests {

    private static final PartKey<TextPart> KEY = new PartKey<>(Kind.LISTING, "milk", "first", TextPart.CODEC);

    private final ReadyBodies bodies = new ReadyBodies(1 << 20);
    private final TextPart one = new TextPart("one");
    private final TextPart two = new TextPart("two");
    private int made;

    @Test
    void aBodyServesWhileItsPartsAreTheSame() {
        var first = body(List.of(this.one, this.two));

        assertThat(body(List.of(this.one, this.two))).isSameAs(first);
        assertThat(this.made).isEqualTo(1);
        assertThat(first.json().pieces()).hasSize(1);
        assertThat(first.json().tag()).isEqualTo(new JsonBytes().append("[").append("]").toBody().tag());
    }

    @Test
    void anotherPartMakesAnotherBodyBeItEqual() {
        body(List.of(this.one, this.two));

        body(List.of(this.one, new TextPart("two")));
        body(List.of(this.one));
        body(Arrays.asList(this.one, null));

        assertThat(this.made).isEqualTo(4);
    }

    @Test
    void whatCannotBeMadeIsNotKept() {
        assertThat(this.bodies.of(KEY, List.of(this.one), Optional::empty)).isEmpty();
        assertThat(body(List.of(this.one))).isNotNull();
    }

    @Test
    void nothingIsKeptWhereNothingMayBe() {
        var none = new ReadyBodies(0);
        var first = none.of(KEY, List.of(this.one), this::make);

        assertThat(none.of(KEY, List.of(this.one), this::make).orElseThrow()).isNotSameAs(first.orElseThrow());
    }

    private Rendered body(List<?> parts) {
        return this.bodies.of(KEY, parts, this::make).orElseThrow();
    }

    private Optional<Rendered> make() {
        this.made++;
        return Optional.of(new Rendered(new JsonBytes().append("[").append("]").toBody(), Instant.EPOCH));
    }
}
