package dev.aisle.command.stock;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.aisle.command.stream.Decision;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.StockEvent;
import dev.aisle.kernel.StockEvent.StockLevelSet;
import dev.aisle.kernel.StockLevel;
import dev.aisle.kernel.StockLevel.Tracked;
import dev.aisle.kernel.StockLevel.Untracked;

import static org.assertj.core.api.Assertions.assertThat;

class StockTests {

    private static final ProductId ID = new ProductId("p");

    @Test
    void aLevelIsSet() {
        assertThat(Stock.set(null, ID, new Tracked(3), null)).isEqualTo(happens(new Tracked(3), null));
        assertThat(Stock.set(new Stock(new Tracked(3), null), ID, new Untracked(true), null))
                .isEqualTo(happens(new Untracked(true), null));
    }

    @Test
    void theSameLevelMakesNoEvent() {
        assertThat(Stock.set(new Stock(new Tracked(3), 7L), ID, new Tracked(3), null)).isEqualTo(nothing());
        assertThat(Stock.set(new Stock(new Tracked(3), 7L), ID, new Tracked(3), 7L)).isEqualTo(nothing());
    }

    @Test
    void anOlderVersionIsSuperseded() {
        assertThat(Stock.set(new Stock(new Tracked(3), 7L), ID, new Tracked(9), 6L))
                .isEqualTo(new Decision.Superseded<>());
    }

    @Test
    void aNewerVersionIsKeptEvenOfTheSameLevel() {
        assertThat(Stock.set(new Stock(new Tracked(3), 7L), ID, new Tracked(3), 8L))
                .isEqualTo(happens(new Tracked(3), 8L));
    }

    @Test
    void whoKnowsNoVersionLeavesTheSources() {
        var after = Stock.evolve(new Stock(new Tracked(3), 7L), new StockLevelSet(ID, new Tracked(5), null));

        assertThat(after).isEqualTo(new Stock(new Tracked(5), 7L));
    }

    private static Decision<StockEvent> happens(StockLevel level, Long version) {
        return Decision.accept(List.of(new StockLevelSet(ID, level, version)));
    }

    private static Decision<StockEvent> nothing() {
        return Decision.accept(List.of());
    }

}
