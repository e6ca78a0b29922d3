package dev.aisle.oracle;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.aisle.oracle.Step.ClockReaches;
import dev.aisle.oracle.Step.Compare;
import dev.aisle.oracle.Step.RedisIsEmptied;
import dev.aisle.oracle.Step.SplitLeaf;
import dev.aisle.oracle.Step.SyncLosesConnections;

import static org.assertj.core.api.Assertions.assertThat;

class ShrinkingTests {

    @Test
    void keepsOnlyTheStepsThatTheFailureNeeds() {
        var split = new SplitLeaf("a", "b");
        var history = new CatalogHistory(1,
                List.of(new RedisIsEmptied(), split, new ClockReaches(1, 0), new SyncLosesConnections(),
                        new ClockReaches(2, 0), new ClockReaches(3, 0), new Compare()));

        var shortest = Shrinking.shrink(history,
                it -> it.steps().contains(split) && it.steps().contains(new ClockReaches(3, 0)),
                Duration.ofSeconds(10));

        assertThat(shortest.steps()).containsExactly(split, new ClockReaches(3, 0));
    }

}
